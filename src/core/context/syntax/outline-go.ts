import { type OutlineBuilder, childrenOf, firstOfType } from './outline-builder.ts';
import type { SyntaxNode } from './syntax-tree.ts';

export function outlineGo(root: SyntaxNode, builder: OutlineBuilder): void {
  for (const node of childrenOf(root)) addDeclaration(node, builder);
}

function addDeclaration(node: SyntaxNode, builder: OutlineBuilder): void {
  const name = builder.textOf(node.childForFieldName('name'));
  switch (node.type) {
    case 'import_declaration':
      for (const spec of specsOf(node, 'import_spec', 'import_spec_list')) {
        const module = builder.textOf(spec.childForFieldName('path')).replace(/["`]/g, '');
        const alias = builder.textOf(spec.childForFieldName('name'));
        builder.addImport(module, [], [alias === '' ? packageName(module) : alias]);
      }
      return;
    case 'function_declaration':
      builder.add({ name, kind: 'function', signature: builder.head(node, node.childForFieldName('body')) });
      return;
    case 'method_declaration':
      builder.add({ name, kind: 'method', signature: builder.head(node, node.childForFieldName('body')) });
      return;
    case 'type_declaration':
      for (const spec of childrenOf(node)) {
        const type = builder.textOf(spec.childForFieldName('name'));
        const signature = builder.whole(spec);
        builder.add({
          name: type,
          kind: 'type',
          signature: signature.startsWith('type') ? signature : `type ${signature}`,
        });
      }
      return;
    case 'const_declaration':
    case 'var_declaration': {
      const keyword = node.type === 'const_declaration' ? 'const' : 'var';
      for (const spec of specsOf(node, 'const_spec', 'var_spec', 'var_spec_list')) {
        const value = builder.textOf(firstOfType(spec, 'identifier'));
        builder.add({ name: value, kind: 'value', signature: `${keyword} ${builder.head(spec, null).slice(0, 110)}` });
      }
      return;
    }
    default:
      return;
  }
}

/** The specs of a declaration, in brackets or not. */
function specsOf(node: SyntaxNode, ...types: readonly string[]): readonly SyntaxNode[] {
  return childrenOf(node)
    .flatMap((child) => (child.type.endsWith('_list') ? childrenOf(child) : [child]))
    .filter(({ type }) => types.includes(type));
}

/** What a package most likely calls itself: `gopkg.in/yaml.v3` is `yaml`, `example.com/go-cart/v2` is `cart`. */
function packageName(module: string): string {
  const last =
    module
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? '';
  return last.replace(/^go-|[-.]go$|\.v\d+$/g, '');
}
