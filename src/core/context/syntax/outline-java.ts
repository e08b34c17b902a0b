import { type OutlineBuilder, childrenOf, firstOfType } from './outline-builder.ts';
import type { SyntaxNode } from './syntax-tree.ts';

export function outlineJava(root: SyntaxNode, builder: OutlineBuilder): void {
  for (const node of childrenOf(root)) {
    if (node.type === 'import_declaration') addImport(node, builder);
    else if (node.type === 'package_declaration') {
      builder.addImport(`package:${builder.textOf(firstOfType(node, 'scoped_identifier', 'identifier'))}`);
    } else addType(node, builder, -1);
  }
}

function addImport(node: SyntaxNode, builder: OutlineBuilder): void {
  const name = builder.textOf(firstOfType(node, 'scoped_identifier', 'identifier'));
  const isStatic = /^import\s+static\b/.test(builder.textOf(node));
  if (firstOfType(node, 'asterisk') !== null) {
    builder.addImport(name);
    return;
  }
  const last = name.slice(name.lastIndexOf('.') + 1);
  builder.addImport(isStatic ? name.slice(0, name.lastIndexOf('.')) : name, [last]);
}

function addType(node: SyntaxNode, builder: OutlineBuilder, parent: number): void {
  const isType = /^(class|interface|enum|record|annotation_type)_declaration$/.test(node.type);
  if (!isType || isPrivate(node, builder)) return;
  const name = builder.textOf(node.childForFieldName('name'));
  const body = node.childForFieldName('body');
  const index = builder.add({
    name,
    kind: 'type',
    signature: `${withoutAnnotations(builder.head(node, body))} {`,
    parent,
  });
  if (index === -1) return;
  const constants = childrenOf(body).filter(({ type }) => type === 'enum_constant');
  if (constants.length > 0) {
    const names = constants.map((constant) => builder.textOf(constant.childForFieldName('name')));
    builder.add({ name, kind: 'value', signature: names.join(', ').slice(0, 300), parent: index });
  }
  const isInterface = node.type === 'interface_declaration';
  for (const member of childrenOf(body)) {
    if (member.type === 'enum_body_declarations') {
      for (const inner of childrenOf(member)) addMember(inner, builder, index, false);
    } else addMember(member, builder, index, isInterface);
  }
}

function addMember(node: SyntaxNode, builder: OutlineBuilder, parent: number, isInterface: boolean): void {
  if (!isInterface && isPrivate(node, builder)) return;
  const name = builder.textOf(node.childForFieldName('name'));
  switch (node.type) {
    case 'method_declaration':
    case 'constructor_declaration':
    case 'compact_constructor_declaration': {
      const signature = withoutAnnotations(builder.head(node, node.childForFieldName('body')));
      builder.add({ name, kind: 'method', signature, parent });
      return;
    }
    case 'field_declaration':
    case 'constant_declaration': {
      const declarator = node.childForFieldName('declarator');
      const value = declarator?.childForFieldName('value') ?? null;
      const signature = withoutAnnotations(builder.head(node, value)).replace(/\s*=$/, '');
      builder.add({
        name: builder.textOf(declarator?.childForFieldName('name') ?? null),
        kind: 'value',
        signature,
        parent,
      });
      return;
    }
    default:
      addType(node, builder, parent);
  }
}

function isPrivate(node: SyntaxNode, builder: OutlineBuilder): boolean {
  return /\bprivate\b/.test(builder.textOf(firstOfType(node, 'modifiers')));
}

/** Annotations tell a reader of the signature little and cost much. */
function withoutAnnotations(signature: string): string {
  return signature.replace(/(^|\s)@(?!interface\b)[\w.]+(\([^()]*\))?\s*/g, '$1').trim();
}
