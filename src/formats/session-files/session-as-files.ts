// A session's record as its four files: each figure counted from events, and the exact facts beside them.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { commandsOfRecord, RECORD, recordMember, type SessionDocuments } from './kept-record.ts';
import { eventsFile } from './to-events.ts';
import { planningFile } from './to-planning.ts';
import { todoFile } from './to-todos.ts';
import { workbookFile } from './to-workbook.ts';
import { Told } from './told.ts';

/** The four files of a session as JSON. An import of them gives the same events: types, data, times and actors. */
export const sessionAsFiles = (sessionId: string, events: readonly RecordedEvent[]): SessionDocuments => {
  const told = new Told(sessionId, events);
  // As JSON has them: what the digests are of is what a reader parses.
  const files = JSON.parse(
    JSON.stringify({
      planning: planningFile(told),
      todo: todoFile(told),
      workbook: workbookFile(told),
      events: eventsFile(told),
    }),
  ) as SessionDocuments;
  return { ...files, events: { ...files.events, [RECORD]: recordMember(files, commandsOfRecord(events)) } };
};
