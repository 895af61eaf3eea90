// A session's record as its four files: each figure counted from events, and the exact facts beside them.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { commandsOfRecord, RECORD_MEMBER, recordMember, type SessionDocuments } from './embedded-record.ts';
import { SessionEvents } from './session-events.ts';
import { eventsFile } from './to-events.ts';
import { planningFile } from './to-planning.ts';
import { todoFile } from './to-todos.ts';
import { workbookFile } from './to-workbook.ts';

/** The four files of a session as JSON. An import of them gives the same events: types, data, times and actors. */
export const sessionAsFiles = (sessionId: string, events: readonly RecordedEvent[]): SessionDocuments => {
  const session = new SessionEvents(sessionId, events);
  // Through JSON and back: the digests are of what a reader parses.
  const files = JSON.parse(
    JSON.stringify({
      planning: planningFile(session),
      todo: todoFile(session),
      workbook: workbookFile(session),
      events: eventsFile(session),
    }),
  ) as SessionDocuments;
  return { ...files, events: { ...files.events, [RECORD_MEMBER]: recordMember(files, commandsOfRecord(events)) } };
};
