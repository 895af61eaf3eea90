// `npm start`: the two commands of a first day, from the one before the last on.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variant } from './example-variant.ts';
import { inATerminal } from './in-a-terminal.ts';
import { cliProcess as cli, EXAMPLE_ID, freshFolder, ROOT, start, startCli } from './run-cli.ts';

let folder: ReturnType<typeof freshFolder>;
let env: Record<string, string>;
beforeEach(() => {
  folder = freshFolder();
  env = { XDG_DATA_HOME: folder.path };
});
afterEach(() => folder.remove());

describe('npm start', () => {
  it('-- --once records the example, replays it and shows its views; a second time finds it recorded', async () => {
    const once = () => start('npm', ['start', '--silent', '--', '--once'], { env }).ended;
    const first = await once();
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('Every event is on the disk before it is acknowledged');
    expect(first.stdout).toMatch(/47 events \(\+ \d+ derived\)\.\n {2}Recorded \d+ events,/);
    expect(first.stdout).toMatch(/\d+ events replayed, hash chain checked/);
    for (const page of ['Overview', 'Timeline', 'Plan', 'Flow', 'Todos', 'Workbook', 'Usage'])
      expect(first.stdout).toContain(`${page} of session ${EXAMPLE_ID}`);
    for (const figure of ['45m 00s', '15 todos', '35,000 of 150,000', 'In all 8m 00s', '14 entries'])
      expect(first.stdout).toContain(figure);
    expect(first.stdout.split('\n').length).toBeLessThan(250);

    const second = await once();
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('It is already recorded: nothing was added.');
    const fromReplayOn = (text: string) => text.slice(text.indexOf('2. Replay'));
    expect(fromReplayOn(second.stdout)).toBe(fromReplayOn(first.stdout));
    expect(await cli(['status'], { env })).toMatchObject({ code: 3 });
  });
});

describe('demo', () => {
  it('follows live sessions until SIGINT, which ends it and its server well', async () => {
    const demo = startCli(['demo'], { env });
    await demo.until('stdout', /Follow live sessions until Ctrl-C/);
    const imported = await cli(['import', variant(folder.path, 'another-one')], { env });
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    await demo.until('stdout', /^another- 14:30:00 \[INFO\] session_started: /m);
    demo.child.kill('SIGINT');
    expect(await demo.ended).toMatchObject({ code: 0, signal: null });
    expect(await cli(['status'], { env })).toMatchObject({ code: 3 });
  });

  // In a pipe, and in a terminal of 80 columns; with an empty log, and again.
  it.each(['a pipe', 'a terminal'])(
    'in %s records where the log is empty, and serves at one address',
    async (where) => {
      const fresh = freshFolder();
      const own = { XDG_DATA_HOME: fresh.path, REPRISE_PORT: '0' };
      try {
        for (const isAgain of [false, true]) {
          const running = where === 'a pipe' ? startCli(['demo'], { env: own }) : inATerminal(['demo'], { env: own });
          const [, url = ''] = await running.until('stdout', /^Served at (http:\/\/127\.0\.0\.1:\d+)\r?$/m);
          await running.until('stdout', /curl -N '[^\n]*\n\r?\n/);
          expect((await fetch(`${url}/readyz`)).status).toBe(200);
          // The commands that it names are true: what one records shows here, and the other follows it.
          const sent = await cli(['send', 'my-session', 'session.start', 'Reset passwords by email'], { env: own });
          // Again, it has begun already.
          expect(sent.code).toBe(isAgain ? 4 : 0);
          if (!isAgain) await running.until('stdout', /^my-sessi .* session_started: /m);
          const events = await fetch(`${url}/v1/events?session=my-session`);
          const { value } = (await events.body?.getReader().read()) ?? {};
          expect([events.status, value?.length ?? 0]).toEqual([200, expect.any(Number)]);
          await events.body?.cancel().catch(() => undefined);
          if ('type' in running) running.type('\u0003');
          else running.child.kill('SIGTERM');
          const { code, stdout } = await running.ended;
          expect(code).toBe(0);
          if (where === 'a terminal')
            for (const line of stdout.split('\n').filter((one) => !/store \/|^All of it|^In cycles/.test(one)))
              expect(line.length).toBeLessThanOrEqual(80);
          expect(stdout.match(/http:\/\/127\.0\.0\.1:\d+(?![\d/])/g)).toEqual([url]);
          expect(stdout.includes('1. Record examples/password-reset')).toBe(!isAgain);
          if (isAgain) expect(stdout).toContain('The log holds 5 sessions: npx reprise list.');
        }
      } finally {
        fresh.remove();
      }
    },
  );

  it('uses the server that runs on the store, and leaves it running', async () => {
    expect((await cli(['up', '--detach', '--port', '0'], { env })).code).toBe(0);
    try {
      const status = () => cli(['status', '--json'], { env });
      const before = await status();
      expect((await cli(['demo', '--once'], { env })).code).toBe(0);
      expect(await status()).toEqual(before);
    } finally {
      expect((await cli(['down'], { env })).code).toBe(0);
    }
  });
});

describe('scripts/extract-session-context.sh', () => {
  it('shows a session from any folder, also by a link to it', async () => {
    const script = join(ROOT, 'scripts', 'extract-session-context.sh');
    expect(existsSync(script)).toBe(true);
    const example = join(ROOT, 'examples', 'password-reset');
    const { code, stdout, stderr } = await start(script, [example], { env, cwd: folder.path }).ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Extract of session ${EXAMPLE_ID}`));
  });
});
