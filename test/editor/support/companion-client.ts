import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompanionAddress, CompanionReply, CompanionRequest, EditorState } from '../companion/protocol.ts';
import { waitUntil } from './wait-until.ts';

/** Talks to the companion inside one window's extension host. */
export interface CompanionClient {
  ask(request: CompanionRequest): Promise<unknown>;
  execute(command: string, ...args: unknown[]): Promise<void>;
  readEditor(): Promise<EditorState>;
}

/** Waits for the companion of the window that has `folder` open, and that started after `since`. */
export async function connectCompanion(addresses: string, folder: string, since: number): Promise<CompanionClient> {
  const { port } = await waitUntil(
    'the companion extension to start',
    () => readAddresses(addresses).find((address) => address.folder === folder && address.startedAt >= since),
    { limitMs: 60_000, instead: () => readAddresses(addresses) },
  );
  const ask = async (request: CompanionRequest): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(request) });
    const reply = (await response.json()) as CompanionReply;
    if (!reply.ok) throw new Error(`${request.kind}: ${reply.error}`);
    return reply.value;
  };
  return {
    ask,
    execute: async (command, ...args) => void (await ask({ kind: 'execute', command, args })),
    readEditor: async () => {
      const state = await ask({ kind: 'read-editor' });
      if (state === null) throw new Error('No text editor is active.');
      return state as EditorState;
    },
  };
}

function readAddresses(folder: string): CompanionAddress[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(folder, name), 'utf8')) as CompanionAddress];
    } catch {
      // Half written: the next look finds it whole.
      return [];
    }
  });
}
