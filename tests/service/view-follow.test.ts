// A view of a session over HTTP, live: as it is, then whenever it changes, and how the stream ends and goes on.
import { describe, expect, it, onTestFinished } from 'vitest';
import { adminOn } from '../../src/admin/admin.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { memoryLogAdmin } from '../../src/log/memory-admin.ts';
import { createHub } from '../../src/session/follow/hub.ts';
import { patched } from '../../src/session/follow/patch.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { itemCheck } from './checked-answer.ts';
import { type Served, served } from './served.ts';
import { type SseItem, sseItems } from './serving.ts';

interface ViewData {
  readonly ordinal: number;
  readonly position: { readonly stream: string; readonly sequence: number; readonly index: number };
  readonly document: { readonly sessionId: string };
  readonly patch?: readonly never[];
}
const viewIn = ({ data }: SseItem): ViewData => data;

/** The stream of a view; each item is checked against the service's document. */
const following = async ({ get, url }: Served, path: string, headers: Record<string, string> = {}) => {
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const at = `/v1/sessions/${path}`;
  const response = await get(at, { headers, signal: gone.signal });
  const check = await itemCheck(url, at);
  const items = sseItems(response);
  const next = async (): Promise<SseItem> => {
    const { value } = await items.next();
    check(value?.data);
    return value as SseItem;
  };
  const end = async () => (await items.next()).done;
  return { response, next, end };
};

const begun = async (log = memoryLog()) => {
  const service = await served(log);
  const send = async (name: string, data: object) => {
    const answer = await service.post('/v1/sessions/s1/commands', { name, data });
    expect(answer.status).toBe(200);
  };
  await send('session.start', { goal: 'Reset passwords by email', profile: 'normal' });
  return { service, send, plan: (n: number) => send('task.plan', { taskId: `t${n}`, title: `Task ${n}` }) };
};

