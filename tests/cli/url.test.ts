// `--url`: the command line on a service elsewhere, by its address and a token alone. What it prints is what it prints on the
// log itself.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpPages } from '../../src/cli/program.ts';
import { connectAs, loginOf } from '../broker-login.ts';
import { type CliResult, cliProcess, EXAMPLE, EXAMPLE_ID, freshFolder, type RunningCli, startCli } from './run-cli.ts';

const folder = freshFolder();
const [served, plain, empty] = [join(folder.path, 'served'), join(folder.path, 'plain'), join(folder.path, 'empty')];
/** A machine that has no log: nothing but the address leads to one. */
const env = { COLUMNS: '80', USER: 'ada', XDG_DATA_HOME: empty };
let service: RunningCli;
let url = '';
let admin = '';

const run = (args: readonly string[], input?: string, more: Record<string, string> = {}): Promise<CliResult> =>
  cliProcess(args, { env: { ...env, ...more }, ...(input !== undefined && { input }) });
const through = (args: readonly string[], input?: string, token?: string): Promise<CliResult> =>
  run([...args, '--url', url], input, token === undefined ? {} : { REPRISE_TOKEN: token });
const past = (store: string, args: readonly string[], input?: string): Promise<CliResult> =>
  run([...args, '--store', store, '--no-service'], input);

/** What a run makes anew each time, by what it is. */
const withoutOwn = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replaceAll(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, 'TIME')
    .replaceAll(/\d\d:\d\d(?::\d\d)?/g, 'CLOCK')
    .replaceAll(/\s+/g, ' ');
const comparable = ({ code, signal, stdout, stderr }: CliResult) => ({
  ...{ code, signal, stdout: withoutOwn(stdout), stderr: withoutOwn(stderr) },
});

beforeAll(async () => {
  mkdirSync(empty);
  service = startCli(['serve', '--port', '0', '--store', served], { env });
  [, url = ''] = await service.until('stdout', / at (http:\/\/\S+)/);
  await run(['up', '--detach', '--port', '0', '--store', plain]);
  for (const store of [served, plain]) expect(await past(store, ['import', EXAMPLE])).toMatchObject({ code: 0 });
  const created = await run(['token', 'create', '--role', 'admin', '--name', 'ops', '--store', served]);
  admin = created.stdout.trim();
}, 120_000);

afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.ended;
  await run(['down', '--store', plain]);
  folder.remove();
});

describe('by the address of a service', () => {
  const READING: readonly string[][] = [
    ['list'],
    ['list', '--json'],
    ['list', '--forgotten'],
    ['view', 'plan', 'a7f3', '--json'],
    ['view', 'timeline', 'latest', '--at', '20'],
    ['replay', EXAMPLE_ID, '--to', '5'],
    ['extract', EXAMPLE_ID],
    ['export', EXAMPLE_ID],
    ['verify', EXAMPLE_ID, '--json'],
    ['check', '--log'],
    ['send', EXAMPLE_ID, '--help'],
    ['view', 'overview', 'nothing'],
  ];
  it.each(READING.map((args) => [args.join(' '), args] as const))('%s reads the same', async (_, args) => {
    expect(await through(args)).toEqual(await past(served, args));
  });

  it('watches the same', async () => {
    const watched = async (...where: string[]) => {
      const running = startCli(['watch', EXAMPLE_ID, ...where], { env });
      await running.until('stderr', /Caught up/);
      running.child.kill('SIGINT');
      return running.ended;
    };
    expect(await watched('--url', url)).toEqual(await watched('--store', served, '--no-service'));
  });

  it('records the same', async () => {
    const time = ['--time', '2026-01-31T14:50:00Z'];
    const commands: readonly (readonly [args: string[], input?: string])[] = [
      [['send', 's1', 'session.start', 'Reset passwords', ...time]],
      [['send', 's1', 'phase.start', 'Delivery']],
      [['send', 's1', 'phase.next', '--expect', '9', '--json']],
      [['send', 's1', '-'], '{"name":"question.ask","data":{"title":"Which?"},"id":"q"}\nnonsense\n'],
      [['answer', 's1', 'Postmark', '--by', 'Ada']],
      [['import', EXAMPLE, '--session', 'copy', '--json']],
      [['verify', 's1']],
    ];
    for (const [args, input] of commands) {
      const [one, other] = await Promise.all([through(args, input), past(plain, args, input)]);
      expect(comparable(one), args.join(' ')).toEqual(comparable(other));
    }
    // In front of the words too.
    expect((await run(['send', '--url', url, 's1', '--help'])).code).toBe(0);
  }, 120_000);

  it('repairs and erases the same, with a token of an admin', async () => {
    for (const store of [served, plain]) {
      const nc = await connectAs(loginOf(store, 'admin'));
      await nc.request(`session.${EXAMPLE_ID}`, 'not of this log');
      await nc.close();
    }
    const commands = [
      ['repair', EXAMPLE_ID],
      ['repair', EXAMPLE_ID, '--quarantine', '--note', 'the old importer'],
      ['repair', '--list'],
      ['repair', EXAMPLE_ID],
      ['forget', EXAMPLE_ID, '--reason', 'a request', '--dry-run'],
      ['forget', EXAMPLE_ID, '--reason', 'a request'],
      ['forget', EXAMPLE_ID, '--reason', 'again'],
      ['verify', '--forgotten', EXAMPLE_ID],
      ['list', '--forgotten'],
      ['forget', 'nothing', '--reason', 'r'],
    ];
    for (const args of commands) {
      const [one, other] = await Promise.all([through(args, undefined, admin), past(plain, args)]);
      expect(comparable(one), args.join(' ')).toEqual(comparable(other));
    }
    const [json] = JSON.parse((await through(['list', '--forgotten', '--json'])).stdout) as object[];
    expect(json).toMatchObject({ by: 'ada', authtype: 'api_key', authid: expect.stringMatching(/\/ops$/) });
  }, 120_000);

  it('says what is missing or wrong', async () => {
    const refused = async (args: readonly string[], token?: string) => {
      const { code, stderr } = await run(args, undefined, token === undefined ? {} : { REPRISE_TOKEN: token });
      return [code, stderr.split('\n')[0]];
    };
    expect(await refused(['forget', 's1', '--reason', 'r', '--url', url])).toEqual([
      2,
      'Repair and erasure need a token of the role admin, also on loopback.',
    ]);
    const wrong = `rpt_aaaaaaaaaa_${'a'.repeat(43)}`;
    expect(await refused(['list', '--url', url], wrong)).toEqual([2, 'The token is not known.']);
    expect(await refused(['list', '--url', url, '--store', served])).toEqual([2, '--url and --store name two logs.']);
    expect(await refused(['list', '--url', url, '--no-service'])).toEqual([2, expect.stringContaining('--no-service')]);
    expect(await refused(['list', '--url', 'nats://127.0.0.1'])).toEqual([2, expect.stringContaining('no address')]);
    expect(await refused(['send', 's1', 'phase.next', '--url'])).toEqual([2, '--url needs an address.']);
    expect(await refused(['import', EXAMPLE, '--again', '--url', url])).toEqual([2, expect.stringContaining('anew')]);
  });

  it('is an option of every command that uses a log alone, and of no other', () => {
    const pages = Object.entries(helpPages()).filter(([, help]) => help.includes('--url <address>'));
    expect(pages.map(([name]) => name).sort()).toEqual(
      ['answer', 'approve', 'ask-changes', 'check', 'export', 'extract', 'forget', 'import', 'list', 'repair']
        .concat(['replay', 'send', 'verify', 'view', 'watch'])
        .sort(),
    );
  });
});
