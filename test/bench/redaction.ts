// What looking for secrets costs: see redaction.md. With `--write`, the figures replace redaction.baseline.json.
import { sleep } from '../../src/core/clock.ts';
import {
  type DocumentEdit,
  type DocumentSnapshot,
  type Uri,
  applyEdits,
  createSnapshot,
} from '../../src/core/document.ts';
import type { Clock } from '../../src/core/host.ts';
import { DocumentSecrets } from '../../src/core/privacy/document-secrets.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createSecretScanner } from '../../src/node/secret-scanner.ts';
import { plantSecrets } from '../support/secret-corpus.ts';
import { writeBaseline } from './write-baseline.ts';

const keys = 600;
const openings = 5;
const scanner = createSecretScanner();
const planted = plantSecrets(30).map(({ text }) => text.replace('█', ''));
const keyBlock = planted.find((text) => text.includes('RSA PRIVATE KEY')) ?? '';

/** By the clock, and what of it the processor was at work for us: the second says more where others work beside it. */
interface Times {
  readonly clockMs: number;
  readonly processorMs: number;
}

interface Figures {
  /** From an edit to the spans of the whole document, of which nothing is left for a pause. */
  readonly key: { readonly p50: Times; readonly p99: Times };
  /** Of a document that is opened: all in all, and the longest without a rest. */
  readonly open: { readonly whole: Times; readonly longestBlock: Times };
}

function linesOf(count: number): string {
  const lines = Array.from({ length: count }, (_unused, at) => `const value_${at} = compute(${at}, other_${at});`);
  for (const [index, text] of planted.entries()) lines.splice(Math.floor((count * index) / planted.length), 0, text);
  return lines.join('\n');
}

/** What is typed in, and where: right behind the mark. */
const cases: Readonly<Record<string, string>> = {
  '200 lines': halved(linesOf(200)),
  '10,000 lines': halved(linesOf(10_000)),
  'beside a key block': halved(linesOf(2000)).replace('█', `${keyBlock}\n█`),
  'one line of 500,000 characters': `${'f(a,b1);t={c:"d"};'.repeat(14_000)}█${'f(a,b1);t={c:"d"};'.repeat(14_000)}`,
  '1,000,000 characters': halved(linesOf(20_000)),
};

function halved(text: string): string {
  const middle = text.indexOf('\n', text.length / 2) + 1;
  return `${text.slice(0, middle)}█${text.slice(middle)}`;
}

/** Measures stretches of work; between two of them others had their turn. */
class Stopwatch {
  #startedMs = 0;
  #usage = process.cpuUsage();
  readonly stretches: Times[] = [];

  start(): void {
    this.#usage = process.cpuUsage();
    this.#startedMs = performance.now();
  }

  stop(): void {
    const clockMs = performance.now() - this.#startedMs;
    const { user, system } = process.cpuUsage(this.#usage);
    this.stretches.push({ clockMs, processorMs: (user + system) / 1000 });
  }

  /** Stops where somebody rests. */
  readonly clock: Clock = {
    now: () => systemClock.now(),
    monotonicMs: () => systemClock.monotonicMs(),
    setTimer: (delayMs, callback) => {
      this.stop();
      return systemClock.setTimer(delayMs, () => {
        this.start();
        callback();
      });
    },
  };
}

async function measure(marked: string): Promise<Figures> {
  const offset = marked.indexOf('█');
  const uri = 'file:///project/a.ts' as Uri;
  let document = createSnapshot({ uri, languageId: 'typescript', version: 1, text: marked.replace('█', '') });
  const opening = new Stopwatch();
  let secrets = new DocumentSecrets(scanner, opening.clock);
  for (let time = 0; time < openings; time += 1) {
    secrets = new DocumentSecrets(scanner, opening.clock);
    await sleep(systemClock, 0);
    // The first one compiles the rules, whatever the document.
    if (time === 1) opening.stretches.length = 0;
    opening.start();
    await secrets.find(document);
    opening.stop();
  }
  // Edits are looked at as soon as they are asked about.
  secrets = new DocumentSecrets(scanner);
  await secrets.find(document);
  const typing = new Stopwatch();
  for (let key = 0; key < keys; key += 1) {
    const [next, edit] = type(document, offset + key, ' total = price * count;'[key % 23] ?? ' ');
    typing.start();
    secrets.didChange({ document: next, versionBefore: document.version, edits: [edit], reason: 'edit' });
    await secrets.find(next);
    typing.stop();
    document = next;
  }
  const { stretches } = opening;
  const whole = (of: keyof Times): number => stretches.reduce((sum, times) => sum + times[of], 0) / (openings - 1);
  return {
    key: { p50: percentile(typing.stretches, 0.5), p99: percentile(typing.stretches, 0.99) },
    open: {
      whole: { clockMs: rounded(whole('clockMs')), processorMs: rounded(whole('processorMs')) },
      longestBlock: percentile(stretches, 1),
    },
  };
}

function type(document: DocumentSnapshot, offset: number, text: string): [DocumentSnapshot, DocumentEdit] {
  const edit = { offset, deletedLength: 0, insertedText: text };
  const { uri, languageId, version } = document;
  return [createSnapshot({ uri, languageId, version: version + 1, text: applyEdits(document.text, [edit]) }), edit];
}

function percentile(stretches: readonly Times[], share: number): Times {
  const of = (which: keyof Times): number => {
    const sorted = stretches.map((times) => times[which]).toSorted((a, b) => a - b);
    return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  };
  return { clockMs: of('clockMs'), processorMs: of('processorMs') };
}

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}

const results: Record<string, Figures> = {};
for (const [name, text] of Object.entries(cases)) results[name] = await measure(text);
console.log(JSON.stringify(results, undefined, 2));
if (process.argv.includes('--write')) writeBaseline('redaction', results);
