// What can be reached from where, in an exploration.

import type { Decision } from '../../../../machines/decide.ts';
import { defined } from '../../../../machines/defined.ts';
import type { Law } from '../../run/law.ts';
import { sentBy } from '../../run/sender.ts';
import type { TraceCommand } from '../result.ts';
import { eventIds } from './event-ids.ts';
import { type Exploration, type Place, timeOf } from './explore.ts';

export const hasCompleted = ({ state }: Place): boolean =>
  state.session.state === 'ended' && state.session.outcome === 'completed';

/** Places from which a session can still end as completed; one that was not expanded is assumed to be able. */
export const canComplete = ({ places }: Exploration): ReadonlySet<Place> => {
  const before = new Map<Place, Place[]>();
  for (const place of places)
    for (const { to } of place.taken?.values() ?? []) {
      const list = before.get(to);
      if (list === undefined) before.set(to, [place]);
      else list.push(place);
    }
  const able = new Set(places.filter((place) => hasCompleted(place) || place.taken === undefined));
  const open = [...able];
  for (let place = open.pop(); place !== undefined; place = open.pop())
    for (const earlier of before.get(place) ?? []) {
      if (able.has(earlier)) continue;
      able.add(earlier);
      open.push(earlier);
    }
  return able;
};

/** The decision on a command in a place; nothing is recorded. */
export const decideAt = ({ state, steps }: Place, command: TraceCommand, law: Law): Decision => {
  const { name, data, actor } = sentBy(state.session.profile, command);
  return law.decide(
    state,
    { id: 'probe', name, data, ...defined({ actor }) },
    { now: timeOf(steps), newId: eventIds('probe'), commitId: 'probe', sha256: () => '0'.repeat(64) },
  );
};

export interface Refusal {
  readonly place: Place;
  readonly violations: readonly { readonly rule: string; readonly detail: string }[];
}

const unfinished = ({ state }: Place): number =>
  state.session.phases.values().filter((phase) => phase.state === 'pending' || phase.state === 'active').length;

/**
 * Of the places that refuse a command, the first of those that refuse it for the fewest reasons (the end of a session:
 * with the most of the process behind them); undefined where one accepts it.
 */
export const closestRefusal = (places: readonly Place[], command: TraceCommand, law: Law): Refusal | undefined => {
  let closest: Refusal | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of places) {
    if (place.state.session.state !== 'running') continue;
    const decision = decideAt(place, command, law);
    if (decision.kind === 'accepted') return undefined;
    if (decision.kind !== 'rejected') continue;
    const { violations } = decision.rejection;
    // There are at most a hundred phases.
    const rank = violations.length * 1_000 + (command.name === 'session.end' ? unfinished(place) : 0);
    if (rank >= least) continue;
    least = rank;
    closest = { place, violations };
  }
  return closest;
};

/** `S.finished: 1 task open; …` */
export const reasonsOf = (violations: Refusal['violations']): string =>
  violations.map(({ rule, detail }) => `${rule}: ${detail}`).join('; ');
