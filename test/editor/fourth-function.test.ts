import { expect, test } from 'vitest';
import { cursorMark } from './support/editor-window.ts';
import { useEditorWindow } from './support/use-editor-window.ts';
import { writeWithTab } from './support/write-with-tab.ts';

const editor = useEditorWindow();

interface Thing {
  readonly name: string;
  readonly type: string;
}

const things: readonly Thing[] = ['user', 'order', 'product', 'invoice'].map((name) => ({
  name,
  type: name.charAt(0).toUpperCase() + name.slice(1),
}));

const typescript = ({ name, type }: Thing): string => `export async function load${type}(id: string): Promise<${type}> {
  const response = await fetch(\`/api/${name}s/\${id}\`);
  if (!response.ok) {
    throw new Error(\`Could not load ${name}: \${response.status}\`);
  }
  const ${name} = (await response.json()) as ${type};
  ${name}Cache.set(id, ${name});
  return ${name};
}`;

test('of the fourth of four similar functions, most comes by Tab', async () => {
  const [fourth = ''] = things.slice(3).map(typescript);
  const others = things.slice(0, 3).map(typescript).join('\n\n');
  await editor.window.open('loaders.ts', `${others}\n\n${cursorMark}`);
  const { byTab } = await writeWithTab(editor, fourth, 'fourth-function');
  expect(byTab / fourth.length).toBeGreaterThan(0.7);
});
