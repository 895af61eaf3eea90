// Records the history of a plan.md in its git repository as a session: one commit, one change by its author.
import type { Command } from '../../machines/commands/command.ts';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { MARKS, type Marks } from '../formats/plan-md/blocks.ts';
import { commandsFromGit, type LeftOutVersion, sessionIdOf, type UnknownSign } from '../formats/plan-md/from-git.ts';
import { type FileHistory, fileHistory } from '../formats/plan-md/git-log.ts';
import { memoryLog } from '../log/memory.ts';
import { requireSessionId } from '../log/session-id.ts';
import type { PlacedViolation } from '../session/write/placed-violation.ts';
import { type Recorder, recorderOn } from '../session/write/recorder.ts';
import { refusalError } from '../session/write/refusal-error.ts';
import type { RecordOptions } from '../session/write/sessions.ts';
import { type DryRunOption, type DryRunResult, dryRunOfOne } from './dry-run.ts';
import { inRecordedOrder, recordedPlanHistory, requireSameHistory } from './recorded-plan-history.ts';

export interface ImportPlanHistoryOptions extends DryRunOption {
  /** The id of the session to record. Default: made of the repository's name and the path in it. */
  readonly session?: string | undefined;
  /**
   * The statuses of signs in boxes, besides the known ones: `{ '/': 'in_progress' }`. Default: those of the first import
   * of the history.
   */
  readonly marks?: Marks | undefined;
  /** Receives the progress after each commit to the log, in events. */
  readonly onProgress?: RecordOptions['onProgress'] | undefined;
}

export interface ImportedPlanHistory extends DryRunResult {
  readonly sessionId: string;
  /** The name of the repository, and the path of the file in it. */
  readonly repository: string;
  readonly path: string;
  /** True where the clone does not hold the whole history: what is missing is not recorded. */
  readonly shallow: boolean;
  /** Commits of the file; those that changed the plan, and those that changed no item. */
  readonly commits: number;
  readonly changed: number;
  readonly unchanged: number;
  /** The commits whose versions cannot be read as a plan.md: what they changed is recorded with the next ones. */
  readonly leftOut: readonly LeftOutVersion[];
  /** Signs in boxes that are not known: the status of these items was not changed. */
  readonly unknownSigns: readonly UnknownSign[];
  /** True where the log already held all of it. */
  readonly wasThere: boolean;
  /** Events that this call added. */
  readonly added: number;
  /** Changes that added nothing, because they were recorded before. */
  readonly repeated: number;
  /** Secrets that were replaced in what was added. */
  readonly redacted: number;
  /** Every violation of a rule by the history, in order, also by what was recorded before. */
  readonly violations: readonly PlacedViolation[];
}

/** The history of a file, and the session to record it as. */
export interface PlanHistory {
  readonly history: FileHistory;
  readonly sessionId: string;
}

/** Reads the history; needs no log. @throws RepriseError as `fileHistory`; BAD_SESSION_ID */
export const readPlanHistory = async (
  file: string,
  { session }: Pick<ImportPlanHistoryOptions, 'session'>,
): Promise<PlanHistory> => {
  const history = await fileHistory(file);
  const sessionId = session ?? sessionIdOf(history);
  requireSessionId(sessionId);
  return { history, sessionId };
};

/** The result of recording the commands into an empty log: what was recorded before is judged too. */
const rehearsed = async (sessionId: string, commands: readonly Command[], { secrets }: Recorder) =>
  recorderOn(memoryLog(), secrets).sessions.record(sessionId, commands, { secretIds: 'number' });

/** Records a history that was read. @throws RepriseError as `importPlanHistory` */
export const recordPlanHistory = async (
  recorder: Recorder,
  read: PlanHistory,
  options: Omit<ImportPlanHistoryOptions, 'session'> = {},
): Promise<ImportedPlanHistory> => {
  if (options.dryRun)
    return dryRunOfOne(recorder.secrets, (empty) => recordPlanHistory(empty, read, { ...options, dryRun: false }));
  const { history, sessionId } = read;
  const { marks: given, onProgress } = options;
  const { sessions } = recorder;
  const before = await recordedPlanHistory(sessions, sessionId);
  if (before !== undefined) requireSameHistory(sessionId, before, history);
  const commits = before === undefined ? history.commits : inRecordedOrder(sessionId, before, history.commits);
  const own = { ...before?.marks, ...given };
  const { commands, changed, unchanged, leftOut, unknownSigns } = commandsFromGit({ ...history, commits }, sessionId, {
    marks: { ...MARKS, ...own },
    marksAtStart: before?.marks ?? own,
  });
  const result = await sessions.record(sessionId, commands, { secretIds: 'number', ...defined({ onProgress }) });
  if (result.refused?.rejection.rule === 'E.command')
    throw new RepriseError(
      'CONFLICT',
      `Session ${sessionId} is already recorded from this history with other results (${result.refused.command.id}).`,
      {
        hint: 'Nothing was recorded. Give the marks of the first import (`--mark` or `marks`), or record it as another session (`--session ID` or `session`).',
        fields: { sessionId, command: result.refused.command.id },
      },
    );
  if (result.refused !== undefined) throw refusalError(result.refused.command.name, result.refused.rejection);
  const { repository, path, shallow } = history;
  const { recorded, repeated, redacted } = result;
  const { violations } = repeated === 0 ? result : await rehearsed(sessionId, commands, recorder);
  return {
    ...{ sessionId, repository, path, shallow, commits: commits.length, changed, unchanged, leftOut, unknownSigns },
    ...{ wasThere: recorded === 0, added: recorded, repeated, redacted, violations },
  };
};

/**
 * Records the history of a plan.md, up to the newest commit of the current branch.
 * @throws RepriseError FILE_NOT_FOUND (no commit has the file); BAD_INPUT (it is in no git repository, git cannot be
 *   run or does not read it, no version can be read, an author time is out of range); BAD_SESSION_ID; CONFLICT (the
 *   session is recorded from another history); REFUSED; and as `Reprise.record`
 */
export const importPlanHistory = async (
  recorder: Recorder,
  file: string,
  options: ImportPlanHistoryOptions = {},
): Promise<ImportedPlanHistory> => recordPlanHistory(recorder, await readPlanHistory(file, options), options);
