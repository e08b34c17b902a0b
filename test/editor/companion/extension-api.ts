import Module from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The module `vscode` as another extension sees it: each gets one of its own, by the path of the file that asks. */
export function apiOf<Api extends object>(extensionId: string): Api {
  const extension = vscode.extensions.getExtension(extensionId);
  if (extension === undefined) throw new Error(`The extension ${extensionId} is not installed.`);
  const path = join(extension.extensionPath, 'package.json');
  const loader = Module as unknown as { _load(request: string, parent: object): unknown };
  return loader._load('vscode', { filename: path, id: path, paths: [] }) as Api;
}

/** From now on VS Code's telemetry counts as turned on, for that extension alone. */
export function allowTelemetry(extensionId: string): void {
  const api = apiOf<{ env: typeof vscode.env }>(extensionId);
  const env = Object.create(api.env, { isTelemetryEnabled: { value: true } }) as typeof vscode.env;
  Object.defineProperty(api, 'env', { value: env });
}
