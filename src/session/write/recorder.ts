// What a use-case records into: a log, the sessions that write to it, and what is replaced as a secret on the way.
import { memoryLog } from '../../log/memory.ts';
import type { Durability, Log } from '../../log/port.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import type { ChainHead } from '../record/chain.ts';
import { createSessions } from './create-sessions.ts';
import { holdsSession } from './holds-session.ts';
import type { CacheLimits } from './kept-sessions.ts';
import type { Sessions } from './sessions.ts';

/** A commit as it was recorded elsewhere. */
export interface CommitLines {
  readonly id: string;
  readonly lines: readonly string[];
  readonly head: ChainHead;
}

export interface Recorder {
  readonly log: Log;
  readonly sessions: Sessions;
  /** Whether a session exists that another names as its parent. */
  readonly hasSession: (sessionId: string) => Promise<boolean>;
  /** As in `OpenOptions`; `false`: nothing is replaced. */
  readonly secrets: SecretOptions | false;
  /**
   * Records the commits of a session as they were recorded elsewhere, where the log itself takes none from here: over HTTP.
   * Absent: they are appended to the log.
   * @param keepSecrets whether their secrets are to be recorded
   */
  readonly importCommits?: (
    commits: AsyncIterable<CommitLines>,
    keepSecrets: boolean,
  ) => Promise<{ readonly added: number; readonly durability: Durability }>;
  /** Whether sessions that were forgotten begin anew under their ids. */
  readonly isAgain: boolean;
}

/**
 * @param hasSession default: whether the log holds it
 * @throws RepriseError USAGE for an invalid secret pattern or limit of the cache
 */
export const recorderOn = (
  log: Log,
  secrets: SecretOptions | false = {},
  hasSession: Recorder['hasSession'] = (sessionId) => holdsSession(log, sessionId),
  cache: CacheLimits = {},
  isAgain = false,
): Recorder => ({
  log,
  sessions: createSessions(log, { secrets, hasSession, cache, again: isAgain }),
  hasSession,
  secrets,
  isAgain,
});

/** The same recorder, for which sessions that were forgotten begin anew. */
export const beginningAgain = (recorder: Recorder): Recorder =>
  recorderOn(recorder.log, recorder.secrets, recorder.hasSession, {}, true);

/**
 * A recorder into an empty log in memory, for what is tried only: whether a parent exists is not known there, and nothing is
 * reported about it.
 */
export const trialRecorder = (secrets: SecretOptions | false): Recorder =>
  recorderOn(memoryLog(), secrets, async () => true);
