// What is odd in the files and violates no rule: reported once each, never corrected. Entries out of time order are
// recorded by their times, null counts as a missing field, and two names of one actor may well be two actors.
import { groupBy } from '../../../machines/collections/group-by.ts';
import type { Entry } from './entry.ts';
import type { Sources } from './sources.ts';
import { statusOf } from './words.ts';

/** A sentence for each. */
export const anomaliesIn = (sources: Sources): string[] => [
  ...outOfOrder(sources.events, 'timestamp'),
  ...outOfOrder(sources.workbook, 'timestamp'),
  ...nulls(sources),
  ...statuses(sources),
  ...backwards(sources),
  ...waves(sources),
  ...doubleActors(sources),
];

const outOfOrder = (entries: readonly Entry[], field: string): string[] => {
  const sentences: string[] = [];
  let newest: { time: string; id: string } | undefined;
  for (const entry of entries) {
    const time = entry.time(field);
    if (time === undefined) continue;
    if (newest === undefined || time >= newest.time) newest = { time, id: entry.id };
    else sentences.push(`${entry.place(field)} is before that of ${newest.id}, which precedes it in the file`);
  }
  return sentences;
};

/** Fields that an entry must have, by its list. */
const REQUIRED = {
  events: ['timestamp', 'eventType', 'actor', 'description', 'severity'],
  todos: ['content', 'status'],
  workbook: ['timestamp', 'type', 'title', 'content'],
  phases: ['name', 'status'],
} as const;

const nulls = (sources: Sources): string[] =>
  (Object.keys(REQUIRED) as (keyof typeof REQUIRED)[]).flatMap((list) =>
    sources[list].flatMap((entry) =>
      REQUIRED[list]
        .filter((field) => entry.isNull(field))
        .map((field) => `${entry.place(field)} is null, where a value is required; read as missing`),
    ),
  );

/** Words for a status that stand for none: what has one is recorded without it. */
const statuses = ({ phases, tasks, todos, gates, requirements, deliverables }: Sources): string[] =>
  [...phases, ...tasks.values(), ...todos, ...gates, ...requirements, ...deliverables].flatMap((entry) => {
    const status = entry.raw('status');
    if (status === undefined || statusOf(status) !== undefined) return [];
    return [`${entry.place('status')} is ${JSON.stringify(status)?.slice(0, 80)}, which is no status; kept unchanged`];
  });

/** Ends that are before their starts: how long it took is not known. */
const backwards = ({ phases, tasks, todos }: Sources): string[] =>
  [
    ...[...phases, ...tasks.values()].map((entry) => ({ entry, fields: ['completedAt'] })),
    ...todos.map((entry) => ({ entry, fields: ['completedAt', 'failedAt'] })),
  ].flatMap(({ entry, fields }) => {
    const from = entry.time('startedAt');
    const isBefore = (to: string | undefined): boolean => from !== undefined && to !== undefined && to < from;
    return fields
      .filter((field) => isBefore(entry.time(field)))
      .map((field) => `${entry.place(field)} is before its startedAt`);
  });

/** Waves count from 1, and a wave that ends was launched. */
const waves = ({ tasks, todos, events }: Sources): string[] => {
  const invalid = (entry: Entry, wave: unknown): string[] =>
    typeof wave === 'number' && (!Number.isInteger(wave) || wave < 1)
      ? [`${entry.place('wave')} is ${wave}; waves count from 1`]
      : [];
  const launched = new Set<unknown>();
  const sentences: string[] = [];
  const ended = new Map<unknown, Entry>();
  for (const event of events) {
    const { wave } = event.rawObject('details');
    if (typeof wave !== 'number') continue;
    sentences.push(...invalid(event, wave));
    const type = event.raw('eventType');
    if (type === 'agent_launched' || type === 'agent_created') launched.add(wave);
    else if (String(type).endsWith('_completed') && !ended.has(wave)) ended.set(wave, event);
  }
  for (const [wave, event] of ended)
    if (!launched.has(wave)) sentences.push(`${event.place('wave')} is ${String(wave)}, which no event launches`);
  // What is pending may belong to a wave that is still to come.
  const isOver = events.some((event) => event.raw('eventType') === 'session_ended');
  for (const entry of launched.size === 0 ? [] : [...tasks.values(), ...todos]) {
    const wave = entry.raw('wave');
    if (typeof wave !== 'number' || launched.has(wave) || (!isOver && statusOf(entry.raw('status')) === 'pending'))
      continue;
    sentences.push(`${entry.place('wave')} is ${wave}, which no event launches`);
  }
  return [...[...tasks.values(), ...todos].flatMap((entry) => invalid(entry, entry.raw('wave'))), ...sentences];
};

/** Types of events that the orchestrator of a session records; an agent may record its own end. */
const ORCHESTRATING = /^(?:session_|phase_|agent_(?:launched|completed|failed)$)/;

/** Letters and digits alone, in lower case. */
const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** A sentence for each group of names that may be one actor's. */
const doubleActors = ({ events, roots, agentsByEvent, agentTypes }: Sources): string[] => {
  const acts = events.flatMap((event) => {
    const actor = event.raw('actor');
    return typeof actor === 'string' && actor.trim() !== '' ? [{ actor, type: String(event.raw('eventType')) }] : [];
  });
  const namesOf = (some: typeof acts): string[] => [...new Set(some.map(({ actor }) => actor))];
  const { file } = roots.events;
  const sentences = [...groupBy(acts, ({ actor }) => bare(actor)).values()]
    .map(namesOf)
    .filter((names) => names.length > 1)
    .map((names) => `${file}: the actors ${listed(names)} differ only in spelling; they may be one`);
  const workers = new Set([...agentsByEvent.values()].flat().concat([...agentTypes.keys()], [...agentTypes.values()]));
  const orchestrators = namesOf(acts.filter(({ type, actor }) => ORCHESTRATING.test(type) && !workers.has(actor)));
  // Of names that differ only in spelling the first.
  const distinct = [...new Map(orchestrators.toReversed().map((name) => [bare(name), name])).values()].reverse();
  if (distinct.length > 1)
    sentences.push(`${file}: the actors ${listed(distinct)} each act as orchestrator; they may be one`);
  return sentences;
};

const listed = (names: readonly string[]): string => names.map((name) => JSON.stringify(name.slice(0, 80))).join(', ');
