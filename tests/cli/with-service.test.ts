// Where a service runs on the log, the command line goes through it, and its answers are the same to the byte.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { throughService } from '../../src/cli/through-service.ts';
import { processStart } from '../../src/server/process-identity.ts';
import { runningServices, serviceFile } from '../../src/server/service-file.ts';
import { inATerminal } from './in-a-terminal.ts';
import { type CliResult, cliProcess, EXAMPLE, EXAMPLE_ID, freshFolder, type RunningCli, startCli } from './run-cli.ts';

const folder = freshFolder();
const [served, plain] = [join(folder.path, 'served'), join(folder.path, 'plain')];
let service: RunningCli;
const env = { COLUMNS: '80' };

const on = (store: string, args: readonly string[], input?: string): Promise<CliResult> =>
  cliProcess([...args, '--store', store], { env, cwd: `${store}-files`, ...(input !== undefined && { input }) });

beforeAll(async () => {
  for (const store of [served, plain]) mkdirSync(`${store}-files`);
  service = startCli(['serve', '--port', '0', '--store', served], { env });
  await service.until('stdout', / at http:/);
  for (const store of [served, plain]) {
    expect(await on(store, ['import', EXAMPLE])).toMatchObject({ code: 0 });
    expect(await on(store, ['send', 'other', 'session.start', 'Another goal'])).toMatchObject({ code: 0 });
  }
}, 120_000);

afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.ended;
  await cliProcess(['down', '--store', plain]);
  folder.remove();
});

/** What a run makes anew each time, by what it is. */
const withoutOwn = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replaceAll(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, 'TIME')
    .replaceAll(/\d\d:\d\d:\d\d/g, 'CLOCK')
    .replaceAll(/"sequence":\d+/g, '"sequence":N')
    .replaceAll(served, 'STORE')
    .replaceAll(plain, 'STORE');
const comparable = ({ code, signal, stdout, stderr }: CliResult) => ({
  ...{ code, signal, stdout: withoutOwn(stdout), stderr: withoutOwn(stderr) },
});

const READING: readonly string[][] = [
  ['list'],
  ['list', '--json'],
  ['view', 'overview', EXAMPLE_ID],
  ['view', 'plan', 'a7f3', '--json'],
  ['view', 'timeline', 'a7f3', '--at', '20'],
  ['replay', EXAMPLE_ID, '--to', '5'],
  ['replay', EXAMPLE_ID, '--json', '--view', 'todo'],
  ['extract', EXAMPLE_ID],
  ['verify', EXAMPLE_ID],
  ['verify', 'latest', '--json'],
  ['check', '--log'],
  ['export', EXAMPLE_ID],
  ['send', 'other', '--help'],
  ['view', 'overview', 'nothing'],
  ['verify', 'no id', '--json'],
];

