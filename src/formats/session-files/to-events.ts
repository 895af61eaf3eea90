// The events file from a session's record: each event that no import derived from another file, and a summary that is
// counted. What an import derived from the other files stands in those.
import { isDerived, type RecordedEvent, tagsOf } from '../../../machines/events/envelope.ts';
import { severityOf } from '../../../projections/index.ts';
import { detailsOf, type GateNames } from './event-details.ts';
import { type JsonObject, nonEmpty, objectOr } from './json-object.ts';
import type { SessionEvents } from './session-events.ts';
import { asJsonObject, tally } from './tally.ts';

const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'];
/** Members of an event's `extra` that came from other places than the event itself. */
const NOT_OF_THE_EVENT = ['details', 'planning', 'todo', 'workbook'];

export const eventsFile = (session: SessionEvents): JsonObject => {
  const rest = session.restOfFile('events');
  const own = session.all.filter((event) => !isDerived(event));
  const gateNames = new Map(session.documents.plan.gates.map(({ id, name }) => [id, name]));
  const events = own.map((event) => eventOf(event, gateNames));
  const severities = own.map(severityOf);
  const agents = (type: string): number =>
    own.reduce(
      (sum, event) => (event.type === type && 'agents' in event.data ? sum + event.data.agents.length : sum),
      0,
    );
  const countOf = (...names: string[]): number => severities.filter((one) => names.includes(one)).length;
  return {
    ...rest,
    sessionId: session.sessionId,
    timestamp: rest.timestamp ?? own[0]?.time ?? session.lastTime,
    events,
    summary: {
      ...objectOr(rest.summary),
      totalEvents: events.length,
      eventsByType: asJsonObject(tally(events.map(({ eventType }) => String(eventType)))),
      eventsBySeverity: {
        ...Object.fromEntries(SEVERITIES.map((one) => [one, 0])),
        ...asJsonObject(tally(severities)),
      },
      totalErrors: countOf('error', 'critical'),
      totalWarnings: countOf('warning'),
      agentsLaunched: agents('agent_launched'),
      agentsCompleted: agents('agent_completed'),
      agentsFailed: agents('agent_failed'),
    },
  };
};

const eventOf = (event: RecordedEvent, gateNames: GateNames): JsonObject => {
  const { extra: given, ...data } = event.data as { extra?: unknown };
  const extra = objectOr(given);
  const { derivedfrom } = event;
  const imported = derivedfrom !== undefined;
  const rest = imported ? Object.entries(extra).filter(([name]) => !NOT_OF_THE_EVENT.includes(name)) : [];
  const restOfDetails = imported ? objectOr(extra.details) : extra;
  const hash = derivedfrom?.indexOf('#') ?? -1;
  return {
    ...Object.fromEntries(rest),
    id: hash >= 0 ? derivedfrom?.slice(hash + 1) : event.id,
    timestamp: event.time,
    eventType: extra.eventType ?? (event.type === 'fact_noted' ? event.data.name : event.type),
    actor: event.actor,
    severity: severityOf(event),
    ...nonEmpty({ description: event.description, tags: tagsOf(event) }),
    details: { ...detailsOf(event, data, gateNames), ...restOfDetails },
  };
};
