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

/** Three functions that differ in what they are about, each followed by what stands between two, and a fourth. */
export interface SimilarFunctions {
  readonly languageId: string;
  readonly file: string;
  readonly before: string;
  readonly fourth: string;
}

function similar(
  languageId: string,
  file: string,
  write: (thing: Thing) => string,
  between = '\n\n',
): SimilarFunctions {
  const written = things.map(write);
  const before = written.slice(0, -1).map((text) => text + between);
  return { languageId, file, before: before.join(''), fourth: written.at(-1) ?? '' };
}

export const similarInTypeScript: SimilarFunctions = similar('typescript', 'loaders.ts', typescript);

export const similarFunctions: readonly SimilarFunctions[] = [
  similarInTypeScript,
  similar('python', 'loaders.py', python, '\n\n\n'),
  similar('go', 'loaders.go', go),
  similar('java', 'Loaders.java', java),
];
