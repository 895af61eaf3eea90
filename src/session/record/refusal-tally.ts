// Which events of a record its enforcement should have refused. `verify` and `import` of an export report them alike.
import type { Violation } from '../../../machines/check.ts';
import { LAW_VERSION } from '../../../machines/commands/facts.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { uninterpreted } from '../../../machines/events/uninterpreted.ts';
import type { State } from '../../../machines/state/state.ts';

/** An event that an enforced session refuses. */
export interface WouldRefuse {
  readonly ordinal: number;
  readonly event: RecordedEvent;
  readonly violations: readonly Violation[];
}

export interface Refusals {
  /** In an enforced session: events that the rules refuse. */
  readonly refused: readonly WouldRefuse[];
  /**
   * As `refused`, from the first event on that was not interpreted: perhaps because of that event, so no failure of the
   * record. Also where the event that starts the session was not interpreted.
   */
  readonly perhapsRefused: readonly WouldRefuse[];
}

export interface RefusalTally {
  /** Counts one event. @param violations what it violates under today's law */
  add(event: RecordedEvent, violations: readonly Violation[]): void;
  /** Every event that violates a rule of severity error, whatever the enforcement. */
  all(): readonly WouldRefuse[];
  /** @param session as it is after the last event */
  report(session: State['session']): Refusals;
}

/**
 * True for a version of the rules before this one: what it allowed may be refused today. Any other version, one that is
 * newer or no number, exempts nothing: otherwise a record could escape every rule by the version that it names.
 */
export const isEarlierLaw = (version: string, today: string = LAW_VERSION): boolean =>
  /^[1-9]\d{0,8}$/.test(version) && Number(version) < Number(today);

/** @param today the version of the rules that the violations are of */
export const refusalTally = (today: string = LAW_VERSION): RefusalTally => {
  const found: WouldRefuse[] = [];
  let notInterpretedFrom = Number.POSITIVE_INFINITY;
  return {
    add(event, violations) {
      const { ordinal } = event;
      if (uninterpreted(event) !== undefined) notInterpretedFrom = Math.min(notInterpretedFrom, ordinal);
      const errors = violations.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) found.push({ ordinal, event, violations: errors });
    },
    all: () => found,
    report({ started, enforcement, lawVersion }) {
      // A session whose start was not interpreted has neither a process nor an enforcement that is known.
      const refuses = started && enforcement === 'enforce' && !isEarlierLaw(lawVersion, today);
      return {
        refused: found.filter(({ ordinal }) => refuses && ordinal < notInterpretedFrom),
        // What an event does that is not interpreted may be what a later one needs.
        perhapsRefused: found.filter(({ ordinal }) => (refuses || !started) && ordinal >= notInterpretedFrom),
      };
    },
  };
};
