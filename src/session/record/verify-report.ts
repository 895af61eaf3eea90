// What `verify` reports of a record, as data.
import type { Violation } from '../../../machines/check.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { Enforcement } from '../../../machines/profile.ts';
import type { ChainHead } from './chain.ts';
import type { FaultReport } from './fault-report.ts';
import type { LawDisagreement } from './law-disagreement.ts';
import type { ViewDifference } from './same-views.ts';
import type { UninterpretedReport } from './uninterpreted-tally.ts';
import type { StatusDifference } from './view-statuses.ts';

/** A rule that events violate: their ordinals under today's law, and those that were recorded with the violation. */
export interface RuleReport {
  readonly rule: string;
  /** Undefined for a rule that today's law does not have. */
  readonly sentence: string | undefined;
  readonly severity: 'error' | 'warn' | undefined;
  readonly today: readonly number[];
  readonly recorded: readonly number[];
}

/** An event that an enforced session refuses. */
export interface WouldRefuse {
  readonly ordinal: number;
  readonly event: RecordedEvent;
  readonly violations: readonly Violation[];
}

export interface HeadReport {
  readonly expected: ChainHead;
  /** The head at that ordinal; undefined when the record ends before it. */
  readonly got: ChainHead | undefined;
  readonly holds: boolean;
}

export interface VerifyReport {
  readonly sessionId: string;
  /** False for a fault, another head than expected, a refused event, a disagreement, or a view or a status in it that differs. */
  readonly ok: boolean;
  /** How many events are sound: all, or those before the fault. */
  readonly events: number;
  /** The head after the sound events. */
  readonly head: ChainHead;
  /** Undefined where no event that starts the session was interpreted. */
  readonly enforcement: Enforcement | undefined;
  /** The version of the rules under which the session began, undefined as above, and today's. */
  readonly rulesVersion: { readonly recorded: string | undefined; readonly today: string };
  readonly fault: FaultReport | undefined;
  readonly expectedHead: HeadReport | undefined;
  /** Events of unknown types, and of newer versions of known ones: no damage, but rules and views go without them. */
  readonly uninterpreted: readonly UninterpretedReport[];
  /** In order of id. */
  readonly rules: readonly RuleReport[];
  /** Ordinals of events that violate other rules under today's law than when they were recorded. */
  readonly rulesDiffer: readonly number[];
  /** In an enforced session under today's rules: events that the rules refuse. */
  readonly refused: readonly WouldRefuse[];
  /**
   * As `refused`, from the first event on that was not interpreted: perhaps because of that event, so no failure of the
   * record. Also where the event that starts the session was not interpreted.
   */
  readonly perhapsRefused: readonly WouldRefuse[];
  /** Events about which rules and invariants disagree: none, unless Reprise has a defect. */
  readonly disagreements: readonly LawDisagreement[];
  /** With `as: 'enforce'`: every event that violates a rule of severity error; the first is where an enforced session would have stopped. */
  readonly wouldRefuse: readonly WouldRefuse[] | undefined;
  readonly views: {
    readonly compared: readonly string[];
    readonly differences: readonly ViewDifference[];
    /** Entities whose status in a view is not their state: none, unless Reprise has a defect. */
    readonly statuses: readonly StatusDifference[];
  };
}
