import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { lazy } from '../../base/lazy.ts';
import type { CommandParts } from './all.ts';
import { registerCommands } from './command.ts';
import { notificationCommands } from './notifications.ts';
import { triggerCommand } from './trigger.ts';

/** What VS Code has read of the manifest. */
interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Registers every command of the manifest. What they do is loaded when the first of them runs, save while one types. */
export function registerAllCommands(
  extension: Pick<vscode.Extension<unknown>, 'packageJSON'>,
  parts: Omit<CommandParts, 'store'>,
): Disposable {
  const store = new DisposableStore();
  const log = parts.host.log.child('commands');
  const atHand = [triggerCommand, ...notificationCommands(parts.midfill.session)];
  const loaded = lazy(async () => {
    const { allCommands } = await import('./all.ts');
    return new Map(allCommands({ ...parts, store }).map(({ id, run }) => [id, run]));
  });
  const { contributes } = extension.packageJSON as Manifest;
  const later = contributes.commands
    .map(({ command }) => command)
    .filter((id) => !atHand.some((command) => command.id === id))
    .map((id) => ({
      id,
      run: async (...values: readonly unknown[]) => {
        const run = (await loaded()).get(id);
        if (run === undefined) throw new Error(`Nothing runs ${id}.`);
        await run(...values);
      },
    }));
  store.add(registerCommands([...atHand, ...later], log));
  return store;
}
