import { type OutlineBuilder, childrenOf, firstOfType } from './outline-builder.ts';
import type { SyntaxNode } from './syntax-tree.ts';

export function outlinePython(root: SyntaxNode, builder: OutlineBuilder): void {
  for (const node of childrenOf(root)) addStatement(node, builder, -1);
}

function addStatement(node: SyntaxNode, builder: OutlineBuilder, parent: number, decorators = ''): void {
  switch (node.type) {
    case 'import_statement':
      for (const name of childrenOf(node)) {
        const module = moduleName(name, builder);
        builder.addImport(module, [], [localName(name, builder) ?? module]);
      }
      return;
    case 'import_from_statement': {
      const module = builder.textOf(node.childForFieldName('module_name'));
      const imported = childrenOf(node)
        .slice(1)
        .filter(({ type }) => type !== 'wildcard_import');
      const names = imported.map((name) => moduleName(name, builder));
      const locals = imported.map((name, at) => localName(name, builder) ?? names[at] ?? '');
      builder.addImport(module, names, locals);
      return;
    }
    case 'if_statement':
    case 'try_statement':
      // `if TYPE_CHECKING:` and `try: import …` hold definitions and imports like any other place.
      for (const block of childrenOf(node)) {
        const inner = block.type === 'block' ? block : firstOfType(block, 'block');
        for (const child of childrenOf(inner)) addStatement(child, builder, parent);
      }
      return;
    case 'decorated_definition': {
      const definition = node.childForFieldName('definition');
      const kept = childrenOf(node)
        .filter(({ type }) => type === 'decorator')
        .map((decorator) => builder.textOf(decorator))
        .filter((text) => /^@(property|staticmethod|classmethod|abstractmethod|overload|\w*\.?dataclass)\b/.test(text))
        .map((text) => `${text.split('\n', 1)[0]}\n`)
        .join('');
      if (definition !== null) addStatement(definition, builder, parent, kept);
      return;
    }
    case 'function_definition': {
      const name = builder.textOf(node.childForFieldName('name'));
      const signature = decorators + builder.head(node, node.childForFieldName('body')).replace(/:?\s*(#.*)?$/, ':');
      const body = node.childForFieldName('body');
      builder.add({ name, kind: parent === -1 ? 'function' : 'method', signature, parent });
      if (name === '__init__' && parent !== -1) addAttributes(body, builder, parent);
      return;
    }
    case 'class_definition': {
      const name = builder.textOf(node.childForFieldName('name'));
      const body = node.childForFieldName('body');
      const signature = decorators + builder.head(node, body).replace(/:?\s*(#.*)?$/, ':');
      const index = builder.add({ name, kind: 'type', signature, parent });
      if (index !== -1) for (const child of childrenOf(body)) addStatement(child, builder, index);
      return;
    }
    case 'expression_statement':
      addValue(firstOfType(node, 'assignment'), builder, parent);
      return;
    default:
      return;
  }
}

function addValue(assignment: SyntaxNode | null, builder: OutlineBuilder, parent: number): void {
  if (assignment === null) return;
  const left = assignment.childForFieldName('left');
  if (left?.type !== 'identifier') return;
  const name = builder.textOf(left);
  const typed = assignment.childForFieldName('type') !== null;
  const signature = builder.head(assignment, typed ? assignment.childForFieldName('right') : null);
  builder.add({
    name,
    kind: 'value',
    signature: signature.replace(/\s*=$/, '').slice(0, 120),
    parent,
  });
}

/** `self.name = …` at the top of a constructor: a class's attributes are declared nowhere else. */
function addAttributes(body: SyntaxNode | null, builder: OutlineBuilder, parent: number): void {
  for (const statement of childrenOf(body)) {
    const assignment = statement.type === 'expression_statement' ? firstOfType(statement, 'assignment') : null;
    const target = builder.textOf(assignment?.childForFieldName('left') ?? null);
    if (assignment === null || !/^self\.[A-Za-z]\w*$/.test(target)) continue;
    const signature = builder.head(assignment, null);
    builder.add({ name: target.slice('self.'.length), kind: 'value', signature: signature.slice(0, 80), parent });
  }
}

function moduleName(node: SyntaxNode, builder: OutlineBuilder): string {
  return builder.textOf(node.type === 'aliased_import' ? node.childForFieldName('name') : node);
}

function localName(node: SyntaxNode, builder: OutlineBuilder): string | undefined {
  return node.type === 'aliased_import' ? builder.textOf(node.childForFieldName('alias')) : undefined;
}
