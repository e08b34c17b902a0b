import type { Uri } from '../document.ts';
import type { Destination, SendablePrompt } from './sendable-prompt.ts';

/** A prompt of Midfill's own, to try a service with: it may go anywhere, since nobody's text can be put into it. */
export function canaryPrompt(destination: Destination): SendablePrompt {
  const draft = {
    uri: 'untitled:canary.py' as Uri,
    offset: -1,
    path: 'canary.py',
    languageId: 'python',
    repositoryName: undefined,
    prefix: 'def add(a, b):\n    return ',
    suffix: '\n\n\nprint(add(1, 2))\n',
    snippets: [],
    destination,
  };
  return draft as unknown as SendablePrompt;
}
