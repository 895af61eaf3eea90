import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { parseNatsUrl } from '../../src/server/external-server.ts';
import { ensureServer, serverStatus } from '../../src/server/managed-server.ts';
import { env } from './store-users.ts';

/** Greets as a nats-server of the version would. */
const standIn = async (greeting: string): Promise<string> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(greeting);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
};
const info = (version: string) => `INFO ${JSON.stringify({ version, server_name: 's', jetstream: true })} \r\n`;

describe('the address in NATS_URL', () => {
  it.each([
    ['nats://ann:s%40cret@host.example:4333', { url: 'nats://host.example:4333', user: 'ann', password: 's@cret' }],
    ['nats://token@host.example', { url: 'nats://host.example:4222', token: 'token' }],
    ['host.example:4333', { url: 'nats://host.example:4333' }],
    ['nats://[::1]:4333', { url: 'nats://[::1]:4333', host: '::1' }],
  ])('%s is understood', (text, expected) => {
    expect(parseNatsUrl(text)).toMatchObject([expected]);
  });

  it.each(['http://host.example', 'nats://', 'nats://host:port', ' ,', 'nats://u:100%sure@h:1', 'nats://%zz@h'])(
    '%j is refused',
    (text) => {
      expect(() => parseNatsUrl(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );
});

describe('a server of the user’s own', () => {
  it('is used as it is and never stopped', async () => {
    const address = await standIn(info('2.15.1'));
    const server = await ensureServer({ env: { ...env, NATS_URL: `nats://ann:secret@${address}` } });
    expect(server).toMatchObject({
      url: `nats://${address}`,
      user: 'ann',
      password: 'secret',
      version: '2.15.1',
      lifetime: 'external',
      started: false,
    });
    await server.release();
    expect(await serverStatus({ env: { NATS_URL: address } })).toMatchObject({ lifetime: 'external' });
  });

  it('is used with a warning below 2.14.6 and refused below 2.12', async () => {
    const warnings: string[] = [];
    const older = await standIn(info('2.13.0'));
    const server = await ensureServer({ env: { NATS_URL: older }, onProgress: (sentence) => warnings.push(sentence) });
    expect(server.warning).toMatch(/2\.13\.0/);
    expect(warnings).toEqual([server.warning]);
    const oldest = await standIn(info('2.10.3'));
    await expect(ensureServer({ env: { NATS_URL: oldest } })).rejects.toMatchObject({ code: 'SERVER_TOO_OLD' });
  });

  it.each([
    ['is something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['greets with garbage', 'INFO {not json\r\n'],
    ['sends nothing', ''],
  ])('is out of reach when what answers there %s', async (_case, greeting) => {
    const address = await standIn(greeting);
    await expect(ensureServer({ env: { NATS_URL: address }, deadlineMs: 400 })).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
      fields: { url: `nats://${address}` },
    });
  });

  it('cannot be reached when nothing listens there, and its password is not shown', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const refused = await ensureServer({
      env: { NATS_URL: `nats://ann:secret@127.0.0.1:${port}` },
      deadlineMs: 400,
    }).catch((error: unknown) => error);
    const ownLog = (url: string, urls: string[] = [url]) =>
      openNatsLog({ url, urls, deadlineMs: 400 }).catch((error: unknown) => error);
    const one = `nats://ann:secret@127.0.0.1:${port}`;
    for (const failure of [refused, await ownLog(one), await ownLog(`${one},${one}`), await ownLog(one, [one])]) {
      expect(failure).toMatchObject({ code: 'LOG_UNREACHABLE', fields: { url: `nats://127.0.0.1:${port}` } });
      expect(JSON.stringify([failure, (failure as Error).message])).not.toContain('secret');
    }
    const odd = `nats://ann:secret@127.0.0.1:port,${one}`;
    for (const failure of [await ownLog(odd), await ownLog(undefined as unknown as string)]) {
      expect(failure).toMatchObject({ code: 'USAGE' });
      expect(JSON.stringify([failure, (failure as Error).message])).not.toContain('secret');
    }
  });
});
