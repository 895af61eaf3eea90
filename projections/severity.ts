// How grave an event is: what it states itself, else what the table of events says of its type.
import { entryOf, isEventType } from '../machines/events/catalog.ts';
import { type RecordedEvent, violatesOf } from '../machines/events/envelope.ts';
import type { EventSeverity } from '../machines/events/severity.ts';

/** The event's severity; where it names none, that of its type, raised to a warning when it violated a rule. */
export const severityOf = (event: RecordedEvent): EventSeverity => {
  if (event.severity !== undefined) return event.severity;
  const usual = isEventType(event.type) ? entryOf(event.type).severity : 'info';
  return usual === 'info' && violatesOf(event).length > 0 ? 'warning' : usual;
};
