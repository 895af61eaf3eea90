// The severity of an event: its own, else that of its type in the table of events.
import { entryOf, isEventType } from '../machines/events/catalog.ts';
import { type RecordedEvent, violatesOf } from '../machines/events/envelope.ts';
import type { EventSeverity } from '../machines/events/severity.ts';

/** The event's own severity, else that of its type; raised to a warning where it violated a rule. */
export const severityOf = (event: RecordedEvent): EventSeverity => {
  if (event.severity !== undefined) return event.severity;
  const usual = isEventType(event.type) ? entryOf(event.type).severity : 'info';
  return usual === 'info' && violatesOf(event).length > 0 ? 'warning' : usual;
};
