// The import of a session from its four files: read, understood and put in order as commands, one for each fact. Nothing is
// recorded here; a folder that cannot be read completely gives an error and no command.

import type { Command } from '../../../machines/commands/command.ts';
import { profileFrom } from '../../../machines/commands/facts.ts';
import { isDerived } from '../../../machines/events/envelope.ts';
import type { Enforcement, Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { anomaliesIn } from './anomalies.ts';
import { differencesIn } from './differences/differences-in.ts';
import { embeddedRecordIn, RECORD_MEMBER } from './embedded-record.ts';
import type { Entry } from './entry.ts';
import { FactIndex } from './fact-index.ts';
import { commandsOf, Facts } from './facts.ts';
import { FILE_KINDS, type FileKind } from './file-kind.ts';
import { addAgents } from './from-assignments.ts';
import { addEvents } from './from-events.ts';
import { addPlanning } from './from-planning.ts';
import { addTodos } from './from-todos.ts';
import { addVerdicts } from './from-verdicts.ts';
import { addWorkbook } from './from-workbook.ts';
import { filesOf, openFolder, type SessionFiles } from './open-folder.ts';
import { inOrder } from './order.ts';
import type { Difference, ImportReport } from './report.ts';
import { type Sources, sourcesOf } from './sources.ts';
import { spanOf } from './span.ts';

export interface ImportOptions {
  /**
   * `observe` records every fact and reports the rules that it violates; `enforce` refuses at the first error. Default:
   * `observe`; for files that an export wrote, what the session was recorded under.
   */
  readonly enforcement?: Enforcement;
  /** The process, by name or as a whole. Default: by `orchestratorType`, else one that has the plan's phases. */
  readonly profile?: string | Profile;
  /** Which session, where the folder has files of several. */
  readonly session?: string;
}

export interface ImportedSession {
  readonly sessionId: string;
  /** In the order of recording; the same for the same files, so that a second import adds nothing. */
  readonly commands: Command[];
  readonly report: ImportReport;
  /** Names of the files that were read. */
  readonly files: string[];
  /** True where the files are as an export wrote them: the facts are those that it wrote them from. */
  readonly exported: boolean;
  /** The commands to record where the log holds the session as paused: its pause is not recorded again, or it is resumed. */
  readonly afterPause?: readonly Command[];
}

/**
 * Reads a session's files (`planning-`, `todo-`, `workbook-`, `events-ID.json`; a missing one is a warning).
 * @throws RepriseError FILE_NOT_FOUND (no folder, no session file), SESSION_NOT_FOUND, BAD_SESSION_ID, BAD_INPUT (not
 * JSON, another shape, files of several sessions, a file over 64 MiB, an invalid time, an unknown profile).
 */
export const readSessionFolder = async (folder: string, options: ImportOptions = {}): Promise<ImportedSession> => {
  const profile = options.profile === undefined ? undefined : requireProfile(options.profile);
  return readSessionFiles(await openFolder(folder, options.session), options, profile);
};

/**
 * Reads a session's files from what they hold.
 * @throws RepriseError BAD_INPUT, as `readSessionFolder`
 */
export const readSessionDocuments = (
  sessionId: string,
  documents: Readonly<Partial<Record<FileKind, unknown>>>,
  options: Omit<ImportOptions, 'session'> = {},
): ImportedSession => {
  const profile = options.profile === undefined ? undefined : requireProfile(options.profile);
  return readSessionFiles(filesOf(sessionId, documents), options, profile);
};

const readSessionFiles = (
  { sessionId, files, documents, notes }: SessionFiles,
  options: ImportOptions,
  profile: Profile | undefined,
): ImportedSession => {
  const sources = sourcesOf({ sessionId, files, notes }, profile);
  const differences = differencesIn(sources);
  notes.warnings.push(...anomaliesIn(sources));
  const record = profile === undefined ? embeddedRecordIn(documents) : undefined;
  sources.roots.events.take(RECORD_MEMBER);
  if (record?.kind === 'invalid')
    notes.warnings.push(
      `${sources.roots.events.file} was written by an export, but ${record.reason}: the files are read as they are`,
    );
  const exported = record?.kind === 'valid';
  const enforcement = options.enforcement ?? (exported ? undefined : 'observe');
  const recorded = exported ? record.facts : commandsOf(factsIn(sources, [...files.values()]), sessionId);
  const commands = recorded.map((command) => withEnforcement(command, enforcement));
  return {
    sessionId,
    commands,
    files: [...files.values()].map(({ file }) => file),
    exported,
    report: reportOf(sessionId, commands, differences, notes.warnings),
  };
};

/** The facts of the files, in the order of recording. */
const factsIn = (sources: Sources, files: readonly Entry[]) => {
  const span = spanOf(sources);
  const facts = new Facts();
  const ends = addEvents(sources, facts, span);
  const plannedAt = span.within(sources.roots.planning.time('timestamp') ?? span.start);
  const context = { sources, facts, span, reported: new FactIndex(facts.all), plannedAt };
  addPlanning(context);
  addTodos(context);
  addWorkbook(context);
  addAgents(context);
  addVerdicts(context, ends);
  for (const root of files) {
    // The file's own figures, and whatever no event has room for, so that the log can give the file back.
    root.keep('timestamp');
    facts.add('fact_noted', { name: 'session_file', text: root.file, extra: root.rest() }, span.end, root);
  }
  return inOrder(facts.all, sources.profile);
};

/** The command that starts a session with this enforcement; any other command as it is. */
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

const requireProfile = (profile: string | Profile): Profile => {
  const found = profileFrom(profile);
  if ('invalid' in found) throw new RepriseError('BAD_INPUT', `${found.invalid}.`);
  return found.profile;
};
