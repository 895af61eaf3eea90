// How grave an event is: what it says of itself, else what its type says.
import { type EventSeverity, type RecordedEvent, violatesOf } from '../machines/events/envelope.ts';

/** The event's severity; where it names none, by its type, a warning when it broke a rule, else `info`. */
export const severityOf = (event: RecordedEvent): EventSeverity => {
  if (event.severity !== undefined) return event.severity;
  switch (event.type) {
    case 'error_occurred':
    case 'agent_failed':
    case 'task_failed':
    case 'quality_gate_failed':
      return 'error';
    case 'warning_issued':
      return 'warning';
    default:
      return violatesOf(event).length > 0 ? 'warning' : 'info';
  }
};
