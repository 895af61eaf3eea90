// The import of a session from its four files: read, understood and put in order as commands, each one fact. Nothing is
// recorded here; a folder that cannot be read whole gives an error and no command.

import { profileFrom } from '../../../machines/commands/facts.ts';
import type { Command } from '../../../machines/decide.ts';
import type { Enforcement, Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { doubleActors } from './actors.ts';
import { differencesIn } from './differences.ts';
import { commandsOf, Facts } from './facts.ts';
import { addEvents } from './from-events.ts';
import { addPlanning } from './from-planning.ts';
import { addTodos } from './from-todos.ts';
import { addWorkbook } from './from-workbook.ts';
import { openFolder } from './open-folder.ts';
import { inOrder } from './order.ts';
import type { ImportReport } from './report.ts';
import { sourcesOf } from './sources.ts';
import { spanOf } from './span.ts';

export interface ImportOptions {
  /** `observe` (default) keeps every fact and tells what it breaks; `enforce` refuses at the first error. */
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
  const span = spanOf(sources);
  const differences = differencesIn(sources);
  notes.warnings.push(...doubleActors(sources));
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
    command.name === 'session_started'
      ? { ...command, data: { ...(command.data as object), enforcement: options.enforcement ?? 'observe' } }
      : command,
  );
  const byFile = { planning: 0, todo: 0, workbook: 0, events: 0 };
  for (const { file } of ordered) byFile[file] += 1;
  const recorded = sources.events.length;
  return {
    sessionId,
    commands,
    files: [...opened.files.values()].map(({ file }) => file),
    report: {
      sessionId,
      recorded,
      derived: ordered.length - recorded,
      byFile,
      differences,
      warnings: [...new Set(notes.warnings)],
    },
  };
};

const checked = (profile: string | Profile): Profile => {
  const found = profileFrom(profile);
  if ('invalid' in found) throw new RepriseError('BAD_INPUT', `${found.invalid}.`);
  return found.profile;
};
