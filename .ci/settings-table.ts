import { readFileSync } from 'node:fs';
import path from 'node:path';
import { withBlock } from './generated-block.ts';

interface Setting {
  readonly order: number;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownDescription: string;
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
  };
}

/** The README with its settings as the manifest below `root` has them. */
export function withSettings(readme: string, root: string): string {
  return withBlock(readme, 'settings', settingsTables(root));
}

function settingsTables(root: string): string {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
  const { contributes } = read('package.json') as Manifest;
  const strings = read('package.nls.json') as Readonly<Record<string, string>>;
  const words = (key: string): string => strings[key.replaceAll('%', '')] ?? key;
  return contributes.configuration
    .map(({ title, properties }) => {
      const settings = Object.entries(properties).toSorted(([, one], [, other]) => one.order - other.order);
      const rows = settings.map(([key, setting]) => {
        const value = setting.default === '' ? 'empty' : `\`${JSON.stringify(setting.default)}\``;
        const choices =
          setting.enum === undefined ? '' : ` ${setting.enum.map((choice) => `\`${choice}\``).join(', ')}.`;
        // Links to other settings, which only VS Code follows.
        const description = words(setting.markdownDescription).replaceAll(/`#([\w.]+)#`/g, '`$1`');
        return `| \`${key}\` | ${value} | ${description}${choices} |`;
      });
      return [`**${words(title)}**`, '', '| setting | default | |', '|---|---|---|', ...rows, ''].join('\n');
    })
    .join('\n');
}
