// One actor under two names: told, never changed, for two names may well be two actors.
import type { Sources } from './sources.ts';

/** What only the orchestrator of a session does. */
const ORCHESTRATING = /^(?:session_|phase_|agent_launched$)/;

/** Letters and digits alone, in lower case. */
const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** A sentence for each group of names that may be one actor's. */
export const doubleActors = ({ events, roots }: Sources): string[] => {
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
