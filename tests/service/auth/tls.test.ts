// The service with TLS: its own certificate, another one while it runs, and behind a proxy that ends TLS.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cliProcess, startCli } from '../../cli/run-cli.ts';
import { newStore } from '../serving.ts';
import { ask, guarded } from './guarded.ts';

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'reprise-tls-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

const certificateFor = async (name: string): Promise<{ cert: string; key: string }> => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    ...{ keyType: 'ec' as const, algorithm: 'sha256' },
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert, key };
};

const subjectOf = async (url: string, ca: string): Promise<number> =>
  (await ask(url, '/healthz', { options: { ca, servername: 'localhost' } as never })).status;

describe('a service with a certificate', () => {
  it('is reached by https, reads another certificate on SIGHUP and when it changes, and keeps one that still fits', async () => {
    const [at, first, second, third] = [
      folder(),
      await certificateFor('one'),
      await certificateFor('two'),
      await certificateFor('three'),
    ];
    const [certFile, keyFile] = [join(at, 'cert.pem'), join(at, 'key.pem')];
    const put = ({ cert, key }: { cert: string; key: string }) => {
      writeFileSync(join(at, 'new'), cert);
      renameSync(join(at, 'new'), certFile);
      writeFileSync(join(at, 'new'), key, { mode: 0o600 });
      renameSync(join(at, 'new'), keyFile);
    };
    put(first);
    const running = startCli([
      ...['serve', '--port', '0', '--host', '0.0.0.0', '--tokens', 'required', '--store', newStore()],
      ...['--tls-cert', certFile, '--tls-key', keyFile, '--log-format', 'json'],
    ]);
    onTestFinished(async () => {
      running.child.kill('SIGTERM');
      await running.ended;
    });
    const [, bound = ''] = await running.until('stdout', / at (https:\/\/\S+)/);
    const url = bound.replace('0.0.0.0', '127.0.0.1');
    expect(await subjectOf(url, first.cert)).toBe(200);
    await expect(subjectOf(url, second.cert)).rejects.toThrow(/certificate|self.signed/i);
    const until = async (cert: string): Promise<void> => {
      const status = await subjectOf(url, cert).catch(() => 0);
      if (status !== 200) await until(cert);
    };
    put(second);
    running.child.kill('SIGHUP');
    await until(second.cert);
    put(third);
    await until(third.cert);
    writeFileSync(certFile, 'no certificate');
    await running.until('stderr', /the old certificate stays/);
    expect(await subjectOf(url, third.cert)).toBe(200);
    expect(running.stderr()).not.toContain('PRIVATE KEY');
  });

  it('of files that do not fit does not start, with a sentence', async () => {
    const [at, one, other] = [folder(), await certificateFor('one'), await certificateFor('two')];
    writeFileSync(join(at, 'cert.pem'), one.cert);
    writeFileSync(join(at, 'key.pem'), other.key);
    const tls = ['--tls-cert', join(at, 'cert.pem'), '--tls-key', join(at, 'key.pem')];
    const { code, stderr } = await cliProcess(['serve', '--store', newStore(), ...tls]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/are no certificate and its key: .*mismatch/)]);
  });
});

describe('beyond loopback', () => {
  it.each([
    [['--host', '0.0.0.0'], 'tokens and TLS are missing.'],
    [['--host', '0.0.0.0', '--tokens', 'required'], 'TLS is missing.'],
    [['--host', '::', '--behind-proxy', '10.0.0.7'], 'tokens are missing.'],
  ])('%j is refused with one sentence', async (args, missing) => {
    const { code, stdout, stderr } = await cliProcess(['serve', '--store', newStore(), ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`is served with tokens and TLS only: ${missing}`);
  });

  it('behind a proxy only requests that came to it by TLS are taken', async () => {
    const { running, create } = await guarded(
      { tokens: 'required', behindProxy: ['127.0.0.1'], allowedHosts: ['board.example'] },
      '0.0.0.0',
    );
    const url = running.url.replace('0.0.0.0', '127.0.0.1');
    const { token } = await create({ role: 'reader' });
    const by = async (headers: Record<string, string>) => (await ask(url, '/v1/log', { token, headers })).status;
    expect(await by({ host: 'board.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '9.9.9.9' })).toBe(200);
    expect(await by({ host: 'board.example', 'x-forwarded-proto': 'http', 'x-forwarded-for': '9.9.9.9' })).toBe(403);
    expect(await by({ host: 'board.example' })).toBe(403);
    expect(await by({ host: 'evil.example', 'x-forwarded-proto': 'https' })).toBe(421);
    expect((await ask(url, '/healthz')).status).toBe(200);
  });
});
