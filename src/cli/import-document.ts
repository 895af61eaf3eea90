// Recording the sessions that a document of cycles tells of: all of them or, where one is refused, none.
import { decide } from '../../machines/decide.ts';
import { UNKNOWN_TIME } from '../../machines/events/fields.ts';
import type { DocumentSession } from '../formats/cycle-documents/read-document.ts';
import type { Log } from '../log/port.ts';
import { createSessions, type RecordResult } from '../session/service.ts';
import { sha256 } from '../sha256.ts';
import { refusalError } from './import-session.ts';

export interface ImportedDocument {
  readonly session: DocumentSession;
  readonly result: RecordResult;
  readonly wasThere: boolean;
}

/** @throws RepriseError as `Sessions.record`; REFUSED before anything is recorded */
export const importDocument = async (log: Log, sessions: readonly DocumentSession[]): Promise<ImportedDocument[]> => {
  const service = createSessions(log);
  for (const { sessionId, commands } of sessions) {
    let { state } = await service.load(sessionId);
    let ids = 0;
    const newId = (): string => {
      ids += 1;
      return `check-${ids}`;
    };
    for (const command of commands) {
      const decision = decide(state, command, { now: UNKNOWN_TIME, newId, commitId: 'check', sha256 });
      if (decision.kind === 'rejected')
        throw refusalError(`${command.name} of session ${sessionId} (${command.derivedFrom})`, decision.rejection);
      if (decision.kind === 'accepted') state = decision.state;
    }
  }
  const imported: ImportedDocument[] = [];
  for (const session of sessions) {
    const result = await service.record(session.sessionId, session.commands);
    if (result.refused !== undefined) {
      const { command, rejection } = result.refused;
      throw refusalError(`${command.name} of session ${session.sessionId} (${command.derivedFrom})`, rejection);
    }
    imported.push({ session, result, wasThere: result.recorded === 0 });
  }
  return imported;
};
