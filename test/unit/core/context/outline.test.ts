import { describe, expect, test } from 'vitest';
import { createGrammars, grammarsFolder } from '../../../../src/node/grammars.ts';
import type { FileOutline } from '../../../../src/core/context/outline.ts';
import { packOutline, unpackOutline } from '../../../../src/core/context/packed-outline.ts';
import { isReadable, outlineFile } from '../../../../src/core/context/source-file.ts';

const grammars = createGrammars(grammarsFolder(undefined, import.meta.url));

const outline = (languageId: string, text: string): Promise<FileOutline> => outlineFile(grammars, languageId, text);

/** Signatures, members under what they belong to. */
async function signatures(languageId: string, text: string): Promise<string[]> {
  const { definitions } = await outline(languageId, text);
  return definitions.map(({ signature, parent }) => (parent === -1 ? signature : `  ${signature}`));
}

describe('what a file offers to others', () => {
  test('TypeScript: exported signatures, without bodies, private members and what is not exported', async () => {
    const text = `
import { tax, type Rate as R } from './tax';
import * as money from 'lib/money';
export interface Item { readonly name: string; price?: number }
export class Cart<T> extends Base implements Priced {
  private secret = 1;
  #hidden = 2;
  readonly items: Item[] = [];
  constructor(owner: string) { super(); }
  total(rate: R = 1): number { return 0; }
}
export const half = (n: number): number => n / 2;
export type Id = string & { brand: 'id' };
function internal(): void {}
`;
    expect(await signatures('typescript', text)).toEqual([
      'export interface Item {',
      '  readonly name: string',
      '  price?: number',
      'export class Cart<T> extends Base implements Priced {',
      '  readonly items: Item[]',
      '  constructor(owner: string)',
      '  total(rate: R = 1): number',
      'export const half = (n: number): number',
      "export type Id = string & { brand: 'id' };",
    ]);
    expect((await outline('typescript', text)).imports).toEqual([
      { module: './tax', names: ['tax', 'Rate'], locals: ['tax', 'R'] },
      { module: 'lib/money', names: [], locals: ['money'] },
    ]);
  });

  test('JavaScript: CommonJS exports and requires', async () => {
    const text = `const { a } = require('./a');\nexports.run = function (x, y) { return x; };\nmodule.exports.stop = () => 1;\n`;
    expect(await signatures('javascript', text)).toEqual([
      'exports.run = function (x, y)',
      'module.exports.stop = () =>',
    ]);
    expect((await outline('javascript', text)).imports).toEqual([{ module: './a', names: ['a'], locals: ['a'] }]);
  });

  test('Python: classes with attributes, decorators that matter, relative imports', async () => {
    const text = `
from ..shop import cart as c, tax
import os.path
@dataclass
class Order(Base):
    total: float = 0
    def __init__(self, lines):
        self.lines = lines
    @property
    def count(self) -> int:
        return 1
async def load(path: str, *, retries=3) -> Order:
    pass
LIMIT = 10
`;
    expect(await signatures('python', text)).toEqual([
      '@dataclass\nclass Order(Base):',
      '  total: float',
      '  def __init__(self, lines):',
      '  self.lines = lines',
      '  @property\ndef count(self) -> int:',
      'async def load(path: str, *, retries=3) -> Order:',
      'LIMIT = 10',
    ]);
    expect((await outline('python', text)).imports).toEqual([
      { module: '..shop', names: ['cart', 'tax'], locals: ['c', 'tax'] },
      { module: 'os.path', names: [], locals: ['os.path'] },
    ]);
  });

  test('Go: structs with their fields, methods with their receivers', async () => {
    const text = `package shop
import (
	tax "example.com/x/taxes"
	"example.com/x/go-money/v2"
)
// Cart is documented.
type Cart struct {
	Items []Item // what is in it
}
func (c *Cart) Total(rate float64) (float64, error) { return 0, nil }
const Limit = 10
`;
    expect(await signatures('go', text)).toEqual([
      'type Cart struct {\n\tItems []Item\n}',
      'func (c *Cart) Total(rate float64) (float64, error)',
      'const Limit = 10',
    ]);
    expect((await outline('go', text)).imports.map(({ locals }) => locals)).toEqual([['tax'], ['money']]);
  });

  test('Java: members without annotations and private ones', async () => {
    const text = `package shop;
import java.util.List;
public class Cart implements Priced {
  private int secret;
  protected List<Item> items = new ArrayList<>();
  @Override public double total(double rate) throws TaxException { return 0; }
  enum Kind { SMALL, LARGE }
}`;
    expect(await signatures('java', text)).toEqual([
      'public class Cart implements Priced {',
      '  protected List<Item> items',
      '  public double total(double rate) throws TaxException',
      '  enum Kind {',
      '  SMALL, LARGE',
    ]);
  });

  test('Rust: structs, traits, implementations, nested uses', async () => {
    const text = `use crate::shop::{tax, cart::{Cart, Item as I}};
pub struct Order { pub total: f64 }
pub trait Priced { fn price(&self) -> f64; }
impl Priced for Order {
    fn price(&self) -> f64 { self.total }
}
`;
    expect(await signatures('rust', text)).toEqual([
      'pub struct Order { pub total: f64 }',
      'pub trait Priced {',
      '  fn price(&self) -> f64',
      'impl Priced for Order {',
      '  fn price(&self) -> f64',
    ]);
    expect((await outline('rust', text)).imports).toEqual([
      { module: 'crate::shop', names: ['tax'], locals: ['tax'] },
      { module: 'crate::shop::cart', names: ['Cart'], locals: ['Cart'] },
      { module: 'crate::shop::cart', names: ['Item'], locals: ['I'] },
    ]);
  });

  test('a language without a grammar is read by its lines', async () => {
    const text = `require 'tax'\nclass Cart\n  def total(rate)\n    inner = 1\n  end\nend\n`;
    expect(await signatures('ruby', text)).toEqual(['class Cart', '  def total(rate)']);
  });

  test('broken syntax costs only what it breaks', async () => {
    const text = `export function good(a: number): string { return ''; }\nexport function bad(a: { {{{\nexport const after = 1;\n`;
    expect((await signatures('typescript', text))[0]).toBe('export function good(a: number): string');
  });

  test('packing and unpacking gives the same outline', async () => {
    const before = await outline('python', 'from a import b as c\nclass D:\n    def e(self):\n        pass\n');
    expect(unpackOutline(packOutline(before))).toEqual(before);
    expect(unpackOutline(packOutline({ definitions: [], imports: [] }))).toEqual({ definitions: [], imports: [] });
  });
});

describe('whether a file is written for people', () => {
  test('a minified file and a line of 100,000 characters are not', () => {
    expect(isReadable(`var a=1;${'b();'.repeat(2000)}`)).toBe(false);
    expect(isReadable(`const a = 1;\n${'x'.repeat(100_000)}\n`)).toBe(false);
  });

  test('ordinary code and an empty file are', () => {
    expect(isReadable('const a = 1;\n'.repeat(1000))).toBe(true);
    expect(isReadable('')).toBe(true);
  });
});
