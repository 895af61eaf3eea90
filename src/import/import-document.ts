// Records the sessions of a document of cycles: all of them or, where one is refused, none.
import type { Command } from '../../machines/commands/command.ts';
import { decide } from '../../machines/decide.ts';
import { UNKNOWN_TIME } from '../../machines/events/fields.ts';
import type { Enforcement } from '../../machines/profile.ts';
import type { DocumentReport, DocumentSession } from '../formats/cycle-documents/read-document.ts';
import { withEnforcement } from '../formats/session-files/read-session-folder.ts';
import type { Durability, Position } from '../log/port.ts';
import { redact } from '../secrets/redact.ts';
import { secretFilter } from '../secrets/secret-filter.ts';
import { patternsFrom } from '../secrets/secret-options.ts';
import type { PlacedViolation } from '../session/write/placed-violation.ts';
import type { Recorder } from '../session/write/recorder.ts';
import { refusalError } from '../session/write/refusal-error.ts';
import { sha256 } from '../sha256.ts';
import { type DryRunOption, type DryRunResult, dryRun } from './dry-run.ts';

export interface ImportDocumentOptions extends DryRunOption {
  /** Default `observe`. A session that the log already holds keeps its own. */
  readonly enforcement?: Enforcement;
}

/** What the import of one session of a document recorded. */
export interface ImportedDocumentSession extends DryRunResult {
  readonly sessionId: string;
  /** True where the log already held all of it. */
  readonly wasThere: boolean;
  /** Events that this call added. */
  readonly added: number;
  /** Facts of the document that added nothing, because they were recorded before. */
  readonly repeated: number;
  /** Secrets that were replaced in what was added. */
  readonly redacted: number;
  /** What was inferred from the document, and what was recorded as a note. */
  readonly report: DocumentReport;
  readonly violations: readonly PlacedViolation[];
  /** Of the last commit; undefined when nothing was added. */
  readonly position: Position | undefined;
  readonly durability: Durability;
}

const refused = ({ sessionId }: DocumentSession, command: Command, rejection: Parameters<typeof refusalError>[1]) =>
  refusalError(`${command.name} of session ${sessionId} (${command.derivedFrom})`, rejection);

/** Decides a session's commands as they will be recorded, without their secrets. @throws RepriseError REFUSED */
const requireAccepted = async ({ sessions, secrets }: Recorder, session: DocumentSession): Promise<void> => {
  const { sessionId } = session;
  let { state } = await sessions.load(sessionId);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `check-${ids}`;
  };
  const redacted = secretFilter(secrets).ofCall(sessionId, 'number');
  for (const given of session.commands) {
    const command = redacted(given);
    const decision = decide(state, command, { now: UNKNOWN_TIME, newId, commitId: 'check', sha256 });
    if (decision.kind === 'rejected') throw refused(session, command, decision.rejection);
    if (decision.kind === 'accepted') state = decision.state;
  }
};

/** The session with the enforcement that the log has for it, where the log holds it. */
const asHeld = async ({ sessions }: Recorder, session: DocumentSession): Promise<DocumentSession> => {
  const { state } = await sessions.load(session.sessionId);
  if (!state.session.started) return session;
  return {
    ...session,
    commands: session.commands.map((command) => withEnforcement(command, state.session.enforcement)),
  };
};

/** Records sessions that were read. @throws RepriseError as `importDocument` */
export const importDocumentSessions = async (
  recorder: Recorder,
  documentSessions: readonly DocumentSession[],
  options: DryRunOption = {},
): Promise<ImportedDocumentSession[]> => {
  if (options.dryRun) return dryRun(recorder.secrets, (empty) => importDocumentSessions(empty, documentSessions));
  const accepted: DocumentSession[] = [];
  for (const read of documentSessions) {
    const session = await asHeld(recorder, read);
    await requireAccepted(recorder, session);
    accepted.push(session);
  }
  const patterns = patternsFrom(recorder.secrets);
  const imported: ImportedDocumentSession[] = [];
  for (const session of accepted) {
    const { sessionId, commands } = session;
    const result = await recorder.sessions.record(sessionId, commands, { secretIds: 'number' });
    if (result.refused !== undefined) throw refused(session, result.refused.command, result.refused.rejection);
    const { recorded, repeated, redacted, violations, position, durability } = result;
    // The report quotes the document, secrets too.
    const report = redact(session.report, patterns).value;
    imported.push({
      ...{ sessionId, wasThere: recorded === 0, added: recorded, repeated, redacted },
      ...{ report, violations, position, durability },
    });
  }
  return imported;
};

/**
 * Records the sessions of a Markdown document of cycles.
 * @throws RepriseError FILE_NOT_FOUND; BAD_INPUT (not UTF-8, over a megabyte, no heading of a cycle); REFUSED, before
 *   anything is recorded; and as `Reprise.record`
 */
export const importDocument = async (
  recorder: Recorder,
  path: string,
  { enforcement = 'observe', dryRun }: ImportDocumentOptions = {},
): Promise<ImportedDocumentSession[]> => {
  const { readCycleDocument } = await import('../formats/cycle-documents/read-document.ts');
  return importDocumentSessions(recorder, await readCycleDocument(path, enforcement), { dryRun });
};
