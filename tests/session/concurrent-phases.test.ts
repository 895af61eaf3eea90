// Two who both go on to the next phase at once advance one phase: services and handles on a log in memory, in every order
// that a scheduler makes of their requests; and two processes on a real server.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduledLog, scheduleOf } from '../../src/check/model-run/schedule.ts';
import { memoryLog, open } from '../../src/index.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { NewCommand } from '../../src/session/write/new-command.ts';
import { freshFolder, startCli } from '../cli/run-cli.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { startTcpProxy } from '../tcp-proxy.ts';
import { collect } from './work.ts';

const NEXT: NewCommand = { name: 'phase.next', data: {} };

const begin = async (log: Log, sessionId = 's1'): Promise<void> => {
  const sessions = createSessions(log);
  await sessions.send(sessionId, { name: 'session.start', data: { goal: 'g' } });
  await sessions.send(sessionId, NEXT);
};
const activeIn = async (log: Log, sessionId = 's1'): Promise<readonly string[]> =>
  (await createSessions(log).load(sessionId)).state.session.activePhases;

describe('phase.next of several senders at once', () => {
  it('advances one phase, in whatever order their requests reach the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 4 }), fc.boolean(), async (seed, count, hasSeen) => {
        const log = memoryLog();
        await begin(log);
        const schedule = scheduleOf(seed);
        const senders = Array.from({ length: count }, (_, n) =>
          createSessions(scheduledLog(log, schedule, `sender ${n}`), { wait: () => schedule.pass('wait') }),
        );
        const all = <T>(work: Promise<T>[]): Promise<T[]> => schedule.scheduler.waitFor(Promise.all(work));
        // Without a sight of its own a sender reads when it sends: those that read later go on from the later phase.
        await all(senders.map((sender) => sender.load('s1')));
        if (!hasSeen)
          await all(senders.map((sender) => sender.send('s1', { name: 'warning.issue', data: { message: 'W' } })));
        const results = await all(senders.map((sender) => sender.send('s1', NEXT)));
        expect(results.map(({ kind }) => kind).toSorted()).toEqual([
          'recorded',
          ...Array.from({ length: count - 1 }, () => 'unchanged'),
        ]);
        expect(await activeIn(log)).toEqual(['Planning']);
      }),
    );
  });

  it('means the same phase again after a conflict, in a list of commands too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const log = memoryLog();
        await begin(log);
        const schedule = scheduleOf(seed);
        const [one, other] = ['one', 'other'].map((name) =>
          createSessions(scheduledLog(log, schedule, name), { wait: () => schedule.pass('wait') }),
        );
        const list = [{ name: 'warning.issue', data: { message: 'W' } }, NEXT];
        await schedule.scheduler.waitFor(Promise.all([one?.load('s1'), other?.load('s1')]));
        const [listed, sent] = await schedule.scheduler.waitFor(
          Promise.all([one?.record('s1', list), other?.send('s1', { name: 'phase.next', data: { from: 'Context' } })]),
        );
        const [active] = await activeIn(log);
        // A list is decided when it is first read: then it may have seen Planning.
        expect([listed?.recorded, sent?.kind, active]).toSatisfy(
          ([recorded, kind, phase]) =>
            (phase === 'Planning' &&
              ((recorded === 3 && kind === 'unchanged') || (recorded === 1 && kind === 'recorded'))) ||
            (phase === 'Execution' && recorded === 3 && kind === 'recorded'),
        );
      }),
    );
  });

  it('advances one phase where two hold a session of one open log, and each goes on from what it saw', async () => {
    const reprise = await open({ log: memoryLog() });
    await begin(reprise.log);
    const [ada, grace] = [reprise.session('s1'), reprise.session('s1')];
    await Promise.all([ada.state(), grace.state()]);
    expect(await ada.send('phase.next', {})).toMatchObject({ kind: 'recorded' });
    expect(await grace.send('phase.next', {})).toMatchObject({
      kind: 'unchanged',
      why: 'phase Context is already completed, and phase Planning is active',
    });
    // Grace has seen Planning now.
    expect(await grace.send('phase.next', {})).toMatchObject({ kind: 'recorded' });
    expect(await activeIn(reprise.log)).toEqual(['Execution']);
    await reprise.close();
  });

  it('advances one phase where one caller sends it twice before an answer', async () => {
    const reprise = await open({ log: memoryLog() });
    await begin(reprise.log);
    await reprise.load('s1');
    const results = await Promise.all([reprise.send('s1', NEXT), reprise.send('s1', NEXT)]);
    expect(results.map(({ kind }) => kind)).toEqual(['recorded', 'unchanged']);
  });

  it.each([
    ['its events', async (one: Awaited<ReturnType<typeof open>>) => void (await collect(one.read('s1')))],
    ['a replay', async (one: Awaited<ReturnType<typeof open>>) => void (await collect(one.replay('s1')))],
    [
      'a subscription',
      async (one: Awaited<ReturnType<typeof open>>) => {
        for await (const { kind } of one.subscribe()) if (kind === 'caught-up') break;
      },
    ],
    ['its state', async (one: Awaited<ReturnType<typeof open>>) => void (await one.load('s1'))],
  ])('goes on from the phase that %s showed', async (_, read) => {
    const log = memoryLog();
    await begin(log);
    const [one, other] = [await open({ log }), await open({ log })];
    await one.load('s1');
    await other.send('s1', NEXT);
    await read(one);
    expect(await one.send('s1', NEXT)).toMatchObject({ kind: 'recorded' });
    expect(await activeIn(log)).toEqual(['Execution']);
  });

  it('remembers the phase where the outcome of a command was unknown, and where it was refused or repeated', async () => {
    const log = memoryLog();
    await begin(log);
    let lost = false;
    const one = createSessions({
      ...log,
      append: async (...call) => (lost ? { kind: 'unknown', reason: 'no answer' } : log.append(...call)),
    });
    const first = { ...NEXT, id: 'first' };
    await one.load('s1');
    lost = true;
    await expect(one.send('s1', first)).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
    lost = false;
    await createSessions(log).send('s1', NEXT);
    expect(await one.send('s1', first)).toMatchObject({ kind: 'unchanged' });

    const second = { ...NEXT, id: 'second' };
    expect(await one.send('s1', second)).toMatchObject({ kind: 'recorded' });
    const late = createSessions(log);
    expect(await late.send('s1', second)).toMatchObject({ kind: 'repeated' });
    expect(await late.send('s1', { name: 'phase.start', data: { phase: 'Delivery' } })).toMatchObject({
      kind: 'refused',
    });
    await one.send('s1', { name: 'gate.waive', data: { gate: 'execution-review', reason: 'By hand' } });
    await one.send('s1', NEXT);
    expect(await late.send('s1', NEXT)).toMatchObject({ kind: 'unchanged' });
    expect(await activeIn(log)).toEqual(['Review']);
  });
});

