import type { PartName, PartOff } from './watchdog.ts';

/** What it means for the user that a part is off. */
const meanings: Readonly<Record<PartName, string>> = {
  completion: 'Completing kept failing, so Midfill suggests nothing',
  context: 'Gathering context kept failing, so models see only the text around the cursor',
  'embedded-engine': 'The embedded engine kept failing, so it suggests nothing',
  index: 'Reading the workspace kept failing, so other files count only while they are open',
  statistics: 'Statistics kept failing, so nothing is counted',
};

/** One sentence for the status and for explanations; `formatTime` gives hours and minutes. */
export function partOffSentence({ part, until }: PartOff, formatTime: (time: number) => string): string {
  return `${meanings[part]} until ${formatTime(until)}; the log says why, and reloading the window tries again.`;
}
