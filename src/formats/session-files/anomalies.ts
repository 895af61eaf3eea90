// What is odd in the files and breaks no rule of the law: told once each, and never changed. Entries out of time order
// are recorded by their times, null says nothing, and two names of one actor may well be two actors.
import { type Entry, isObject } from './entry.ts';
import type { Sources } from './sources.ts';

/** A sentence for each. */
export const anomaliesIn = (sources: Sources): string[] => [
  ...outOfOrder(sources.events, 'timestamp'),
  ...outOfOrder(sources.workbook, 'timestamp'),
  ...nulls(sources),
  ...waves(sources),
  ...doubleActors(sources),
];

const outOfOrder = (entries: readonly Entry[], field: string): string[] => {
  const told: string[] = [];
  let newest: { time: string; id: string } | undefined;
  for (const entry of entries) {
    const time = entry.time(field);
    if (time === undefined) continue;
    if (newest === undefined || time >= newest.time) newest = { time, id: entry.id };
    else told.push(`${entry.place(field)} is before that of ${newest.id}, which stands above it`);
  }
  return told;
};

/** Fields that must say something, by what they are of. */
const MUST_SAY = {
  events: ['timestamp', 'eventType', 'actor', 'description', 'severity'],
  todos: ['content', 'status'],
  workbook: ['timestamp', 'type', 'title', 'content'],
  phases: ['name', 'status'],
} as const;

const nulls = (sources: Sources): string[] =>
  Object.entries(MUST_SAY).flatMap(([list, fields]) =>
    sources[list as keyof typeof MUST_SAY].flatMap((entry) =>
      fields.filter((field) => entry.isNull(field)).map((field) => `${entry.place(field)} is null, and says nothing`),
    ),
  );

/** Waves count from 1; and a wave that ends was launched. */
const waves = ({ tasks, todos, events }: Sources): string[] => {
  const odd = (entry: Entry, wave: unknown): string[] =>
    typeof wave === 'number' && (!Number.isInteger(wave) || wave < 1)
      ? [`${entry.place('wave')} is ${wave}; waves count from 1`]
      : [];
  const launched = new Set<unknown>();
  const told: string[] = [];
  const ended = new Map<unknown, Entry>();
  for (const event of events) {
    const details = event.raw('details');
    if (!isObject(details) || typeof details.wave !== 'number') continue;
    told.push(...odd(event, details.wave));
    const type = event.raw('eventType');
    if (type === 'agent_launched' || type === 'agent_created') launched.add(details.wave);
    else if (String(type).endsWith('_completed') && !ended.has(details.wave)) ended.set(details.wave, event);
  }
  for (const [wave, event] of ended)
    if (!launched.has(wave)) told.push(`${event.place('wave')} is ${String(wave)}, which no event launches`);
  return [...[...tasks.values(), ...todos].flatMap((entry) => odd(entry, entry.raw('wave'))), ...told];
};

/** What only the orchestrator of a session does. */
const ORCHESTRATING = /^(?:session_|phase_|agent_launched$)/;

/** Letters and digits alone, in lower case. */
const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** A sentence for each group of names that may be one actor's. */
const doubleActors = ({ events, roots }: Sources): string[] => {
  const acts = events.flatMap((event) => {
    const actor = event.raw('actor');
    return typeof actor === 'string' && actor.trim() !== '' ? [{ actor, type: String(event.raw('eventType')) }] : [];
  });
  const spellings = new Map<string, Set<string>>();
  for (const { actor } of acts) spellings.set(bare(actor), (spellings.get(bare(actor)) ?? new Set()).add(actor));
  const { file } = roots.events;
  const told = [...spellings.values()]
    .filter((names) => names.size > 1)
    .map((names) => `${file}: ${listed(names)} differ in spelling only, and may be one actor`);
  const conductors = new Set(acts.filter(({ type }) => ORCHESTRATING.test(type)).map(({ actor }) => actor));
  if (new Set([...conductors].map(bare)).size > 1)
    told.push(`${file}: ${listed(conductors)} each conduct the session, and may be one actor under two names`);
  return told;
};

const listed = (names: ReadonlySet<string>): string =>
  [...names].map((name) => JSON.stringify(name.slice(0, 80))).join(', ');
