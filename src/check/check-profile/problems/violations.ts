// Invariants that a legal history violates, and events on which rules and invariants disagree: each with the shortest
// trace, found by leaving commands out of the first one.
import { violatesOf } from '../../../../machines/events/envelope.ts';
import { INVARIANTS } from '../../../../machines/invariants/all.ts';
import { checkHistory } from '../../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../../machines/invariants/invariant.ts';
import type { Law } from '../../run/law.ts';
import { type MoveViolation, wayTo } from '../exploration/explore.ts';
import { shortened, type Trace } from '../trace.ts';
import type { ProblemList } from './problem-list.ts';

/** One of each rule, that with the shortest way. */
export const distinct = (violations: readonly MoveViolation[]): MoveViolation[] => {
  const first = new Map<string, MoveViolation>();
  for (const violation of [...violations].sort((a, b) => a.from.steps - b.from.steps)) {
    const key = `${violation.kind} ${violation.rule}`;
    if (!first.has(key)) first.set(key, violation);
  }
  return [...first.values()];
};

/** Which of some invariants the events of the last command violate. */
export const violatedLast = ({ events, last }: Trace, invariants: readonly Invariant[]): string[] => {
  if (last?.kind !== 'accepted') return [];
  const from = events.length - last.events.length;
  return checkHistory(events, { invariants })
    .filter(({ index }) => index >= from)
    .flatMap(({ violations }) => violations.map(({ rule }) => rule));
};

export const addViolations = (
  list: ProblemList,
  violations: readonly MoveViolation[],
  law: Law,
  invariants: readonly Invariant[],
): void => {
  for (const { kind, rule, detail, from, move } of distinct(violations)) {
    // What a changed rule lets pass or refuses is no problem in itself.
    if (kind === 'softened' || kind === 'stricter') continue;
    const shows = (trace: Trace): boolean => {
      if (!trace.accepted || trace.last?.kind !== 'accepted') return false;
      if (kind === 'invariant-violated') return violatedLast(trace, invariants).includes(rule);
      const byRules = trace.last.events.flatMap((event) => violatesOf(event));
      return byRules.includes(rule) !== violatedLast(trace, INVARIANTS).includes(rule);
    };
    const way = [...wayTo(from), move];
    const commands = shortened(way, law, shows)?.commands ?? way;
    const sentence =
      kind === 'invariant-violated'
        ? `${move.label} is legal and violates the invariant ${rule}: ${detail}.`
        : `Rules and invariants disagree on ${move.label}: ${detail}.`;
    list.add(kind, rule, sentence, commands);
  }
};
