// The events file: each of its events is one recorded fact, together with what the other files have of the same fact (a
// phase's notes, a task's outputs, the whole workbook entry). An event of an unknown type is recorded as `fact_noted`.
import type { EventType } from '../../../machines/events/catalog.ts';
import { EventSeverity } from '../../../machines/events/severity.ts';
import type { Entry } from './entry.ts';
import { dataOfEvent } from './event-data.ts';
import { launchedIn, typeOfEvent } from './event-types.ts';
import { type FactEnvelope, type Facts, type ImportedFact, MAX_ACTOR, MAX_TEXT } from './facts.ts';
import { tags as tagsOf, titled } from './fields.ts';
import { restsOfOtherFiles } from './rests-of-other-files.ts';
import type { Sources } from './sources.ts';
import type { Span } from './span.ts';

/** An event that ends agents, and the fact that it became. */
export interface EventEnd {
  readonly event: Entry;
  readonly fact: ImportedFact;
}

/** Adds each event of the file as a fact. @returns those in which agents completed */
export const addEvents = (sources: Sources, facts: Facts, span: Span): EventEnd[] => {
  const ends: EventEnd[] = [];
  const launched = launchedIn(sources.events);
  let started = false;
  let last = span.start;
  for (const event of sources.events) {
    const time = event.time('timestamp');
    if (time === undefined)
      event.warn(`${event.file}, ${event.id} has no time; recorded at that of the event before it`);
    last = time ?? last;
    const name = event.text('eventType', 'type') ?? 'event';
    const details = event.nested('details');
    const envelope = envelopeOf(event);
    // The end of agents that have all ended before is a note.
    const endsNobody = sources.agentsByEvent.get(event)?.length === 0;
    const typeByName = endsNobody ? 'fact_noted' : typeOfEvent(name, details, launched);
    if (typeByName !== name && typeByName !== 'fact_noted')
      event.keep(event.raw('eventType') === name ? 'eventType' : 'type');
    // No session accepts a second start: it is a note.
    const type: EventType = typeByName === 'session_started' && started ? 'fact_noted' : typeByName;
    started ||= type === 'session_started';
    const { description } = envelope;
    const data =
      type === 'fact_noted'
        ? { name: titled(name).title, text: description }
        : dataOfEvent(type, { event, details, sources, description });
    const extra = { ...event.rest(), ...restsOfOtherFiles(type, data, sources, last, facts) };
    const fact = facts.add(type, { ...data, extra }, last, event, envelope);
    if (fact.type === 'agent_completed') ends.push({ event, fact });
  }
  return ends;
};

const envelopeOf = (event: Entry): FactEnvelope => {
  const actor = event.text('actor');
  const description = event.text('description');
  const tags = event.texts('tags');
  keepOverlong(event, { actor, description, tags });
  return { actor, severity: event.oneOf('severity', EventSeverity.options), description, tags };
};

/** What is longer than an event accepts is shortened in the event and stays complete in its `extra`. */
const keepOverlong = (event: Entry, { actor = '', description = '', tags = [] }: FactEnvelope): void => {
  const overlong = {
    actor: actor.length > MAX_ACTOR,
    description: description.length > MAX_TEXT,
    tags: tags.length !== (tagsOf(tags) ?? []).length,
  };
  for (const [field, isOverlong] of Object.entries(overlong)) {
    if (!isOverlong) continue;
    event.keep(field);
    event.warn(
      `${event.place(field)} is longer than an event accepts; shortened, and kept complete in the event's extra`,
    );
  }
};
