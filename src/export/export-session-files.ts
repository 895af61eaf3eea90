// A session exported as its four files, from which an import makes the same events.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { sessionAsFiles } from '../formats/session-files/session-as-files.ts';
import { type WrittenFolder, writeSessionFolder } from '../formats/session-files/write-session-folder.ts';
import type { Source } from '../session/record/source.ts';
import { sessionNotFound } from '../session/session-not-found.ts';

/** The folder, the names of its files, and their size together in bytes. */
export interface ExportedSessionFiles extends WrittenFolder {
  readonly sessionId: string;
  readonly events: number;
}

/**
 * Writes `planning-`, `todo-`, `workbook-` and `events-ID.json` into a folder, which is there complete or not at all. A
 * folder that holds nothing but these files of the same session is replaced.
 * @throws RepriseError SESSION_NOT_FOUND for one without events; RECORD_INVALID; as `writeSessionFolder`
 */
export const exportSessionFiles = async (source: Source, folder: string): Promise<ExportedSessionFiles> => {
  const { sessionId } = source;
  const events: RecordedEvent[] = [];
  for await (const { event } of source.events()) events.push(event);
  if (events.length === 0) throw sessionNotFound(sessionId);
  const written = await writeSessionFolder(folder, sessionId, sessionAsFiles(sessionId, events));
  return { sessionId, events: events.length, ...written };
};
