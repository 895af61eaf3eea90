// The library's entry point, used as its documentation shows, on a separate managed server.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { memoryLog, open, type Reprise } from '../src/index.ts';
import { serverStatus } from '../src/server/managed-server.ts';
import { codeOf, collect } from './session/work.ts';

let store: string;
beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), 'reprise-open-'));
});
afterAll(() => rm(store, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }));

/** A server on a free port: the default one may be somebody's. */
const { NATS_URL: _, ...env } = process.env;

const use = async (reprise: Reprise) => {
  await reprise.send('s1', { name: 'session.start', data: { goal: 'Reset passwords by email' } });
  const next = await reprise.send('s1', { name: 'phase.next', data: {} });
  const refused = await reprise.send('s1', { name: 'phase.start', data: { phase: 'Delivery' } });
  return { next: next.kind, refused: refused.kind === 'refused' && refused.rejection.rule };
};
const types = async (reprise: Reprise) => {
  const steps = await collect(reprise.replay('s1'));
  return steps.map(({ event }) => event.type);
};

it('records, refuses, replays, follows and verifies on the memory log, which stays open', async () => {
  const log = memoryLog();
  const reprise = await open({ log });
  expect(await use(reprise)).toEqual({ next: 'recorded', refused: expect.stringMatching(/^P\./) });
  expect(await types(reprise)).toEqual(['session_started', 'phase_started']);
  const followed: string[] = [];
  for await (const told of reprise.subscribe({ sessions: 's1' })) {
    if (told.kind === 'caught-up') break;
    followed.push(told.kind);
  }
  expect(followed).toEqual(['event', 'event']);
  expect((await reprise.verify('s1')).ok).toBe(true);
  expect((await reprise.sessions()).map(({ sessionId }) => sessionId)).toEqual(['s1']);
  await reprise.close();
  expect(await log.sessions()).toHaveLength(1);
});

it('starts a server for itself, ends it at close, and finds everything again', async () => {
  const first = await open({ store, env });
  expect(await use(first)).toMatchObject({ next: 'recorded' });
  // A second one shares the server.
  const second = await open({ store, env });
  expect(await types(second)).toEqual(['session_started', 'phase_started']);
  await first.close();
  expect(await types(second)).toEqual(['session_started', 'phase_started']);
  await second.close();
  expect(await serverStatus({ store, env })).toBeUndefined();
  const third = await open({ store, env });
  expect(third.log.durability).toBe('flushed');
  expect((await third.verify('s1')).ok).toBe(true);
  await third.close();
});

it('prefers a url to NATS_URL, and reports when no server answers there', async () => {
  expect(await codeOf(open({ url: 'nats://127.0.0.1:1', env, deadlineMs: 300 }))).toBe('LOG_UNREACHABLE');
  expect(await codeOf(open({ env: { ...env, NATS_URL: 'nats://127.0.0.1:1' }, deadlineMs: 300 }))).toBe(
    'LOG_UNREACHABLE',
  );
  expect(await codeOf(open({ url: 'nats://127.0.0.1:1', store, env }))).toBe('USAGE');
});
