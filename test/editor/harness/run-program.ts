import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';

/** How many characters of a failed program's output are worth showing. */
const shownOutput = 4000;

/** Runs a program to its end; rejects with its last output when it fails. */
export function runProgram(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) return resolve(output);
      reject(new Error(`${program} ${args.join(' ')} ended with code ${code}:\n${output.slice(-shownOutput)}`));
    });
  });
}

/** Runs npm under this very Node, also where the npm on PATH belongs to another. */
export function runNpm(args: readonly string[], cwd: string): Promise<string> {
  const npmScript = process.env['npm_execpath'];
  if (npmScript?.endsWith('.js')) return runProgram(process.execPath, [npmScript, ...args], { cwd });
  return runProgram('npm', args, { cwd, shell: process.platform === 'win32' });
}
