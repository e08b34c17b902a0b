const manifestNames = new Set([
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'setup.cfg',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'composer.json',
  'Gemfile',
]);

/** Whether a path is a file in which a project says what it is built on. */
export function isManifest(path: string): boolean {
  return manifestNames.has(path.slice(path.lastIndexOf('/') + 1));
}

/** The names of the packages that a manifest asks for, in its own order; empty where it is broken. */
export function dependenciesOf(path: string, text: string): readonly string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  switch (name) {
    case 'package.json':
    case 'composer.json':
      return fromJson(text);
    case 'go.mod':
      return matches(text, /^[ \t]*(?:require[ \t]+)?([\w.-]+\.[\w./-]+)[ \t]+v\d\S*[ \t]*(?!.*\bindirect\b)/gm).map(
        (module) =>
          module
            .replace(/\/v\d+$/, '')
            .split('/')
            .slice(-2)
            .join('/'),
      );
    case 'Cargo.toml':
      return [
        ...matches(sections(text, /dependencies$/), /^([\w-]+)\s*(?:=|\.)/gm),
        ...matches(text, /^\[(?:[\w-]+-)?dependencies\.([\w-]+)\]/gm),
      ];
    case 'pyproject.toml':
      return [
        ...texts(text, /^dependencies\s*=\s*\[/m).flatMap((asked) => /^[A-Za-z][\w.-]*/.exec(asked) ?? []),
        ...matches(sections(text, /poetry(\.group\.\w+)?\.dependencies$/), /^([\w-]+)\s*=/gm),
      ].filter((dependency) => dependency !== 'python');
    case 'requirements.txt':
      return matches(text, /^([A-Za-z][\w.-]*)/gm);
    case 'setup.cfg':
      return matches(/^install_requires\s*=\s*\n((?:[ \t]+.*\n?)*)/m.exec(text)?.[1] ?? '', /^\s+([A-Za-z][\w.-]*)/gm);
    case 'pom.xml':
      return matches(text, /<dependency>(?:(?!<dependency>)[\s\S])*?<artifactId>([^<]+)<\/artifactId>/g);
    case 'Gemfile':
      return matches(text, /^\s*gem\s+["']([\w-]+)/gm);
    default:
      return matches(text, /(?:implementation|api|compileOnly)[\s(]+["'][\w.-]+:([\w.-]+)/g);
  }
}

function fromJson(text: string): readonly string[] {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== 'object' || manifest === null) return [];
    return ['dependencies', 'peerDependencies', 'require', 'devDependencies'].flatMap((field) => {
      const value: unknown = field in manifest ? manifest[field as keyof typeof manifest] : undefined;
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
    });
  } catch {
    return [];
  }
}

/** The bodies of a TOML file's sections whose names fit. */
function sections(text: string, name: RegExp): string {
  return text
    .split(/^\s*\[/m)
    .filter((section) => name.test(section.slice(0, section.indexOf(']'))))
    .map((section) => section.slice(section.indexOf('\n') + 1))
    .join('\n');
}

/** The quoted texts of the array that a pattern finds the start of. */
function texts(text: string, start: RegExp): readonly string[] {
  const found = start.exec(text);
  if (found === null) return [];
  const result: string[] = [];
  for (const [part, double, single] of text
    .slice(found.index + found[0].length)
    .matchAll(/"([^"\n]*)"|'([^'\n]*)'|#.*|\]/g)) {
    if (part === ']') break;
    const value = double ?? single;
    if (value !== undefined) result.push(value);
  }
  return result;
}

function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].filter((name) => name !== '');
}
