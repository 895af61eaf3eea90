// The severity of an event: its own, else that of its type in the table of events.
import { EVENT_TYPES, entryOf } from '../machines/events/catalog.ts';
import { type RecordedEvent, violatesOf } from '../machines/events/envelope.ts';
import type { EventSeverity } from '../machines/events/severity.ts';

const USUAL: ReadonlyMap<string, EventSeverity> = new Map(EVENT_TYPES.map((type) => [type, entryOf(type).severity]));

/** The event's own severity, else that of its type; raised to a warning where it violated a rule. */
export const severityOf = (event: RecordedEvent): EventSeverity => {
  if (event.severity !== undefined) return event.severity;
  const usual = USUAL.get(event.type) ?? 'info';
  return usual === 'info' && violatesOf(event).length > 0 ? 'warning' : usual;
};
