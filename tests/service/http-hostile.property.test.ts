// Hostile HTTP: requests that are made from the table and then broken, and bytes that only look like requests. Whatever
// comes, the service answers with a problem document or ends the connection, has no defect, and records nothing.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/service/operations/all.ts';
import type { Operation } from '../../src/service/operations/operation.ts';
import { runs } from '../more.ts';
import { served } from './served.ts';

const REQUESTS = runs(10_000);
const RAW = runs(2_000);

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
}
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const ask = (url: string, { method, path, headers, body }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** What stands for a param of a path in a request that is well formed. */
const VALID: Readonly<Record<string, string>> = { session: 's1', view: 'plan' };
const pathOf = ({ path }: Operation, values: Readonly<Record<string, string>> = VALID): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? 'x'));

const wellFormed = (one: Operation): Sent => ({
  method: one.method.toUpperCase(),
  path: pathOf(one),
  headers: one.body === undefined ? {} : { 'content-type': one.bodyTypes?.[0] ?? 'application/json' },
  body: one.body === undefined ? undefined : '{"name":"phase.next"}',
});

/** A value that is no object, so that no operation takes it as its body. */
const noObject = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.jsonValue()));
const BAD_IDS = [
  '',
  '.',
  '..',
  'a b',
  'a/b',
  'ä',
  '>',
  '*',
  '$JS',
  `${'x'.repeat(65)}`,
  '%',
  '%ZZ',
  '%00',
  'a\\b',
  "'--",
];
/** Halves of surrogate pairs cannot be escaped, and stay out. */
const escaped = (text: string): string => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, ''));
const WORD = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !['expect', 'session'].includes(text));
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const token = fc.stringMatching(/^[a-z]{3,9}$/).map((text) => `x${text}`);

type Break = (sent: Sent, one: Operation) => Sent;
/** Each makes a request that no operation takes, whatever it was before. */
const breaks: fc.Arbitrary<Break> = fc.oneof(
  fc.tuple(token, fc.string()).map(
    ([name, value]): Break =>
      (sent) => ({ ...sent, path: `${sent.path}?${name}=${escaped(value)}` }),
  ),
  fc.constantFrom(...BAD_IDS).map(
    (session): Break =>
      (sent, one) =>
        one.path.includes('{session}')
          ? { ...sent, path: `${pathOf(one, { ...VALID, session })}?xbad=1` }
          : { ...sent, path: `${sent.path}?xbad=${encodeURIComponent(session)}` },
  ),
  noObject.map(
    (value): Break =>
      (sent) => ({
        ...sent,
        body: sent.body === undefined ? undefined : JSON.stringify(value),
        path: `${sent.path}${sent.body === undefined ? '?xbad=1' : ''}`,
      }),
  ),
  fc.tuple(WORD, fc.jsonValue()).map(
    ([name, value]): Break =>
      (sent) => ({ ...sent, path: `${sent.path}?xbad=1`, body: sent.body && JSON.stringify({ [name]: value }) }),
  ),
  fc.tuple(WORD, fc.dictionary(fc.string(), fc.jsonValue())).map(
    ([name, data]): Break =>
      (sent) => ({
        ...sent,
        method: 'POST',
        path: '/v1/sessions/s1/commands',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: `x${name}`, data }),
      }),
  ),
  fc
    .tuple(fc.constantFrom('task.plan', 'phase.start', 'agent.launch', 'session.start', 'todos.sync'), fc.jsonValue())
    .map(
      ([name, value]): Break =>
        (sent) => ({
          ...sent,
          method: 'POST',
          path: '/v1/sessions/s1/batches',
          headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
          body: JSON.stringify({ commands: [{ name, data: { xbad: value } }] }),
        }),
    ),
  fc.uint8Array({ minLength: 1, maxLength: 64 }).map(
    (bytes): Break =>
      (sent) => ({ ...sent, path: `${sent.path}?xbad=1`, body: sent.body && bytes }),
  ),
  fc
    .constantFrom(
      '{',
      '{"a":1,}',
      '{"name":"phase.next"',
      '\u0000',
      `{"name":"x","data":${deep(2_000)}}`,
      '{"__proto__":1}',
    )
    .map(
      (body): Break =>
        (sent) => ({
          ...sent,
          method: 'POST',
          path: '/v1/sessions/s1/commands',
          headers: { 'content-type': 'application/json' },
          body,
        }),
    ),
  fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data', 'application/json5', '').map(
    (type): Break =>
      (sent) => ({ ...sent, path: `${sent.path}?xbad=1`, headers: { 'content-type': type } }),
  ),
  fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND').map(
    (method): Break =>
      (sent) => ({ ...sent, method, body: undefined, headers: {} }),
  ),
  fc.array(fc.constantFrom('v1', 'sessions', '..', '.', 'x', '%2e%2e', '%2f', '*', ''), { minLength: 1 }).map(
    (parts): Break =>
      (sent) => ({ ...sent, path: `/x/${parts.join('/')}`, body: undefined, headers: {} }),
  ),
  fc.constantFrom('a b', 'x'.repeat(201), 'ä').map(
    (key): Break =>
      (sent, one) => ({
        ...sent,
        path: `${sent.path}?xbad=1`,
        headers: {
          ...sent.headers,
          ...(one.repeatable && { 'idempotency-key': Buffer.from(key, 'latin1').toString('latin1') }),
        },
      }),
  ),
  fc
    .tuple(
      fc.constantFrom('expect', 'limit', 'after', 'from', 'to', 'types', 'session', 'at', 'order', 'maxSeconds'),
      fc.string(),
    )
    .map(
      ([name, value]): Break =>
        (sent) => ({
          ...sent,
          path: `${sent.path}?${name}=${escaped(value)}&xbad=1&${name}=1`,
        }),
    ),
);

