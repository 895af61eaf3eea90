// A text too large for one message goes the whole way: sent, read, shown, exported, verified, imported and followed like any
// other, on a real server and in memory.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryLog, open, type Reprise } from '../../src/index.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { type CliResult, cli, freshFolder, ROOT, startCli } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
const WORDS = 'The "middleware" has a rule for this already.\n';
/** Over the largest message of nats-server's own default, and more than two chunks. */
const REPORT = `Begin of the report: ü.\n${WORDS.repeat(Math.ceil(1_500_000 / WORDS.length))}End of the report.`;
/** So many events: the start, one with a large text, a small one. */
const EVENTS = 3;
let server: TestServer;
let reprise: Reprise;
const run = (args: string[], input?: string): Promise<CliResult> =>
  cli(args, { env: { XDG_DATA_HOME: data }, ...(input !== undefined && { input }) });

beforeAll(async () => {
  const conf = join(folder.path, 'small.conf');
  writeFileSync(conf, readFileSync(join(ROOT, 'nats.conf'), 'utf8').replace('max_payload: 8MB', 'max_payload: 1MB'));
  server = await startTestServer({ store: join(data, 'reprise'), env: { ...process.env, REPRISE_NATS_CONF: conf } });
  reprise = await open({ store: join(data, 'reprise'), env: {} });
});
afterAll(async () => {
  await reprise?.close();
  await server?.stop();
  folder.remove();
});

test('it is sent on standard input, and shown, replayed, followed, exported, verified and imported', async () => {
  expect(reprise.log.maxCommitBytes).toBeLessThan(REPORT.length);
  expect(await run(['send', 'wide', 'session.start', 'Read the report'])).toMatchObject({ code: 0 });
  const entry = { entryId: 'e1', entryType: 'note', title: 'The report', content: REPORT };
  const sent = await run(['send', 'wide', 'entry.add', '--data', '-', '--json'], JSON.stringify(entry));
  expect([sent.code, sent.stderr]).toEqual([0, '']);
  await reprise.send('wide', { name: 'entry.add', data: { ...entry, entryId: 'e2', content: 'short' } });

  expect((await run(['list'])).stdout).toContain('wide');
  expect((await run(['view', 'workbook', 'wide'])).stdout).toContain('End of the report.');
  expect(await run(['extract', 'wide'])).toMatchObject({ code: 0, stderr: '' });
  const replayed = await run(['replay', 'wide', '--json']);
  expect(replayed.stdout.trim().split('\n')).toHaveLength(EVENTS);

  const file = join(folder.path, 'wide.ndjson');
  expect(await run(['export', 'wide', '-o', file])).toMatchObject({ code: 0 });
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  expect(lines).toHaveLength(EVENTS);
  expect(lines.some((line) => line.includes('"dataref"'))).toBe(false);
  expect(JSON.parse(lines[1] as string).data.content === REPORT).toBe(true);
  expect(await run(['verify', 'wide'])).toMatchObject({ code: 0 });
  expect(await run(['verify', file])).toMatchObject({ code: 0 });

  const elsewhere = await open({ log: memoryLog() });
  expect(await elsewhere.importFile(file)).toMatchObject({ added: EVENTS, wasThere: false });
  expect((await elsewhere.importFile(file)).wasThere).toBe(true);
  const copy = join(folder.path, 'copy.ndjson');
  await elsewhere.exportToFile('wide', copy);
  expect(readFileSync(copy).equals(readFileSync(file))).toBe(true);
  await elsewhere.close();
  expect(await reprise.importFile(file)).toMatchObject({ wasThere: true });
  expect((await run(['doctor'])).stdout).toContain('Stream REPRISE_DATA holds 1 large text.');
});

test('an import gives the server the same bytes, and another process follows them', async () => {
  const elsewhere = await open({ log: memoryLog() });
  await elsewhere.send('copied', { name: 'session.start', data: { goal: 'g' } });
  const report = { entryId: 'e1', entryType: 'note' as const, title: 't', content: REPORT };
  await elsewhere.record('copied', [
    { name: 'entry.add', data: { ...report, entryId: 'e0', content: 'short' } },
    { name: 'entry.add', data: report },
    { name: 'entry.add', data: { ...report, entryId: 'e2', content: `${REPORT}.` } },
  ]);
  const file = join(folder.path, 'copied.ndjson');
  await elsewhere.exportToFile('copied', file);
  await elsewhere.close();

  expect(await run(['import', file])).toMatchObject({ code: 0 });
  const watching = startCli(['watch', 'copied', '--json'], { env: { XDG_DATA_HOME: data } });
  await watching.until('stdout', /"entryId":"e2"[\s\S]*End of the report\.\."/);
  watching.child.kill('SIGINT');
  await watching.ended;
  const again = join(folder.path, 'again.ndjson');
  await reprise.exportToFile('copied', again);
  expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
  expect(await reprise.verify('copied')).toMatchObject({ ok: true });
});
