// What a request names beside its path, over raw sockets: the authority of its target, and the charset of its body.
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { served } from './served.ts';

const start = JSON.stringify({ name: 'session.start', data: { goal: 'A goal' } });

const serving = async () => {
  const { url, log } = await served();
  const { port } = new URL(url);
  /** The status and the problem (or what else) that bytes are answered with. */
  const answerTo = async (bytes: string) => {
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.write(bytes);
    await once(socket, 'close');
    const [head = '', body = ''] = text.split('\r\n\r\n');
    return { status: Number(head.slice(9, 12)), type: /content-type: (\S+)/i.exec(head)?.[1], json: JSON.parse(body) };
  };
  return {
    log,
    get: (target: string, host: string) =>
      answerTo(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
    post: (contentType: string, path = '/v1/sessions/s1/commands', body = start) =>
      answerTo(
        `POST ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: ${contentType}\r\n` +
          `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      ),
  };
};

const PROBLEM = 'application/problem+json';

describe('a target in absolute form', () => {
  it.each([
    'http://evil.example/v1/sessions',
    'http://evil.example:4280/healthz',
    'https://evil.example/v1/sessions',
    'http://localhost@evil.example/v1/sessions',
    'http://localhost.evil.example/v1/sessions',
  ])('%s is refused by its authority, whatever Host says', async (target) => {
    const { get } = await serving();
    expect(await get(target, 'localhost')).toMatchObject({ status: 421, type: PROBLEM, json: { code: 'MISDIRECTED' } });
  });

  it('counts where Host names another', async () => {
    const { get } = await serving();
    expect(await get('http://localhost/healthz', 'evil.example')).toMatchObject({ status: 200 });
    expect(await get('http://127.0.0.1:1/v1/sessions', 'localhost')).toMatchObject({ status: 200 });
    expect(await get('/healthz', 'evil.example')).toMatchObject({ status: 421 });
  });

  it('that is no address is a bad request', async () => {
    const { get } = await serving();
    for (const target of ['http://[', 'HTTP://evil.example/healthz', 'ftp://localhost/healthz'])
      expect([target, await get(target, 'localhost')]).toEqual([
        target,
        expect.objectContaining({ status: 400, type: PROBLEM }),
      ]);
  });
});

describe('the charset of a body', () => {
  it.each([
    'application/json; charset=latin1',
    'application/json;charset="ISO-8859-1"',
    'application/json; Charset=utf-16',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json; charset=',
  ])('of %s is refused, and nothing is recorded', async (contentType) => {
    const { post, log } = await serving();
    expect(await post(contentType)).toMatchObject({
      ...{ status: 415, type: PROBLEM },
      json: { code: 'UNSUPPORTED_MEDIA_TYPE', detail: expect.stringContaining('not in UTF-8') },
    });
    expect(await log.sessions()).toEqual([]);
  });

  it('is UTF-8 however that is written', async () => {
    const { post } = await serving();
    const contentTypes = [
      'application/json',
      'application/json; charset=utf-8',
      'Application/JSON ; charset="UTF-8"',
      'application/json;charset=utf8; version="a; charset=latin1"',
    ];
    for (const [n, contentType] of contentTypes.entries()) {
      const { status } = await post(contentType, `/v1/sessions/s${n}/commands`);
      expect([contentType, status]).toEqual([contentType, 200]);
    }
  });

  it('counts for lines too', async () => {
    const { post } = await serving();
    const refused = await post('application/x-ndjson; charset=latin1', '/v1/imports', '');
    expect(refused).toMatchObject({ status: 415, json: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  });
});
