// A service whose server of the log goes away: it stays up, answers 503, and works again when the server does. And the end of
// a service that something holds up: bounded by a setting, at once with a second signal.
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestServer, type TestServer } from '../real-server.ts';
import { standStill } from '../stand-still.ts';
import { note, sendTo, serviceProcess, startSession } from './processes.ts';
import { newStore } from './serving.ts';

/** A server of its own, and a service on it. */
const onServer = async (args: readonly string[] = []) => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const { url, user, password } = server.info;
  const env = {
    NATS_URL: url.replace('//', `//${user}:${password}@`),
    REPRISE_STORE: newStore(),
    REPRISE_PORT: '0',
  };
  return { server, service: await serviceProcess(args, { env }) };
};

const metric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
};

const untilIt = (state: () => unknown, expected: unknown) =>
  expect.poll(state, { timeout: 300_000, interval: 50 }).toEqual(expected);

describe('while nats-server is away', () => {
  it('the service stays up and answers 503, and works again when it is back', async () => {
    const { server, service } = await onServer(['--deadline-seconds', '1']);
    const { url } = service;
    await startSession(url, 's1');
    expect(await metric(url, 'reprise_log_up')).toBe(1);
    await server.kill9();
    await untilIt(() => metric(url, 'reprise_log_up'), 0);
    const answer = await sendTo(url, 's1', note('n1'));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect(await answer.json()).toMatchObject({ code: 'LOG_UNREACHABLE', status: 503 });
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, (await ready.json()) as object]).toMatchObject([503, { code: 'LOG_UNREACHABLE' }]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    await server.restart();
    await untilIt(async () => (await fetch(`${url}/readyz`)).status, 200);
    expect((await sendTo(url, 's1', note('n1'))).status).toBe(200);
    expect(await metric(url, 'reprise_log_up')).toBe(1);
    const said = service.log().map(({ msg }) => msg);
    expect(said).toContain('the connection to the log is lost');
    expect(said).toContain('the log is connected again');
  });
});

/** A server that stands still: what is sent to it is not answered. */
const stoodStill = async ({ info: { pid = 0 } }: TestServer): Promise<void> => {
  onTestFinished(await standStill(pid));
};

describe('a drain that something holds up', () => {
  const underWay = async (args: readonly string[]) => {
    const { server, service } = await onServer(['--deadline-seconds', '600', ...args]);
    await startSession(service.url, 's1');
    await stoodStill(server);
    const answer = sendTo(service.url, 's1', note('n1')).catch((error: Error) => error);
    await untilIt(() => metric(service.url, 'reprise_appends_waiting'), 1);
    service.child.kill('SIGTERM');
    await service.until('stderr', /"msg":"draining"/);
    return { service, answer };
  };

  it('answers new requests with 503 meanwhile, and ends after its seconds: what is left is cut off', async () => {
    const { service, answer } = await underWay(['--drain-seconds', '3']);
    const late = await sendTo(service.url, 's1', note('n2'));
    expect([late.status, late.headers.get('retry-after'), late.headers.get('connection')]).toEqual([503, '1', 'close']);
    expect(await late.json()).toMatchObject({ code: 'DRAINING' });
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    const { code } = await service.ended;
    expect(code).toBe(0);
    expect(await answer).toBeInstanceOf(Error);
    expect(service.log()).toContainEqual(expect.objectContaining({ msg: 'requests were cut off', requests: 1 }));
  });

  it('ends at once with a second signal', async () => {
    const { service } = await underWay(['--drain-seconds', '3600']);
    service.child.kill('SIGINT');
    expect(await service.ended).toMatchObject({ code: 130 });
  });
});
