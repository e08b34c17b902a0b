import { type OutlineBuilder, childrenOf } from './outline-builder.ts';
import type { SyntaxNode } from './syntax-tree.ts';

export function outlineRust(root: SyntaxNode, builder: OutlineBuilder): void {
  for (const node of childrenOf(root)) addItem(node, builder, -1);
}

function addItem(node: SyntaxNode, builder: OutlineBuilder, parent: number): void {
  const name = builder.textOf(node.childForFieldName('name'));
  const body = node.childForFieldName('body');
  switch (node.type) {
    case 'use_declaration':
      addUse(node.childForFieldName('argument'), '', builder);
      return;
    case 'function_item':
    case 'function_signature_item':
      builder.add({ name, kind: parent === -1 ? 'function' : 'method', signature: builder.head(node, body), parent });
      return;
    case 'struct_item':
    case 'enum_item':
    case 'union_item':
    case 'type_item':
      builder.add({ name, kind: 'type', signature: builder.whole(node), parent });
      return;
    case 'const_item':
    case 'static_item':
      builder.add({ name, kind: 'value', signature: builder.head(node, null).slice(0, 120), parent });
      return;
    case 'macro_definition':
      builder.add({ name, kind: 'function', signature: `macro_rules! ${name}`, parent });
      return;
    case 'trait_item': {
      const index = builder.add({ name, kind: 'type', signature: builder.head(node, body, ' {'), parent });
      if (index !== -1) for (const child of childrenOf(body)) addItem(child, builder, index);
      return;
    }
    case 'impl_item': {
      const type = builder.textOf(node.childForFieldName('type')).replace(/<[\s\S]*$/, '');
      const own = type.slice(type.lastIndexOf(':') + 1);
      const signature = builder.head(node, body, ' {');
      const index = builder.add({ name: own, kind: 'implementation', signature, parent });
      if (index !== -1) for (const child of childrenOf(body)) addItem(child, builder, index);
      return;
    }
    case 'mod_item':
      if (body === null) builder.addImport(`self::${name}`);
      else if (name !== 'tests') for (const child of childrenOf(body)) addItem(child, builder, parent);
      return;
    default:
      return;
  }
}

/** `use a::{b, c::{d, e}}` is three imports: `a` with `b`, `a::c` with `d` and `e`. */
function addUse(node: SyntaxNode | null, path: string, builder: OutlineBuilder): void {
  if (node === null) return;
  switch (node.type) {
    case 'scoped_identifier':
    case 'identifier':
    case 'crate':
    case 'self':
    case 'super': {
      const full = join(path, builder.textOf(node));
      const end = full.lastIndexOf('::');
      if (end === -1) builder.addImport(full);
      else builder.addImport(full.slice(0, end), [full.slice(end + 2)]);
      return;
    }
    case 'use_as_clause': {
      const full = join(path, builder.textOf(node.childForFieldName('path')));
      const end = full.lastIndexOf('::');
      const alias = builder.textOf(node.childForFieldName('alias'));
      if (end !== -1) builder.addImport(full.slice(0, end), [full.slice(end + 2)], [alias]);
      return;
    }
    case 'use_wildcard':
      builder.addImport(join(path, builder.textOf(node).replace(/::\*$/, '')));
      return;
    case 'scoped_use_list': {
      const inner = join(path, builder.textOf(node.childForFieldName('path')));
      for (const child of childrenOf(node.childForFieldName('list'))) addUse(child, inner, builder);
      return;
    }
    case 'use_list':
      for (const child of childrenOf(node)) addUse(child, path, builder);
      return;
    default:
      return;
  }
}

function join(path: string, rest: string): string {
  return path === '' ? rest : rest === '' ? path : `${path}::${rest}`;
}
