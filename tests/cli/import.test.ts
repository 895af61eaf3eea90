// Imports through the command line, on a nats-server: one session, many, stopped in the middle; what is told, and what is
// refused with nothing recorded.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FILES, type Files, SESSION } from '../formats/session-files/contradictory-session.ts';
import { type CliResult, cli, EXAMPLE, EXAMPLE_ID, freshFolder, startCli, WITHOUT_SERVER } from './run-cli.ts';

const root = freshFolder();
afterAll(() => root.remove());
let stores = 0;
const freshStore = (): string => {
  stores += 1;
  return join(root.path, `store-${stores}`);
};
const write = (name: string, files: Files): string => {
  const folder = join(root.path, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
};
const on =
  (store: string) =>
  (...args: string[]): Promise<CliResult> =>
    cli([...args, '--store', store], { env: { XDG_DATA_HOME: join(root.path, 'data') } });

/** A small lawful session under any id. */
const small = (id: string, steps = 8): Files => ({
  [`events-${id}.json`]: {
    sessionId: id,
    events: Array.from({ length: steps }, (_, index) => ({
      id: `evt_${index}`,
      timestamp: new Date(Date.UTC(2026, 1, 1, 8, 0, index)).toISOString(),
      eventType: index === 0 ? 'session_started' : 'file_modified',
      details: index === 0 ? { goal: `Work of ${id}` } : { filePath: `part-${index}.ts` },
    })),
  },
});

describe('the import of one session', () => {
  const contradictory = write('contradictory', FILES);

  it('reports each difference and each violated rule, as text, as JSON and as Markdown', async () => {
    const run = on(freshStore());
    const report = join(root.path, 'report.md');
    const first = await run('import', contradictory, '--report', report);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('summary.totalEvents claims 20; counted 18');
    expect(first.stdout).toMatch(/1 violation of W\.after \(event \d+\)/);
    const markdown = readFileSync(report, 'utf8');
    const again = await run('import', contradictory, '--json');
    const json = JSON.parse(again.stdout);
    expect(json).toMatchObject({ sessionId: SESSION, wasThere: true, added: 0, enforcement: 'observe' });
    for (const { field } of json.report.differences)
      expect(markdown).toContain(field.replaceAll(/\s+/g, ' ').replaceAll(/[[\]]/g, '\\$&'));
    expect(markdown).toContain(`Differences: ${json.report.differences.length}`);
    expect(markdown).toContain(`Rule violations: ${json.violations.length}`);
    for (const one of json.violations)
      expect(Object.keys(one)).toEqual(['rule', 'severity', 'ordinal', 'type', 'place', 'sentence', 'detail']);
    const told = json.violations.map((one: object) => JSON.stringify(one));
    expect(new Set(told).size).toBe(told.length);
  });

  it('is refused completely at its first violation when it is strict: position, expected, got, how to continue', async () => {
    const run = on(freshStore());
    const { code, stderr } = await run('import', contradictory, '--strict');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Event \d+, \w+ \(.*#\S+\), is refused by \S+\. Expected: .+ Got: .+\.\n.*--strict/);
    // Refused before a store was made for it.
    expect(await run('list', '--json')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('There is no store'),
    });
    expect((await run('import', contradictory, '--enforce')).code).toBe(4);
    expect((await run('import', EXAMPLE, '--strict', '--enforce')).code).toBe(0);
  });

  it('adds nothing for an export of what is recorded, whether it was imported or recorded live', async () => {
    const store = freshStore();
    const run = on(store);
    await run('import', EXAMPLE);
    const out = join(root.path, 'exported');
    expect((await run('export', EXAMPLE_ID, '--format', 'session-files', '-o', out)).code).toBe(0);
    expect(readdirSync(out)).toHaveLength(4);
    const again = await run('import', out);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('is already recorded: nothing was added')]);
  });

  it('refuses another session of the same id, and keeps the first', async () => {
    const run = on(freshStore());
    await run('import', write('one', small('same')));
    const { code, stderr } = await run('import', write('two', small('same', 9)));
    expect([code, stderr]).toEqual([5, expect.stringContaining('from files that differ from these')]);
  });

  it.each<[string, Files, number, RegExp]>([
    ['files of two sessions', { ...small('a'), ...small('b') }, 2, /contains files of 2 sessions/],
    [
      'an infinite number',
      { 'todo-x.json': '{"todos": [{"id": "a", "n": 1e999}]}' },
      2,
      /number that is not finite, at n\./,
    ],
    ['NaN', { 'todo-x.json': '{"todos": [{"id": "a", "n": NaN}]}' }, 2, /is not valid JSON at line 1, column 29/],
    [
      'an invalid time',
      { 'todo-x.json': { todos: [{ id: 'a', startedAt: 'soon' }] } },
      2,
      /startedAt is not a valid time/,
    ],
    ['an id of 65 characters', small('x'.repeat(65)), 2, /is not a valid session id/],
    ['an id with a dot', small('a.b'), 2, /is not a valid session id/],
  ])('refuses %s with a sentence, before a server is asked for', async (name, files, code, said) => {
    const folder = write(name.replaceAll(' ', '-'), files);
    const result = await cli(['import', folder], {
      env: { ...WITHOUT_SERVER, XDG_DATA_HOME: join(root.path, 'none') },
    });
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(said)]);
  });
});