describe('following a view', () => {
  it('gives it as it is, `caught-up`, then each change; an event that changes nothing gives none', async () => {
    const { service, send, plan } = await begun();
    const { response, next } = await following(service, 's1/views/plan/live');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const first = await next();
    const { stream, sequence } = viewIn(first).position;
    expect(stream).toBe(service.log.stream);
    expect(first).toEqual({
      id: `${stream}:${sequence}:0`,
      event: 'view',
      data: { ordinal: 1, position: { stream, sequence, index: 0 }, document: expect.anything() },
    });
    expect(viewIn(first).document).toEqual(await service.json('/v1/sessions/s1/views/plan'));
    expect(await next()).toEqual({ id: first.id, event: 'caught-up', data: { positions: [{ stream, sequence }] } });
    await send('todo.create', { todoId: 'd1', content: 'Read' });
    await plan(1);
    const changed = await next();
    expect(viewIn(changed)).toMatchObject({ ordinal: 3 });
    expect(viewIn(changed).patch).toBeUndefined();
    expect(viewIn(changed).document).toEqual(await service.json('/v1/sessions/s1/views/plan'));
  });

  it('with `changes=patch` also says what changed', async () => {
    const { service, plan } = await begun();
    const { next } = await following(service, 's1/views/plan/live?changes=patch');
    const first = await next();
    expect(viewIn(first).patch).toBeUndefined();
    expect((await next()).event).toBe('caught-up');
    await plan(1);
    const { document, patch = [] } = viewIn(await next());
    expect(patch.length).toBeGreaterThan(0);
    expect(patched(viewIn(first).document, patch)).toEqual(document);
  });

  it.each(['last-event-id', 'after', 'ordinal'] as const)(
    'goes on after a view that the reader has: %s',
    async (by) => {
      const { service, plan } = await begun();
      await plan(1);
      const before = await (await following(service, 's1/views/plan/live')).next();
      const again = () =>
        following(
          service,
          `s1/views/plan/live?changes=patch${by === 'last-event-id' ? '' : `&after=${by === 'after' ? before.id : 2}`}`,
          by === 'last-event-id' ? { 'last-event-id': String(before.id) } : {},
        );
      // Nothing changed since.
      expect((await (await again()).next()).event).toBe('caught-up');
      await plan(2);
      const { ordinal, document, patch = [] } = viewIn(await (await again()).next());
      expect(ordinal).toBe(3);
      expect(patch.length).toBeGreaterThan(0);
      expect(patched(viewIn(before).document, patch)).toEqual(document);
    },
  );

  it('after a position that the session does not have, gives the view whole', async () => {
    const { service } = await begun();
    const { next } = await following(service, 's1/views/plan/live?changes=patch&after=ANOTHER:1:0');
    const first = await next();
    expect(viewIn(first)).toMatchObject({ ordinal: 1 });
    expect(viewIn(first).patch).toBeUndefined();
  });

  it('closes with the position of the view when the service drains', async () => {
    const { service, send } = await begun();
    const { next, end } = await following(service, 's1/views/plan/live');
    const { id } = await next();
    expect((await next()).event).toBe('caught-up');
    // What does not change the view does not change where it goes on.
    await send('todo.create', { todoId: 'd1', content: 'Read' });
    const drained = service.drain();
    expect(await next()).toEqual({ id, event: 'closing', data: { reason: 'draining', after: id } });
    expect(await end()).toBe(true);
    await drained;
  });

  it('closes with no position where nothing was shown', async () => {
    const { service } = await begun();
    const { next } = await following(service, 'later/views/plan/live');
    expect((await next()).event).toBe('caught-up');
    void service.drain();
    expect(await next()).toEqual({ event: 'closing', data: { reason: 'draining', after: null } });
  });

  it('fails with the problem of a record that has a fault', async () => {
    const log = memoryLog();
    const { service } = await begun(log);
    const { next, end } = await following(service, 's1/views/plan/live');
    await next();
    await next();
    const { sequence = 0 } = (await log.last('s1'))?.position ?? {};
    await log.append('s1', { id: 'foreign', lines: ['hello'] }, { expected: sequence });
    expect(await next()).toMatchObject({ event: 'failed', data: { problem: { code: 'RECORD_INVALID', status: 422 } } });
    expect(await end()).toBe(true);
  });

  it('fails where the session is forgotten, and shows the one that begins again under its id from its beginning', async () => {
    const log = memoryLog();
    const { service, plan } = await begun(log);
    await plan(1);
    const { next, end } = await following(service, 's1/views/plan/live');
    await next();
    await next();
    await adminOn(memoryLogAdmin(log)).forget('s1', { by: 'Ada', reason: 'the customer asked for it' });
    expect(await next()).toMatchObject({ event: 'failed', data: { problem: { code: 'SESSION_FORGOTTEN' } } });
    expect(await end()).toBe(true);
    const sessions = createSessions(log);
    await sessions.send('s1', { name: 'session.start', data: { goal: 'Anew' } }, { again: true });
    const first = viewIn(await (await following(service, 's1/views/plan/live')).next());
    expect(first.ordinal).toBe(1);
    expect(first.document).toEqual(await service.json('/v1/sessions/s1/views/plan'));
    expect(JSON.stringify(first.document)).not.toContain('Task 1');
  });

  it('of a reader that was away meanwhile, what changed leads from the view that it has to the new one', async () => {
    const log = memoryLog();
    const { service, plan } = await begun(log);
    await plan(1);
    // It holds so little that a reader that does not ask reads from the log again.
    const hub = createHub(log, { maxCommits: 1 });
    onTestFinished(() => hub.close());
    const views = hub.subscribeView('s1', 'plan');
    const first = await views.next();
    expect((await views.next()).value).toMatchObject({ kind: 'caught-up' });
    await adminOn(memoryLogAdmin(log)).forget('s1', { by: 'Ada', reason: 'the customer asked for it' });
    const sessions = createSessions(log);
    await sessions.send('s1', { name: 'session.start', data: { goal: 'Anew', profile: 'normal' } }, { again: true });
    await sessions.send('s1', { name: 'task.plan', data: { taskId: 't9', title: 'Task 9' } });
    const { value } = await views.next();
    if (value?.kind !== 'view' || first.value?.kind !== 'view') throw new Error(`received ${value?.kind}`);
    expect(value.ordinal).toBe(2);
    expect(value.document).toEqual(await service.json('/v1/sessions/s1/views/plan'));
    expect(patched(first.value.document, value.patch ?? [])).toEqual(value.document);
  });

  it('refuses a view that there is not, and what is no id', async () => {
    const { service } = await begun();
    for (const path of ['s1/views/plans/live', 's1/views/plan/live?after=yesterday', 's1/views/plan/live?everyMs=-1'])
      expect((await service.get(`/v1/sessions/${path}`)).status).toBe(400);
  });
});
