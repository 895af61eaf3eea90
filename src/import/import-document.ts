// Recording the sessions that a document of cycles tells of: all of them or, where one is refused, none.
import { type Command, decide } from '../../machines/decide.ts';
import { UNKNOWN_TIME } from '../../machines/events/fields.ts';
import type { Enforcement } from '../../machines/profile.ts';
import type { DocumentSession } from '../formats/cycle-documents/read-document.ts';
import type { Log } from '../log/port.ts';
import { redact } from '../secrets/redact.ts';
import { secretFilter } from '../secrets/secret-filter.ts';
import { patternsFrom, type SecretOptions } from '../secrets/secret-options.ts';
import { createSessions } from '../session/write/create-sessions.ts';
import type { RecordResult } from '../session/write/sessions.ts';
import { sha256 } from '../sha256.ts';
import { refusalError } from './import-session.ts';

export interface ImportedDocument {
  readonly session: DocumentSession;
  readonly result: RecordResult;
  readonly wasThere: boolean;
}

/** @throws RepriseError as `Sessions.record`; REFUSED before anything is recorded */
export const importDocument = async (
  log: Log,
  sessions: readonly DocumentSession[],
  secrets: SecretOptions = {},
): Promise<ImportedDocument[]> => {
  // Checked as it will be recorded: without its secrets.
  const filter = secretFilter(secrets);
  const service = createSessions(log, { secrets });
  const asBegun: DocumentSession[] = [];
  for (const session of sessions) {
    const { sessionId } = session;
    let { state } = await service.load(sessionId);
    // One that the log holds already keeps the way in which the law is applied to it.
    const commands = state.session.started ? appliedAs(session.commands, state.session.enforcement) : session.commands;
    asBegun.push({ ...session, commands });
    let ids = 0;
    const newId = (): string => {
      ids += 1;
      return `check-${ids}`;
    };
    const redacted = filter.ofCall(sessionId);
    for (const given of commands) {
      const command = redacted(given);
      const decision = decide(state, command, { now: UNKNOWN_TIME, newId, commitId: 'check', sha256 });
      if (decision.kind === 'rejected')
        throw refusalError(`${command.name} of session ${sessionId} (${command.derivedFrom})`, decision.rejection);
      if (decision.kind === 'accepted') state = decision.state;
    }
  }
  const imported: ImportedDocument[] = [];
  for (const session of asBegun) {
    const result = await service.record(session.sessionId, session.commands);
    if (result.refused !== undefined) {
      const { command, rejection } = result.refused;
      throw refusalError(`${command.name} of session ${session.sessionId} (${command.derivedFrom})`, rejection);
    }
    // Its report quotes the document; it must not tell either.
    const report = redact(session.report, patternsFrom(secrets)).value;
    imported.push({ session: { ...session, report }, result, wasThere: result.recorded === 0 });
  }
  return imported;
};

const appliedAs = (commands: readonly Command[], enforcement: Enforcement): Command[] =>
  commands.map((command) =>
    command.name === 'session_started' ? { ...command, data: { ...(command.data as object), enforcement } } : command,
  );
