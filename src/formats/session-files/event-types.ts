// What an event of the events file is, by the name that the file has for it. A table, so that each name met in the field
// stands in one place; a name that is not in it is kept as it is, as `fact_noted`.
import { type EventType, isEventType } from '../../../machines/events/catalog.ts';
import { type Entry, isObject } from './entry.ts';
import { type Status, statusOf } from './words.ts';

/** Which agents events launch: one is launched once, by whatever name. */
type Launched = ReadonlySet<string>;
type Choice = (details: Entry, launched: Launched) => EventType;

/** A change of a todo, as the event of where it went; a todo that is pending again, or pondered, is a note. */
const UPDATES: Readonly<Partial<Record<Status, EventType>>> = {
  started: 'todo_started',
  completed: 'todo_completed',
  failed: 'todo_failed',
  dropped: 'todo_cancelled',
};

/** Names that are not ours, or that say less than ours. Every other name of ours is itself. */
export const FIELD_TYPES: Readonly<Record<string, Choice>> = {
  todo_updated: (details) =>
    UPDATES[statusOf(details.raw('status') ?? details.raw('newStatus')) ?? 'pending'] ?? 'fact_noted',
  // An agent that is made and never launched was launched by this; else it is the note of a template.
  agent_created: (details, launched) => {
    const ids = agentIdsIn(details.raw('agentId'), details.raw('agentIds'));
    return ids.length > 0 && ids.every((id) => !launched.has(id)) ? 'agent_launched' : 'fact_noted';
  },
};

export const typeOfEvent = (name: string, details: Entry, launched: Launched): EventType => {
  if (Object.hasOwn(FIELD_TYPES, name)) return (FIELD_TYPES[name] as Choice)(details, launched);
  return isEventType(name) ? name : 'fact_noted';
};

const agentIdsIn = (one: unknown, several: unknown): string[] =>
  [one, ...(Array.isArray(several) ? several : [])].filter((id) => typeof id === 'string' && id !== '') as string[];

/** The agents that an `agent_launched` names. */
export const launchedIn = (events: readonly Entry[]): Launched =>
  new Set(
    events
      .filter((event) => event.raw('eventType') === 'agent_launched')
      .flatMap((event) => {
        const details = event.raw('details');
        return isObject(details) ? agentIdsIn(details.agentId, details.agentIds) : [];
      }),
  );
