// Each operation over HTTP: what it answers, and how it fails. Every answer is checked against the OpenAPI document.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../machines/profile.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { newTokenParts, tokenText } from '../../src/service/auth/token-form.ts';
import { EXAMPLE, EXAMPLE_ID } from '../cli/run-cli.ts';
import { type Served, served } from './served.ts';

const GOAL = { goal: 'Reset passwords by email' };

/** A service with session `s1`: started, in its first phase. */
const withSession = async (): Promise<Served> => {
  const service = await served();
  await service.post('/v1/sessions', { session: 's1', data: GOAL });
  await service.post('/v1/sessions/s1/commands', { name: 'phase.next' });
  return service;
};

const statusAndProblem = async (response: Response) => [response.status, await response.json()] as const;

describe('a start', () => {
  it('makes an id, and the same for the same key', async () => {
    const { post } = await served();
    const start = async (key?: string) =>
      (await (
        await post('/v1/sessions', { data: GOAL }, key === undefined ? {} : { 'idempotency-key': key })
      ).json()) as { session: string; kind: string };
    const first = await start('one');
    expect(first).toMatchObject({ kind: 'recorded', session: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await start('one')).toMatchObject({ kind: 'repeated', session: first.session });
    const ids = [first.session, (await start('two')).session, (await start()).session, (await start()).session];
    expect(new Set(ids).size).toBe(4);
  });
});

describe('commands', () => {
  it('with a token as their id, or as the key of the request, are refused: two of them were one', async () => {
    const { post, json } = await withSession();
    const token = tokenText(newTokenParts());
    const next = { name: 'phase.next' };
    const key = { 'idempotency-key': token };
    for (const response of [
      await post('/v1/sessions/s1/commands', next, key),
      await post('/v1/sessions/s1/commands', { ...next, id: token }),
      await post('/v1/sessions/s1/batches', { commands: [next] }, key),
      await post('/v1/sessions/s1/batches', { commands: [{ ...next, id: token }] }),
      await post('/v1/sessions', { data: GOAL }, key),
    ]) {
      const text = await response.text();
      expect([response.status, JSON.parse(text)]).toMatchObject([400, { code: 'USAGE', pattern: 'reprise-token' }]);
      expect(text).not.toContain(token);
    }
    expect(await json('/v1/sessions/s1')).toMatchObject({ head: { ordinal: 2 } });
    expect(await json('/v1/sessions')).toMatchObject({ total: 1 });
  });

  it('in a list are all recorded, or none', async () => {
    const { post, json } = await withSession();
    const next = { name: 'phase.next' };
    const refused = await post('/v1/sessions/s1/batches', {
      commands: [next, { name: 'phase.start', data: { phase: 'Delivery' } }],
    });
    expect(await statusAndProblem(refused)).toMatchObject([422, { code: 'REFUSED', place: 1, rule: 'P.order' }]);
    expect(await json('/v1/sessions/s1')).toMatchObject({ head: { ordinal: 2 } });

    const sent = { commands: [next, { name: 'metric.record', data: { name: 'coverage', value: 98 } }] };
    const key = { 'idempotency-key': 'list' };
    expect(await (await post('/v1/sessions/s1/batches?expect=2', sent, key)).json()).toMatchObject({
      ...{ recorded: 3, repeated: 0, ordinal: 5 },
      events: [{ commandid: 'list:1' }, { commandid: 'list:1' }, { commandid: 'list:2' }],
    });
    expect(await (await post('/v1/sessions/s1/batches?expect=2', sent, key)).json()).toMatchObject({
      ...{ recorded: 0, repeated: 2, ordinal: 5 },
    });
    const stale = await post('/v1/sessions/s1/batches?expect=2', { commands: [next] });
    expect(await statusAndProblem(stale)).toMatchObject([409, { code: 'CONFLICT', expected: 2, actual: 5 }]);
    expect(await json('/v1/sessions/s1')).toMatchObject({ head: { ordinal: 5 } });
  });

  it('that are not valid are answered with every fault at its place', async () => {
    const { post, get } = await withSession();
    const several = await post('/v1/sessions/s1/commands?expct=1&expect=x', { nme: 'phase.next', tags: [1] });
    expect(await statusAndProblem(several)).toMatchObject([400, { code: 'BAD_REQUEST', faults: expect.any(Array) }]);
    const { faults } = (await (
      await post('/v1/sessions/s1/commands?expct=1&expect=x', { nme: 'phase.next', tags: [1] })
    ).json()) as { faults: { in: string; path: string[] }[] };
    expect(faults.map(({ in: where, path }) => `${where} ${path.join('.')}`).sort()).toEqual([
      'body name',
      'body nme',
      'body tags.0',
      'query expct',
      'query expect',
    ]);
    const data = await post('/v1/sessions/s1/commands', { name: 'task.plan', data: { taskId: 3, extraa: 1 } });
    expect(await statusAndProblem(data)).toMatchObject([400, { code: 'USAGE', faults: expect.any(Array) }]);
    const word = await post('/v1/sessions/s1/batches', { commands: [{ name: 'phase.next' }, { name: 'phase.nxt' }] });
    expect(await statusAndProblem(word)).toMatchObject([
      400,
      {
        faults: [
          {
            in: 'body',
            path: ['commands', '1', 'name'],
            message: 'there is no word "phase.nxt"; did you mean phase.next?',
          },
        ],
      },
    ]);
    const malformed = await get('/v1/sessions/s1/commands', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":\n "phase.next",}',
    });
    expect(await statusAndProblem(malformed)).toMatchObject([
      400,
      { faults: [{ in: 'body', message: 'expected JSON, not "}"', line: 2, column: 15 }] },
    ]);
  });

  it('are refused by their media type and their size before they are read', async () => {
    const { get, url } = await withSession();
    const text = await get('/v1/sessions/s1/commands', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(await statusAndProblem(text)).toMatchObject([415, { expected: ['application/json'] }]);
    const large = await get('/v1/profiles/check', {
      method: 'POST',
      headers: { 'content-type': 'application/yaml' },
      body: 'x'.repeat(1024 * 1024 + 1),
    });
    expect(await statusAndProblem(large)).toMatchObject([413, { code: 'TOO_LARGE', limit: 1024 * 1024 }]);
    // In chunks: no size is stated, and reading stops at the limit.
    const chunks = await fetch(`${url}/v1/profiles/check`, {
      method: 'POST',
      headers: { 'content-type': 'application/yaml' },
      body: new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(256 * 1024).fill(0x61));
        },
      }),
      duplex: 'half',
    } as RequestInit);
    expect(await statusAndProblem(chunks)).toMatchObject([413, { code: 'TOO_LARGE' }]);
  });

  it('that leave something open mean the session as it is when they arrive, with several services on one log', async () => {
    const log = memoryLog();
    const [one, two] = [await served(log), await served(log)];
    await one.post('/v1/sessions', { session: 's1', data: GOAL });
    const phases = [];
    for (const service of [one, two, one]) {
      await service.post('/v1/sessions/s1/commands', { name: 'phase.next' });
      phases.push(((await service.json('/v1/sessions/s1')) as { overview: object }).overview);
    }
    expect(phases.map((overview) => (overview as { currentPhase: string }).currentPhase)).toEqual(
      PROFILES.normal?.phases.slice(0, 3),
    );
  });
});

