import { describe, expect, test } from 'vitest';
import { resolveImports } from '../../../../src/core/context/import-resolution.ts';
import { packOutline } from '../../../../src/core/context/packed-outline.ts';
import { SymbolIndex } from '../../../../src/core/context/symbol-index.ts';
import type { Uri } from '../../../../src/core/document.ts';

const uses = new Uint32Array();
const packed = packOutline({ definitions: [], imports: [] });

function resolved(
  languageId: string,
  from: string,
  module: string,
  names: readonly string[],
  paths: readonly string[],
): readonly string[] {
  const index = new SymbolIndex();
  for (const path of paths) index.set({ uri: `file:///${path}` as Uri, path, languageId, packed, uses });
  return resolveImports(index, { path: from, languageId }, [{ module, names, locals: names }]).flatMap(({ files }) =>
    files.map(({ path }) => path),
  );
}

describe('what an import means', () => {
  test.each([
    ['typescript', 'src/app/main.ts', './cart', ['x'], ['src/app/cart.ts', 'src/lib/cart.ts'], ['src/app/cart.ts']],
    [
      'typescript',
      'src/app/main.ts',
      '../lib/cart.js',
      ['x'],
      ['src/app/cart.ts', 'src/lib/cart.ts'],
      ['src/lib/cart.ts'],
    ],
    ['typescript', 'src/app/main.ts', './shop', ['x'], ['src/app/shop/index.ts', 'shop.ts'], ['src/app/shop/index.ts']],
    [
      'typescript',
      'src/main.ts',
      '@app/shop/cart',
      ['x'],
      ['packages/shop/cart.ts', 'cart.ts'],
      ['packages/shop/cart.ts'],
    ],
    ['python', 'shop/views/main.py', '..cart', ['Cart'], ['shop/cart.py', 'other/cart.py'], ['shop/cart.py']],
    ['python', 'main.py', 'shop.cart', ['Cart'], ['src/shop/cart.py', 'old/cart.py'], ['src/shop/cart.py']],
    [
      'python',
      'main.py',
      'shop',
      ['cart'],
      ['src/shop/cart.py', 'src/shop/__init__.py'],
      ['src/shop/__init__.py', 'src/shop/cart.py'],
    ],
    [
      'go',
      'cmd/main.go',
      'example.com/x/shop/cart',
      [],
      ['shop/cart/cart.go', 'shop/cart/cart_test.go'],
      ['shop/cart/cart.go'],
    ],
    ['java', 'a/b/Main.java', 'c.d.Cart', ['Cart'], ['src/c/d/Cart.java', 'src/e/Cart.java'], ['src/c/d/Cart.java']],
    ['rust', 'src/main.rs', 'crate::shop::cart', ['Cart'], ['src/shop/cart.rs', 'src/cart.rs'], ['src/shop/cart.rs']],
    ['rust', 'src/shop/order.rs', 'super::cart', ['Cart'], ['src/shop/cart.rs', 'src/cart.rs'], ['src/shop/cart.rs']],
  ] as const)('%s: in %s, %s', (languageId, from, module, names, paths, expected) => {
    expect(resolved(languageId, from, module, names, paths)).toEqual(expected);
  });

  test('a package from elsewhere means no file', () => {
    expect(resolved('typescript', 'src/main.ts', 'react', ['useState'], ['src/app/cart.ts'])).toEqual([]);
  });

  test('a file that was removed is not found any more', () => {
    const index = new SymbolIndex();
    const uri = 'file:///cart.ts' as Uri;
    index.set({ uri, path: 'cart.ts', languageId: 'typescript', packed, uses });
    index.delete(uri);
    const entry = { module: './cart', names: [], locals: [] };
    expect(resolveImports(index, { path: 'main.ts', languageId: 'typescript' }, [entry])).toEqual([]);
    expect(index.size).toBe(0);
  });
});