describe('two processes', () => {
  let server: TestServer;
  let folder: ReturnType<typeof freshFolder>;
  const logOf = () => openNatsLog(server.info);
  beforeAll(async () => {
    folder = freshFolder();
    server = await startTestServer();
  });
  afterAll(async () => {
    await server?.stop();
    folder?.remove();
  });
  const urlOf = ({ user, password }: { user?: string; password?: string }, url: string): string => {
    const address = new URL(url);
    return `nats://${user}:${password}@${address.host}`;
  };
  const env = (url: string) => ({ NATS_URL: urlOf(server.info, url), XDG_DATA_HOME: folder.path });

  it('that both send phase.next after both have read the session advance one phase', async () => {
    const log = await logOf();
    await begin(log, 'both');
    const proxies = await Promise.all([startTcpProxy(server.info.url), startTcpProxy(server.info.url)]);
    const held = proxies.map((proxy) => proxy.holdFrom('HPUB session.both'));
    const sending = proxies.map(({ url }) => startCli(['send', 'both', 'phase.next'], { env: env(url) }));
    await Promise.all(held);
    for (const proxy of proxies) proxy.release();
    const results = await Promise.all(sending.map(({ ended }) => ended));
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(results.map(({ stdout }) => /nothing was recorded/.test(stdout)).toSorted()).toEqual([false, true]);
    expect(results.map(({ stdout }) => stdout).join('')).toContain(
      'phase Context is already completed, and phase Planning is active',
    );
    expect(await activeIn(log, 'both')).toEqual(['Planning']);
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await log.close();
  });

  it('that send phase.next as JSON lines go on from what the last answer showed', async () => {
    const log = await logOf();
    await begin(log, 'lines');
    const running = [1, 2].map(() => startCli(['send', 'lines', '-'], { env: env(server.info.url), input: 'open' }));
    for (const { child, until } of running) {
      child.stdin?.write('{"name":"warning.issue","data":{"message":"Here"}}\n');
      await until('stdout', /"line":1,/);
    }
    for (const { child } of running) child.stdin?.end('{"name":"phase.next"}\n');
    const answers = (await Promise.all(running.map(({ ended }) => ended))).map(({ stdout }) => stdout);
    expect(answers.filter((text) => text.includes('"types":["phase_completed","phase_started"]'))).toHaveLength(1);
    expect(answers.filter((text) => text.includes('"kind":"unchanged"'))).toHaveLength(1);
    expect(await activeIn(log, 'lines')).toEqual(['Planning']);
    await log.close();
  });

  it('that name the phase with --from advance it once, whenever they are started', async () => {
    const log = await logOf();
    await begin(log, 'named');
    const send = () =>
      startCli(['send', 'named', 'phase.next', '--from', 'Context'], { env: env(server.info.url) }).ended;
    await send();
    expect(await send()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('phase Context is already completed'),
    });
    expect(await activeIn(log, 'named')).toEqual(['Planning']);
    await log.close();
  });
});
