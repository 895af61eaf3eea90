// What a request passes before an operation sees it, over HTTP on a real server.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { newTokenParts, tokenText } from '../../../src/service/auth/token-form.ts';
import { revokeToken } from '../../../src/service/auth/tokens.ts';
import { guarded, MARKS } from './guarded.ts';

const started = { name: 'session.start', data: { goal: 'A goal' } };
const SSE = { accept: 'text/event-stream' };

describe('without tokens, on loopback', () => {
  it('anybody on this machine may do all, and a wrong token is nobody', async () => {
    const { ask } = await guarded();
    expect((await ask('/v1/sessions/s3/commands', { method: 'POST', body: started })).status).toBe(200);
    const wrong = await ask('/v1/sessions/s1/events', { token: tokenText(newTokenParts()) });
    expect([wrong.status, wrong.json.code]).toEqual([401, 'UNAUTHENTICATED']);
    const other = await ask('/v1/sessions/s1/events', { headers: { authorization: 'Basic YTpi' } });
    expect(other.status).toBe(401);
  });

  it('a page of another site reaches nothing by a name of its own, nor writes, nor follows', async () => {
    const { ask, heads } = await guarded();
    const before = await heads();
    for (const path of ['/v1/sessions/s1/events', '/healthz', '/openapi.json', '/nothing']) {
      const rebound = await ask(path, { headers: { host: 'evil.example:4280' } });
      expect([path, rebound.status, rebound.json.code]).toEqual([path, 421, 'MISDIRECTED']);
    }
    const origin = 'https://evil.example';
    const write = await ask('/v1/sessions/s4/commands', { method: 'POST', body: started, headers: { origin } });
    expect([write.status, write.json.code]).toEqual([403, 'FORBIDDEN']);
    const text = await ask('/v1/sessions/s4/commands', {
      ...{ method: 'POST', body: JSON.stringify(started) },
      headers: { origin: 'null', 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(403);
    for (const path of ['/v1/events', '/v1/commits', '/v1/sessions/s1/views/plan/live'])
      for (const headers of [SSE, { accept: 'application/json' }, {}])
        expect([path, (await ask(path, { headers: { origin, ...headers } })).status]).toEqual([path, 403]);
    const preflight = await ask('/v1/sessions/s4/commands', {
      ...{ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } },
    });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    const read = await ask('/v1/sessions/s1/events', { headers: { origin } });
    expect([read.status, read.headers['access-control-allow-origin']]).toEqual([200, undefined]);
    expect(await heads()).toEqual(before);
  });

  it('a page of a listed origin may, without credentials of its browser', async () => {
    const origin = 'https://board.example';
    const { ask, running } = await guarded({ corsOrigins: [origin], allowedHosts: ['board.example'] });
    const preflight = await ask('/v1/sessions/s4/commands', {
      ...{ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
    expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
    const write = await ask('/v1/sessions/s4/commands', { method: 'POST', body: started, headers: { origin } });
    expect([write.status, write.headers['access-control-allow-origin']]).toEqual([200, origin]);
    const refused = await ask('/v1/sessions/none/events', { headers: { origin, host: 'board.example' } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([404, origin]);
    for (const { headers } of [preflight, write, refused])
      expect(headers['access-control-allow-credentials']).toBeUndefined();
    const own = await ask('/v1/sessions/s5/commands', {
      method: 'POST',
      body: started,
      headers: { origin: running.url },
    });
    expect(own.status).toBe(200);
  });
});

describe('with tokens', () => {
  it('whatever is not public needs one, also what does not exist, and nothing of a session is public', async () => {
    const { ask } = await guarded({ tokens: 'required' });
    // The page holds nothing of a session; it asks for that with a token.
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/', '/s/s1']) {
      const { status, body } = await ask(path);
      expect([path, status]).toEqual([path, 200]);
      for (const mark of Object.values(MARKS)) expect(body).not.toContain(mark);
    }
    const paths = [
      '/s/',
      '/s/s1/x',
      '/v1',
      '/v1/events',
      '/metrics',
      '/nothing',
      '//healthz',
      '/healthz/',
      '/healthz/../v1/events',
      '/HEALTHZ',
    ];
    for (const path of [
      ...paths,
      '/healthz%2f..%2fv1%2fevents',
      '/v1/sessions/s1%2Fevents',
      '/openapi.json/x',
      '/healthz;x',
    ])
      expect([path, (await ask(path)).status]).toEqual([path, 401]);
    const refused = await ask('/v1/events');
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="reprise"');
    expect(refused.headers['content-type']).toBe('application/problem+json');
  });

  it('a token in an address is refused, and repeated nowhere', async () => {
    const { ask, create } = await guarded({ tokens: 'required' });
    const { token } = await create({ role: 'reader' });
    const secret = token.slice(-43);
    for (const path of [
      `/v1/events?token=${token}`,
      `/v1/${token}`,
      `/v1/events?access_token=${token.replaceAll('_', '%5f')}`,
    ]) {
      const given = await ask(path, { token });
      expect([given.status, given.json.code]).toEqual([400, 'BAD_REQUEST']);
      expect(given.body).not.toContain(secret);
    }
    const wrong = await ask('/v1/events', { token: `${token}x` });
    expect([wrong.status, wrong.body.includes(secret)]).toEqual([401, false]);
  });

  it('who acted is recorded by the token, and a body cannot say it', async () => {
    const { ask, create } = await guarded({ tokens: 'required' });
    const { token, info } = await create({ role: 'writer', name: 'ci' });
    const path = '/v1/sessions/s1/commands';
    const note = { name: 'warning.issue', data: { message: 'Mind the step' } };
    const { json } = await ask(path, { method: 'POST', token, body: note });
    expect(json).toMatchObject({ events: [{ actor: 'ci', authtype: 'api_key', authid: `${info.id}/ci` }] });
    for (const forged of [{ auth: { type: 'user', id: 'ada' } }, { authid: 'ada' }, { authtype: 'user' }]) {
      const refused = await ask(path, { method: 'POST', token, body: { ...note, ...forged } });
      expect([forged, refused.status]).toEqual([forged, 400]);
    }
  });

  it('a token speaks as whom it was given for, and as no person without that', async () => {
    const { ask, create, heads } = await guarded({ tokens: 'required' });
    const path = '/v1/sessions/s1/commands';
    const as = async (token: string, actor?: string) => {
      const body = { name: 'warning.issue', data: { message: 'Mind the step' }, ...(actor !== undefined && { actor }) };
      const { status, json } = await ask(path, { method: 'POST', token, body });
      return status === 200 ? (json.events as { actor: string }[])[0]?.actor : json.code;
    };
    const { token: any } = await create({ role: 'writer', name: 'any' });
    const { token: agent } = await create({ role: 'writer', name: 'agents', actors: ['agent', 'a1'] });
    const { token: alice } = await create({ role: 'writer', name: 'alice', actors: ['person:alice'] });
    const { token: root } = await create({ role: 'admin', name: 'root' });
    expect([await as(any), await as(any, 'orchestrator'), await as(any, 'persons')]).toEqual([
      'any',
      'orchestrator',
      'persons',
    ]);
    expect([await as(agent), await as(agent, 'agent:7'), await as(agent, 'a1')]).toEqual(['agent', 'agent:7', 'a1']);
    expect([await as(alice), await as(root), await as(root, 'person:bob')]).toEqual([
      'person:alice',
      'root',
      'person:bob',
    ]);
    const before = await heads();
    for (const actor of ['person', 'person:alice']) expect(await as(any, actor)).toBe('FORBIDDEN');
    for (const actor of ['a2', 'agents', 'person:alice', 'a1x']) expect(await as(agent, actor)).toBe('FORBIDDEN');
    for (const actor of ['person', 'person:bob', 'orchestrator', 'person:alicex'])
      expect(await as(alice, actor)).toBe('FORBIDDEN');
    expect(await heads()).toEqual(before);
  });

  it('a ticket opens a stream once, for what its token may see, and ends with it', async () => {
    const { ask, create, tokens } = await guarded({ tokens: 'required' });
    const { token, info } = await create({ role: 'writer', sessions: ['s1'] });
    const ticketFor = async (path: string) => {
      const { status, json } = await ask('/v1/tickets', { method: 'POST', token, body: { path } });
      expect(status).toBe(200);
      return json.ticket as string;
    };
    const path = '/v1/events?session=s1';
    const ticket = await ticketFor(path);
    const first = await ask(`${path}&ticket=${ticket}`, { headers: SSE, until: 'caught-up' });
    expect([first.status, first.body.includes(MARKS.s1), first.body.includes(MARKS.s2)]).toEqual([200, true, false]);
    expect(first.body).not.toContain(ticket);
    const again = await ask(`${path}&ticket=${ticket}`, { headers: SSE });
    expect([again.status, again.body.includes(ticket)]).toEqual([401, false]);
    for (const other of ['/v1/events?session=s2', '/v1/events', '/v1/sessions/s1/events']) {
      const late = await ask(`${other}${other.includes('?') ? '&' : '?'}ticket=${await ticketFor(path)}`);
      expect([other, late.status]).toEqual([other, 401]);
    }
    const posted = await ask(`/v1/sessions/s1/commands?ticket=${await ticketFor('/v1/sessions/s1/commands')}`, {
      ...{ method: 'POST', body: started },
    });
    expect(posted.status).toBe(401);
    const live = ask(`${path}&ticket=${await ticketFor(path)}`, { headers: SSE, until: 'never' }).then(
      () => 'ended',
      () => 'cut',
    );
    await revokeToken(tokens, info.id);
    expect(['ended', 'cut']).toContain(await live);
  });

  it('a token that nobody reads any more is cut off when it is revoked', async () => {
    const { running, create, tokens } = await guarded({ tokens: 'required' });
    const { token, info } = await create({ role: 'reader' });
    const { port } = new URL(running.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await revokeToken(tokens, info.id);
    socket.resume();
    await closed;
  });

  it('one caller takes no more requests, streams and bytes than it may', async () => {
    const { ask, create } = await guarded({ tokens: 'required', requestRate: 1, maxStreams: 1 });
    const { token } = await create({ role: 'reader' });
    const first = await new Promise<AbortController>((resolve) => {
      const abort = new AbortController();
      void ask('/v1/events', { token, until: 'never', options: { signal: abort.signal } }).catch(() => undefined);
      const look = async (): Promise<void> => {
        const { status } = await ask('/v1/events', { token, until: 'caught-up' });
        if (status === 429) resolve(abort);
        else await look();
      };
      void look();
    });
    const body = await ask('/v1/tickets', { method: 'POST', token, body: { path: 'x'.repeat(1_100_000) } });
    expect([413, 429]).toContain(body.status);
    let last = body;
    for (let n = 0; n < 12 && last.json.code !== 'TOO_MANY_REQUESTS'; n += 1) last = await ask('/v1/log', { token });
    expect([last.status, Number(last.headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    const { token: other } = await create({ role: 'reader' });
    expect((await ask('/v1/log', { token: other })).status).toBe(200);
    first.abort();
  });

  it('an address that sends wrong tokens is told to wait; a right one beside it is let in', async () => {
    const { ask, create } = await guarded({ tokens: 'required' });
    const statuses = new Set<number>();
    for (let n = 0; n < 62; n += 1) statuses.add((await ask('/v1/log', { token: tokenText(newTokenParts()) })).status);
    expect([...statuses]).toEqual([401, 429]);
    const { token } = await create({ role: 'reader' });
    expect((await ask('/v1/log', { token })).status).toBe(200);
  });

  it('whoever sends a request slowly is cut off', async () => {
    const { running } = await guarded({ tokens: 'required' });
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /v1/events HTTP/1.1\r\nHost: localhost\r\n');
    const slow = setInterval(() => socket.write('X-A: b\r\n'), 500);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.once('close', () => resolve(text));
    });
    clearInterval(slow);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});
