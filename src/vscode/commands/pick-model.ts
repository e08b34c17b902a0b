import type { ListedModel } from '../../core/providers/discovery.ts';
import { type Choice, pick } from './pick.ts';

/** Lets the user choose among a server's models, those that can fill in the middle first. */
export function pickModel(models: readonly ListedModel[], current: string | undefined): Promise<string | undefined> {
  const choices = models
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ name, canFim, contextTokens }): Choice<string> => ({
      label: `${name === current ? '$(check)' : '$(blank)'} ${name}`,
      description: [
        canFim === false ? 'cannot fill in the middle' : canFim === true ? 'fills in the middle' : 'unknown ability',
        ...(contextTokens === undefined ? [] : [`reads ${contextTokens.toLocaleString()} tokens`]),
      ].join(' · '),
      value: name,
    }));
  return pick('Which model?', choices);
}

function rank({ canFim }: ListedModel): number {
  if (canFim === undefined) return 1;
  return canFim ? 0 : 2;
}
