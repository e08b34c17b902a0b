import { expect, test } from 'vitest';
import { EmbeddedEngine } from '../../src/core/embedded/embedded-engine.ts';
import { type Story, story } from './story.ts';

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

const python = ({ name, type }: Thing): string => `def load_${name}(session: Session, ${name}_id: str) -> ${type}:
    """Loads the ${name} with this id, or raises."""
    response = session.get(f"/api/${name}s/{${name}_id}")
    if response.status_code != 200:
        raise LoadError(f"could not load ${name}: {response.status_code}")
    ${name} = ${type}.from_json(response.json())
    ${name}_cache[${name}_id] = ${name}
    return ${name}`;

const go = ({ name, type }: Thing): string => `func Load${type}(ctx context.Context, id string) (*${type}, error) {
	response, err := client.Get(ctx, "/api/${name}s/"+id)
	if err != nil {
		return nil, fmt.Errorf("loading ${name} %s: %w", id, err)
	}
	defer response.Body.Close()
	var ${name} ${type}
	if err := json.NewDecoder(response.Body).Decode(&${name}); err != nil {
		return nil, fmt.Errorf("decoding ${name} %s: %w", id, err)
	}
	${name}Cache.Set(id, &${name})
	return &${name}, nil
}`;

const java = ({ name, type }: Thing): string => `    public ${type} load${type}(String id) throws IOException {
        Response response = client.get("/api/${name}s/" + id);
        if (!response.isSuccessful()) {
            throw new IOException("Could not load ${name}: " + response.code());
        }
        ${type} ${name} = mapper.readValue(response.body(), ${type}.class);
        ${name}Cache.put(id, ${name});
        return ${name};
    }`;

test.each([
  { languageId: 'typescript', file: 'loaders.ts', write: typescript, between: '\n\n', leastByTab: 0.85 },
  { languageId: 'python', file: 'loaders.py', write: python, between: '\n\n\n', leastByTab: 0.85 },
  { languageId: 'go', file: 'loaders.go', write: go, between: '\n\n', leastByTab: 0.85 },
  { languageId: 'java', file: 'Loaders.java', write: java, between: '\n\n', leastByTab: 0.85 },
])(
  'of the fourth of four similar functions in $languageId, most comes by Tab',
  async ({ languageId, file, write, between, leastByTab }) => {
    const [fourth = '', ...others] = things.toReversed().map(write);
    const before = others.toReversed().join(between) + between;
    const embedded = new EmbeddedEngine();
    const opened: Story = story(`${before}█`, {
      uri: file,
      language: languageId,
      embeddedAlone: true,
      autoClose: true,
      embedded: ({ uri, offset, purpose, maxLines }) => {
        const { text } = opened.editor;
        const place = { uri, languageId, prefix: text.slice(0, offset), suffix: text.slice(offset) };
        return embedded.complete({ ...place, purpose, maxLines });
      },
    });
    const byTab = await writeWithTab(opened, fourth);
    expect(opened.editor.text).toBe(before + fourth);
    expect(byTab / fourth.length).toBeGreaterThan(leastByTab);
  },
);

/** Types a word or a sign, looks, and takes by Tab what is right. The answer is how much of the text came by Tab. */
async function writeWithTab(opened: Story, text: string): Promise<number> {
  const { editor } = opened;
  const start = editor.cursor;
  let byTab = 0;
  for (let at = 0; at < text.length; at = editor.cursor - start) {
    const rest = text.slice(at);
    const shown = at === 0 ? '' : (editor.ghost?.text ?? '');
    if (shown !== '' && rest.startsWith(shown)) {
      byTab += shown.length;
      editor.accept();
    } else {
      const unit = /^(?:\n[ \t]*|[ \t]*(?:\w+|[^\w\s]))/.exec(rest)?.[0] ?? rest.slice(0, 1);
      if (unit.startsWith('\n')) editor.enter(unit.slice(1));
      else for (const key of unit) editor.type(key);
    }
    await opened.wait(600);
  }
  return byTab;
}