const hostile = fc.record({ one: fc.constantFrom(...OPERATIONS), change: breaks });

/**
 * Whether dots in the address make it that of the page, or of an operation: `/x/../v1/sessions` is `/v1/sessions` (RFC 3986,
 * 5.2.4), a request like any other.
 */
const isAnotherRequest = ({ method, path }: Sent): boolean => {
  const [written = ''] = path.split('?');
  if (!/\/(?:\.|%2e){1,2}(?:\/|$)/i.test(written)) return false;
  const { pathname } = new URL(path, 'http://localhost');
  const served = OPERATIONS.filter((one) => one.method.toUpperCase() === method).map((one) => one.path);
  return ['/', ...served].some((one) => new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname));
};

describe('hostile HTTP', () => {
  it(`of ${REQUESTS} requests that no operation takes is answered with problems, and records nothing`, async () => {
    const { log, url, post } = await served();
    await post('/v1/sessions', { session: 's1', data: { goal: 'A goal' } });
    const before = JSON.stringify(await log.sessions());
    await fc.assert(
      fc.asyncProperty(hostile, async ({ one, change }) => {
        const sent = change(wellFormed(one), one);
        fc.pre(!isAnotherRequest(sent));
        const { status, type, text } = await ask(url, sent);
        expect(status, text).toBeGreaterThanOrEqual(400);
        expect(status, text).toBeLessThan(500);
        expect(type).toBe('application/problem+json');
        expect(JSON.parse(text)).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
      }),
      { numRuns: REQUESTS, verbose: 1 },
    );
    expect(JSON.stringify(await log.sessions())).toBe(before);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it(`of ${RAW} connections with bytes that are nearly requests ends in problems, and records nothing`, async () => {
    const { log, url, post } = await served();
    await post('/v1/sessions', { session: 's1', data: { goal: 'A goal' } });
    const before = JSON.stringify(await log.sessions());
    const { port } = new URL(url);
    /** The bytes that come back until the service ends the connection, or has nothing more to say to a half-closed one. */
    const exchanged = (bytes: Uint8Array): Promise<string> =>
      new Promise((resolve) => {
        let text = '';
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(bytes));
        socket.on('data', (chunk) => {
          text += chunk.toString('latin1');
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(text));
      });
    const line = fc.constantFrom(
      'GET /v1/sessions HTTP/1.1',
      'POST /v1/sessions/s1/commands HTTP/1.1',
      'GET http://[ HTTP/1.1',
      'GET * HTTP/1.1',
      'CONNECT a:1 HTTP/1.1',
      'BREW /x HTTP/1.1',
      'GET /\\x HTTP/1.1',
      'GET /healthz HTTP/9.9',
      'PRI * HTTP/2.0',
    );
    const header = fc.constantFrom(
      'host: x',
      'host: a b',
      'host: x, y',
      'content-length: 5',
      'content-length: -1',
      'content-length: 99999999999999999999',
      'content-length: 70000000',
      'transfer-encoding: chunked',
      'transfer-encoding: gzip',
      'expect: 100-continue',
      'expect: a miracle',
      'content-type: application/json',
      'upgrade: websocket',
      'connection: upgrade',
      `x: ${'y'.repeat(20_000)}`,
      'x:\u0000',
      ': nothing',
      'accept: ;;;q=',
      'last-event-id: \u00ff',
    );
    const body = fc.oneof(
      fc.constantFrom('', '{"no":1}', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '-1\r\n', '{"name":'),
      fc.string({ maxLength: 40 }),
    );
    const nearly = fc
      .tuple(line, fc.array(header, { maxLength: 5 }), body)
      .map(([first, headers, rest]) =>
        Buffer.from([first, ...headers, 'connection: close', '', rest].join('\r\n'), 'latin1'),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 4, arbitrary: nearly }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) }),
        async (bytes) => {
          const text = await exchanged(bytes);
          for (const [, status = ''] of text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm))
            expect(Number(status), text).toBeLessThan(500);
          const [, status = '0'] = /^HTTP\/1\.1 ([45]\d\d) /.exec(text) ?? [];
          if (status !== '0') expect(text).toContain('content-type: application/problem+json');
        },
      ),
      { numRuns: RAW, verbose: 1 },
    );
    expect(JSON.stringify(await log.sessions())).toBe(before);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
