import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { claims } from './readme-claims.ts';

// No promise that the program doesn't keep.

const root = path.resolve(import.meta.dirname, '..');
const text = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** The README's sentences, rows and lines of code, but for what is generated: that is held to what it comes from. */
function sentences(readme: string): readonly string[] {
  return readme
    .replaceAll(/<!-- (\w+): written[\s\S]*?<!-- end of \1 -->/g, '')
    .split('\n')
    .filter((line) => line !== '' && !/^(?:#|```|\|[-| ]+\|$|\| (?:key|provider|what you see) \|)/.test(line))
    .flatMap((line) => (line.startsWith('|') ? [line] : sentencesOf(line)));
}

/** Full stops within code are none. */
function sentencesOf(line: string): readonly string[] {
  const code: string[] = [];
  const plain = line.replaceAll(/`[^`]*`/g, (quoted) => `\0${code.push(quoted) - 1}\0`);
  return plain
    .split(/(?<=[.!?]) (?=[A-Z[\0])/)
    .map((sentence) => sentence.replaceAll(/\0(\d+)\0/g, (_all, index) => code[Number(index)] ?? ''));
}

test('each sentence of the README is held by something, and nothing else is', () => {
  const all = sentences(text('README.md'));
  const holds = (words: string, sentence: string): boolean => sentence.includes(words);
  expect(all.filter((sentence) => !Object.keys(claims).some((words) => holds(words, sentence)))).toEqual([]);
  expect(Object.keys(claims).filter((words) => all.filter((sentence) => holds(words, sentence)).length !== 1)).toEqual(
    [],
  );
});

test('what is said to hold them is there', () => {
  const held = Object.values(claims)
    .flat()
    .filter((evidence) => evidence !== 'pointer' && !evidence.startsWith('others: '));
  const missing = held.filter((evidence) => {
    const file = evidence.slice(0, evidence.indexOf(': '));
    return !existsSync(path.join(root, file)) || !text(file).includes(evidence.slice(file.length + 2));
  });
  expect(missing).toEqual([]);
});