describe('reading', () => {
  it('says what is legal now, as data, and what a word takes', async () => {
    const { json, get } = await withSession();
    const { moves, state } = (await json('/v1/sessions/s1/legal')) as {
      moves: { word: string; data: object; needs: object[] }[];
      state: object;
    };
    expect(state).toMatchObject({ ordinal: 2, phases: ['Context'] });
    expect(moves).toContainEqual({ word: 'phase.complete', data: { phase: 'Context' }, needs: [] });
    expect(moves).toContainEqual(
      expect.objectContaining({ word: 'phase.skip', needs: [{ path: ['reason'], schema: expect.any(Object) }] }),
    );
    const ofWord = (await json('/v1/sessions/s1/legal?word=phase.skip')) as {
      moves: { word: string }[];
      schema: object;
    };
    expect(ofWord.schema).toMatchObject({ type: 'object', required: expect.arrayContaining(['phase', 'reason']) });
    expect(new Set(ofWord.moves.map(({ word }) => word))).toEqual(new Set(['phase.skip']));
    expect(await statusAndProblem(await get('/v1/sessions/s1/legal?word=phase.skp'))).toMatchObject([
      400,
      { faults: [{ in: 'query', path: ['word'], message: expect.stringContaining('phase.skip') }] },
    ]);
  });

  it('lists sessions in pages, and one with a fault beside the others', async () => {
    const service = await served();
    const ids = Array.from({ length: 7 }, (_, index) => `s${index}`);
    for (const session of ids) await service.post('/v1/sessions', { session, data: GOAL });
    await service.log.append('foreign', { id: 'f', lines: ['{"no":"event"}'] }, { expected: 0 });
    const pages = async (
      query: string,
    ): Promise<{ rows: { sessionId: string; fault?: object }[]; sizes: number[] }> => {
      const rows: { sessionId: string }[] = [];
      const sizes: number[] = [];
      for (let after = ''; ; ) {
        const page = (await service.json(`/v1/sessions?limit=3${query}${after}`)) as {
          sessions: { sessionId: string }[];
          total: number;
          next?: string;
        };
        expect(page.total).toBe(8);
        rows.push(...page.sessions);
        sizes.push(page.sessions.length);
        if (page.next === undefined) return { rows, sizes };
        after = `&after=${page.next}`;
      }
    };
    const newest = await pages('');
    expect(newest.sizes).toEqual([3, 3, 2]);
    expect(newest.rows.map(({ sessionId }) => sessionId)).toEqual(['foreign', ...ids.toReversed()]);
    expect(newest.rows[0]?.fault).toMatchObject({ code: 'RECORD_INVALID' });
    expect((await pages('&order=id')).rows.map(({ sessionId }) => sessionId)).toEqual(['foreign', ...ids]);
    // What is recorded after the list was first asked for is in it.
    await service.post('/v1/sessions/s0/commands', { name: 'phase.next' });
    expect(await service.json('/v1/sessions?limit=1')).toMatchObject({
      sessions: [{ sessionId: 's0', currentPhase: 'Context' }],
    });
    expect(await statusAndProblem(await service.get('/v1/sessions?after=x&limit=0'))).toMatchObject([400, {}]);
    expect(await statusAndProblem(await service.get('/v1/sessions?after=x'))).toMatchObject([
      400,
      { faults: [{ in: 'query', path: ['after'] }] },
    ]);
    const { health } = (await service.json('/v1/sessions/foreign')) as { health: object };
    expect(health).toMatchObject({ fault: { code: 'RECORD_INVALID' } });
  });

  it('gives events by range, type and actor, in pages or as they were recorded', async () => {
    const { post, json, get } = await withSession();
    await post('/v1/sessions/s1/commands', { name: 'metric.record', data: { name: 'a', value: 1 }, actor: 'ci' });
    await post('/v1/sessions/s1/commands', { name: 'phase.next' });
    const ordinals = async (query: string) =>
      ((await json(`/v1/sessions/s1/events?${query}`)) as { events: { event: { ordinal: number } }[] }).events.map(
        ({ event }) => event.ordinal,
      );
    expect(await ordinals('')).toEqual([1, 2, 3, 4, 5]);
    expect(await ordinals('from=2&to=4')).toEqual([2, 3, 4]);
    expect(await ordinals('types=phase_started,phase_completed')).toEqual([2, 4, 5]);
    expect(await ordinals('actor=ci')).toEqual([3]);
    expect(await ordinals('to=2999-01-01T00:00:00Z&after=3')).toEqual([4, 5]);
    expect(await json('/v1/sessions/s1/events?limit=2&after=1')).toMatchObject({ more: true, next: 3 });
    const lines = await get('/v1/sessions/s1/events?types=metric_recorded', {
      headers: { accept: 'application/x-ndjson' },
    });
    const whole = await (await get('/v1/sessions/s1/export')).text();
    const text = await lines.text();
    expect(whole).toContain(text);
    expect(JSON.parse(text)).toMatchObject({ type: 'metric_recorded', actor: 'ci' });
    expect(await statusAndProblem(await get('/v1/sessions/s1/events?from=9'))).toMatchObject([
      400,
      { code: 'BAD_INPUT' },
    ]);
    expect(await statusAndProblem(await get('/v1/sessions/s1/events?types=phase_startd'))).toMatchObject([
      400,
      { faults: [{ path: ['types', '0'], message: expect.stringContaining('phase_started') }] },
    ]);
    expect(await statusAndProblem(await get('/v1/sessions/s2/events'))).toMatchObject([404, { near: ['s1'] }]);
  });

  it('gives a view and a replay at any moment', async () => {
    const { post, json, get } = await withSession();
    await post('/v1/sessions/s1/commands', { name: 'phase.next' });
    expect(await json('/v1/sessions/s1/views/overview')).toMatchObject({ currentPhase: 'Planning', lastOrdinal: 4 });
    expect(await json('/v1/sessions/s1/views/overview?at=2')).toMatchObject({
      currentPhase: 'Context',
      lastOrdinal: 2,
    });
    expect(await statusAndProblem(await get('/v1/sessions/s1/views/overview?at=2&atCycle=1'))).toMatchObject([400, {}]);
    expect(await statusAndProblem(await get('/v1/sessions/s1/views/plann'))).toMatchObject([
      400,
      { faults: [{ in: 'path', path: ['view'] }] },
    ]);
    const steps = (await (await get('/v1/sessions/s1/replay?from=2&to=3&view=plan')).text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(steps).toMatchObject([
      { kind: 'step', ordinal: 2, changes: [{ entity: 'phase', to: 'active' }], views: { plan: { sessionId: 's1' } } },
      { kind: 'step', ordinal: 3 },
    ]);
  });

  it('exports and imports byte for byte, and as four files', async () => {
    const { json, get } = await withSession();
    const exported = await get('/v1/sessions/s1/export');
    const text = await exported.text();
    expect(exported.headers.get('reprise-head')).toMatch(/^2:[0-9a-f]{64}$/);
    const other = await served(memoryLog());
    const send = (path: string, body: string, type: string) =>
      other.get(path, { method: 'POST', body, headers: { 'content-type': type } });
    const ndjson = 'application/x-ndjson';
    expect(await (await send('/v1/imports?dryRun=true', text, ndjson)).json()).toMatchObject({
      dryRun: true,
      added: 2,
    });
    expect(await statusAndProblem(await other.get('/v1/sessions/s1'))).toMatchObject([404, {}]);
    expect(await (await send('/v1/imports', text, ndjson)).json()).toMatchObject({ sessionId: 's1', added: 2 });
    expect(await (await send('/v1/imports', text, ndjson)).json()).toMatchObject({ wasThere: true, added: 0 });
    expect(await (await other.get('/v1/sessions/s1/export')).text()).toBe(text);
    expect(await other.json(`/v1/sessions/s1/verify?head=${exported.headers.get('reprise-head')}`)).toMatchObject({
      ok: true,
    });
    const torn = await send('/v1/imports', text.slice(0, -10), ndjson);
    expect(await statusAndProblem(torn)).toMatchObject([
      422,
      { code: 'RECORD_INVALID', detail: expect.stringContaining('the body') },
    ]);
    const secret = text.replace('Reset passwords by email', `ghp_${'a'.repeat(36)}`);
    expect(await statusAndProblem(await send('/v1/imports', secret, ndjson))).toMatchObject([422, {}]);

    const files = (await json('/v1/sessions/s1/export', { headers: { accept: 'application/json' } })) as object;
    const third = await served(memoryLog());
    expect(await (await third.post('/v1/imports/session-files', { session: 's1', ...files })).json()).toMatchObject({
      ...{ added: 2, report: { recorded: 2 } },
    });
    const example = Object.fromEntries(
      ['planning', 'todo', 'workbook', 'events'].map((kind) => [
        kind,
        JSON.parse(readFileSync(join(EXAMPLE, `${kind}-${EXAMPLE_ID}.json`), 'utf8')) as object,
      ]),
    );
    const imported = await third.post('/v1/imports/session-files', { session: EXAMPLE_ID, ...example });
    expect(await imported.json()).toMatchObject({ report: { recorded: 47 } });
    expect(
      await statusAndProblem(await third.post('/v1/imports/session-files', { session: 'x', todo: {} })),
    ).toMatchObject([400, { code: 'BAD_INPUT', detail: expect.stringContaining('todo-x.json') }]);
  });

  it('verifies, and checks a profile within its time', async () => {
    const service = await withSession();
    expect(await service.json('/v1/sessions/s1/verify')).toMatchObject({ ok: true, events: 2 });
    await service.log.append('foreign', { id: 'f', lines: ['{"no":"event"}'] }, { expected: 0 });
    expect(await service.json('/v1/sessions/foreign/verify')).toMatchObject({ ok: false, fault: { kind: 'decode' } });
    expect(await service.json('/v1/profiles')).toMatchObject({ profiles: [{ name: 'normal' }, {}, {}, {}] });
    const check = (body: string, query = '?maxSeconds=1&sequences=5&maxStates=200') =>
      service.get(`/v1/profiles/check${query}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/yaml' },
      });
    const profile = 'name: release\nphases: [Build, Ship]\n';
    const first = check(profile);
    const second = await check(profile);
    const answers = [await first, second].map(({ status }) => status).sort();
    expect(answers).toEqual([200, 429]);
    expect(second.headers.get('retry-after') ?? (await first).headers.get('retry-after')).toBe('1');
    expect(await statusAndProblem(await check('name: release\nphases: 3\n'))).toMatchObject([
      400,
      { faults: [{ in: 'body', line: 2, column: 9 }] },
    ]);
  });
});

describe('an address', () => {
  it('that takes another method says which, and one that is none names no more', async () => {
    const { get } = await served();
    const wrong = await get('/v1/sessions', { method: 'DELETE' });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(await statusAndProblem(wrong)).toMatchObject([405, { code: 'METHOD_NOT_ALLOWED' }]);
    expect((await get('/v1/sessions', { method: 'HEAD' })).status).toBe(200);
    expect(await statusAndProblem(await get('/v2/sessions'))).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });
});
