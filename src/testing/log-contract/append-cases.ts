// The contract of appending to a log and reading it back.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ContractCase } from './contract-case.ts';
import { appended, collect, commitOf, fill, fresh, sequenceOf } from './steps.ts';

const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).map((text) => text.replaceAll('\n', ' '));

export const APPEND_CASES: readonly ContractCase[] = [
  {
    title: 'a commit is read back byte for byte, whatever characters it holds',
    check: async ({ log }) => {
      const isReadBack = async (lines: string[]) => {
        const sessionId = fresh('bytes');
        const sequence = appended(await log.append(sessionId, commitOf(...lines), { expected: 0 }));
        const [commit] = await collect(log.read(sessionId));
        assert.deepEqual(commit, { sessionId, position: { stream: log.stream, sequence }, lines });
        assert.deepEqual(await log.last(sessionId), commit);
      };
      await fc.assert(fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 20 }), isReadBack), { numRuns: 60 });
    },
  },
  {
    title: 'a byte order mark, a carriage return, a NUL and line separators are kept',
    check: async ({ log }) => {
      const session = fresh('marks');
      const lines = ['\uFEFFa', 'b\r', '\u0000', '\u2028\u2029'];
      await log.append(session, commitOf(...lines), { expected: 0 });
      assert.deepEqual((await collect(log.read(session)))[0]?.lines, lines);
    },
  },
  {
    title: 'the commits of a session are read in the order in which they were appended',
    check: async ({ log }) => {
      const session = fresh('order');
      const sequences = await fill(log, session, 30);
      assert.deepEqual((await collect(log.read(session))).map(sequenceOf), sequences);
      assert.deepEqual(
        sequences,
        sequences.toSorted((a, b) => a - b),
      );
    },
  },
  {
    title: 'reading after a sequence gives the commits that follow it',
    check: async ({ log }) => {
      const session = fresh('after');
      const sequences = await fill(log, session, 5);
      const [, , third, , fifth] = sequences;
      assert.deepEqual(
        (await collect(log.read(session, { after: third as number }))).map(sequenceOf),
        sequences.slice(3),
      );
      assert.deepEqual(await collect(log.read(session, { after: fifth as number })), []);
    },
  },
  {
    title: 'an unknown session has no commits and no last one',
    check: async ({ log }) => {
      assert.deepEqual(await collect(log.read(fresh('unknown'))), []);
      assert.equal(await log.last(fresh('unknown')), undefined);
    },
  },
  {
    title: 'sessions do not see each other, even when one id begins with the other',
    check: async ({ log }) => {
      const a = fresh('apart');
      const b = `${a}-x`;
      await fill(log, a, 2);
      const sequences = await fill(log, b, 2);
      assert.equal((await collect(log.read(a))).length, 2);
      assert.equal((await log.last(b))?.position.sequence, sequences[1]);
    },
  },
  {
    title: 'the result of an append states the durability of the log',
    check: async ({ log }) => {
      const result = await log.append(fresh('durable'), commitOf(), { expected: 0 });
      appended(result);
      assert.equal(result.kind === 'appended' && result.durability, log.durability);
    },
  },
  {
    title: 'all sessions are listed in order of id, each with its last sequence',
    check: async ({ log }) => {
      const last = new Map<string, number>();
      for (const letter of ['b', 'a', 'C', '0', '_']) {
        const session = `${letter}${fresh('list')}`;
        last.set(session, (await fill(log, session, 2))[1] as number);
      }
      const all = await log.sessions();
      const ids = all.map(({ sessionId }) => sessionId);
      assert.deepEqual(ids, ids.toSorted());
      const listed = all.filter(({ sessionId }) => last.has(sessionId));
      assert.deepEqual(new Map(listed.map(({ sessionId, sequence }) => [sessionId, sequence])), last);
      assert.equal(listed.length, last.size);
    },
  },
];
