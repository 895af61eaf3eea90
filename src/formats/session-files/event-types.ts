// Which event type an event of the events file becomes, by the name that it has there. Names of our own event types stand
// for themselves; each other name met in the field is in one table; any name beyond both becomes a `fact_noted`.
import { type EventType, isEventType } from '../../../machines/events/catalog.ts';
import type { Entry } from './entry.ts';
import { type Status, statusOf } from './words.ts';

/** The agents that events launch. An agent is launched once, whatever the event is named. */
type Launched = ReadonlySet<string>;
type TypeOf = (details: Entry, launched: Launched) => EventType;

/** A change of a todo, as the event type of its new status. One that is pending again, or has no status, is a note. */
const TODO_UPDATES: Readonly<Record<Status, EventType>> = {
  pending: 'fact_noted',
  started: 'todo_started',
  completed: 'todo_completed',
  failed: 'todo_failed',
  dropped: 'todo_cancelled',
};

/** Names that are not ours, or that are less exact than ours. */
export const FIELD_TYPES: Readonly<Record<string, TypeOf>> = {
  todo_updated: (details) => TODO_UPDATES[statusOf(details.raw('status') ?? details.raw('newStatus')) ?? 'pending'],
  // An agent that is created and never launched was launched by this; else it is a note about a template.
  agent_created: (details, launched) => {
    const ids = agentIdsIn(details.raw('agentId'), details.raw('agentIds'));
    return ids.length > 0 && ids.every((id) => !launched.has(id)) ? 'agent_launched' : 'fact_noted';
  },
};

export const typeOfEvent = (name: string, details: Entry, launched: Launched): EventType => {
  const typeOf = Object.hasOwn(FIELD_TYPES, name) ? FIELD_TYPES[name] : undefined;
  if (typeOf !== undefined) return typeOf(details, launched);
  return isEventType(name) ? name : 'fact_noted';
};

const agentIdsIn = (one: unknown, several: unknown): string[] =>
  [one, ...(Array.isArray(several) ? several : [])].filter((id) => typeof id === 'string' && id !== '');

/** The agents that an `agent_launched` names. */
export const launchedIn = (events: readonly Entry[]): Launched =>
  new Set(
    events
      .filter((event) => event.raw('eventType') === 'agent_launched')
      .map((event) => event.rawObject('details'))
      .flatMap(({ agentId, agentIds }) => agentIdsIn(agentId, agentIds)),
  );
