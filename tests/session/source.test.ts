import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RepriseError } from '../../src/errors.ts';
import { exportToFile } from '../../src/export/export-to-file.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { openSource, type SourceOptions } from '../../src/session/source/open-source.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { codeOf, collect, WHOLE_SESSION_EVENTS, wholeSession } from './work.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-source-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const log = memoryLog();
const sessions = createSessions(log);
for (const id of ['reset-2026', 'reset-2027', 'other', 'a7f3c8e2-9b1d']) await sessions.record(id, wholeSession());
// The newest record, though not the newest session.
await sessions.send('other', { name: 'warning.issue', data: { message: 'late' } });

let opened = 0;
const options: SourceOptions = {
  openLog: async () => {
    opened += 1;
    return log;
  },
  readFolder: async () => ({ sessionId: 'in-folder', commands: wholeSession() }),
  env: {},
};
const idOf = async (name: string | undefined, more: Partial<SourceOptions> = {}) =>
  (await openSource(name, { ...options, ...more })).sessionId;
const failure = async (name: string | undefined, more: Partial<SourceOptions> = {}): Promise<RepriseError> => {
  const error = await openSource(name, { ...options, ...more }).catch((thrown: unknown) => thrown);
  if (!(error instanceof RepriseError)) throw new Error(`expected a RepriseError, got ${error}`);
  return error;
};

it('takes an id, a unique start of one, latest, and REPRISE_SESSION when none is named', async () => {
  expect(await idOf('reset-2026')).toBe('reset-2026');
  expect(await idOf('a7f')).toBe('a7f3c8e2-9b1d');
  expect(await idOf('latest')).toBe('other');
  expect(await idOf(undefined, { env: { REPRISE_SESSION: 'reset-2027' } })).toBe('reset-2027');
  expect(await idOf('other', { env: { REPRISE_SESSION: 'reset-2027' } })).toBe('other');
});

it('lists the sessions that an ambiguous start may mean', async () => {
  const error = await failure('reset');
  expect(error.code).toBe('USAGE');
  expect(error.message).toBe('2 sessions begin with reset: reset-2026, reset-2027.');
});

it('lists the ids near an unknown one, or those that exist', async () => {
  expect(await failure('rest-2026')).toMatchObject({
    code: 'SESSION_NOT_FOUND',
    hint: 'Near it: reset-2026, reset-2027.',
  });
  expect((await failure('A7F3')).hint).toBe('Near it: a7f3c8e2-9b1d.');
  expect((await failure('zzzzzzzz')).hint).toContain('There are a7f3c8e2-9b1d, other');
  expect(await failure('latest', { openLog: async () => memoryLog() })).toMatchObject({
    code: 'SESSION_NOT_FOUND',
    message: 'The log holds no session.',
  });
});

it('refuses an invalid session id, and no name at all, before the log is opened', async () => {
  const before = opened;
  for (const name of ['a.b', 'a b', 'a'.repeat(65)]) expect((await failure(name)).code).toBe('BAD_SESSION_ID');
  expect((await failure(undefined)).code).toBe('USAGE');
  expect((await failure('./nowhere')).code).toBe('FILE_NOT_FOUND');
  expect((await failure('gone.ndjson')).code).toBe('FILE_NOT_FOUND');
  expect(opened).toBe(before);
});

it('reads an exported file without a log, event for event, and verifies it to the same head', async () => {
  const before = opened;
  const path = join(folder, 'reset.ndjson');
  const exported = await exportToFile(logSource(log, 'reset-2026'), path);
  const source = await openSource(path, options);
  expect(source).toMatchObject({ kind: 'file', sessionId: 'reset-2026', name: path });
  const events = await collect(source.events());
  expect(events.map(({ event }) => event)).toEqual(
    (await collect(sessions.read('reset-2026'))).map(({ event }) => event),
  );
  expect(events[1]?.position).toMatchObject({ file: path, line: 2 });
  expect((await verify(source)).head).toEqual(exported.head);
  expect(opened).toBe(before);
});

it('an export is the bodies of the commits, byte for byte, and nothing else is left in the folder', async () => {
  const out = await mkdtemp(join(folder, 'out-'));
  const path = join(out, 'x');
  await writeFile(path, 'an older one');
  const exported = await exportToFile(logSource(log, 'other'), path);
  const bodies = (await collect(log.read('other'))).map(({ lines }) => `${lines.join('\n')}\n`).join('');
  expect(await readFile(path, 'utf8')).toBe(bodies);
  expect(exported).toMatchObject({ events: WHOLE_SESSION_EVENTS + 1, bytes: Buffer.byteLength(bodies) });
  expect(await readdir(out)).toEqual(['x']);
});

it('leaves an older export as it was when a new one cannot be made', async () => {
  const out = await mkdtemp(join(folder, 'kept-'));
  const path = join(out, 'x');
  await writeFile(path, 'an older one');
  expect(await codeOf(exportToFile(logSource(log, 'nobody'), path))).toBe('SESSION_NOT_FOUND');
  const broken = { ...log, read: () => readBroken() };
  async function* readBroken() {
    for await (const commit of log.read('other'))
      yield { ...commit, lines: commit.lines.map((line) => line.replace('"ordinal":9,', '"ordinal":8,')) };
  }
  expect(await codeOf(exportToFile(logSource(broken, 'other'), path))).toBe('RECORD_INVALID');
  expect(await readFile(path, 'utf8')).toBe('an older one');
  expect(await readdir(out)).toEqual(['x']);
  expect(await codeOf(exportToFile(logSource(log, 'other'), join(out, 'no', 'x')))).toBe('FILE_NOT_FOUND');
  await mkdir(join(out, 'taken'));
  expect(await codeOf(exportToFile(logSource(log, 'other'), join(out, 'taken')))).toBe('BAD_INPUT');
  expect((await readdir(out)).sort()).toEqual(['taken', 'x']);
});

