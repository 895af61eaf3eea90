// The contract of expectations: a commit is appended only where its writer knew the newest one.
import assert from 'node:assert/strict';
import type { Log } from '../../log/port.ts';
import type { ContractCase } from './contract-case.ts';
import { appended, collect, commitOf, conflicted, fill, fresh } from './steps.ts';

const race = async (log: Log, writers: number): Promise<void> => {
  const session = fresh('race');
  const won: (string | undefined)[] = [];
  let expected = 0;
  for (let round = 0; round < 15; round += 1) {
    const commits = Array.from({ length: writers }, () => commitOf());
    const results = await Promise.all(commits.map((commit) => log.append(session, commit, { expected })));
    const winners = results.flatMap((result, n) => (result.kind === 'appended' ? [{ n, result }] : []));
    const [winner] = winners;
    assert.equal(winners.length, 1, `round ${round}: expected one winner, got ${JSON.stringify(results)}`);
    if (winner === undefined) return;
    expected = winner.result.position.sequence;
    for (const result of results) if (result !== winner.result) assert.equal(conflicted(result), expected);
    won.push(commits[winner.n]?.lines[0]);
  }
  assert.deepEqual(
    (await collect(log.read(session))).map(({ lines }) => lines[0]),
    won,
  );
};

export const EXPECTATION_CASES: readonly ContractCase[] = [
  {
    title: 'a first commit expects 0, and a second one that expects 0 conflicts',
    check: async ({ log }) => {
      const session = fresh('first');
      const actual = appended(await log.append(session, commitOf(), { expected: 0 }));
      assert.deepEqual(await log.append(session, commitOf(), { expected: 0 }), {
        kind: 'conflict',
        expected: 0,
        actual,
      });
    },
  },
  {
    title: 'a stale expectation conflicts, reports the newest sequence and records nothing',
    check: async ({ log }) => {
      const session = fresh('stale');
      const [first, , third] = (await fill(log, session, 3)) as [number, number, number];
      assert.deepEqual(await log.append(session, commitOf(), { expected: first }), {
        kind: 'conflict',
        expected: first,
        actual: third,
      });
      assert.equal((await collect(log.read(session))).length, 3);
    },
  },
  {
    title: 'an expectation beyond the end conflicts',
    check: async ({ log }) => {
      const session = fresh('beyond');
      const [only] = (await fill(log, session, 1)) as [number];
      assert.equal(conflicted(await log.append(session, commitOf(), { expected: only + 1_000 })), only);
      assert.equal(conflicted(await log.append(fresh('beyond'), commitOf(), { expected: 7 })), 0);
    },
  },
  {
    title: 'commits of another session do not disturb an expectation',
    check: async ({ log }) => {
      const [a, b] = [fresh('undisturbed'), fresh('undisturbed')];
      const [first] = (await fill(log, a, 1)) as [number];
      await fill(log, b, 3);
      appended(await log.append(a, commitOf(), { expected: first }));
    },
  },
  {
    title: 'a commit sent again is reported as appended in its first place, and is recorded once',
    check: async ({ log }) => {
      const session = fresh('again');
      const commit = commitOf('one', 'two');
      const first = await log.append(session, commit, { expected: 0 });
      assert.deepEqual(await log.append(session, commit, { expected: 0 }), first);
      const later = await fill(log, session, 2, appended(first));
      assert.deepEqual(await log.append(session, commit, { expected: 0 }), first);
      assert.equal((await log.last(session))?.position.sequence, later[1]);
      assert.equal((await collect(log.read(session))).length, 3);
    },
  },
  {
    title: 'a commit under an id that another session has is recorded like any other',
    check: async ({ log }) => {
      const [a, b] = [fresh('original'), fresh('copy')];
      const commit = commitOf('one');
      const first = appended(await log.append(a, commit, { expected: 0 }));
      const copied = appended(await log.append(b, commit, { expected: 0 }));
      assert.notEqual(copied, first);
      assert.deepEqual(
        (await collect(log.read(b))).map(({ lines }) => lines),
        [commit.lines],
      );
      // Each is recognised when it is sent again.
      assert.equal(appended(await log.append(a, commit, { expected: 0 })), first);
      assert.equal(appended(await log.append(b, commit, { expected: 0 })), copied);
      assert.equal((await collect(log.read(b))).length, 1);
    },
  },
  {
    title: 'the id of a recorded commit with other lines is a conflict',
    check: async ({ log }) => {
      const session = fresh('lines');
      const commit = commitOf('one');
      const first = appended(await log.append(session, commit, { expected: 0 }));
      assert.equal(conflicted(await log.append(session, { ...commit, lines: ['two'] }, { expected: 0 })), first);
    },
  },
  ...[2, 8].map((writers) => ({
    title: `of ${writers} writers to one session exactly one wins each round, and nothing is lost`,
    check: ({ log }: { readonly log: Log }) => race(log, writers),
  })),
  {
    title: 'writers that retry after a conflict all succeed, once each',
    check: async ({ log }) => {
      const session = fresh('retry');
      const commits = Array.from({ length: 8 }, () => commitOf());
      await Promise.all(
        commits.map(async (commit) => {
          let result = await log.append(session, commit, { expected: 0 });
          while (result.kind === 'conflict') result = await log.append(session, commit, { expected: result.actual });
          appended(result);
        }),
      );
      const lines = (await collect(log.read(session))).map((commit) => commit.lines[0]);
      assert.deepEqual(lines.toSorted(), commits.map((commit) => commit.lines[0]).toSorted());
    },
  },
];
