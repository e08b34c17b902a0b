import { type OutlineBuilder, childrenOf, firstOfType } from './outline-builder.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** JavaScript and TypeScript, JSX included: their grammars share their node types. */
export function outlineTypeScript(root: SyntaxNode, builder: OutlineBuilder): void {
  const exported = exportedNames(root, builder);
  for (const node of childrenOf(root)) addStatement(node, builder, -1, exported);
}

/** Names that are exported apart from their declaration; undefined where the file says nothing about exports. */
function exportedNames(root: SyntaxNode, builder: OutlineBuilder): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  let hasExports = false;
  for (const node of childrenOf(root)) {
    if (node.type !== 'export_statement') continue;
    hasExports = true;
    const clause = firstOfType(node, 'export_clause');
    for (const specifier of childrenOf(clause)) names.add(builder.textOf(specifier.childForFieldName('name')));
    names.add(builder.textOf(node.childForFieldName('value')));
  }
  return hasExports ? names : undefined;
}

function addStatement(
  node: SyntaxNode,
  builder: OutlineBuilder,
  parent: number,
  exported: ReadonlySet<string> | undefined,
  whole: SyntaxNode = node,
): void {
  const name = builder.textOf(node.childForFieldName('name'));
  const isHidden = whole === node && parent === -1 && exported !== undefined && !exported.has(name);
  switch (node.type) {
    case 'import_statement':
      addImport(node, builder);
      return;
    case 'export_statement': {
      const declaration = node.childForFieldName('declaration');
      if (declaration !== null) addStatement(declaration, builder, parent, exported, node);
      else addReExport(node, builder);
      return;
    }
    case 'ambient_declaration':
      for (const child of childrenOf(node)) addStatement(child, builder, parent, undefined, node);
      return;
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'function_signature':
      if (!isHidden) {
        builder.add({
          name,
          kind: 'function',
          signature: builder.head(whole, node.childForFieldName('body')),
          parent,
        });
      }
      return;
    case 'class_declaration':
    case 'abstract_class_declaration':
    case 'interface_declaration':
      if (!isHidden) addMembers(node, whole, builder, parent, name);
      return;
    case 'type_alias_declaration':
    case 'enum_declaration':
      if (!isHidden) builder.add({ name, kind: 'type', signature: builder.whole(whole), parent });
      return;
    case 'internal_module':
    case 'module': {
      const body = node.childForFieldName('body');
      const index = builder.add({ name, kind: 'module', signature: builder.head(whole, body, ' {'), parent });
      if (index !== -1) for (const child of childrenOf(body)) addStatement(child, builder, index, undefined);
      return;
    }
    case 'lexical_declaration':
    case 'variable_declaration':
      for (const declarator of childrenOf(node)) addVariable(declarator, whole, builder, parent, exported);
      return;
    case 'expression_statement':
      addAssignment(firstOfType(node, 'assignment_expression', 'internal_module'), builder, parent);
      return;
    default:
      return;
  }
}

function addMembers(node: SyntaxNode, whole: SyntaxNode, builder: OutlineBuilder, parent: number, name: string): void {
  const body = node.childForFieldName('body');
  const index = builder.add({ name, kind: 'type', signature: builder.head(whole, body, ' {'), parent });
  if (index === -1) return;
  for (const member of childrenOf(body)) {
    const memberName = builder.textOf(member.childForFieldName('name') ?? member.childForFieldName('property'));
    if (memberName.startsWith('#') || isPrivate(member, builder)) continue;
    switch (member.type) {
      case 'method_definition':
      case 'method_signature':
      case 'abstract_method_signature':
        builder.add({
          name: memberName,
          kind: 'method',
          signature: builder.head(member, member.childForFieldName('body')),
          parent: index,
        });
        break;
      case 'public_field_definition':
      case 'field_definition':
      case 'property_signature':
        builder.add({ name: memberName, kind: 'value', signature: valueHead(member, builder), parent: index });
        break;
      case 'call_signature':
      case 'construct_signature':
      case 'index_signature':
        builder.add({ name, kind: 'method', signature: builder.head(member, null), parent: index });
        break;
      default:
        break;
    }
  }
}

function isPrivate(member: SyntaxNode, builder: OutlineBuilder): boolean {
  return builder.textOf(firstOfType(member, 'accessibility_modifier')) === 'private';
}

