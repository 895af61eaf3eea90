// The contract of following a log: history, then live, without a gap or a repeat.
import assert from 'node:assert/strict';
import type { Position } from '../../log/port.ts';
import type { ContractCase } from './contract-case.ts';
import { codeOf, collect, commitsIn, fill, followUntil, fresh, isCaughtUp, sequencesIn } from './steps.ts';

export const FOLLOW_CASES: readonly ContractCase[] = [
  {
    title: 'from the start: history, once `caught-up`, then what is appended',
    check: async ({ log }) => {
      const session = fresh('live');
      const history = await fill(log, session, 3);
      let live: number[] = [];
      const received = await followUntil(log, { sessions: [session], from: { kind: 'start' } }, async (so) => {
        if (isCaughtUp(so)) live = await fill(log, session, 2, history[2]);
        return commitsIn(so).length === 5;
      });
      assert.deepEqual(
        received.map(({ kind }) => kind),
        ['commit', 'commit', 'commit', 'caught-up', 'commit', 'commit'],
      );
      assert.deepEqual(sequencesIn(received), [...history, ...live]);
      assert.deepEqual(commitsIn(received), await collect(log.read(session)));
    },
  },
  {
    title: 'from now: only what is appended after `caught-up`',
    check: async ({ log }) => {
      const session = fresh('now');
      const [before] = await fill(log, session, 1);
      let live: number[] = [];
      const received = await followUntil(log, { sessions: [session], from: { kind: 'now' } }, async (so) => {
        if (isCaughtUp(so)) live = await fill(log, session, 2, before);
        return commitsIn(so).length === 2;
      });
      assert.equal(received[0]?.kind, 'caught-up');
      assert.deepEqual(sequencesIn(received), live);
    },
  },
  {
    title: '`caught-up` states where the log ended: after that position come the commits since, and no other',
    check: async ({ log }) => {
      const session = fresh('end');
      const history = await fill(log, session, 3);
      const endFrom = async (kind: 'start' | 'now'): Promise<readonly Position[]> => {
        const last = (await followUntil(log, { sessions: [session], from: { kind } }, isCaughtUp)).at(-1);
        assert.equal(last?.kind, 'caught-up');
        return last?.kind === 'caught-up' ? last.positions : [];
      };
      const ends = [await endFrom('start'), await endFrom('now')];
      const since = await fill(log, session, 2, history[2]);
      for (const [position, ...more] of ends) {
        assert.ok(position !== undefined && [position, ...more].some(({ stream }) => stream === log.stream));
        const from = { kind: 'after', position, more } as const;
        assert.deepEqual(sequencesIn(await followUntil(log, { sessions: [session], from }, isCaughtUp)), since);
      }
    },
  },
  {
    title: 'after a position: the commits that follow it',
    check: async ({ log }) => {
      const session = fresh('position');
      const sequences = await fill(log, session, 4);
      const position = { stream: log.stream, sequence: sequences[1] as number };
      const received = await followUntil(log, { sessions: [session], from: { kind: 'after', position } }, isCaughtUp);
      assert.deepEqual(sequencesIn(received), sequences.slice(2));
    },
  },
  {
    title: 'several sessions are received in the order of the stream, others are not',
    check: async ({ log }) => {
      const [a, b, c] = [fresh('several'), fresh('several'), fresh('several')];
      const sequences: number[] = [];
      const heads = new Map<string, number>();
      for (const session of [a, b, c, b, a, c, a]) {
        const [sequence] = (await fill(log, session, 1, heads.get(session) ?? 0)) as [number];
        heads.set(session, sequence);
        if (session !== c) sequences.push(sequence);
      }
      const received = await followUntil(log, { sessions: [a, b, a], from: { kind: 'start' } }, isCaughtUp);
      assert.deepEqual(sequencesIn(received), sequences);
      assert.deepEqual(
        commitsIn(received).map(({ sessionId }) => sessionId),
        [a, b, b, a, a],
      );
    },
  },
  {
    title: 'without named sessions, all are received, also those that begin later',
    check: async ({ log }) => {
      const [a, b] = [fresh('all'), fresh('all')];
      const received = await followUntil(log, { from: { kind: 'now' } }, async (so) => {
        if (isCaughtUp(so)) await Promise.all([fill(log, a, 2), fill(log, b, 2)]);
        return commitsIn(so).length === 4;
      });
      assert.deepEqual(new Set(commitsIn(received).map(({ sessionId }) => sessionId)), new Set([a, b]));
      const sequences = sequencesIn(received);
      assert.deepEqual(
        sequences,
        sequences.toSorted((x, y) => x - y),
      );
    },
  },
  {
    title: 'a session that does not exist yet is followed from its first commit',
    check: async ({ log }) => {
      const session = fresh('later');
      const received = await followUntil(log, { sessions: [session], from: { kind: 'start' } }, async (so) => {
        if (isCaughtUp(so)) await fill(log, session, 1);
        return commitsIn(so).length === 1;
      });
      assert.deepEqual(
        received.map(({ kind }) => kind),
        ['caught-up', 'commit'],
      );
    },
  },
  {
    title: 'commits appended while history is read are neither lost nor repeated',
    check: async ({ log }) => {
      const session = fresh('meanwhile');
      const history = await fill(log, session, 40);
      const writing = fill(log, session, 40, history.at(-1));
      const received = await followUntil(
        log,
        { sessions: [session], from: { kind: 'start' } },
        (so) => commitsIn(so).length === 80 && so.some(({ kind }) => kind === 'caught-up'),
      );
      assert.deepEqual(sequencesIn(received), [...history, ...(await writing)]);
      assert.equal(received.filter(({ kind }) => kind === 'caught-up').length, 1);
    },
  },
  {
    title: 'a commit that was appended through another log on the same store is received',
    check: async ({ log, store }) => {
      const other = await store.open();
      try {
        const session = fresh('other');
        const received = await followUntil(log, { sessions: [session], from: { kind: 'now' } }, async (so) => {
          if (isCaughtUp(so)) await fill(other, session, 1);
          return commitsIn(so).length === 1;
        });
        assert.equal(commitsIn(received).length, 1);
      } finally {
        if (other !== log) await other.close();
      }
    },
  },
  {
    title: 'following ends when it is aborted while it waits, and at once when it was aborted before',
    check: async ({ log }) => {
      const abort = new AbortController();
      const received = collect(log.follow({ sessions: [fresh('abort')], from: { kind: 'now' }, signal: abort.signal }));
      setImmediate(() => abort.abort());
      assert.ok((await received).length <= 1);
      assert.deepEqual(await collect(log.follow({ from: { kind: 'start' }, signal: AbortSignal.abort() })), []);
    },
  },
  {
    title: 'a position of another stream is refused, and one beyond the end is reported as a loss',
    check: async ({ log }) => {
      const follow = (position: { stream: string; sequence: number }) =>
        collect(log.follow({ from: { kind: 'after', position } }));
      assert.equal(await codeOf(follow({ stream: 'ANOTHER', sequence: 1 })), 'BAD_INPUT');
      assert.equal(await codeOf(follow({ stream: log.stream, sequence: 1e12 })), 'RECORD_INVALID');
    },
  },
];
