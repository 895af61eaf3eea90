// The server dies and comes back while sessions are read and followed. While they are written: tests/faults/.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Followed } from '../../src/log/port.ts';
import { appended, commitOf, commitsIn, fresh } from '../../src/testing/log-contract/steps.ts';
import { PATIENCE_MS } from '../patience.ts';
import { type ServerWithLogs, startServerWithLogs } from '../server-with-logs.ts';
import { standStill } from '../stand-still.ts';

describe('A server that is killed and started again', () => {
  let on: ServerWithLogs;
  beforeAll(async () => {
    on = await startServerWithLogs();
  });
  afterAll(() => on?.stop());

  /** Writes `count` commits; `at` runs beside the writing once so many are acknowledged, one after the other. */
  const write = async (session: string, count: number, at: Record<number, () => Promise<void>> = {}) => {
    const acknowledged: { sequence: number; line: string }[] = [];
    let beside = Promise.resolve();
    for (let n = 0; n < count; n += 1) {
      const commit = commitOf(`${session} ${n}`);
      const result = await on.log.append(session, commit, {
        expected: acknowledged.at(-1)?.sequence ?? 0,
        deadlineMs: PATIENCE_MS,
      });
      acknowledged.push({ sequence: appended(result), line: commit.lines[0]! });
      const act = at[acknowledged.length];
      if (act !== undefined) beside = beside.then(act);
    }
    await beside;
    return acknowledged;
  };
  const crash = () => on.crash();

  test('gives a follower every commit once, and reports the lost connection', async () => {
    const [a, b] = [fresh('follow'), fresh('follow')];
    const abort = new AbortController();
    const received: Followed[] = [];
    const following = (async () => {
      for await (const next of on.reader.follow({ sessions: [a, b], from: { kind: 'start' }, signal: abort.signal })) {
        received.push(next);
        if (commitsIn(received).length === 160) abort.abort();
      }
    })();
    const writing = (async () => [
      await write(a, 80, { 20: crash }),
      await write(b, 80, { 20: crash, 60: () => on.server.restart() }),
    ])();
    const acknowledged = (await writing).flat();
    await following;
    expect(commitsIn(received).map(({ position, lines }) => ({ sequence: position.sequence, line: lines[0] }))).toEqual(
      acknowledged,
    );
    const kinds = received.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'caught-up')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'disconnected').length).toBeGreaterThanOrEqual(1);
    const breaks = kinds.filter((kind) => kind === 'disconnected' || kind === 'reconnected');
    for (const [n, kind] of breaks.entries()) expect(kind).toBe(n % 2 === 0 ? 'disconnected' : 'reconnected');
  });

  test('a follower of a stopped server reports it, and continues when the server does', async () => {
    const session = fresh('still');
    const abort = new AbortController();
    const kinds: string[] = [];
    let first = 0;
    let goOn = () => {};
    for await (const received of on.reader.follow({
      sessions: [session],
      from: { kind: 'start' },
      signal: abort.signal,
    })) {
      kinds.push(received.kind);
      if (received.kind === 'caught-up') {
        first = appended(await on.log.append(session, commitOf(), { expected: 0 }));
      } else if (received.kind === 'commit' && received.commit.position.sequence === first) {
        goOn = await standStill(on.server.info.pid as number);
      } else if (received.kind === 'disconnected') {
        goOn();
      } else if (received.kind === 'reconnected') {
        await on.log.append(session, commitOf(), { expected: first });
      } else if (received.kind === 'commit') {
        abort.abort();
      }
    }
    expect(kinds).toEqual(['caught-up', 'commit', 'disconnected', 'reconnected', 'commit']);
  });

  test('a session is read to its end when the server dies in the middle of it', async () => {
    const session = fresh('read');
    const line = 'x'.repeat(200_000);
    let expected = 0;
    for (let n = 0; n < 60; n += 1)
      expected = appended(await on.log.append(session, commitOf(`${n}-${line}`), { expected }));
    const read: number[] = [];
    let back: Promise<void> | undefined;
    for await (const { lines } of on.reader.read(session)) {
      read.push(Number.parseInt(lines[0]!, 10));
      if (read.length === 5) back = crash();
    }
    await back;
    expect(read).toEqual(Array.from({ length: 60 }, (_, n) => n));
  });
});
