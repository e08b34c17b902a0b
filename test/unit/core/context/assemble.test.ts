import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contextSourcesOf } from '../../../../src/core/context/record.ts';
import { ContextWorld, uriOfPath } from '../../../support/context-world.ts';

let world: ContextWorld;

beforeEach(() => {
  world = new ContextWorld();
});
afterEach(() => world.dispose());

const cart = `class CartItem:
    def __init__(self, name, price):
        self.name = name
        self.price = price

    def total_price(self, quantity: int) -> float:
        return self.price * quantity

def unrelated_helper(x):
    return x
`;

describe('a prompt', () => {
  test('holds the definitions behind an import, by signature', async () => {
    await world.addFile('shop/cart.py', cart);
    const { draft, record } = await world.assemble('shop/order.py', 'from .cart import CartItem\n\nitem = CartItem█\n');
    expect(draft.snippets.map(({ text }) => text).join('\n')).toContain('def __init__(self, name, price):');
    expect(draft.snippets.map(({ text }) => text).join('\n')).not.toContain('return self.price');
    expect(contextSourcesOf(record)).toContain('cart.py:CartItem');
  });

  test('holds the members of what stands before the dot', async () => {
    await world.addFile(
      'cart.ts',
      'export class Cart {\n  addItem(id: string): void {}\n  checkout(): Promise<void> {}\n}\n',
    );
    await world.addFile('other.ts', 'export class Other {\n  somethingElse(): void {}\n}\n');
    const text = "import { Cart } from './cart';\nfunction run(cart: Cart) {\n  cart.█\n}\n";
    const { draft } = await world.assemble('main.ts', text);
    expect(draft.snippets[0]?.text).toContain('addItem(id: string): void');
    expect(draft.snippets[0]?.text).toContain('checkout(): Promise<void>');
  });

  test('holds what a Go package exports after its name and a dot', async () => {
    await world.addFile('money/money.go', 'package money\nfunc Round(amount float64) int { return 0 }\n');
    const { draft } = await world.assemble(
      'main.go',
      'package main\nimport "example.com/shop/money"\nfunc main() {\n\tmoney.█\n}\n',
    );
    expect(draft.snippets[0]?.text).toContain('func Round(amount float64) int');
  });

  test('finds what a package only hands on', async () => {
    await world.addFile('shop/__init__.py', 'from .cart import CartItem\n');
    await world.addFile('shop/cart.py', cart);
    const { draft } = await world.assemble('main.py', 'from shop import CartItem\n\nitem = CartItem█\n');
    expect(draft.snippets.map(({ path }) => path)).toContain('shop/cart.py');
  });

  test('holds no definitions of its own file and nothing that the window shows already', async () => {
    await world.addFile('main.py', cart);
    await world.open('copy.py', cart);
    const { draft } = await world.assemble('main.py', `${cart}\nitem = CartItem█\n`);
    expect(draft.snippets).toEqual([]);
  });

  test('holds recent edits of other places as diffs, and not those around the cursor', async () => {
    const uri = uriOfPath('price.py');
    await world.open('price.py', 'def price(item):\n    return item.price\n');
    world.service.changeDocument({
      uri,
      version: 2,
      edits: [{ offset: 'def price(item):\n    return item.'.length, deletedLength: 5, insertedText: 'net_price' }],
    });
    const { draft } = await world.assemble('main.py', 'def total(items):\n    return █\n');
    const edit = draft.snippets.find(({ source }) => source === 'recent-edits');
    expect(edit?.text).toBe('-    return item.price\n+    return item.net_price');
    expect(draft.snippets.at(-1)).toBe(edit);
  });

  test('holds similar code of an open tab', async () => {
    const handler = `export function handleInvoice(request: InvoiceRequest): InvoiceResponse {
  const invoice = parseInvoice(request.body);
  validateInvoice(invoice);
  return renderInvoice(invoice);
}
`;
    await world.open('invoice.ts', `${'const filler = 1;\n'.repeat(60)}${handler}${'const more = 2;\n'.repeat(60)}`);
    await world.open('noise.ts', 'const a = 1;\n'.repeat(100));
    const text = `export function handleReceipt(request: ReceiptRequest): ReceiptResponse {
  const receipt = parseReceipt(request.body);
  validateInvoice(receipt);
  █
}
`;
    const { draft } = await world.assemble('receipt.ts', text);
    const tab = draft.snippets.find(({ source }) => source === 'recent-tabs');
    expect(tab?.path).toBe('invoice.ts');
    expect(tab?.text).toContain('renderInvoice(invoice)');
  });

  test('holds the other cells of its notebook and of no other, in the order of the notebook', async () => {
    const cell = (book: string, handle: number): string =>
      `vscode-notebook-cell:/project/${book}.ipynb#W${handle}sZmlsZQ==`;
    await world.open(cell('b', 0), 'elsewhere = 1\n', 'python');
    // Cells are numbered as they come to be: the third was put between the others.
    await world.openNotebook([
      [cell('a', 0), 'rates = load_rates()\n'],
      [cell('a', 3), 'prices = rates.apply()\n'],
      [cell('a', 2), ''],
      [cell('a', 1), 'show(prices)\n'],
    ]);
    const { draft, record } = await world.assemble(cell('a', 2), 'print(█)\n', { languageId: 'python' });
    expect(draft.snippets.map(({ text }) => text)).toEqual([
      'rates = load_rates()',
      'prices = rates.apply()',
      'show(prices)',
    ]);
    expect(record.entries.map(({ label }) => label.slice(-2))).toEqual([':1', ':2', ':4']);
  });

  test("doesn't wait for anybody to hold the other cells of its notebook", async () => {
    const cell = (handle: number): string => `vscode-notebook-cell:/project/a.ipynb#W${handle}sZmlsZQ==`;
    world.gather = () => {
      queueMicrotask(() => void world.clock.advance(1000));
      return new Promise(() => {});
    };
    await world.openNotebook([
      [cell(0), 'rates = load_rates()\n'],
      [cell(1), ''],
    ]);
    const { draft, record } = await world.assemble(cell(1), 'show(█)\n', { languageId: 'python' });
    expect(draft.snippets.map(({ text }) => text)).toEqual(['rates = load_rates()']);
    expect([record.gathered, record.offered]).toEqual(['none', { 'notebook-cells': 1 }]);
  });

  test('shows a cell in its place in the notebook, however much it is like the one at the cursor', async () => {
    const cell = (handle: number): string => `vscode-notebook-cell:/project/a.ipynb#W${handle}sZmlsZQ==`;
    await world.openNotebook([
      [cell(0), 'rates = load_rates()\n'],
      [cell(2), ''],
      [cell(1), 'show(monthly_prices)\n'],
    ]);
    const { draft } = await world.assemble(cell(2), 'show(monthly_prices.█)\n', { languageId: 'python' });
    expect(draft.snippets.map(({ source, text }) => [source, text])).toEqual([
      ['notebook-cells', 'rates = load_rates()'],
      ['notebook-cells', 'show(monthly_prices)'],
    ]);
  });

  test('says in one line what the nearest project is built on', async () => {
    const dependencies = ['react', 'zod', 'eslint'];
    world.service.index.setManifest({ uri: uriOfPath('app/package.json'), path: 'app/package.json', dependencies });
    world.service.index.setManifest({ uri: uriOfPath('package.json'), path: 'package.json', dependencies: ['turbo'] });
    const { draft } = await world.assemble('app/src/main.ts', 'const a = █\n');
    expect(draft.snippets.map(({ text }) => text)).toEqual(['typescript with react, zod']);
  });

  test('a source whose weight is zero is left out', async () => {
    await world.addFile('shop/cart.py', cart);
    const { draft } = await world.assemble('shop/order.py', 'from .cart import CartItem\n\nitem = CartItem█\n', {
      weights: { definitions: 0 },
    });
    expect(draft.snippets).toEqual([]);
  });

  test('stays within its budget, and the record says what became of each offer', async () => {
    for (let at = 0; at < 40; at += 1) {
      await world.addFile(`shop/cart${at}.py`, cart.replaceAll('CartItem', `CartItem${at}`));
    }
    const imports = Array.from({ length: 40 }, (_, at) => `from .cart${at} import CartItem${at}\n`).join('');
    const { record } = await world.assemble('shop/order.py', `${imports}\nitem = █\n`, { maxContextTokens: 800 });
    expect(record.prefixTokens + record.suffixTokens + record.snippetTokens).toBeLessThanOrEqual(800);
    expect(record.offered.definitions).toBeGreaterThan(40);
    expect(record.entries.every(({ decision, because }) => (decision === 'kept') === (because === 'fits'))).toBe(true);
  });

  test('keeps its bytes from key to key while a word is typed', async () => {
    await world.addFile('shop/cart.py', cart);
    const prompts = new Set<string>();
    for (const typed of ['i', 'it', 'ite', 'item', 'item2']) {
      const { draft } = await world.assemble(
        'shop/order.py',
        `from .cart import CartItem\n\ndef f():\n    ${typed}█\n`,
      );
      prompts.add(JSON.stringify(draft.snippets));
    }
    expect(prompts.size).toBe(1);
  });

  test('a file that is gone is gone from the next prompt', async () => {
    await world.addFile('shop/cart.py', cart);
    world.service.index.removeFiles({ uris: [uriOfPath('shop/cart.py')] });
    const { draft } = await world.assemble('shop/order.py', 'from .cart import CartItem\n\nitem = CartItem█\n');
    expect(draft.snippets).toEqual([]);
  });
});
