// Hosts, origins, proxies, limits and tickets, each by itself.
import { describe, expect, it } from 'vitest';
import { type AccessOptions, requireSafeAccess } from '../../../src/service/auth/access.ts';
import { isAllowedHost } from '../../../src/service/auth/hosts.ts';
import { Limits } from '../../../src/service/auth/limits.ts';
import { originFrom, requireOrigin } from '../../../src/service/auth/origins.ts';
import { wayBy } from '../../../src/service/auth/proxies.ts';
import { Tickets } from '../../../src/service/auth/tickets.ts';
import type { Caller } from '../../../src/service/service.ts';

const codeOf = (call: () => unknown): string => {
  try {
    call();
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the host of a request', () => {
  const hosts = { bound: '127.0.0.1', names: ['board.example'] };
  it.each([
    'localhost',
    'LOCALHOST:4280',
    '127.0.0.1:1',
    '127.9.9.9',
    '[::1]:4280',
    'a.localhost',
    'board.example:443',
  ])('%s is taken', (host) => expect(isAllowedHost(host, hosts, '127.0.0.1')).toBe(true));
  it.each([
    ...[undefined, '', 'evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '1.2.3.4', '0.0.0.0'],
    ...['evil.example:4280', 'board.example.evil.example', '[::2]', 'localhost@evil.example', '127.1', '2130706433'],
  ])('%s is not', (host) => expect(isAllowedHost(host, hosts, '127.0.0.1')).toBe(false));

  it('may be the address of the connection where the service listens on every address, and no other', () => {
    const every = { bound: '0.0.0.0', names: [] };
    expect(isAllowedHost('10.0.0.5:4280', every, '10.0.0.5')).toBe(true);
    expect(isAllowedHost('10.0.0.5', { bound: '::', names: [] }, '::ffff:10.0.0.5')).toBe(true);
    expect(isAllowedHost('10.0.0.6', every, '10.0.0.5')).toBe(false);
    expect(isAllowedHost('board.example', every, '10.0.0.5')).toBe(false);
    expect(isAllowedHost('10.0.0.5', { bound: '10.0.0.5', names: [] }, '10.0.0.5')).toBe(true);
  });
});

describe('pages of other origins', () => {
  const own = 'http://127.0.0.1:4280';
  const listed = ['https://board.example'];
  const ask = (method: string, origin: string | null, isStream = false) =>
    codeOf(() => requireOrigin({ method, own, origin, isStream }, listed));
  it('may neither write nor follow, unless they are listed', () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:4281',
      'https://127.0.0.1:4280',
      'http://board.example',
    ]) {
      for (const method of ['POST', 'DELETE', 'PUT', 'OPTIONS', 'PATCH']) expect(ask(method, origin)).toBe('FORBIDDEN');
      expect(ask('GET', origin, true)).toBe('FORBIDDEN');
      expect(ask('GET', origin)).toBe('none');
    }
    for (const origin of [null, own, 'https://board.example']) expect(ask('POST', origin)).toBe('none');
    expect(ask('GET', 'https://board.example', true)).toBe('none');
  });
  it('are named one by one, as a browser writes them', () => {
    expect(originFrom('https://board.example')).toBe('https://board.example');
    for (const text of [
      '*',
      'null',
      'board.example',
      'https://board.example/',
      'https://Board.example',
      'file://',
      'https://*.example',
    ])
      expect([text, originFrom(text)]).toEqual([text, undefined]);
  });
});

describe('behind a proxy', () => {
  const headers = (given: Record<string, string>) => (name: string) => given[name] ?? null;
  const forged = {
    ...{
      host: 'inner',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'board.example',
    },
  };
  it('only a proxy that was named is believed', () => {
    const way = wayBy(['10.0.0.0/24', '::1']);
    expect(way({ address: '10.0.0.7', isTls: false }, headers(forged))).toEqual({
      ...{ address: '1.2.3.4', host: 'board.example', isSecure: true, isProxied: true },
    });
    expect(way({ address: '10.0.1.7', isTls: false }, headers(forged))).toEqual({
      ...{ address: '10.0.1.7', host: 'inner', isSecure: false, isProxied: false },
    });
    expect(wayBy([])({ address: '127.0.0.1', isTls: true }, headers(forged))).toMatchObject({
      address: '127.0.0.1',
      isSecure: true,
    });
  });
  it('what stands before the last address that is no proxy was made up', () => {
    const way = wayBy(['10.0.0.0/24']);
    const address = (text: string) =>
      way({ address: '::ffff:10.0.0.7', isTls: false }, headers({ 'x-forwarded-for': text })).address;
    expect(address('9.9.9.9, 5.6.7.8, 10.0.0.9')).toBe('5.6.7.8');
    expect(address('5.6.7.8, nonsense')).toBe('10.0.0.7');
    expect(address('')).toBe('10.0.0.7');
  });
  it('what is no address of a proxy is refused', () => {
    for (const text of ['proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', ''])
      expect(codeOf(() => wayBy([text]))).toBe('USAGE');
  });
});

