import type { DocumentSnapshot, Position, Uri } from '../document.ts';
import type { ProviderRouter } from '../routing/router.ts';
import type { Settings } from '../settings.ts';
import { partOffSentence } from '../supervision/parts-off.ts';
import type { Watchdog } from '../supervision/watchdog.ts';
import type { DecisionLog } from './decision-log.ts';
import { type ChosenModel, type Explanation, type ExplanationFacts, explain } from './explain.ts';
import { isCodeScheme } from './trigger.ts';

/** Where the cursor is, and what its editor says. */
export interface Place extends Pick<
  ExplanationFacts,
  'isRegistered' | 'isInlineSuggestEnabled' | 'isGlobOff' | 'otherProviders' | 'snoozedUntil'
> {
  readonly uri: Uri;
  /** Undefined where it is too large to be followed. */
  readonly document: DocumentSnapshot | undefined;
  readonly position: Position;
}

interface Known {
  readonly decisions: DecisionLog;
  readonly router: ProviderRouter;
  readonly watchdog: Pick<Watchdog, 'off'>;
  readonly settings: Settings;
  readonly formatTime: (time: number) => string;
}

/** Why nothing is shown at a place: from its last decision, and from how the providers stand for it now. */
export function explainPlace(known: Known, place: Place): Explanation {
  const { decisions, router, watchdog, settings, formatTime } = known;
  const { document, position } = place;
  if (!isCodeScheme(place.uri)) {
    return { certainty: 'known', sentence: 'Midfill completes in files, not in this kind of view.' };
  }
  if (document === undefined) return { certainty: 'known', sentence: 'The file is too large for Midfill.' };
  const isEmbedded =
    router.route({ uri: place.uri, languageId: document.languageId, isExplicit: true }).kind === 'embedded';
  const off = watchdog.off().find(({ part }) => part === 'completion' || (part === 'embedded-engine' && isEmbedded));
  if (off !== undefined) return { certainty: 'known', sentence: partOffSentence(off, formatTime), action: 'showLog' };
  const decision = decisions.at(document, position);
  return explain({
    ...place,
    decision,
    languageId: document.languageId,
    isEnabled: settings.enabled,
    isLanguageOff: settings.languages[document.languageId] === false,
    chosen: chosenModel(router, settings, document, decision?.trigger === 'explicit', formatTime),
  });
}

function chosenModel(
  router: ProviderRouter,
  { provider, fallback }: Settings,
  { languageId, uri }: DocumentSnapshot,
  isExplicit: boolean,
  formatTime: (time: number) => string,
): ChosenModel | undefined {
  const id = [provider, ...fallback].find((each) => each !== 'embedded');
  if (id === undefined) return undefined;
  const { obstacle, problem } = router.statusOf(id, { languageId, isExplicit, uri });
  const until = obstacle?.until === undefined ? undefined : formatTime(obstacle.until);
  return { provider: id, obstacle: obstacle && { reason: obstacle.reason, until }, problem };
}