describe('through a service', () => {
  it('goes, where one runs on the log', async () => {
    const opened = await throughService({}, { store: served });
    expect((await opened?.log.sessions())?.map(({ sessionId }) => sessionId)).toEqual([EXAMPLE_ID, 'other']);
    await expect(opened?.log.append('s', { id: 'c', lines: ['x'] }, { expected: 0 })).rejects.toThrow('over HTTP');
    await opened?.close();
    expect(await throughService({}, { store: served, service: false })).toBeUndefined();
    expect(await throughService({ REPRISE_NO_SERVICE: '1' }, { store: served })).toBeUndefined();
    expect(await throughService({ REPRISE_STREAMS: 'OTHER' }, { store: served })).toBeUndefined();
    expect(await throughService({}, { store: plain })).toBeUndefined();
  });

  it.each(READING.map((args) => [args.join(' '), args] as const))('%s reads the same', async (_, args) => {
    const [through, past] = await Promise.all([on(served, args), on(served, [...args, '--no-service'])]);
    expect(through).toEqual(past);
  });

  it('exports the same bytes', async () => {
    const files = [join(folder.path, 'through.ndjson'), join(folder.path, 'past.ndjson')] as const;
    await on(served, ['export', EXAMPLE_ID, '-o', files[0]]);
    await on(served, ['export', EXAMPLE_ID, '-o', files[1], '--no-service']);
    expect(readFileSync(files[0], 'utf8')).toBe(readFileSync(files[1], 'utf8'));
    expect(readFileSync(files[0], 'utf8').length).toBeGreaterThan(1_000);
  });

  it.each([['list'], ['view', 'plan', EXAMPLE_ID], ['verify', EXAMPLE_ID]])(
    '%s %s looks the same in a terminal',
    async (...args) => {
      const words = args.filter((word) => word !== undefined);
      const [through, past] = await Promise.all([
        inATerminal([...words, '--store', served]).ended,
        inATerminal([...words, '--store', served, '--no-service']).ended,
      ]);
      const shown = ({ code, stdout }: CliResult) => [code, stdout.replace(/pid=\d+/, '')];
      expect(shown(through)).toEqual(shown(past));
      expect(through.code).toBe(0);
    },
  );

  it('watches the same, to the end that Ctrl-C makes', async () => {
    const watched = async (...more: string[]) => {
      const running = startCli(['watch', EXAMPLE_ID, '--store', served, ...more], { env });
      await running.until('stderr', /Caught up/);
      running.child.kill('SIGINT');
      return running.ended;
    };
    const [through, past] = await Promise.all([watched(), watched('--no-service')]);
    expect(through).toEqual(past);
    expect(through.stdout.split('\n').length).toBeGreaterThan(40);
  });

  it('records the same', async () => {
    const time = '2026-01-31T14:50:00Z';
    const [exported, copy] = [join(folder.path, 'exported.ndjson'), 'copied'];
    const document = 'plan.md';
    for (const store of [served, plain])
      writeFileSync(join(`${store}-files`, document), '# Plan\n\n- [ ] one\n- [x] two\n');
    const commands: readonly (readonly [args: string[], input?: string])[] = [
      [['send', 's1', 'session.start', 'Reset passwords', '--time', time]],
      [['send', 's1', 'phase.next', '--time', time]],
      [['send', 's1', 'phase.start', 'Delivery']],
      [['send', 's1', 'phase.start', 'Delivery', '--json']],
      [['send', 's1', 'requirement.add', 'r1', 'by email', '--time', time, '--json']],
      [['send', 's1', 'phase.next', '--expect', '1']],
      [
        [
          'send',
          's1',
          'requirement.add',
          'r2',
          'token ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789',
          '--time',
          time,
          '--json',
        ],
      ],
      [['send', 's1', 'no.word']],
      [
        ['send', 's1', '-', '--actor', 'lines'],
        `${JSON.stringify({ name: 'phase.next', time, id: 'l1' })}\n${JSON.stringify({ name: 'phase.next', time, id: 'l1' })}\nnonsense\n`,
      ],
      [['import', EXAMPLE]],
      [['import', EXAMPLE, '--session', copy, '--json']],
      [['plan', 'sync', document, '--session', 's1']],
      [['import', exported]],
      [['import', exported]],
      [['import', exported, '--json']],
      [['view', 'plan', 's1', '--json']],
      [['verify', 's1']],
    ];
    const source = freshFolder();
    try {
      const elsewhere = join(source.path, 'store');
      await cliProcess(['import', EXAMPLE, '--session', 'moved', '--store', elsewhere]);
      await cliProcess(['export', 'moved', '-o', exported, '--store', elsewhere]);
    } finally {
      source.remove();
    }
    for (const [args, input] of commands) {
      const [through, past] = await Promise.all([on(served, args, input), on(plain, args, input)]);
      expect(comparable(through), args.join(' ')).toEqual(comparable(past));
    }
  }, 240_000);

  it('falls back to the log at once when the service has died', async () => {
    const [running] = runningServices(served);
    const kept = readFileSync(serviceFile(served), 'utf8');
    service.child.kill('SIGKILL');
    await service.ended;
    writeFileSync(serviceFile(served), kept);
    expect(runningServices(served)).toEqual([]);
    expect(running?.pid).toBe(service.child.pid);
    expect(await on(served, ['list'])).toMatchObject({ code: 0, stderr: '' });
    // One that runs, and listens nowhere.
    const { pid } = process;
    const record = { ...(JSON.parse(kept) as object), pid, processStart: processStart(pid), url: 'http://127.0.0.1:9' };
    writeFileSync(serviceFile(served), JSON.stringify(record));
    expect(runningServices(served)).toMatchObject([{ pid }]);
    expect(await on(served, ['list'])).toMatchObject({ code: 0, stderr: '' });
  });
});
