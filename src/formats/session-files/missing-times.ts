// Times that the files leave out although what they stand for happened: a todo that is completed was in progress, a phase
// that is completed was active. They are inferred so that nothing that the files contain contradicts them; what is recorded
// at such a time is marked as inferred.
import { groupBy } from '../../../machines/collections/group-by.ts';
import type { Entry } from './entry.ts';
import type { ImportContext } from './import-context.ts';
import { statusOf } from './words.ts';

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const earliest = (times: readonly (string | undefined)[]): string | undefined =>
  times.filter((time) => time !== undefined).toSorted(before)[0];
const latest = (times: readonly (string | undefined)[]): string | undefined =>
  times
    .filter((time) => time !== undefined)
    .toSorted(before)
    .at(-1);

/** The first of some times in order that is not before another, or `after` it. */
const firstFrom = (times: readonly string[], from: string, after = false): string | undefined => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const time = times[middle] as string;
    if (time < from || (after && time === from)) low = middle + 1;
    else high = middle;
  }
  return times[low];
};

const dependenciesOf = (entry: Entry): readonly string[] => {
  const listed = entry.raw('dependencies');
  return (Array.isArray(listed) ? listed : []).filter((id) => typeof id === 'string');
};

/** By when what others depend on is there, or has ended: the earliest time of all that depend on it, by id. */
const byDependents = (
  entries: readonly Entry[],
  timeOf: (entry: Entry) => string | undefined,
): ReadonlyMap<string, string> => {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const bounds = new Map<string, string>();
  const timed = entries.flatMap((entry) => {
    const time = timeOf(entry);
    return time === undefined ? [] : [{ entry, time }];
  });
  // From the earliest on, so that the first bound of an entry is its lowest.
  for (const { entry, time } of timed.toSorted((a, b) => before(a.time, b.time))) {
    const waiting = [...dependenciesOf(entry)];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (bounds.has(id)) continue;
      bounds.set(id, time);
      const next = known.get(id);
      if (next !== undefined) for (const one of dependenciesOf(next)) waiting.push(one);
    }
  }
  return bounds;
};

/** What is there before what depends on it; entries that depend on each other in a circle come last, as in the file. */
const dependenciesFirst = (entries: readonly Entry[]): Entry[] => {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const open = new Map(entries.map((entry) => [entry, dependenciesOf(entry).filter((id) => known.has(id)).length]));
  const needing = groupBy(
    entries.flatMap((entry) => dependenciesOf(entry).map((id) => ({ id, entry }))),
    ({ id }) => id,
  );
  const ordered = entries.filter((entry) => open.get(entry) === 0);
  for (const done of ordered)
    for (const { entry } of needing.get(done.id) ?? []) {
      const left = (open.get(entry) ?? 0) - 1;
      open.set(entry, left);
      if (left === 0) ordered.push(entry);
    }
  const placed = new Set(ordered);
  return [...ordered, ...entries.filter((entry) => !placed.has(entry))];
};

/** When others first name something in a field, by its id: it was there by then. */
export const namedTimes = (others: readonly Entry[], field: string): ReadonlyMap<string, string> => {
  const first = new Map<string, string>();
  for (const other of others) {
    const id = other.idText(field);
    const time = id === undefined ? undefined : earliest([first.get(id), other.time('timestamp', 'createdAt')]);
    if (id !== undefined && time !== undefined) first.set(id, time);
  }
  return first;
};

/**
 * When each entry was created: where it has no time of its own, after what it depends on, while the agent that it is for
 * ran, and before it starts and what depends on it does.
 */
export const creationTimes = (
  entries: readonly Entry[],
  startOf: (entry: Entry) => string | undefined,
  otherwise: string,
  agentOf: (entry: Entry) => { readonly from?: string | undefined; readonly to?: string | undefined } = () => ({}),
): ReadonlyMap<string, string> => {
  const bounds = byDependents(entries, (entry) => entry.time('createdAt') ?? startOf(entry));
  const created = new Map<string, string>();
  for (const entry of dependenciesFirst(entries)) {
    const agent = agentOf(entry);
    const atLeast = [agent.from, ...dependenciesOf(entry).map((id) => created.get(id))];
    const from = latest([earliest([otherwise, agent.to]), ...atLeast]);
    const time = entry.time('createdAt') ?? earliest([from, startOf(entry), bounds.get(entry.id)]);
    created.set(entry.id, time ?? otherwise);
  }
  return created;
};

/** When something started and ended, as far as it did. */
export interface Times {
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
}

/**
 * The ends of entries that ended without a time: before what depends on them starts, and before the next thing of the
 * same agent does, for an agent does one after the other.
 * @param given the times that the files have
 * @param agentOf whose it is, where an agent does one at a time
 * @param limitsOf times by which an entry that is not later has ended: the ends of its agent and its phase
 */
