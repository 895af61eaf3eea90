// `import` of a document of cycles by the real command line, and what shows its sessions then.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliResult, cli, ROOT } from './run-cli.ts';

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'reprise-documents-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const run = (...args: string[]): Promise<CliResult> =>
  cli(args, { cwd: work, env: { XDG_DATA_HOME: join(work, 'data'), NO_COLOR: '1' } });
const example = (name: string, file: string): string => join(ROOT, 'examples', name, file);

describe('a document of cycles', () => {
  test('is imported once, keeps its enforcement, and shows no time', async () => {
    const document = example('websocket-reconnection', 'document.md');
    const first = await run('import', document, '--enforce');
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('5 cycles, 4 agents, times unknown');
    expect(first.stdout).toMatch(/document\.md:3: What an orchestrator wrote/);
    const again = await run('import', document);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('nothing was added')]);
    const timeline = await run('view', 'timeline', 'fix-a-race');
    expect(timeline.stdout).toContain('times unknown');
    expect(timeline.stdout).not.toMatch(/\d+s\b|1970/);
  });

  test('of which one session is refused records none of them', async () => {
    const path = join(work, 'two.md');
    // The second has its cycles out of line, which an enforced session refuses.
    writeFileSync(path, '## Whole\n### Cycle 1\n## Broken\n### Cycle 2\n### Cycle 1\n');
    const refused = await run('import', path, '--enforce');
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('C.number')]);
    expect((await run('view', 'plan', 'whole')).code).toBe(3);
    const observed = await run('import', path);
    expect([observed.code, observed.stdout]).toEqual([0, expect.stringContaining('C.number')]);
  });

  test('is not imported with --strict', async () => {
    const { code } = await run('import', example('websocket-reconnection', 'document.md'), '--strict');
    expect(code).toBe(2);
  });

  test('is imported beside others by one command, but not with --report, which is about one', async () => {
    const paths = ['websocket-reconnection', 'api-rate-limiting'].map((name) => example(name, 'document.md'));
    expect((await run('import', ...paths, '--report', join(work, 'report.md'))).code).toBe(2);
    const { code, stdout } = await run('import', ...paths);
    expect(code).toBe(0);
    for (const name of ['websocket-reconnection', 'api-rate-limiting']) expect(stdout).toContain(name);
  });
});

describe('a recorded session in cycles', () => {
  const record = example('api-rate-limiting', 'session.ndjson');

  test('shows its plan at a cycle as Markdown, and names the cycles for an unknown one', async () => {
    const { code, stdout } = await run('view', 'plan', record, '--at-cycle', '4', '--format', 'md');
    expect([code, stdout.match(/^- \[x\]/gm)?.length]).toEqual([0, 3]);
    const none = await run('view', 'plan', record, '--at-cycle', '8');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('There are cycles 1 to 7.')]);
  });

  test('is replayed by cycle, each with the view at its end', async () => {
    const { code, stdout } = await run('replay', record, '--by', 'cycle', '--view', 'cycles', '--json');
    const steps = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { cycle: number | null; views: { cycles: { cycles: unknown[] } } });
    expect([code, steps.map(({ cycle }) => cycle)]).toEqual([0, [null, 1, 2, 3, 4, 5, 6, 7]]);
    expect(steps.map(({ views }) => views.cycles.cycles.length)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('is extracted with its cycles, what is left of its plan, and its follow-ups', async () => {
    const { stdout } = await run('extract', example('websocket-reconnection', 'session.ndjson'));
    expect(stdout).toMatch(/Current cycle +none, 5 cycles ended/);
    expect(stdout).toMatch(/Follow-ups\n +medium +buffer should have a max size/);
    expect(stdout).not.toContain('Current phase');
  });
});
