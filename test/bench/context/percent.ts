/** A share as a percentage with one decimal, which is more than samples of this size bear. */
export function percent(share: number): number {
  return Math.round(share * 1000) / 10;
}
