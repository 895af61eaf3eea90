// What a rule is: a condition across entities, with an id, a sentence and a severity that the profile may set. Rules see
// the state before the event. Life cycles are not rules: the machines say which transition exists (see check.ts).

import type { EventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import type { Severity } from '../profile.ts';
import type { State } from '../state/state.ts';

export interface Rule {
  readonly id: string;
  /** The rule as a sentence, true where it is not violated. */
  readonly sentence: string;
  readonly severity: Exclude<Severity, 'off'>;
  /** True where no profile may change the severity. */
  readonly fixed: boolean;
  /** The types of event that it is evaluated for; `all` for every one. */
  readonly on: readonly EventType[] | 'all';
  /** What violates it here, in a few words; undefined where nothing does. */
  check(state: State, event: RecordedEvent): string | undefined;
}

/** A rule about events of some types, whose check sees just those. */
export const rule = <T extends EventType>(
  id: string,
  severity: Rule['severity'],
  sentence: string,
  on: readonly T[],
  check: (state: State, event: Extract<RecordedEvent, { type: T }>) => string | undefined,
): Rule => ({ id, severity, sentence, fixed: false, on, check });

/** A rule that no profile can soften. */
export const fixed = (one: Rule): Rule => ({ ...one, severity: 'error', fixed: true });

/** A rule about every event. */
export const ruleOfAll = (
  id: string,
  severity: Rule['severity'],
  sentence: string,
  check: (state: State, event: RecordedEvent) => string | undefined,
): Rule => ({ id, severity, sentence, fixed: false, on: 'all', check });

/** `a, b and c`, with at most five named. */
export const listed = (names: readonly string[], word: 'and' | 'or' = 'and'): string => {
  const shown = names.slice(0, 5);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} ${word} ${rest} more`;
  const last = shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} ${word} ${last}`;
};

/** `3 tasks`, `1 task`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
