import {
  type Definition,
  type DefinitionKind,
  type FileOutline,
  type ImportEntry,
  compactSignature,
} from './outline.ts';

const maxDefinitions = 800;
const maxLineCharacters = 400;

/** A word that says what a line defines; what comes right after it is the name. */
const keyword =
  /^(?:[\w@().,<>[\]:"' \t]*?\b)?(class|interface|struct|enum|trait|protocol|record|module|namespace|object|type|func|function|fun|def|defp|fn|sub|proc|procedure)\s+(?:\([^)]*\)\s*)?(?:self\.)?([A-Za-z_$][\w$.:]*[?!]?)/;
/** `Type name(parameters) {`: a function in languages of C's kind. */
const cFunction =
  /^(?:[\w:*&<>,[\]~]+\s+)+[*&]*([A-Za-z_~][\w:~]*)\s*\([^;]*\)\s*(?:const\b|override\b|noexcept\b|throws\b|\s)*\{?$/;
const typeWords = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'protocol', 'record', 'object', 'type']);
const statementWords =
  /^(?:if|else|for|foreach|while|switch|case|return|catch|do|try|using|with|throw|new|await|yield|unless|elif|when|delete)\b/;
const importLine =
  /^\s*(?:#\s*include\s*[<"]([^>"]+)[>"]|(?:import|use|using|require|require_relative|require_once|include|alias|open|load|source)\b\s*\(?\s*["'<]?([\w./\\:@$-]+))/;

/**
 * An outline for languages without a grammar: lines near the left edge that look like definitions. Coarse, but a
 * signature that is there beats a perfect one that isn't.
 */
export function outlineByLines(text: string): FileOutline {
  const definitions: Definition[] = [];
  const imports: ImportEntry[] = [];
  let container = { index: -1, indentation: -1 };
  for (const line of text.split('\n')) {
    if (definitions.length >= maxDefinitions) break;
    if (line.length > maxLineCharacters || line.trim() === '') continue;
    const imported = importLine.exec(line);
    if (imported !== null) {
      imports.push({ module: (imported[1] ?? imported[2] ?? '').replace(/\\/g, '/'), names: [], locals: [] });
      continue;
    }
    const indentation = line.length - line.trimStart().length;
    if (indentation > 8) continue;
    const found = definitionIn(line.trim());
    if (found === undefined) continue;
    if (indentation <= container.indentation) container = { index: -1, indentation: -1 };
    const parent = indentation > container.indentation ? container.index : -1;
    // Without a type around it, what is indented is local to a function.
    if (indentation > 0 && parent === -1) continue;
    definitions.push({ ...found, parent });
    if (found.kind === 'type' && parent === -1) container = { index: definitions.length - 1, indentation };
  }
  return { definitions, imports };
}

function definitionIn(line: string): { name: string; kind: DefinitionKind; signature: string } | undefined {
  if (/^(?:\/\/|#|\*|\/\*|--|;|%)/.test(line) || statementWords.test(line)) return undefined;
  const byKeyword = keyword.exec(line);
  const word = byKeyword?.[1] ?? '';
  const name = byKeyword?.[2] ?? cFunction.exec(line)?.[1];
  if (name === undefined) return undefined;
  const kind = typeWords.has(word) ? 'type' : word === 'module' || word === 'namespace' ? 'module' : 'function';
  const signature = compactSignature(line.replace(/\s*\{\s*\}?$/, ''));
  return { name: name.slice(name.lastIndexOf('.') + 1), kind, signature };
}
