import { join } from 'node:path';
import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Host, Log, RefreshPlace } from '../core/host.ts';
import { systemClock } from '../node/clock.ts';
import { openRecordFile } from '../node/record-file.ts';
import { random, randomId } from '../node/random.ts';
import { createSecretScanner } from '../node/secret-scanner.ts';
import { FileStorage } from '../node/storage/file-storage.ts';
import { createMistralFim } from '../node/transport/mistral-fim.ts';
import { WorkerThreads } from '../node/worker-threads.ts';
import { EditorDocuments } from './documents.ts';
import { EditorTransport } from './editor-transport.ts';
import { createEditorFiles } from './files.ts';
import { RefreshGate } from './refresh-gate.ts';
import { EditorSecrets } from './secrets.ts';

/** What the core asks for, out of VS Code and Node. */
export interface EditorHost extends Host, Disposable {
  readonly documents: EditorDocuments;
  readonly transport: EditorTransport;
  readonly storage: FileStorage;
}

export function createEditorHost(parts: {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'secrets'>;
  readonly log: Log;
  readonly refresh: (place: RefreshPlace) => void;
}): EditorHost {
  const { context, log } = parts;
  const store = new DisposableStore();
  const data = { indexLocation: join(context.globalStorageUri.fsPath, 'index') };
  const threads = new WorkerThreads({ log: log.child('workers'), data });
  const sinkFor = (variable: string): ((line: string) => void) | undefined => {
    const path = process.env[variable];
    return path === undefined ? undefined : store.add(openRecordFile(path)).write;
  };
  const refreshGate = store.add(new RefreshGate());
  const decisionSink = sinkFor('MIDFILL_DECISIONS_FILE');
  const lifeSink = sinkFor('MIDFILL_LIVES_FILE');
  return {
    clock: systemClock,
    log,
    transport: store.add(new EditorTransport()),
    mistral: createMistralFim(),
    storage: new FileStorage(context.globalStorageUri.fsPath),
    documents: store.add(
      new EditorDocuments((error) => {
        log.error('A part failed to follow the documents.', {
          reason: error instanceof Error ? error.message : 'unknown',
        });
      }),
    ),
    files: createEditorFiles(),
    secrets: store.add(new EditorSecrets(context.secrets)),
    secretScanner: createSecretScanner(),
    startWorker: (name) => threads.start(name),
    randomId,
    random,
    get refresh(): Host['refresh'] {
      return refreshGate.isOpen ? parts.refresh : undefined;
    },
    ...(decisionSink && { decisionSink }),
    ...(lifeSink && { lifeSink }),
    dispose: () => store.dispose(),
  };
}
