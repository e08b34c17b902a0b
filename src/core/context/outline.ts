export type DefinitionKind = 'function' | 'method' | 'type' | 'value' | 'implementation' | 'module';

/** Something that other code can use, by its signature: never its body. */
export interface Definition {
  readonly name: string;
  readonly kind: DefinitionKind;
  /** One line or a few, from the first column. */
  readonly signature: string;
  /** Index of the definition that encloses this one, in the same list and before it; -1 at the top level. */
  readonly parent: number;
}

/** One import, as written. */
export interface ImportEntry {
  /** `./cart`, `shop.cart`, `github.com/x/shop/cart`, `crate::shop::cart`. */
  readonly module: string;
  /** Names that it brings in, as the module spells them; empty where it brings in the module as a whole. */
  readonly names: readonly string[];
  /** What the file itself calls them, in the same order; for a whole module its one name here, if any. */
  readonly locals: readonly string[];
}

/** What a file offers to others and takes from them. */
export interface FileOutline {
  readonly definitions: readonly Definition[];
  readonly imports: readonly ImportEntry[];
}

export const emptyOutline: FileOutline = { definitions: [], imports: [] };

/** Signatures above this give way to their beginning. */
const maxSignatureCharacters = 360;

/** A signature on as few lines as it has words for: blanks and line ends become one blank, long ones are cut. */
export function compactSignature(text: string): string {
  const joined = text
    .replace(/\s+/g, ' ')
    .replace(/([([{]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1')
    .trim();
  if (joined.length <= maxSignatureCharacters) return joined;
  const cut = joined.lastIndexOf(',', maxSignatureCharacters);
  return `${joined.slice(0, cut > maxSignatureCharacters / 2 ? cut + 1 : maxSignatureCharacters)} …`;
}
