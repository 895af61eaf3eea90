// The published contract of a log finds what an adapter does wrong, without any test runner.
import { describe, expect, test } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log, StoredCommit } from '../../src/log/port.ts';
import { logContract } from '../../src/testing/log-contract/log-contract.ts';

/** The contract of a memory log of which some methods are replaced. */
const contractOf = (change: (log: Log) => Partial<Log>) =>
  logContract(async () => {
    const log = memoryLog({ maxCommitBytes: 4_096 });
    const changed = { ...log, ...change(log) };
    return { open: async () => changed, stop: async () => {} };
  });

const without = async function* (commits: AsyncIterable<StoredCommit>, dropped: number): AsyncGenerator<StoredCommit> {
  let index = 0;
  for await (const commit of commits) {
    index += 1;
    if (index !== dropped) yield commit;
  }
};

describe('The contract of a log', () => {
  test('is kept by the memory log', async () => {
    const { cases, stop } = contractOf(() => ({}));
    for (const { title, run } of cases) await expect(run(), title).resolves.toBeUndefined();
    await stop();
  });

  test('has a different title for each case', () => {
    const titles = logContract(() => Promise.reject(new Error('not started'))).cases.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('starts no store before a case runs, and then has none to stop', async () => {
    await logContract(() => Promise.reject(new Error('not started'))).stop();
  });

  test.each<[string, (log: Log) => Partial<Log>, string]>([
    [
      'overwrites an expectation',
      (log) => ({
        append: async (id, commit, options) =>
          log.append(id, commit, { ...options, expected: (await log.last(id))?.position.sequence ?? 0 }),
      }),
      'a stale expectation conflicts, reports the newest sequence and records nothing',
    ],
    [
      'loses a commit when it reads',
      (log) => ({ read: (id, options) => without(log.read(id, options), 3) }),
      'the commits of a session are read in the order in which they were appended',
    ],
    [
      'promises another durability',
      () => ({ durability: 'flushed' }),
      'the result of an append states the durability of the log',
    ],
    [
      'fails when following is aborted',
      (log) => ({
        follow: async function* (options) {
          yield* log.follow(options);
          throw new Error('aborted');
        },
      }),
      'following ends when it is aborted while it waits, and at once when it was aborted before',
    ],
    ['answers after it was closed', () => ({ close: async () => {} }), 'a closed log cannot be reached'],
  ])('is not kept by a log that %s', async (_, change, title) => {
    // Only the case of this title: others may wait for ever on such a log.
    const { cases, stop } = contractOf(change);
    const found = cases.find((one) => one.title === title);
    if (found === undefined) throw new Error(`no case has the title ${title}`);
    await expect(found.run()).rejects.toThrow(Error);
    await stop();
  });
});
