// The service as a process: a session written and read over HTTP, followed live, and a drain that loses nothing.
import { describe, expect, it } from 'vitest';
import { serving, sseItems } from './serving.ts';

const started = { name: 'session.start', data: { goal: 'Reset passwords by email' } };

describe('reprise serve', () => {
  it('records commands, and refuses with the rule and what is legal as data', async () => {
    const { post, get } = await serving();
    const first = await post('/v1/sessions/s1/commands', started, { 'idempotency-key': 'k1' });
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ kind: 'recorded', commandId: 'k1', durability: 'flushed' });
    const again = await post('/v1/sessions/s1/commands', started, { 'idempotency-key': 'k1' });
    expect(await again.json()).toMatchObject({ kind: 'repeated', commandId: 'k1' });

    const refused = await post('/v1/sessions/s1/commands', { name: 'phase.start', data: { phase: 'Delivery' } });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await refused.json()) as { legal: { word: string; data: object }[] };
    expect(problem).toMatchObject({ code: 'REFUSED', rule: expect.any(String), state: { ordinal: 1 } });
    expect(problem.legal).toContainEqual(expect.objectContaining({ word: 'phase.start', data: { phase: 'Context' } }));

    const stale = await post('/v1/sessions/s1/commands?expect=7', { name: 'phase.next' });
    expect([stale.status, await stale.json()]).toMatchObject([409, { code: 'CONFLICT', expected: 7, actual: 1 }]);

    const events = (await (await get('/v1/sessions/s1/events')).json()) as { events: { event: { type: string } }[] };
    expect(events.events.map(({ event }) => event.type)).toEqual(['session_started']);
    expect((await get('/v1/sessions/none/events')).status).toBe(404);
  });

  it('follows live from a position, and closes streams with theirs when it drains', async () => {
    const { post, get, child, ended } = await serving();
    await post('/v1/sessions/s1/commands', started);
    const live = await get('/v1/events?session=s1');
    expect(live.headers.get('content-type')).toContain('text/event-stream');
    const items = sseItems(live);
    const next = async () => (await items.next()).value;
    const history = await next();
    expect(history).toMatchObject({ event: 'session_started', id: expect.stringMatching(/^REPRISE:\d+:0$/) });
    expect(await next()).toMatchObject({ event: 'caught-up' });
    await post('/v1/sessions/s1/commands', { name: 'phase.next' });
    const live1 = await next();
    expect(live1).toMatchObject({ event: 'phase_started' });

    const resumed = sseItems(await get('/v1/events?session=s1', { headers: { 'last-event-id': history?.id ?? '' } }));
    expect((await resumed.next()).value).toMatchObject({ event: 'phase_started', id: live1?.id });
    await resumed.return(undefined);

    child.kill('SIGTERM');
    expect(await next()).toMatchObject({ event: 'closing', id: live1?.id, data: { after: live1?.id } });
    expect((await ended).code).toBe(0);
  });

  it('goes on after `caught-up`, which says how far history was read', async () => {
    const { get, post } = await serving();
    await post('/v1/sessions/s1/commands', { name: 'session.start', data: { goal: 'g' } });
    await post('/v1/sessions/s2/commands', { name: 'session.start', data: { goal: 'g' } });
    const items = sseItems(await get('/v1/events?session=s2&actor=nobody'));
    const { value: caughtUp } = await items.next();
    await items.return(undefined);
    expect(caughtUp).toMatchObject({ event: 'caught-up', id: expect.stringMatching(/^REPRISE:\d+$/) });
    await post('/v1/sessions/s1/commands', { name: 'phase.next' });
    const after = sseItems(await get(`/v1/events?after=${caughtUp?.id}`));
    expect((await after.next()).value).toMatchObject({ event: 'phase_started', data: { event: { sessionid: 's1' } } });
    await after.return(undefined);
  });

  it('describes itself', async () => {
    const { get } = await serving();
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/readyz')).json()).toMatchObject({ status: 'ready', durability: 'flushed' });
    const { openapi, paths } = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object };
    expect([openapi, Object.keys(paths)]).toEqual(['3.1.0', expect.arrayContaining(['/v1/events'])]);
    const missing = await get('/nothing');
    expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });
});
