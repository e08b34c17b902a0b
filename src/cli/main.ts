#!/usr/bin/env node
import process from 'node:process';
import type { Io } from './command.ts';
import { run } from './run.ts';

const interruption = new AbortController();

process.on('SIGINT', () => {
  // The second time somebody means it.
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
});
// `midfill … | head` closes the pipe early; that is no failure of ours.
process.stdout.on('error', () => interruption.abort());

const io: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readInput: async () => {
    process.stdin.setEncoding('utf8');
    let text = '';
    for await (const piece of process.stdin) text += String(piece);
    return text;
  },
  environment: process.env,
  folder: process.cwd(),
  signal: interruption.signal,
};

const code = await run(process.argv.slice(2), io);
// Kept connections and a model that is still loading must not hold the process; what was written must be out.
process.stdout.write('', () => process.exit(code));