describe('beyond this machine', () => {
  const say = (host: string, options: AccessOptions) => {
    try {
      requireSafeAccess(host, options);
      return 'served';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const tls = { tlsCert: 'a', tlsKey: 'b' };
  it('tokens and TLS are needed, and a sentence says which is missing', () => {
    expect(say('0.0.0.0', {})).toMatch(/tokens and TLS are missing\.$/);
    expect(say('0.0.0.0', { tokens: 'required' })).toMatch(/: TLS is missing\.$/);
    expect(say('10.0.0.5', tls)).toMatch(/: tokens are missing\.$/);
    expect(say('::', { tokens: 'required', ...tls })).toBe('served');
    expect(say('0.0.0.0', { tokens: 'required', behindProxy: ['10.0.0.7'] })).toBe('served');
  });
  it('on loopback nothing is', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost']) expect(say(host, {})).toBe('served');
  });
  it('half of a certificate, and an origin that is none, are refused anywhere', () => {
    expect(say('127.0.0.1', { tlsCert: 'a' })).toBe('TLS needs a certificate and its key.');
    expect(say('127.0.0.1', { corsOrigins: ['*'] })).toBe('"*" is not an origin.');
  });
});

describe('tickets', () => {
  const caller: Caller = { role: 'writer', name: 'ci', auth: { type: 'api_key', id: 'a/ci' } };
  const at = (path: string) => new URL(path, 'http://127.0.0.1:4280');

  it('open one path once, to read only, whatever the order of its query', () => {
    const tickets = new Tickets();
    const { ticket } = tickets.issue(caller, '/v1/events?session=s1&from=now');
    expect(tickets.use(ticket, 'GET', at(`/v1/events?from=now&ticket=${ticket}&session=s1`))).toEqual({
      ...caller,
      role: 'reader',
    });
    expect(codeOf(() => tickets.use(ticket, 'GET', at('/v1/events?session=s1&from=now')))).toBe('UNAUTHENTICATED');
  });

  it('open no other path, no other method, and nothing after half a minute', () => {
    let nowMs = 0;
    const tickets = new Tickets(() => nowMs);
    const refused = (method: string, path: string) => {
      const { ticket } = tickets.issue(caller, '/v1/events?session=s1');
      nowMs += path === '/late' ? 30_000 : 1;
      return codeOf(() => tickets.use(ticket, method, at(path === '/late' ? '/v1/events?session=s1' : path)));
    };
    for (const path of [
      '/v1/events',
      '/v1/events?session=s2',
      '/v1/events?session=s1&session=s2',
      '/v1/events/?session=s1',
      '/v1/sessions?session=s1',
      '/late',
    ])
      expect([path, refused('GET', path)]).toEqual([path, 'UNAUTHENTICATED']);
    expect(refused('POST', '/v1/events?session=s1')).toBe('UNAUTHENTICATED');
    expect(refused('HEAD', '/v1/events?session=s1')).toBe('UNAUTHENTICATED');
    for (const text of ['', 'x', `rtk_${'a'.repeat(43)}`])
      expect(codeOf(() => tickets.use(text, 'GET', at('/v1/events')))).toBe('UNAUTHENTICATED');
  });

  it('end with the token that they were asked for with', () => {
    const ends = new AbortController();
    const tickets = new Tickets();
    const { ticket } = tickets.issue({ ...caller, ends: ends.signal }, '/v1/events');
    ends.abort();
    expect(codeOf(() => tickets.use(ticket, 'GET', at('/v1/events')))).toBe('UNAUTHENTICATED');
  });

  it('are for paths of the service only', () => {
    const tickets = new Tickets();
    for (const path of [
      '',
      'x',
      'http://evil.example/v1/events',
      '//evil.example/v1/events',
      '/healthz',
      '/v1/../healthz',
      '/v1/a#b',
    ])
      expect([path, codeOf(() => tickets.issue(caller, path))]).toEqual([
        path,
        path === '/v1/../healthz' ? 'none' : 'BAD_REQUEST',
      ]);
  });
});

describe('limits', () => {
  it('bound the requests of a token, and say when to come again', async () => {
    const limits = new Limits({ requestsPerSecond: 2, streams: 1 });
    for (let n = 0; n < 20; n += 1) await limits.takeRequest('a');
    await expect(limits.takeRequest('a')).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      fields: { retryAfter: expect.any(Number) },
    });
    await limits.takeRequest('b');
  });
  it('bound the streams of a token, and give a place back once', () => {
    const limits = new Limits({ requestsPerSecond: 2, streams: 2 });
    const first = limits.takeStream('a');
    limits.takeStream('a');
    expect(codeOf(() => limits.takeStream('a'))).toBe('TOO_MANY_REQUESTS');
    limits.takeStream('b');
    first();
    first();
    limits.takeStream('a');
    expect(codeOf(() => limits.takeStream('a'))).toBe('TOO_MANY_REQUESTS');
  });
  it('bound what one address may try', async () => {
    const limits = new Limits();
    for (let n = 0; n < 60; n += 1) await limits.countRefused('1.2.3.4');
    await expect(limits.countRefused('1.2.3.4')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    await limits.countRefused('1.2.3.5');
  });
});
