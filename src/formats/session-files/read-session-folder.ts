// The import of a session from its four files: read, understood and put in order as commands, each one fact. Nothing is
// recorded here; a folder that cannot be read whole gives an error and no command.

import { profileFrom } from '../../../machines/commands/facts.ts';
import type { Command } from '../../../machines/decide.ts';
import { isDerived } from '../../../machines/events/envelope.ts';
import type { Enforcement, Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { anomaliesIn } from './anomalies.ts';
import { differencesIn } from './differences.ts';
import { FILE_KINDS, type FileKind } from './entry.ts';
import { commandsOf, Facts } from './facts.ts';
import { addEvents } from './from-events.ts';
import { addPlanning } from './from-planning.ts';
import { addTodos } from './from-todos.ts';
import { addWorkbook } from './from-workbook.ts';
import { keptRecord, RECORD } from './kept-record.ts';
import { openFolder } from './open-folder.ts';
import { inOrder } from './order.ts';
import type { Difference, ImportReport } from './report.ts';
import { sourcesOf } from './sources.ts';
import { spanOf } from './span.ts';

export interface ImportOptions {
  /**
   * `observe` keeps every fact and tells what it breaks; `enforce` refuses at the first error. Default: `observe`; of
   * files that an export wrote, what the session was recorded under.
   */
  readonly enforcement?: Enforcement;
  /** The process, by name or whole. Default: by `orchestratorType`, else one that has the plan's phases. */
  readonly profile?: string | Profile;
  /** Which session, where the folder holds files of several. */
  readonly session?: string;
}

export interface ImportedSession {
  readonly sessionId: string;
  /** In the order in which they shall be recorded; the same for the same files, so that a second import adds nothing. */
  readonly commands: Command[];
  readonly report: ImportReport;
  /** Names of the files that were read. */
  readonly files: string[];
  /** True where the files are as an export wrote them: the facts are those that it wrote them from. */
  readonly exported: boolean;
}

/**
 * Reads a session's files (`planning-`, `todo-`, `workbook-`, `events-ID.json`; a missing one is a warning).
 * @throws RepriseError FILE_NOT_FOUND (no folder, no session file), SESSION_NOT_FOUND, BAD_SESSION_ID, BAD_INPUT (no
 * JSON, another shape, two sessions mixed, a file over 64 MiB, a time that is none, an unknown profile).
 */
export const readSessionFolder = async (folder: string, options: ImportOptions = {}): Promise<ImportedSession> => {
  const profile = options.profile === undefined ? undefined : checked(options.profile);
  const opened = await openFolder(folder, options.session);
  const { sessionId, notes } = opened;
  const sources = sourcesOf(opened, profile);
  const differences = differencesIn(sources);
  notes.warnings.push(...anomaliesIn(sources));
  const files = [...opened.files.values()].map(({ file }) => file);
  const record = profile === undefined ? keptRecord(opened.documents) : undefined;
  sources.roots.events.take(RECORD);
  if (record !== undefined && 'facts' in record) {
    const commands = record.facts.map((fact) => withEnforcement(fact, options.enforcement));
    return {
      sessionId,
      commands,
      files,
      exported: true,
      report: reportOf(sessionId, commands, differences, notes.warnings),
    };
  }
  if (record !== undefined)
    notes.warnings.push(
      `events-${sessionId}.json was written by an export, and ${record.changed}: the files count as they are`,
    );
  const span = spanOf(sources);
  const facts = new Facts();
  const told = addEvents(sources, facts, span);
  addPlanning(sources, facts, told, span);
  addTodos(sources, facts, told, span);
  addWorkbook(sources, facts, told, span);
  for (const root of opened.files.values()) {
    // The file's own figures and whatever has no place of its own: kept, so that the log can give the file back.
    root.keep('timestamp');
    facts.add('fact_noted', { name: 'session_file', text: root.file, extra: root.rest() }, span.end, root);
  }
  const ordered = inOrder(facts.all, sources.profile.phases);
  const commands = commandsOf(ordered, sessionId).map((command) =>
    withEnforcement(command, options.enforcement ?? 'observe'),
  );
  return {
    sessionId,
    commands,
    files,
    exported: false,
    report: reportOf(sessionId, commands, differences, notes.warnings),
  };
};

/** The command that starts a session with the law applied in this way; any other as it is. */
export const withEnforcement = (command: Command, enforcement: Enforcement | undefined): Command =>
  command.name !== 'session_started' || enforcement === undefined
    ? command
    : { ...command, data: { ...(command.data as object), enforcement } };

const reportOf = (
  sessionId: string,
  commands: readonly Command[],
  differences: readonly Difference[],
  warnings: readonly string[],
): ImportReport => {
  const byFile = { planning: 0, todo: 0, workbook: 0, events: 0 };
  let recorded = 0;
  for (const { derivedFrom } of commands) {
    if (!isDerived({ derivedfrom: derivedFrom, data: undefined })) recorded += 1;
    byFile[kindOfPlace(derivedFrom)] += 1;
  }
  return {
    sessionId,
    recorded,
    derived: commands.length - recorded,
    byFile,
    differences,
    warnings: [...new Set(warnings)],
  };
};

/** The file of a place (`todo-ID.json#entry`, `session-files/todo-ID.json`); a fact without one is an event's. */
const kindOfPlace = (place: string | undefined): FileKind =>
  FILE_KINDS.find((kind) => place?.replace('session-files/', '').startsWith(`${kind}-`)) ?? 'events';

const checked = (profile: string | Profile): Profile => {
  const found = profileFrom(profile);
  if ('invalid' in found) throw new RepriseError('BAD_INPUT', `${found.invalid}.`);
  return found.profile;
};
