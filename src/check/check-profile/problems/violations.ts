// Invariants that a legal history breaks, and events that the two sayings of the law do not agree on: each with the
// shortest trace, found by leaving commands out of the one that was met first.
import { violatesOf } from '../../../../machines/events/envelope.ts';
import { INVARIANTS } from '../../../../machines/invariants/all.ts';
import { checkHistory } from '../../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../../machines/invariants/invariant.ts';
import type { Law } from '../../run/run.ts';
import { type Breach, wayTo } from '../exploration/explore.ts';
import type { ProblemList } from './problems.ts';
import { type Trace, shortened } from '../trace.ts';

/** One of each rule, that with the shortest way. */
const distinct = (breaches: readonly Breach[]): Breach[] => {
  const first = new Map<string, Breach>();
  for (const breach of [...breaches].sort((a, b) => a.from.steps - b.from.steps)) {
    const key = `${breach.kind} ${breach.rule}`;
    if (!first.has(key)) first.set(key, breach);
  }
  return [...first.values()];
};

/** What the events of the last command break, by some invariants. */
const brokenLast = ({ events, last }: Trace, invariants: readonly Invariant[]): string[] => {
  if (last?.kind !== 'accepted') return [];
  const from = events.length - last.events.length;
  return checkHistory(events, { invariants })
    .filter(({ index }) => index >= from)
    .flatMap(({ violations }) => violations.map(({ rule }) => rule));
};

export const tellBreaches = (
  problems: ProblemList,
  breaches: readonly Breach[],
  law: Law,
  invariants: readonly Invariant[],
): void => {
  for (const { kind, rule, detail, from, move } of distinct(breaches)) {
    const shows = (trace: Trace): boolean => {
      if (!trace.told || trace.last?.kind !== 'accepted') return false;
      if (kind === 'invariant-violated') return brokenLast(trace, invariants).includes(rule);
      const byRules = trace.last.events.flatMap((event) => violatesOf(event));
      return byRules.includes(rule) !== brokenLast(trace, INVARIANTS).includes(rule);
    };
    const way = [...wayTo(from), move];
    const commands = shortened(way, law, shows)?.commands ?? way;
    const sentence =
      kind === 'invariant-violated'
        ? `The law accepts ${move.label}, and that breaks the invariant ${rule}: ${detail}.`
        : `Machines with rules and the invariants of the law do not agree on ${move.label}: ${detail}.`;
    problems.tell(kind, rule, sentence, commands);
  }
};
