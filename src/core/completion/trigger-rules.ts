import type { DocumentSnapshot } from '../document.ts';
import { GlobFilter } from './glob-filter.ts';
import type { SessionPorts } from './ports.ts';
import { Snooze } from './snooze.ts';
import { type Trigger, decideTrigger, isCodeScheme } from './trigger.ts';
import type { Visit } from './visit.ts';
import type { Visits } from './visits.ts';

/** Whether there is to be anything at a place at all: by settings, by what was just done there, by a snooze. */
export class TriggerRules {
  readonly snooze: Snooze;
  readonly #ports: SessionPorts;
  readonly #visits: Visits;
  readonly #globs: GlobFilter;

  constructor(ports: SessionPorts, visits: Visits) {
    this.snooze = new Snooze(ports.host.clock);
    this.#ports = ports;
    this.#visits = visits;
    this.#globs = new GlobFilter(ports.host.files);
  }

  decide({ call, isByHand }: Visit): Trigger {
    const { enabled, languages, disabledGlobs } = this.#ports.settings();
    const { uri, version } = call.document;
    const track = this.#visits.track(uri);
    return decideTrigger(call, {
      isByHand,
      isEnabled: enabled,
      isSnoozed: this.snooze.remainingMs > 0,
      languages,
      isGlobOff: this.#globs.isOff(uri, disabledGlobs),
      isAfterEscape: track.escapedVersion === version,
      isAfterUndo: track.undoneVersion === version,
      isAfterAccept: track.acceptedVersion === version,
    });
  }

  /** Whether a key in a document may lead to a request, so that connections and models are made ready for it. */
  mayAsk({ uri, languageId }: DocumentSnapshot): boolean {
    const { enabled, languages } = this.#ports.settings();
    const isOn = enabled && languages[languageId] !== false && isCodeScheme(uri);
    return isOn && this.#ports.refusalFor(uri) === undefined;
  }
}
