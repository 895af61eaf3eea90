// The part of a log's contract that is about following it.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Log } from '../../src/log/port.ts';
import { codeOf, collect, commitsIn, fill, followUntil, fresh, isCaughtUp, sequencesIn } from './steps.ts';

export const describeFollowing = (logOf: () => Log, openAnother: () => Promise<Log>): void => {
  describe('following', () => {
    let log: Log;
    beforeAll(() => {
      log = logOf();
    });

    test('from the start gives history, says once that it is caught up, and goes on live', async () => {
      const session = fresh('live');
      const history = await fill(log, session, 3);
      let live: number[] = [];
      const told = await followUntil(log, { sessions: [session], from: { kind: 'start' } }, async (so) => {
        if (isCaughtUp(so)) live = await fill(log, session, 2, history[2]);
        return commitsIn(so).length === 5;
      });
      expect(told.map(({ kind }) => kind)).toEqual(['commit', 'commit', 'commit', 'caught-up', 'commit', 'commit']);
      expect(sequencesIn(told)).toEqual([...history, ...live]);
      expect(commitsIn(told)).toEqual(await collect(log.read(session)));
    });

    test('from now gives only what is appended after `caught-up`', async () => {
      const session = fresh('now');
      const [before] = await fill(log, session, 1);
      let live: number[] = [];
      const told = await followUntil(log, { sessions: [session], from: { kind: 'now' } }, async (so) => {
        if (isCaughtUp(so)) live = await fill(log, session, 2, before);
        return commitsIn(so).length === 2;
      });
      expect(told[0]).toEqual({ kind: 'caught-up' });
      expect(sequencesIn(told)).toEqual(live);
    });

    test('after a position gives what follows it', async () => {
      const session = fresh('position');
      const sequences = await fill(log, session, 4);
      const position = { stream: log.stream, sequence: sequences[1]! };
      const told = await followUntil(log, { sessions: [session], from: { kind: 'after', position } }, isCaughtUp);
      expect(sequencesIn(told)).toEqual(sequences.slice(2));
    });

    test('several sessions come in the order of the stream, others do not', async () => {
      const [a, b, c] = [fresh('several'), fresh('several'), fresh('several')];
      const sequences: number[] = [];
      const heads = new Map<string, number>();
      for (const session of [a, b, c, b, a, c, a]) {
        const [sequence] = await fill(log, session, 1, heads.get(session) ?? 0);
        heads.set(session, sequence!);
        if (session !== c) sequences.push(sequence!);
      }
      const told = await followUntil(log, { sessions: [a, b, a], from: { kind: 'start' } }, isCaughtUp);
      expect(sequencesIn(told)).toEqual(sequences);
      expect(commitsIn(told).map(({ sessionId }) => sessionId)).toEqual([a, b, b, a, a]);
    });

    test('all sessions, also one that begins later', async () => {
      const [a, b] = [fresh('all'), fresh('all')];
      const told = await followUntil(log, { from: { kind: 'now' } }, async (so) => {
        if (isCaughtUp(so)) await Promise.all([fill(log, a, 2), fill(log, b, 2)]);
        return commitsIn(so).length === 4;
      });
      expect(new Set(commitsIn(told).map(({ sessionId }) => sessionId))).toEqual(new Set([a, b]));
      expect(sequencesIn(told)).toEqual(sequencesIn(told).toSorted((x, y) => x - y));
    });

    test('a session that does not exist is followed from its first commit', async () => {
      const session = fresh('later');
      const told = await followUntil(log, { sessions: [session], from: { kind: 'start' } }, async (so) => {
        if (isCaughtUp(so)) await fill(log, session, 1);
        return commitsIn(so).length === 1;
      });
      expect(told.map(({ kind }) => kind)).toEqual(['caught-up', 'commit']);
    });

    test('commits appended while history is read are neither lost nor repeated', async () => {
      const session = fresh('meanwhile');
      const history = await fill(log, session, 40);
      const writing = fill(log, session, 40, history.at(-1));
      const told = await followUntil(
        log,
        { sessions: [session], from: { kind: 'start' } },
        (so) => commitsIn(so).length === 80 && so.some(({ kind }) => kind === 'caught-up'),
      );
      expect(sequencesIn(told)).toEqual([...history, ...(await writing)]);
      expect(told.filter(({ kind }) => kind === 'caught-up')).toHaveLength(1);
    });

    test('a commit appended through another opening of the log is seen', async () => {
      const other = await openAnother();
      try {
        const session = fresh('other');
        const told = await followUntil(log, { sessions: [session], from: { kind: 'now' } }, async (so) => {
          if (isCaughtUp(so)) await fill(other, session, 1);
          return commitsIn(so).length === 1;
        });
        expect(commitsIn(told)).toHaveLength(1);
      } finally {
        if (other !== log) await other.close();
      }
    });

    test('it ends when aborted while it waits, and at once when aborted before', async () => {
      const abort = new AbortController();
      const told = collect(log.follow({ sessions: [fresh('abort')], from: { kind: 'now' }, signal: abort.signal }));
      setImmediate(() => abort.abort());
      expect((await told).length).toBeLessThanOrEqual(1);
      expect(await collect(log.follow({ from: { kind: 'start' }, signal: AbortSignal.abort() }))).toEqual([]);
    });

    test('a position of another stream is refused, and one beyond the end is told as a loss', async () => {
      const follow = (position: { stream: string; sequence: number }) =>
        collect(log.follow({ from: { kind: 'after', position } }));
      expect(await codeOf(follow({ stream: 'ANOTHER', sequence: 1 }))).toBe('BAD_INPUT');
      expect(await codeOf(follow({ stream: log.stream, sequence: 1e12 }))).toBe('RECORD_INVALID');
    });
  });
};
