// The span that each end in the events file ends: what was started more than once has a start for each of its ends.
import { groupBy } from '../../../../machines/collections/group-by.ts';
import type { Entry } from '../entry.ts';
import type { JsonObject } from '../json-object.ts';
import type { Sources } from '../sources.ts';

/** An event with a type and a time, and what it starts or ends (`phase:Review`). */
export interface TimedEvent {
  readonly event: Entry;
  readonly type: string;
  readonly time: string;
  readonly details: JsonObject;
  /** One for each of the agents of an event of agents. */
  readonly subjects: readonly string[];
  readonly moves: 'starts' | 'ends' | undefined;
}

const STARTS = new Set(['started', 'launched']);
const ENDS = new Set(['completed', 'failed', 'ended']);

/** The events that have a type and a time, in the order of the file. */
export const timedEvents = ({ events, agentsByEvent }: Sources): TimedEvent[] =>
  events.flatMap((event) => {
    const type = event.raw('eventType');
    const time = event.time('timestamp');
    if (typeof type !== 'string' || time === undefined) return [];
    const details = event.rawObject('details');
    const [kind = '', ending = ''] = type.split('_', 2);
    const ids = kind === 'agent' ? (agentsByEvent.get(event) ?? []) : [details[`${kind}Id`] ?? ''];
    const subjects = ids.map((id) => `${kind}:${String(id)}`);
    return [{ event, type, time, details, subjects, moves: movesOf(ending) }];
  });

const movesOf = (ending: string): TimedEvent['moves'] =>
  STARTS.has(ending) ? 'starts' : ENDS.has(ending) ? 'ends' : undefined;

/**
 * When what each end ends was started: by the first start after the end before it, and not later than the end itself.
 * An end of several agents has the earliest of their starts. An end without a start of its own is left out.
 */
export const ownStarts = (timed: readonly TimedEvent[]): Map<Entry, string> => {
  const moves = timed.flatMap((one) => one.subjects.map((subject) => ({ ...one, subject })));
  const own = new Map<Entry, string>();
  for (const group of groupBy(moves, ({ subject }) => subject).values()) {
    const starts = group.filter((one) => one.moves === 'starts').map(({ time }) => time);
    const waiting = starts.toSorted().values();
    let next = waiting.next();
    for (const { event, time } of group.filter((one) => one.moves === 'ends').toSorted(byTime)) {
      if (next.done || next.value > time) continue;
      const start = next.value;
      const known = own.get(event);
      if (known === undefined || start < known) own.set(event, start);
      // A second start of what runs is no span of its own; one at the time of this end is the next span's.
      do next = waiting.next();
      while (!next.done && next.value < time);
    }
  }
  return own;
};

const byTime = (a: TimedEvent, b: TimedEvent): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