export const endTimes = (
  entries: readonly Entry[],
  given: ReadonlyMap<string, Times>,
  agentOf: (entry: Entry) => string | undefined,
  created: ReadonlyMap<string, string>,
  end: string,
  limitsOf: (entry: Entry, startedAt: string | undefined) => readonly (string | undefined)[] = () => [],
): ReadonlyMap<string, string> => {
  const timesOf = ({ id }: Entry): Times => given.get(id) ?? { startedAt: undefined, endedAt: undefined };
  const bounds = byDependents(entries, (entry) => timesOf(entry).startedAt ?? timesOf(entry).endedAt);
  const started = entries.flatMap((entry) => {
    const agent = agentOf(entry);
    const { startedAt, endedAt } = timesOf(entry);
    const time = startedAt ?? endedAt;
    return agent === undefined || time === undefined ? [] : [{ agent, time }];
  });
  const starts = new Map(
    [...groupBy(started, ({ agent }) => agent)].map(([agent, group]) => [
      agent,
      group.map(({ time }) => time).toSorted(before),
    ]),
  );
  const ends = new Map<string, string>();
  for (const entry of dependenciesFirst(entries)) {
    const { startedAt, endedAt } = timesOf(entry);
    const from = startedAt ?? latest([created.get(entry.id), ...dependenciesOf(entry).map((id) => ends.get(id))]) ?? '';
    const next = firstFrom(starts.get(agentOf(entry) ?? '') ?? [], from, startedAt !== undefined);
    const limits = [bounds.get(entry.id), ...limitsOf(entry, startedAt)].filter(
      (time) => time !== undefined && time >= from,
    );
    ends.set(entry.id, endedAt ?? earliest([...limits, next, end]) ?? end);
  }
  return ends;
};

/** The first end of a phase that is not before a time: what began then and ended, ended with it. */
export const phaseEndAfter = (
  phases: ReadonlyMap<string, Times>,
): ((from: string | undefined) => string | undefined) => {
  const ends = [...phases.values()].flatMap(({ endedAt }) => endedAt ?? []).toSorted(before);
  return (from) => (from === undefined ? undefined : firstFrom(ends, from));
};

/** When gates were defined and judged, by the phase that they guard; the last of these times. */
const verdictTimes = ({ sources, reported }: ImportContext): ReadonlyMap<string, string> => {
  const guarding = new Map(sources.profile.gates.map(({ id, guards }) => [id, guards]));
  const times = new Map<string, string>();
  const add = (phase: unknown, ...judged: readonly (string | undefined)[]): void => {
    const time = typeof phase === 'string' ? latest([times.get(phase), ...judged]) : undefined;
    if (time !== undefined) times.set(String(phase), time);
  };
  for (const gate of sources.gates) {
    const own = gate.raw('guards') ?? gate.raw('phase');
    const id = sources.gateIds.get(gate.id) ?? gate.id;
    if (typeof own === 'string') guarding.set(id, own);
    add(guarding.get(id), gate.time('createdAt'), gate.time('timestamp', 'passedAt', 'completedAt'));
  }
  for (const [id, phase] of guarding) add(phase, ...VERDICT_TYPES.map((type) => reported.find(type, id)?.time));
  return times;
};
const VERDICT_TYPES = ['quality_gate_passed', 'quality_gate_failed', 'quality_gate_waived'] as const;

/**
 * When the phases of the plan were active, by name. Where the files have no time one follows the other: it starts once the
 * one before it has ended and its gates were judged, and ends when the next one starts, or at once.
 */
export const phaseTimes = (context: ImportContext): ReadonlyMap<string, Times> => {
  const { sources, reported, span } = context;
  const judged = verdictTimes(context);
  const rows = sources.phases.flatMap((phase) => {
    const status = statusOf(phase.raw('status'));
    if (status !== 'completed' && status !== 'started') return [];
    const startedAt = reported.find('phase_started', phase.id)?.time ?? phase.time('startedAt');
    const endedAt = reported.find('phase_completed', phase.id)?.time ?? phase.time('completedAt');
    return [{ name: phase.id, status, startedAt, endedAt }];
  });
  const times = new Map<string, Times>();
  let last: string = span.start;
  for (const [index, { name, status, startedAt, endedAt }] of rows.entries()) {
    const next = rows[index + 1];
    const from = startedAt ?? earliest([last, endedAt]) ?? last;
    const atOnce = latest([from, judged.get(name)]);
    const inferred = next === undefined ? span.end : (latest([from, next.startedAt ?? atOnce]) as string);
    const to = endedAt ?? (status === 'completed' ? inferred : undefined);
    times.set(name, { startedAt: from, endedAt: to });
    last = latest([last, to, judged.get(name)]) ?? last;
  }
  return times;
};
