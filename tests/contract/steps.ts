// Steps that tests of a log share: ids that no other test uses, appending, collecting, following.
import { expect } from 'vitest';
import { isRepriseError } from '../../src/errors.ts';
import type { AppendResult, Followed, Log, StoredCommit } from '../../src/log/port.ts';

let made = 0;
/** An id that no other test of this process uses. */
export const fresh = (word: string): string => {
  made += 1;
  return `${word}-${process.pid}-${made}`;
};

export const commitOf = (...lines: string[]) => ({
  id: fresh('commit'),
  lines: lines.length > 0 ? lines : [fresh('line')],
});

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** Appends and gives the stream sequence; anything but `appended` fails the test. */
export const appended = (result: AppendResult): number => {
  expect(result).toMatchObject({ kind: 'appended' });
  return result.kind === 'appended' ? result.position.sequence : 0;
};

/** Appends `count` commits to a session, one after the other; their stream sequences. */
export const fill = async (log: Log, sessionId: string, count: number, expected = 0): Promise<number[]> => {
  const sequences: number[] = [];
  for (let n = 0; n < count; n += 1)
    sequences.push(appended(await log.append(sessionId, commitOf(), { expected: sequences.at(-1) ?? expected })));
  return sequences;
};

/** What is told until `enough` says so; then following is aborted. */
export const followUntil = async (
  log: Log,
  options: Omit<Parameters<Log['follow']>[0], 'signal'>,
  enough: (told: readonly Followed[]) => boolean | Promise<boolean>,
): Promise<Followed[]> => {
  const abort = new AbortController();
  const told: Followed[] = [];
  for await (const next of log.follow({ ...options, signal: abort.signal })) {
    told.push(next);
    if (await enough(told)) abort.abort();
  }
  return told;
};

export const commitsIn = (told: readonly Followed[]): StoredCommit[] =>
  told.flatMap((one) => (one.kind === 'commit' ? [one.commit] : []));
export const sequencesIn = (told: readonly Followed[]): number[] =>
  commitsIn(told).map(({ position }) => position.sequence);
export const isCaughtUp = (told: readonly Followed[]) => told.at(-1)?.kind === 'caught-up';

/** The code of the operational error that a promise fails with. */
export const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    if (isRepriseError(error)) return error.code;
    throw error;
  }
  return 'no error';
};
