// The write that is tried to see whether a server still stores. On a disk that is full: tests/faults/.
import { describe, expect, it, onTestFinished } from 'vitest';
import { open } from '../../src/index.ts';
import { ensureServer } from '../../src/server/managed-server.ts';
import { checkWrite } from '../../src/server/write-check.ts';
import { PATIENCE_MS } from '../patience.ts';
import { env, testStore, until } from './store-users.ts';

describe('a write that is tried', () => {
  it('is seen by no session, no follower and no list, also while it is there', async () => {
    const store = testStore();
    const server = await ensureServer({ store, env, port: 0 });
    onTestFinished(() => server.release());
    expect(await checkWrite(server)).toEqual({ kind: 'no-log' });
    const reprise = await open({ store, env, deadlineMs: PATIENCE_MS });
    onTestFinished(() => reprise.close());
    await reprise.send('s1', { name: 'session.start', data: { goal: 'See nothing else' } });
    const abort = new AbortController();
    const received: string[] = [];
    const following = (async () => {
      for await (const one of reprise.subscribe({ signal: abort.signal }))
        received.push(one.kind === 'event' ? one.event.type : one.kind);
    })();
    await until('it caught up', () => received.includes('caught-up'));
    for (let n = 0; n < 3; n += 1) expect(await checkWrite(server)).toEqual({ kind: 'written' });
    await reprise.send('s1', { name: 'phase.next', data: {} });
    await until('the next event came', () => received.includes('phase_started'));
    abort.abort();
    await following;
    expect(received).toEqual(['session_started', 'caught-up', 'phase_started']);
    expect((await reprise.sessions()).map(({ sessionId }) => sessionId)).toEqual(['s1']);
    expect((await reprise.verify('s1')).ok).toBe(true);
  });

  it('is not tried without the right to remove it', async () => {
    const { adminUser: _1, adminPassword: _2, ...server } = await ensureServer({ store: testStore(), env, port: 0 });
    onTestFinished(() => server.release());
    expect(await checkWrite(server)).toBeUndefined();
  });

  it('fails where no server answers', async () => {
    const server = await ensureServer({ store: testStore(), env, port: 0 });
    await server.release();
    expect(await checkWrite(server)).toMatchObject({ kind: 'failed' });
  });
});
