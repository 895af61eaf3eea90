// What `verify` reports of a record, as data.
import type { Enforcement } from '../../../machines/profile.ts';
import type { ChainHead } from './chain.ts';
import type { FaultReport } from './fault-report.ts';
import type { LawDisagreement } from './law-disagreement.ts';
import type { ProfileHashDifference } from './profile-hash.ts';
import type { Refusals, WouldRefuse } from './refusal-tally.ts';
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

export interface HeadReport {
  readonly expected: ChainHead;
  /** The head at that ordinal; undefined when the record ends before it. */
  readonly got: ChainHead | undefined;
  readonly holds: boolean;
}

export interface VerifyReport extends Refusals {
  readonly sessionId: string;
  /**
   * False for a fault, another head than expected, a profile that differs from its hash, a refused event, a disagreement,
   * or a view or a status in it that differs.
   */
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
  /** Events whose `profileHash` is not the hash of their profile. */
  readonly profileHashes: readonly ProfileHashDifference[];
  /** Events of unknown types, and of newer versions of known ones: no damage, but rules and views go without them. */
  readonly uninterpreted: readonly UninterpretedReport[];
  /** In order of id. */
  readonly rules: readonly RuleReport[];
  /** Ordinals of events that violate other rules under today's law than when they were recorded. */
  readonly rulesDiffer: readonly number[];
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
