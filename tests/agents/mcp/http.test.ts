// `/mcp` of a service on a real server, with a real MCP client: the same tools, and tokens, hosts and limits as everywhere.
import { expect, it, onTestFailed } from 'vitest';
import { answerMcp } from '../../../src/agents/mcp/answer-http.ts';
import { memoryLog } from '../../../src/log/memory.ts';
import { startService } from '../../../src/service/serve.ts';
import { guarded } from '../../service/auth/guarded.ts';
import { callTool, type Era, httpClient, noticesOf } from './clients.ts';

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const JSON_HEADERS = { accept: 'application/json, text/event-stream' };

it.each<Era>(['modern', 'legacy'])(
  'an agent works in a session over HTTP (%s)',
  async (era) => {
    const { running } = await guarded();
    const client = await httpClient(running.url, { era, headers: { 'reprise-session': 's1' } });
    expect(await callTool(client, 'session')).toMatchObject({ data: { session: 's1', ordinal: 1 } });
    const refused = await callTool(client, 'send', { command: 'phase.complete', data: { phase: 'Context' } });
    expect(refused).toMatchObject({ isError: true, error: { code: 'REFUSED', legal: expect.any(Array) } });
    expect(await callTool(client, 'send', { session: 's2', command: 'phase.next' })).toMatchObject({
      data: { session: 's2', kind: 'recorded' },
    });
    const started = await callTool(client, 'session', { goal: 'A new one', new: true });
    expect(started).toMatchObject({ data: { started: true, goal: 'A new one' } });
    expect(await callTool(client, 'verify', { session: 's2' })).toMatchObject({ data: { ok: true } });
  },
  60_000,
);

it('an agent waits for an answer that comes over HTTP, and is told when a view changes', async () => {
  const { running, ask } = await guarded();
  const client = await httpClient(running.url, { headers: { 'reprise-session': 's1' } });
  const notices = noticesOf(client);
  const uri = 'reprise://sessions/s1/workbook';
  await client.listen({ resourceSubscriptions: [uri] });
  await notices.until(1);
  const waiting = callTool(client, 'ask', { question: 'Ship it?', waitSeconds: 50 });
  await notices.until(2);
  const body = { name: 'question.resolve', data: { entryId: 'question_1', answer: 'yes' }, actor: 'person:ann' };
  expect(await ask('/v1/sessions/s1/commands', { method: 'POST', body })).toMatchObject({ status: 200 });
  expect(await waiting).toMatchObject({ data: { answer: 'yes', by: 'person:ann' } });
  await notices.until(3);
  expect(new Set(notices.seen)).toEqual(new Set([uri]));
}, 60_000);

it('a token does what its role and its sessions allow', async () => {
  const { running, create, ask, heads } = await guarded({ tokens: 'required' });
  const reader = await create({ name: 'r', role: 'reader' });
  const writer = await create({ name: 'w', role: 'writer', sessions: ['s1'] });
  expect(await ask('/mcp', { method: 'POST', headers: JSON_HEADERS, body: LIST })).toMatchObject({ status: 401 });
  await expect(httpClient(running.url)).rejects.toThrow();

  const before = await heads();
  const reading = await httpClient(running.url, { token: reader.token });
  for (const [name, given] of [
    ['send', { session: 's1', command: 'phase.next' }],
    ['todos', { session: 's1', todos: [] }],
    ['plan', { session: 's1', text: '- [ ] one\n' }],
    ['ask', { session: 's1', question: 'May I?' }],
    ['session', { goal: 'Mine' }],
  ] as const)
    expect(await callTool(reading, name, given), name).toMatchObject({ isError: true, error: { code: 'FORBIDDEN' } });
  expect(await heads()).toEqual(before);
  expect(await callTool(reading, 'view', { session: 's1', view: 'overview' })).toMatchObject({ isError: false });

  const writing = await httpClient(running.url, { token: writer.token });
  expect(await callTool(writing, 'send', { command: 'phase.next' })).toMatchObject({ data: { session: 's1' } });
  for (const name of ['session', 'verify', 'legal', 'plan', 'todos'])
    expect(await callTool(writing, name, { session: 's2' }), name).toMatchObject({
      isError: true,
      error: { code: 'FORBIDDEN' },
    });
  await expect(writing.readResource({ uri: 'reprise://sessions/s2/plan' })).rejects.toThrow();
  const { resources } = await writing.listResources();
  expect(resources.filter(({ uri }) => uri.includes('/s2/'))).toEqual([]);
  const notices = noticesOf(writing);
  await writing.listen({ resourceSubscriptions: ['reprise://sessions/s2/plan', 'reprise://sessions/s1/overview'] });
  await notices.until(1);
  expect(
    await ask('/v1/sessions/s2/commands', {
      token: (await create({ name: 'a', role: 'admin' })).token,
      method: 'POST',
      body: { name: 'phase.next' },
    }),
  ).toMatchObject({ status: 200 });
  expect(await callTool(writing, 'send', { command: 'phase.next' })).toMatchObject({ isError: false });
  await notices.until(2);
  expect(new Set(notices.seen)).toEqual(new Set(['reprise://sessions/s1/overview']));
}, 60_000);

it('requests by other hosts, from pages, too large or torn are refused as everywhere', async () => {
  const { ask } = await guarded();
  const post = (asked: object) => ask('/mcp', { method: 'POST', headers: JSON_HEADERS, body: LIST, ...asked });
  expect(await post({})).toMatchObject({ status: 200 });
  expect(await post({ headers: { ...JSON_HEADERS, host: 'evil.example' } })).toMatchObject({ status: 421 });
  expect(await post({ headers: { ...JSON_HEADERS, origin: 'https://evil.example' } })).toMatchObject({ status: 403 });
  expect(await post({ headers: { ...JSON_HEADERS, 'content-type': 'text/plain' } })).toMatchObject({ status: 415 });
  expect(
    await post({ headers: { ...JSON_HEADERS, 'content-length': String(65 * 1024 * 1024) }, body: '{' }),
  ).toMatchObject({
    status: 413,
  });
  expect(await post({ body: '{"jsonrpc":' })).toMatchObject({ status: 400, json: { error: { code: -32_700 } } });
  expect(await ask('/mcp')).toMatchObject({ status: 405 });
  expect(await ask('/healthz')).toMatchObject({ status: 200 });
}, 60_000);

it('a service that drains answers who waits with the ticket, and ends what is watched', async () => {
  const { url, drain } = await startService({ log: memoryLog(), port: 0, mcp: answerMcp });
  onTestFailed(() => drain(0));
  const client = await httpClient(url, { headers: { 'reprise-session': 's1' } });
  await callTool(client, 'session', { session: 's1', goal: 'Drain' });
  const notices = noticesOf(client);
  const watching = await client.listen({ resourceSubscriptions: ['reprise://sessions/s1/workbook'] });
  await notices.until(1);
  const waiting = callTool(client, 'ask', { question: 'Ship it?', waitSeconds: 50 });
  await notices.until(2);
  await drain(5_000);
  expect(await waiting).toMatchObject({ data: { ticket: 's1/question_1', waiting: true } });
  await watching.closed;
}, 60_000);
