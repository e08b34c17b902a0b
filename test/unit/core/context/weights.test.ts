import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContextSourceKind } from '../../../../src/core/prompt.ts';
import { ContextWorld, uriOfPath } from '../../../support/context-world.ts';

let world: ContextWorld;

beforeEach(() => {
  world = new ContextWorld();
});
afterEach(() => world.dispose());

/** So far from the cursor names tie a file only to the whole document, which is what `repository` is about. */
const filler = '// nothing of interest\n'.repeat(90);
const cell = (name: string): string => `vscode-notebook-cell:/project/a.ipynb#${name}sZmlsZQ==`;

/** A place for which every source but the notebook's has something to say. */
async function ask(weights: Partial<Record<ContextSourceKind, number>>): Promise<readonly ContextSourceKind[]> {
  const { service } = world;
  service.index.setManifest({ uri: uriOfPath('package.json'), path: 'package.json', dependencies: ['react'] });
  await world.addFile('lib/cart.ts', 'export class Cart {\n  checkout(): Promise<void> {}\n}\n');
  await world.addFile(
    'deep/down/rates.ts',
    'export function loadExchangeRates(): void {}\nexport function roundHalfEven(): void {}\n',
  );
  await world.open(
    'tabs/invoice.ts',
    'export function handleInvoice(cart: Cart) {\n  validateInvoice(cart);\n  return cart.total();\n}\n',
  );
  await world.open('edited/price.ts', 'export const price = 1;\n');
  service.changeDocument({
    uri: uriOfPath('edited/price.ts'),
    version: 99,
    edits: [{ offset: 'export const price = '.length, deletedLength: 1, insertedText: '200' }],
  });
  const text = `import { Cart } from '../lib/cart';
loadExchangeRates();
roundHalfEven();
${filler}
export function handleReceipt(cart: Cart) {
  validateInvoice(cart);
  cart.█
}
`;
  const { draft } = await world.assemble('app/receipt.ts', text, { weights });
  return [...new Set(draft.snippets.map(({ source }) => source))].toSorted();
}

const everything = ['definitions', 'fingerprint', 'recent-edits', 'recent-tabs', 'repository'] as const;

test('every source that has something to say is in the prompt', async () => {
  expect(await ask({})).toEqual(everything);
});

test.each(everything)('with weight 0 nothing of %s is, and all else stays', async (source) => {
  expect(await ask({ [source]: 0 })).toEqual(everything.filter((other) => other !== source));
});

test("with weight 0 a notebook's other cells are not", async () => {
  await world.openNotebook([
    [cell('W0'), 'rates = load_rates()\n'],
    [cell('W1'), ''],
  ]);
  const cells = async (weights: Partial<Record<ContextSourceKind, number>>): Promise<number> => {
    const { draft } = await world.assemble(cell('W1'), 'print(█)\n', { languageId: 'python', weights });
    return draft.snippets.length;
  };
  expect(await cells({})).toBe(1);
  expect(await cells({ 'notebook-cells': 0 })).toBe(0);
});

test('with half its weight a source has half its room', async () => {
  for (let at = 0; at < 60; at += 1) {
    await world.addFile(`lib/part${at}.ts`, `export function part${at}(first: string, second: number): string {}\n`);
  }
  const imports = Array.from({ length: 60 }, (_, at) => `import { part${at} } from './lib/part${at}';\n`).join('');
  const tokens = async (weight: number): Promise<number> => {
    const weights = { definitions: weight, repository: 0 };
    const options = { weights, maxContextTokens: 2000 };
    const { record } = await world.assemble(`main${weight}.ts`, `${imports}\nconst value = █;\n`, options);
    return record.snippetTokens;
  };
  const whole = await tokens(1);
  expect(whole).toBeGreaterThan(400);
  expect((await tokens(0.5)) / whole).toBeCloseTo(0.5, 1);
});
