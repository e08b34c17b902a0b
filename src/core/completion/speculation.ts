import { type DocumentSnapshot, type Range, createSnapshot } from '../document.ts';
import type { Route } from '../routing/route.ts';
import type { Settings } from '../settings.ts';

/** Below this share of taken suggestions, what follows one is seldom needed. */
const leastAcceptance = 0.3;
/** A service that counts requests keeps these for what was asked for. */
const reservedRequests = 20;

/** Whether asking ahead is allowed and worth it: by setting, by what it costs, and by how often suggestions are taken. */
export function maySpeculate(facts: {
  readonly setting: Settings['speculate'];
  readonly route: Route;
  readonly acceptance: number;
  readonly running: number;
}): boolean {
  const { setting, route, acceptance, running } = facts;
  if (setting === 'never' || route.kind !== 'model' || acceptance < leastAcceptance) return false;
  if (route.requestsLeft < reservedRequests || running > 0) return false;
  return setting === 'always' || (route.locality === 'local' && route.concurrency > 1);
}

/** The document as it would be once the suggestion is accepted, and the cursor's place in it. */
export function afterAccepting(
  document: DocumentSnapshot,
  item: { readonly text: string; readonly range: Range },
): { readonly document: DocumentSnapshot; readonly offset: number } {
  const start = document.offsetAt(item.range.start);
  const end = document.offsetAt(item.range.end);
  const text = document.text.slice(0, start) + item.text + document.text.slice(end);
  const { uri, languageId, version } = document;
  return { document: createSnapshot({ uri, languageId, version, text }), offset: start + item.text.length };
}
