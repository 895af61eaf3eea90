// Opening has one deadline, whoever does not answer: the supervisor of a store, its server, or a server of the user's own; and
// a process whose opening failed has nothing left that keeps it alive.
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { open } from '../../src/index.ts';
import { cliProcess, ROOT, start } from '../cli/run-cli.ts';
import { MORE } from '../more.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { standStill } from '../stand-still.ts';

const DEADLINE_MS = 1_500;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});
const started = async (): Promise<TestServer> => {
  const server = await startTestServer();
  undo.push(() => server.stop());
  return server;
};

/** The error of an opening that ends before one and a half deadlines: timers of one process fire in their order. */
const failureOf = async (opening: Promise<unknown>): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('it waited longer than its deadline'), DEADLINE_MS * 1.5);
  });
  const ending = opening.then(
    () => 'it was opened',
    (error: unknown) => error,
  );
  const first = await Promise.race([ending, late]);
  clearTimeout(timer);
  return first;
};

describe('a store whose supervisor is paused', () => {
  it('is waited for until the deadline, and named with its process by open, status and down', async () => {
    // `down` waits for the default deadline.
    const names = MORE ? ['status', 'down'] : ['status'];
    const { store, info } = await started();
    const pid = info.supervisorPid as number;
    undo.push(await standStill(pid));
    const sentence = `Process ${pid}, which holds the store ${store}, does not answer.`;
    expect(await failureOf(open({ store, env: {}, deadlineMs: DEADLINE_MS }))).toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: sentence,
      hint: expect.stringContaining(`kill -CONT ${pid}`),
    });
    const commands = await Promise.all(names.map((name) => cliProcess([name, '--store', store])));
    for (const { code, stdout, stderr } of commands) {
      expect([code, stdout]).toEqual([6, '']);
      expect(stderr).toContain(sentence);
    }
  });

  it('does not keep a client that closes', async () => {
    const { store, info } = await started();
    const reprise = await open({ store, env: {} });
    const goOn = await standStill(info.pid as number);
    undo.push(goOn);
    await reprise.close();
  });
});

describe("a server of the user's own", () => {
  it('that greets late and then is gone is waited for until one deadline', async () => {
    const { info } = await started();
    const { port } = new URL(info.url);
    const sockets = new Set<Socket>();
    const proxy = createServer((socket) => {
      sockets.add(socket);
      const real = connect(Number(port), '127.0.0.1', () => undefined);
      sockets.add(real);
      real.once('data', (greeting) => {
        setTimeout(() => {
          socket.end(greeting);
          proxy.close();
        }, DEADLINE_MS * 0.8);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    undo.push(() => {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    });
    const { port: proxied } = proxy.address() as { port: number };
    const url = `nats://127.0.0.1:${proxied}`;
    expect(await failureOf(open({ url, deadlineMs: DEADLINE_MS }))).toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: `The log at ${url} is unavailable: nothing listens there.`,
    });
  });
});

describe('a process whose opening failed, or whose log was closed', () => {
  const built = pathToFileURL(join(ROOT, 'dist', 'src', 'index.js')).href;
  /** What keeps the process alive some turns of its loop after `ended`, but for its output. */
  const program = (ended: string) => `
    import { setImmediate as turn } from 'node:timers/promises';
    import { open } from ${JSON.stringify(built)};
    const [, store, url] = process.argv;
    ${ended}
    for (let n = 0; n < 20; n += 1) await turn();
    console.log(process.getActiveResourcesInfo().filter((name) => !/^(PipeWrap|TTYWrap|Immediate)$/.test(name)).join());
  `;
  const begun = (ended: string, { store, info }: TestServer) =>
    start(process.execPath, ['--input-type=module', '-e', program(ended), store, info.url], { input: 'open' });
  const run = async (ended: string, server: TestServer) => {
    const running = begun(ended, server);
    running.child.stdin?.end();
    return (await running.ended).stdout;
  };

  it('has nothing left when the server is paused', async () => {
    const server = await started();
    undo.push(await standStill(server.info.pid as number));
    const ended = 'await open({ url, deadlineMs: 300 }).catch(({ code }) => console.log(code));';
    expect(await run(ended, server)).toBe('LOG_UNREACHABLE\n\n');
    const managed = 'await open({ store, deadlineMs: 300 }).catch(({ code }) => console.log(code));';
    expect(await run(managed, server)).toBe('LOG_UNREACHABLE\n\n');
  });

  it('has nothing left when its server was paused while it was open, or went away', async () => {
    const server = await started();
    const paused = `
      const reprise = await open({ store, deadlineMs: 300 });
      console.log('open');
      await new Promise((resolve) => process.stdin.once('end', resolve).resume());
      await reprise.sessions().catch(({ code }) => console.log(code));
      await reprise.close();
    `;
    const running = begun(paused, server);
    await running.until('stdout', /open/);
    undo.push(await standStill(server.info.pid as number));
    running.child.stdin?.end();
    expect((await running.ended).stdout).toBe('open\nLOG_UNREACHABLE\n\n');
  });
});