it('leaves nothing when writing fails in the middle', async () => {
  const out = await mkdtemp(join(folder, 'limit-'));
  const source = join(folder, 'source.ndjson');
  await exportToFile(logSource(log, 'other'), source);
  // A process that may write no file of more than 4 KiB, as one on a disk that gets full in the middle.
  const script = `
    const { exportToFile, fileSource } = await import(${JSON.stringify(join(process.cwd(), 'dist/src/index.js'))});
    await exportToFile(await fileSource(process.argv[1]), process.argv[2]).catch(({ code }) => console.log(code));`;
  const run = promisify(execFile)(
    'bash',
    [
      '-c',
      'ulimit -f 4; exec "$0" "$@"',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
      source,
      join(out, 'x'),
    ],
    {},
  );
  expect((await run).stdout.trim()).toBe('BAD_INPUT');
  expect(await readdir(out)).toEqual([]);
});

it('reads a folder with session files without a log', async () => {
  const before = opened;
  const files = await mkdtemp(join(folder, 'files-'));
  await writeFile(join(files, 'events-in-folder.json'), '{}');
  const source = await openSource(files, options);
  expect(source).toMatchObject({ kind: 'folder', sessionId: 'in-folder', name: files });
  expect(await collect(source.events())).toHaveLength(WHOLE_SESSION_EVENTS);
  expect(await collect(source.events())).toHaveLength(WHOLE_SESSION_EVENTS);
  expect(opened).toBe(before);
});

it('reads the example of a folder as it is, to a sound record', async () => {
  const { readFolder: _, ...plain } = options;
  const source = await openSource('examples/password-reset', plain);
  const report = await verify(source, { as: 'enforce' });
  expect(report).toMatchObject({ ok: true, enforcement: 'observe', rulesDiffer: [] });
  expect(report.events).toBeGreaterThan(47);
});

it('reports the line of a file that is not an event, after the events before it', async () => {
  const path = join(folder, 'torn.ndjson');
  await exportToFile(logSource(log, 'reset-2026'), path);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.slice(0, -10));
  const source = await openSource(path, options);
  const read: number[] = [];
  const error = await (async () => {
    for await (const { event } of source.events()) read.push(event.ordinal);
  })().catch((thrown: unknown) => thrown);
  expect(read).toHaveLength(WHOLE_SESSION_EVENTS - 1);
  expect(error).toMatchObject({ code: 'RECORD_INVALID', message: expect.stringContaining('is truncated') });
  for (const [name, content] of Object.entries({ empty: '', prose: 'hello\n', list: '[]\n', null: 'null\n' })) {
    await writeFile(join(folder, `${name}.ndjson`), content);
    expect((await failure(join(folder, `${name}.ndjson`))).code, name).toBe('RECORD_INVALID');
  }
});

it('refuses a pipe, which can be read only once, without waiting for it', async () => {
  const pipe = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  for (const path of [pipe, '/dev/null'])
    expect(await failure(path), path).toMatchObject({
      code: 'BAD_INPUT',
      message: `${path} is neither a file nor a folder.`,
      hint: expect.stringContaining('write it to a file first'),
    });
});

it('reports file and line where the first line has an invalid session id', async () => {
  const path = join(folder, 'bad-id.ndjson');
  await exportToFile(logSource(log, 'reset-2026'), path);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"sessionid":"reset-2026"', '"sessionid":"reset.2026"'));
  expect(await failure(path)).toMatchObject({
    code: 'RECORD_INVALID',
    message: `Line 1 of ${path} is not an event: its session id "reset.2026" is not 1 to 64 of A-Z a-z 0-9 _ -.`,
    fields: { file: path, line: 1 },
  });
});

it('takes a file or a folder with the name of a session only where it holds a record, or is written as a path', async () => {
  const here = process.cwd();
  const place = await mkdtemp(join(folder, 'names-'));
  process.chdir(place);
  try {
    await writeFile('latest', 'a note to myself\n');
    await mkdir('reset-2026');
    await writeFile('unknown-session', '{}\n');
    expect(await idOf('latest')).toBe('other');
    expect(await idOf('reset-2026')).toBe('reset-2026');
    expect(await failure('unknown-session')).toMatchObject({
      code: 'SESSION_NOT_FOUND',
      hint: expect.stringMatching(
        /^The file unknown-session here is not an exported session; written as \.\/unknown-session it is read as one\. /,
      ),
    });
    expect(await failure('./unknown-session')).toMatchObject({ code: 'RECORD_INVALID' });
    await exportToFile(logSource(log, 'reset-2027'), join(place, 'mine'));
    expect((await openSource('mine', options)).kind).toBe('file');
  } finally {
    process.chdir(here);
  }
});