function addVariable(
  declarator: SyntaxNode,
  whole: SyntaxNode,
  builder: OutlineBuilder,
  parent: number,
  exported: ReadonlySet<string> | undefined,
): void {
  if (declarator.type !== 'variable_declarator') return;
  const name = builder.textOf(declarator.childForFieldName('name'));
  const value = declarator.childForFieldName('value');
  const required = requiredModule(value, builder);
  if (required !== '') {
    const names = patternNames(declarator.childForFieldName('name'), builder);
    builder.addImport(required, names, names.length === 0 ? [name] : names);
    return;
  }
  const isOwnExport = whole.type === 'export_statement' || whole.type === 'ambient_declaration';
  if (!isOwnExport && parent === -1 && exported !== undefined && !exported.has(name)) return;
  if (!/^[\w$]+$/.test(name)) return;
  const body = value?.childForFieldName('body') ?? null;
  const isFunction = value?.type === 'arrow_function' || value?.type === 'function_expression';
  if (isFunction) {
    builder.add({ name, kind: 'function', signature: builder.head(whole, body).replace(/=>$/, '').trimEnd(), parent });
  } else if (value?.type === 'object' || value?.type === 'call_expression' || value?.type === 'array') {
    builder.add({ name, kind: 'value', signature: firstLine(builder.head(whole, null)), parent });
  } else {
    builder.add({ name, kind: 'value', signature: builder.head(whole, null).slice(0, 160), parent });
  }
}

/** `exports.name = …`, `module.exports.name = …`, `Name.prototype.method = function …`. */
function addAssignment(node: SyntaxNode | null, builder: OutlineBuilder, parent: number): void {
  if (node === null) return;
  if (node.type === 'internal_module') {
    addStatement(node, builder, parent, undefined);
    return;
  }
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (left?.type !== 'member_expression') return;
  const target = builder.textOf(left);
  if (!/^(module\.)?exports\.|\.prototype\.|^[A-Z]\w*\.\w+$/.test(target)) return;
  const isFunction = right?.type === 'function_expression' || right?.type === 'arrow_function';
  const name = target.slice(target.lastIndexOf('.') + 1);
  const body = isFunction ? (right?.childForFieldName('body') ?? null) : null;
  if (isFunction) builder.add({ name, kind: 'function', signature: builder.head(node, body), parent });
  else builder.add({ name, kind: 'value', signature: firstLine(builder.head(node, null)), parent });
}

function addImport(node: SyntaxNode, builder: OutlineBuilder): void {
  const module = unquoted(builder.textOf(node.childForFieldName('source')));
  const names: string[] = [];
  const locals: string[] = [];
  const clause = firstOfType(node, 'import_clause');
  for (const child of childrenOf(clause)) {
    if (child.type === 'namespace_import') {
      builder.addImport(module, [], [builder.textOf(firstOfType(child, 'identifier'))]);
      return;
    }
    if (child.type === 'identifier') {
      names.push(builder.textOf(child));
      locals.push(builder.textOf(child));
    }
    for (const specifier of childrenOf(child)) {
      if (specifier.type !== 'import_specifier') continue;
      const name = builder.textOf(specifier.childForFieldName('name'));
      names.push(name);
      locals.push(builder.textOf(specifier.childForFieldName('alias')) || name);
    }
  }
  builder.addImport(module, names, locals);
}

function addReExport(node: SyntaxNode, builder: OutlineBuilder): void {
  const source = node.childForFieldName('source');
  if (source === null) return;
  const names = childrenOf(firstOfType(node, 'export_clause')).map((specifier) =>
    builder.textOf(specifier.childForFieldName('name')),
  );
  builder.addImport(unquoted(builder.textOf(source)), names);
}

function requiredModule(value: SyntaxNode | null, builder: OutlineBuilder): string {
  if (value?.type !== 'call_expression') return '';
  return /^require\(\s*(['"`])([^'"`]+)\1\s*\)$/.exec(builder.textOf(value))?.[2] ?? '';
}

function patternNames(pattern: SyntaxNode | null, builder: OutlineBuilder): readonly string[] {
  if (pattern?.type !== 'object_pattern') return [];
  return childrenOf(pattern).map((child) => builder.textOf(child.childForFieldName('key') ?? child));
}

/** A field or property without its first value, unless it has no type to go by. */
function valueHead(member: SyntaxNode, builder: OutlineBuilder): string {
  const value = member.childForFieldName('value');
  const type = member.childForFieldName('type');
  if (value !== null && type === null) {
    const body = value.childForFieldName('body');
    return body === null
      ? builder.head(member, null).slice(0, 120)
      : builder.head(member, body).replace(/=>$/, '').trimEnd();
  }
  return builder.head(member, value).replace(/=\s*$/, '').trimEnd();
}

function firstLine(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)} …`;
}

function unquoted(text: string): string {
  return text.replace(/^['"`]|['"`]$/g, '');
}
