// Records the history of a plan.md in its git repository as a session: one commit, one change by its author.
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { commandsFromGit, sessionIdOf } from '../formats/plan-md/from-git.ts';
import { type FileHistory, fileHistory } from '../formats/plan-md/git-log.ts';
import { requireSessionId } from '../log/session-id.ts';
import type { PlacedViolation } from '../session/write/plan-commits.ts';
import type { Recorder } from '../session/write/recorder.ts';
import { refusalError } from '../session/write/refusal-error.ts';
import type { RecordOptions } from '../session/write/sessions.ts';

export interface ImportPlanHistoryOptions {
  /** The id of the session to record. Default: made of the repository's name and the path in it. */
  readonly session?: string | undefined;
  /** Receives the progress after each commit to the log, in events. */
  readonly onProgress?: RecordOptions['onProgress'] | undefined;
}

export interface ImportedPlanHistory {
  readonly sessionId: string;
  /** The name of the repository, and the path of the file in it. */
  readonly repository: string;
  readonly path: string;
  /** True where the clone does not hold the whole history: what is missing is not recorded. */
  readonly shallow: boolean;
  /** Commits of the file; those that changed the plan, and those that changed other lines only. */
  readonly commits: number;
  readonly changed: number;
  readonly unchanged: number;
  /** True where the log already held all of it. */
  readonly wasThere: boolean;
  /** Events that this call added. */
  readonly added: number;
  /** Changes that added nothing, because they were recorded before. */
  readonly repeated: number;
  /** Secrets that were replaced in what was added. */
  readonly redacted: number;
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

/** Records a history that was read. @throws RepriseError as `importPlanHistory` */
export const recordPlanHistory = async (
  { sessions }: Recorder,
  { history, sessionId }: PlanHistory,
  { onProgress }: Pick<ImportPlanHistoryOptions, 'onProgress'> = {},
): Promise<ImportedPlanHistory> => {
  const { commands, changed, unchanged } = commandsFromGit(history, sessionId);
  const result = await sessions.record(sessionId, commands, defined({ onProgress }));
  if (result.refused?.rejection.rule === 'E.command')
    throw new RepriseError('CONFLICT', `Session ${sessionId} is already recorded from another history.`, {
      hint: 'Nothing was recorded. Name another session (`--session ID` or `session`).',
      fields: { sessionId },
    });
  if (result.refused !== undefined) throw refusalError(result.refused.command.name, result.refused.rejection);
  const { repository, path, shallow, commits } = history;
  const { recorded, repeated, redacted, violations } = result;
  return {
    ...{ sessionId, repository, path, shallow, commits: commits.length, changed, unchanged },
    ...{ wasThere: recorded === 0, added: recorded, repeated, redacted, violations },
  };
};

/**
 * Records the history of a plan.md, up to the newest commit of the current branch.
 * @throws RepriseError FILE_NOT_FOUND (no commit has the file); BAD_INPUT (it is in no git repository, git cannot be
 *   run); BAD_SESSION_ID; CONFLICT (the session is recorded from another history); REFUSED; and as `Reprise.record`
 */
export const importPlanHistory = async (
  recorder: Recorder,
  file: string,
  options: ImportPlanHistoryOptions = {},
): Promise<ImportedPlanHistory> => recordPlanHistory(recorder, await readPlanHistory(file, options), options);