describe('the import of many sessions', () => {
  const SESSIONS = 60;
  const many = join(root.path, 'many');
  for (let index = 0; index < SESSIONS; index += 1) write(`many/${index % 3}/s${index}`, small(`many-${index}`, 49));
  const counts = async (run: ReturnType<typeof on>): Promise<Map<string, number>> => {
    const rows: { sessionId: string; events: { recorded: number } }[] = JSON.parse(
      (await run('list', '--json')).stdout,
    );
    return new Map(rows.map(({ sessionId, events }) => [sessionId, events.recorded]));
  };

  it('continues after kill -9 in the middle, and records nothing twice', async () => {
    const store = freshStore();
    const run = on(store);
    const first = startCli(['import', many, '--store', store, '--json'], {
      env: { XDG_DATA_HOME: join(root.path, 'data') },
    });
    await first.until('stdout', /(?:\n[^\n]*){5}/);
    first.child.kill('SIGKILL');
    await first.ended;
    const before = await counts(run);
    expect(before.size).toBeGreaterThan(0);
    const { code, stdout } = await run('import', many);
    expect(code).toBe(0);
    const after = await counts(run);
    expect(after.size).toBe(SESSIONS);
    expect([...after.values()].every((events) => events === 49)).toBe(true);
    expect(stdout).toContain(`60 folders: ${SESSIONS - before.size} recorded`);
    expect((await run('import', many)).stdout).toContain(
      '60 folders: 0 recorded (0 events), 60 already recorded, 0 failed.',
    );
    expect((await run('verify', 'many-59')).code).toBe(0);
  });

  it('finishes what it began when it is interrupted, and reports how to continue', async () => {
    const store = freshStore();
    const running = startCli(['import', many, '--store', store, '--json'], {
      env: { XDG_DATA_HOME: join(root.path, 'data') },
    });
    await running.until('stdout', /\n/);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string);
    expect(summary.kind).toBe('summary');
    // Told so early that folders are left; should the machine be quicker than the signal, all are done.
    expect(code).toBe(summary.left > 0 ? 130 : 0);
    expect(summary.recorded + summary.left).toBe(SESSIONS);
  });

  it('is not stopped by a folder that fails: the totals and the exit code report it', async () => {
    const folder = join(root.path, 'mixed');
    cpSync(join(many, '0', 's0'), join(folder, 'good'), { recursive: true });
    write('mixed/bad', { 'events-bad.json': '{' });
    write('mixed/two', { ...small('a'), ...small('b') });
    const run = on(freshStore());
    const { code, stdout } = await run('import', folder);
    expect(code).toBe(2);
    expect(stdout).toMatch(/bad: events-bad\.json is not valid JSON/);
    expect(stdout).toMatch(/two: .*two contains files of 2 sessions/);
    expect(stdout).toContain('3 folders: 1 recorded (50 events), 0 already recorded, 2 failed.');
  });
});
