// The contract of a log. Every adapter passes all of it: an adapter's test is a factory and a call.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Log } from '../../src/log/port.ts';
import { describeFollowing } from './follow.ts';
import { appended, codeOf, collect, commitOf, fill, fresh } from './steps.ts';

export interface LogUnderTest {
  /** A log on the same store each time; `follow` sees what another one appended. */
  open(): Promise<Log>;
  stop(): Promise<void>;
}

export const describeLog = (name: string, start: () => Promise<LogUnderTest>): void => {
  describe(`${name} keeps the contract of a log`, () => {
    let under: LogUnderTest;
    let log: Log;
    beforeAll(async () => {
      under = await start();
      log = await under.open();
    });
    afterAll(async () => {
      await log?.close();
      await under?.stop();
    });

    describe('append and read', () => {
      test('what was appended is read back byte for byte, whatever characters it holds', async () => {
        const line = fc
          .string({ unit: 'binary', minLength: 1, maxLength: 300 })
          .map((text) => text.replaceAll('\n', ' '));
        await fc.assert(
          fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 20 }), async (lines) => {
            const session = fresh('bytes');
            const sequence = appended(await log.append(session, commitOf(...lines), { expected: 0 }));
            const [commit] = await collect(log.read(session));
            expect(commit).toEqual({ sessionId: session, position: { stream: log.stream, sequence }, lines });
            expect(await log.last(session)).toEqual(commit);
          }),
          { numRuns: 60 },
        );
      });

      test('a byte order mark, a carriage return and a NUL are kept', async () => {
        const session = fresh('marks');
        const lines = ['\uFEFFa', 'b\r', '\u0000', '\u2028\u2029'];
        await log.append(session, commitOf(...lines), { expected: 0 });
        expect((await collect(log.read(session)))[0]?.lines).toEqual(lines);
      });

      test('the commits of a session are read in the order they were appended', async () => {
        const session = fresh('order');
        const sequences = await fill(log, session, 30);
        const read = await collect(log.read(session));
        expect(read.map(({ position }) => position.sequence)).toEqual(sequences);
        expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
      });

      test('reading after a sequence gives what follows it', async () => {
        const session = fresh('after');
        const sequences = await fill(log, session, 5);
        const read = await collect(log.read(session, { after: sequences[2]! }));
        expect(read.map(({ position }) => position.sequence)).toEqual(sequences.slice(3));
        expect(await collect(log.read(session, { after: sequences[4]! }))).toEqual([]);
      });

      test('an unknown session has no commits and no last one', async () => {
        expect(await collect(log.read(fresh('unknown')))).toEqual([]);
        expect(await log.last(fresh('unknown'))).toBeUndefined();
      });

      test('sessions do not see each other, even when one name begins with the other', async () => {
        const [a, b] = [fresh('iso'), `${fresh('iso')}-x`];
        await fill(log, a, 2);
        const [, last] = await fill(log, b, 2);
        expect(await collect(log.read(a))).toHaveLength(2);
        expect((await log.last(b))?.position.sequence).toBe(last);
      });

      test('a result says what its acknowledgement promises', async () => {
        const result = await log.append(fresh('durable'), commitOf(), { expected: 0 });
        expect(result).toMatchObject({ kind: 'appended', durability: log.durability });
      });
    });

    describe('expectations', () => {
      test('a first commit expects 0, and a second one that expects 0 conflicts', async () => {
        const session = fresh('first');
        const first = appended(await log.append(session, commitOf(), { expected: 0 }));
        expect(await log.append(session, commitOf(), { expected: 0 })).toEqual({
          kind: 'conflict',
          expected: 0,
          actual: first,
        });
      });

      test('a stale expectation conflicts, names the newest position and records nothing', async () => {
        const session = fresh('stale');
        const sequences = await fill(log, session, 3);
        expect(await log.append(session, commitOf(), { expected: sequences[0]! })).toEqual({
          kind: 'conflict',
          expected: sequences[0],
          actual: sequences[2],
        });
        expect(await collect(log.read(session))).toHaveLength(3);
      });

      test('an expectation beyond the end conflicts', async () => {
        const session = fresh('beyond');
        const [only] = await fill(log, session, 1);
        expect(await log.append(session, commitOf(), { expected: only! + 1_000 })).toMatchObject({
          kind: 'conflict',
          actual: only,
        });
        expect(await log.append(fresh('beyond'), commitOf(), { expected: 7 })).toMatchObject({
          kind: 'conflict',
          actual: 0,
        });
      });

      test('another session in between does not disturb an expectation', async () => {
        const [a, b] = [fresh('apart'), fresh('apart')];
        const [first] = await fill(log, a, 1);
        await fill(log, b, 3);
        appended(await log.append(a, commitOf(), { expected: first! }));
      });

      test('the same commit sent again is answered as appended in the same place, and is recorded once', async () => {
        const session = fresh('again');
        const commit = commitOf('one', 'two');
        const first = await log.append(session, commit, { expected: 0 });
        expect(await log.append(session, commit, { expected: 0 })).toEqual(first);
        const [, later] = [first, await fill(log, session, 2, appended(first))];
        expect(await log.append(session, commit, { expected: 0 })).toEqual(first);
        expect((await log.last(session))?.position.sequence).toBe(later[1]);
        expect(await collect(log.read(session))).toHaveLength(3);
      });

      test('the id of a recorded commit with another body is a conflict', async () => {
        const session = fresh('body');
        const commit = commitOf('one');
        const first = appended(await log.append(session, commit, { expected: 0 }));
        expect(await log.append(session, { ...commit, lines: ['two'] }, { expected: 0 })).toMatchObject({
          kind: 'conflict',
          actual: first,
        });
      });

      test.each([2, 8])(
        'of %i writers on one session exactly one wins each round, and nothing is lost',
        async (writers) => {
          const session = fresh('race');
          const won: string[] = [];
          let expected = 0;
          for (let round = 0; round < 15; round += 1) {
            const commits = Array.from({ length: writers }, () => commitOf());
            const results = await Promise.all(commits.map((commit) => log.append(session, commit, { expected })));
            const winners = results.flatMap((result, n) => (result.kind === 'appended' ? [n] : []));
            expect(winners).toHaveLength(1);
            for (const result of results) if (result.kind !== 'appended') expect(result.kind).toBe('conflict');
            won.push(commits[winners[0]!]!.lines[0]!);
            expected = appended(results[winners[0]!]!);
            for (const result of results) if (result.kind === 'conflict') expect(result.actual).toBe(expected);
          }
          expect((await collect(log.read(session))).map(({ lines }) => lines[0])).toEqual(won);
        },
      );

      test('writers that try until they succeed all get in, once each', async () => {
        const session = fresh('try');
        const commits = Array.from({ length: 8 }, () => commitOf());
        await Promise.all(
          commits.map(async (commit) => {
            let expected = 0;
            for (;;) {
              const result = await log.append(session, commit, { expected });
              if (result.kind === 'appended') return;
              if (result.kind === 'conflict') expected = result.actual;
            }
          }),
        );
        const lines = (await collect(log.read(session))).map((commit) => commit.lines[0]);
        expect(lines.toSorted()).toEqual(commits.map((commit) => commit.lines[0]).toSorted());
      });
    });

    describe('refusals', () => {
      test.each(['', 'a.b', 'a b', '*', '>', 'ä', 'x'.repeat(65), 'a\n'])(
        'the session id %j is refused',
        async (id) => {
          expect(await codeOf(log.append(id, commitOf(), { expected: 0 }))).toBe('BAD_SESSION_ID');
          expect(await codeOf(log.last(id))).toBe('BAD_SESSION_ID');
          expect(await codeOf(collect(log.read(id)))).toBe('BAD_SESSION_ID');
          expect(await codeOf(collect(log.follow({ sessions: [id], from: { kind: 'start' } })))).toBe('BAD_SESSION_ID');
        },
      );

      test('a commit of the greatest size is taken, and one byte more is refused with both sizes', async () => {
        const session = fresh('size');
        const line = 'x'.repeat(log.maxCommitBytes - 1);
        const error = await log.append(session, commitOf(`${line}x`), { expected: 0 }).catch((reason) => reason);
        expect(error).toMatchObject({
          code: 'COMMIT_TOO_LARGE',
          fields: { bytes: log.maxCommitBytes + 1, maxBytes: log.maxCommitBytes },
        });
        expect(await log.last(session)).toBeUndefined();
        appended(await log.append(session, commitOf(line), { expected: 0 }));
        expect((await log.last(session))?.lines[0]?.length).toBe(line.length);
        expect((await collect(log.read(session)))[0]?.lines[0]?.length).toBe(line.length);
      });

      test.each([[[]], [['']], [['a\nb']], [['\uD800']]])(
        'lines that are none (%j) are a bug of the caller',
        async (lines) => {
          await expect(log.append(fresh('bug'), { id: fresh('commit'), lines }, { expected: 0 })).rejects.toThrow(
            Error,
          );
        },
      );
    });

    test('all sessions are listed in order of id, with their last sequence', async () => {
      const names = ['b', 'a', 'C', '0', '_'].map((letter) => `${letter}${fresh('list')}`);
      const last = new Map<string, number>();
      for (const name of names) last.set(name, (await fill(log, name, 2))[1]!);
      const all = await log.sessions();
      expect(all.map(({ sessionId }) => sessionId)).toEqual(all.map(({ sessionId }) => sessionId).toSorted());
      const listed = all.filter(({ sessionId }) => last.has(sessionId));
      expect(listed).toHaveLength(names.length);
      for (const { sessionId, sequence } of listed) expect(sequence).toBe(last.get(sessionId));
    });

    describeFollowing(
      () => log,
      () => under.open(),
    );

    test('a closed log cannot be reached', async () => {
      const another = await start();
      const closing = await another.open();
      await closing.close();
      await another.stop();
      expect(await codeOf(closing.append(fresh('closed'), commitOf(), { expected: 0 }))).toBe('LOG_UNREACHABLE');
      expect(await codeOf(closing.last(fresh('closed')))).toBe('LOG_UNREACHABLE');
      expect(await codeOf(collect(closing.read(fresh('closed'))))).toBe('LOG_UNREACHABLE');
      expect(await codeOf(collect(closing.follow({ from: { kind: 'start' } })))).toBe('LOG_UNREACHABLE');
    });
  });
};
