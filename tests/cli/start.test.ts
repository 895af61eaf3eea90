// `npm start`: the two commands of a first day, from the one before the last on.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variant } from './example-variant.ts';
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
