// Charts over HTTP: of a session at a moment, of a profile; as places, and as a picture.
import { describe, expect, it } from 'vitest';
import type { movesOf } from '../../machines/chart/moves-of.ts';
import type { ChartDocument } from '../../src/chart/chart-document.ts';
import { elementsOf } from '../cli/render/well-formed.ts';
import { type Served, served } from './served.ts';

const withSession = async (): Promise<Served> => {
  const service = await served();
  await service.post('/v1/sessions', { session: 's1', data: { goal: 'Reset passwords by email' } });
  await service.post('/v1/sessions/s1/commands', { name: 'phase.next' });
  await service.post('/v1/sessions/s1/commands', { name: 'phase.next' });
  return service;
};

const activeIn = ({ nodes }: ChartDocument): string[] => nodes.filter(({ isActive }) => isActive).map(({ id }) => id);

describe('the chart of a session', () => {
  it('has places, the active states, the edges taken and the moves that are legal, at any moment', async () => {
    const { json } = await withSession();
    const now = (await json('/v1/sessions/s1/chart')) as ChartDocument;
    expect(activeIn(now)).toEqual(['phase Planning', 'session running']);
    expect(now.session?.ordinal).toBe(4);
    expect(now.session?.moves.map(({ id }) => id)).toContain('phase.complete Planning');
    for (const { x, y, w, h } of now.nodes) expect([x, y, w, h].every((one) => Number.isFinite(one))).toBe(true);
    expect(now.edges.filter(({ taken }) => taken > 0).map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'phases start > phase Context',
      'phase Context > phase Planning',
      'session unstarted > session running',
    ]);
    const before = (await json('/v1/sessions/s1/chart?at=2')) as ChartDocument;
    expect(activeIn(before)).toEqual(['phase Context', 'session running']);
  });

  it('offers moves that the service accepts', async () => {
    const { json, post } = await withSession();
    const { session } = (await json('/v1/sessions/s1/chart')) as ChartDocument;
    const skip = session?.moves.find(({ id }) => id === 'phase.skip Review') as ReturnType<typeof movesOf>[number];
    const answer = await post('/v1/sessions/s1/commands', { name: skip.word, data: { ...skip.data, reason: 'R' } });
    expect(answer.status).toBe(200);
  });

  it('is a picture for who asks for one, by Accept or by format, that no browser takes for a page', async () => {
    const { get } = await withSession();
    for (const [path, accept] of [
      ['/v1/sessions/s1/chart', 'image/svg+xml'],
      ['/v1/sessions/s1/chart?format=svg', '*/*'],
      ['/v1/profiles/normal/chart?format=svg', 'application/json'],
    ] as const) {
      const answer = await get(path, { headers: { accept } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(elementsOf((await answer.text()).trimEnd())[0]).toBe('svg');
    }
    const asked = await get('/v1/sessions/s1/chart?format=json', { headers: { accept: 'image/svg+xml' } });
    expect(asked.headers.get('content-type')).toBe('application/json');
  });

  it('fails for a session that is not there, and for a moment that is none', async () => {
    const { get } = await withSession();
    expect((await get('/v1/sessions/none/chart')).status).toBe(404);
    expect((await get('/v1/sessions/s1/chart?at=99')).status).toBe(400);
    expect((await get('/v1/sessions/s1/chart?format=png')).status).toBe(400);
  });
});

describe('the chart of a profile', () => {
  it('is that of a built-in one by its name', async () => {
    const { json, get } = await served();
    const chart = (await json('/v1/profiles/cycles/chart')) as ChartDocument;
    expect([chart.profile, chart.session]).toEqual(['cycles', undefined]);
    expect(chart.groups.map(({ id }) => id)).toEqual(['cycles', 'session']);
    expect((await get('/v1/profiles/none/chart')).status).toBe(404);
  });

  it('is that of one that is sent, or its faults with their places', async () => {
    const { get } = await served();
    const draw = (body: string) =>
      get('/v1/profiles/chart', { method: 'POST', body, headers: { 'content-type': 'application/yaml' } });
    const chart = (await (await draw('name: release\nphases: [Build, Ship]\n')).json()) as ChartDocument;
    expect(chart.nodes.filter(({ kind }) => kind === 'phase').map(({ text }) => text)).toEqual([['Build'], ['Ship']]);
    const wrong = await draw('name: release\nphases: 3\n');
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { faults: [{ in: 'body', line: 2, column: 9 }] }]);
  });
});
