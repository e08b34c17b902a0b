import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { allowTelemetry } from './extension-api.ts';
import { ItemStage } from './item-stage.ts';
import { foretell } from './oracle.ts';
import { companionFolderVariable } from './protocol.ts';
import { recordTruth, takeTruth } from './truth.ts';
import type {
  CompanionAddress,
  CompanionReply,
  CompanionRequest,
  EditorPosition,
  EditorState,
  ProcessUse,
} from './protocol.ts';

// Bundled and packaged by the harness, installed beside Midfill. It opens files and reads the truth about them; keys
// and what is on screen stay the browser's.

/** How late the extension host's loop comes to its turns, which all extensions share. */
const blocks = monitorEventLoopDelay({ resolution: 1 });

/** What lives as long as the window. */
let kept: vscode.ExtensionContext['subscriptions'] = [];
let stage: ItemStage | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const addresses = process.env[companionFolderVariable];
  if (addresses === undefined) return;
  const server = createServer((incoming, outgoing) => {
    void answer(incoming).then((reply) => outgoing.end(JSON.stringify(reply)));
  });
  server.listen(0, '127.0.0.1', () => {
    const address: CompanionAddress = {
      folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '',
      port: (server.address() as AddressInfo).port,
      startedAt: Date.now(),
    };
    writeFileSync(join(addresses, `${process.pid}.json`), JSON.stringify(address));
  });
  kept = context.subscriptions;
  kept.push({ dispose: () => server.close() });
}

async function answer(incoming: IncomingMessage): Promise<CompanionReply> {
  try {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    return { ok: true, value: (await perform(JSON.parse(body) as CompanionRequest)) ?? null };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(request: CompanionRequest): Promise<unknown> {
  switch (request.kind) {
    case 'open-file':
      return openFile(request.path, request.cursor);
    case 'read-editor':
      return readEditor();
    case 'read-process-id':
      return process.pid;
    case 'close-editors':
      await vscode.workspace.saveAll(false);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      return undefined;
    case 'insert': {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(vscode.Uri.file(request.path), toPosition(request.at), request.text);
      return vscode.workspace.applyEdit(edit);
    }
    case 'execute':
      await vscode.commands.executeCommand(request.command, ...request.args);
      return undefined;
    case 'activate': {
      const extension = vscode.extensions.getExtension(request.extensionId);
      if (extension === undefined) throw new Error(`The extension ${request.extensionId} is not installed.`);
      await extension.activate();
      return undefined;
    }
    case 'read-setting':
      return vscode.workspace.getConfiguration().get(request.key);
    case 'write-setting':
      return vscode.workspace
        .getConfiguration()
        .update(
          request.key,
          request.value,
          request.target === 'user' ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace,
        );
    case 'show-source-control':
      kept.push(vscode.scm.createSourceControl('companion', 'Companion', vscode.workspace.workspaceFolders?.[0]?.uri));
      await vscode.commands.executeCommand('workbench.view.scm');
      return undefined;
    case 'show-output': {
      const channel = vscode.window.createOutputChannel('Companion');
      kept.push(channel);
      channel.append(request.text);
      channel.show(false);
      return undefined;
    }
    case 'watch-blocks':
      blocks.reset();
      blocks.enable();
      return undefined;
    case 'read-blocks':
      blocks.disable();
      return { maxMs: blocks.max / 1e6, p99Ms: blocks.percentile(99) / 1e6 };
    case 'read-process':
      return processUse();
    case 'read-load-time':
      return loadTime(request.extensionId);
    case 'register-proposed-provider': {
      const provider = { provideInlineCompletionItems: () => [], handleDidShowCompletionItem: () => undefined };
      kept.push(vscode.languages.registerInlineCompletionItemProvider('*', provider));
      return undefined;
    }
    case 'show-item':
      if (stage === undefined) kept.push((stage = new ItemStage()));
      return stage.show(request.item);
    case 'register-constant-provider':
      kept.push(
        vscode.languages.registerInlineCompletionItemProvider(
          { scheme: 'file', pattern: `**/${request.fileName ?? '*'}` },
          constantProvider(request.text),
        ),
      );
      return undefined;
    case 'foretell':
      kept.push(foretell(request.target));
      return undefined;
    case 'allow-telemetry':
      allowTelemetry(request.extensionId);
      return undefined;
    case 'record-truth':
      recordTruth(request.extensionId);
      return undefined;
    case 'take-truth':
      return takeTruth();
  }
}

/** By the marks that VS Code's extension host sets right before and after it. */
function loadTime(extensionId: string): number {
  const { MonacoPerformanceMarks: marks } = globalThis as unknown as {
    MonacoPerformanceMarks: { getMarks(): readonly { readonly name: string; readonly startTime: number }[] };
  };
  const at = (moment: string): number =>
    marks.getMarks().find(({ name }) => name === `code/extHost/${moment}LoadExtensionCode/${extensionId}`)?.startTime ??
    Number.NaN;
  return at('did') - at('will');
}

async function openFile(path: string, cursor: EditorPosition): Promise<void> {
  const document = await vscode.workspace.openTextDocument(path);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const position = toPosition(cursor);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function readEditor(): EditorState | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  return {
    path: document.uri.fsPath,
    languageId: document.languageId,
    text: document.getText(),
    cursor: { line: selection.active.line, character: selection.active.character },
    selectionIsEmpty: selection.isEmpty && editor.selections.length === 1,
  };
}

function processUse(): ProcessUse {
  const { user, system } = process.cpuUsage();
  return { residentBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 };
}

/** Completes the line at its end to a fixed text, as far as what is typed agrees with it. */
function constantProvider(text: string): vscode.InlineCompletionItemProvider {
  return {
    provideInlineCompletionItems: (document, position) => {
      const line = document.lineAt(position);
      const typed = line.text.slice(0, position.character);
      if (typed === '' || typed === text || !text.startsWith(typed)) return [];
      return [new vscode.InlineCompletionItem(text, line.range)];
    },
  };
}

function toPosition(position: EditorPosition): vscode.Position {
  return new vscode.Position(position.line, position.character);
}
