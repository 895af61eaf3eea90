// Steps that the cases of the contract share: fresh ids, appending, collecting, following.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { isRepriseError } from '../../errors.ts';
import type { AppendResult, Commit, Followed, FollowOptions, Log, StoredCommit } from '../../log/port.ts';

// Of this process alone: a store that outlives a run holds no session of the next one.
const run = randomBytes(6).toString('hex');
let made = 0;
/** An id that begins with `word` and that nobody used before. */
export const fresh = (word: string): string => {
  made += 1;
  return `${word}-${run}-${made}`;
};

/** A commit with a fresh id. Default: one fresh line. */
export const commitOf = (...lines: string[]): Commit => ({
  id: fresh('commit'),
  lines: lines.length > 0 ? lines : [fresh('line')],
});

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

export const sequenceOf = ({ position }: StoredCommit): number => position.sequence;

/** The stream sequence of an append that succeeded. @throws AssertionError for any other result */
export const appended = (result: AppendResult): number => {
  assert.equal(result.kind, 'appended', `expected the commit to be appended, got ${JSON.stringify(result)}`);
  return result.kind === 'appended' ? result.position.sequence : 0;
};

/** The newest sequence that a conflict reports. @throws AssertionError for any other result */
export const conflicted = (result: AppendResult): number => {
  assert.equal(result.kind, 'conflict', `expected a conflict, got ${JSON.stringify(result)}`);
  return result.kind === 'conflict' ? result.actual : 0;
};

/** Appends `count` commits to a session, one after the other. @returns their stream sequences */
export const fill = async (log: Log, sessionId: string, count: number, expected = 0): Promise<number[]> => {
  const sequences: number[] = [];
  for (let n = 0; n < count; n += 1)
    sequences.push(appended(await log.append(sessionId, commitOf(), { expected: sequences.at(-1) ?? expected })));
  return sequences;
};

/** Follows until `enough` holds of everything received so far, then aborts. */
export const followUntil = async (
  log: Log,
  options: Omit<FollowOptions, 'signal'>,
  enough: (received: readonly Followed[]) => boolean | Promise<boolean>,
): Promise<Followed[]> => {
  const abort = new AbortController();
  const received: Followed[] = [];
  for await (const next of log.follow({ ...options, signal: abort.signal })) {
    received.push(next);
    if (await enough(received)) abort.abort();
  }
  return received;
};

export const commitsIn = (received: readonly Followed[]): StoredCommit[] =>
  received.flatMap((one) => (one.kind === 'commit' ? [one.commit] : []));
export const sequencesIn = (received: readonly Followed[]): number[] => commitsIn(received).map(sequenceOf);
export const isCaughtUp = (received: readonly Followed[]): boolean => received.at(-1)?.kind === 'caught-up';

/** The code of the operational error that a promise rejects with; `no error` when it resolves. */
export const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    if (isRepriseError(error)) return error.code;
    throw error;
  }
  return 'no error';
};
