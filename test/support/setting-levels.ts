type Level = 'defaultValue' | 'globalValue' | 'workspaceValue' | 'workspaceFolderValue';

/** What each level says of a setting, as VS Code's `inspect` tells it. */
export type SettingLevels = Partial<Record<Level, unknown>>;

/** A setting's values, or those of a whole section, as a tree. */
export function inspectSetting(settings: ReadonlyMap<string, SettingLevels>, key: string): SettingLevels {
  const own = settings.get(key);
  if (own !== undefined) return own;
  const section: Partial<Record<Level, Record<string, unknown>>> = {};
  for (const [name, values] of settings) {
    if (!name.startsWith(`${key}.`)) continue;
    const steps = name.slice(key.length + 1).split('.');
    for (const [level, value] of Object.entries(values) as [Level, unknown][]) {
      let tree = (section[level] ??= {});
      for (const step of steps.slice(0, -1)) tree = (tree[step] ??= {}) as Record<string, unknown>;
      tree[steps.at(-1) ?? ''] = value;
    }
  }
  return section;
}
