import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { history } from '../history.ts';
import { type CliResult, cli, EXAMPLE, EXAMPLE_ID, freshFolder, OBEYED, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
const exported = join(folder.path, 'session.ndjson');
let lines: string[];
const run = (...args: string[]): Promise<CliResult> => cli(args, { env: { ...WITHOUT_SERVER, XDG_DATA_HOME: data } });
const eventsFile = (path: string): string => join(path, `events-${EXAMPLE_ID}.json`);
const record = (name: string, content: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
};

beforeAll(async () => {
  const { code, stderr } = await run('export', EXAMPLE, '-o', exported);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+ events of session .* Head: \d+:[0-9a-f]{64}\n$/)]);
  lines = readFileSync(exported, 'utf8').trimEnd().split('\n');
});
afterAll(() => folder.remove());

describe('a session in a file or a folder', () => {
  it.each(['plan', 'todo', 'workbook', 'timeline', 'flow', 'usage', 'overview'])(
    'shows its %s without a server',
    async (view) => {
      const { code, stdout, stderr } = await run('view', view, EXAMPLE);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(new RegExp(`^${view === 'todo' ? 'Todos' : view} of session ${EXAMPLE_ID}`, 'i'));
      expect(existsSync(data)).toBe(false);
    },
  );

  it('is the same in its folder and in its export', async () => {
    const [fromFolder, fromFile] = await Promise.all([run('extract', EXAMPLE), run('extract', exported)]);
    expect(fromFile).toEqual(fromFolder);
    expect(fromFile.stdout).toContain('35,000 of 150,000');
  });

  it('counts one replayed event as one', async () => {
    const { stdout } = await run('replay', exported, '--to', '1');
    expect(stdout).toContain(`\n1 event of session ${EXAMPLE_ID} replayed.\n`);
  });

  it('prints a view as JSON, as Mermaid, as Markdown', async () => {
    const json = await run('view', 'plan', exported, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ sessionId: EXAMPLE_ID, phases: { length: 5 } });
    expect(
      (await run('view', 'flow', exported, '--format', 'mermaid')).stdout.match(/^```mermaid\n(?:flowchart|graph)/gm),
    ).toHaveLength(2);
    const markdown = (await run('view', 'workbook', exported, '--format', 'md')).stdout;
    expect(markdown.match(/^## /gm)).toHaveLength(14);
    expect(markdown).toMatch(
      /## Use JWT for reset tokens[\s\S]*- Related phase: Brainstorm[\s\S]*- Tags: security, architecture, jwt/,
    );
    expect(markdown).toMatch(/## Token generation flow[\s\S]*- Type: sequence\n- Description: User → Request Reset/);
  });

  it('is shown as it was at an ordinal, at a time, at a time of its day, at an event', async () => {
    const at = async (moment: string) =>
      JSON.parse((await run('view', 'plan', exported, '--at', moment, '--json')).stdout);
    const started = lines
      .map((line) => JSON.parse(line))
      .find(({ type, data }) => type === 'phase_started' && data.phase === 'Planning');
    const wanted = await at(String(started.ordinal));
    expect(wanted.currentPhase).toBe('Planning');
    expect(await at(started.id)).toEqual(wanted);
    expect((await at('2025-10-14T14:33:00Z')).currentPhase).toBe('Planning');
    expect((await at('14:33')).currentPhase).toBe('Planning');
    expect((await at('2025-10-14T16:33:00+02:00')).currentPhase).toBe('Planning');
  });

  it('replays event by event with what each changed', async () => {
    const { code, stdout } = await run('replay', exported, '--from', '2', '--to', '10');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {5}2 {2}14:30:05 \[INFO\] phase_started.*\n +phase Context: pending → active$/m);
    expect(stdout).not.toMatch(/^ {5}1 /m);
    expect(stdout).toMatch(/^ {8}2025-10-14\n {5}2 /);
    expect(stdout.match(/^ *2025-10-14$/gm)).toHaveLength(1);
    expect(stdout).toMatch(/^9 events of session/m);
  });

  it('replays as JSON, a line per step, with the requested view', async () => {
    const { stdout } = await run('replay', exported, '--to', '10', '--json', '--view', 'usage');
    const steps = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(steps.map(({ ordinal }) => ordinal)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(steps[1]).toMatchObject({
      kind: 'step',
      changes: [{ entity: 'phase', id: 'Context', from: 'pending', to: 'active' }],
    });
    expect(steps[9]).toMatchObject({ views: { usage: { sessionId: EXAMPLE_ID } } });
  });

  it('replays at a multiple of its speed: 45 minutes in about one second', async () => {
    const started = performance.now();
    expect((await run('replay', exported, '--speed', '2700x')).code).toBe(0);
    expect(performance.now() - started).toBeGreaterThan(1000);
  });

  it('replays strictly to its end', async () => {
    expect((await run('replay', exported, '--strict')).code).toBe(0);
  });

  it('verifies, against its head too, and as enforced', async () => {
    const head = `${lines.length}:${JSON.parse(lines.at(-1) as string).hash}`;
    const { code, stdout } = await run('verify', exported, '--head', head, '--as', 'enforce');
    expect(stdout).toContain(`It has the expected head ${head}.`);
    expect(stdout).toContain('The record verifies.');
    expect(code).toBe(0);
  });

  it('exports byte for byte to a pipe and from an export', async () => {
    const { stdout } = await run('export', exported);
    expect(stdout).toBe(readFileSync(exported, 'utf8'));
  });
});

describe('a folder with files missing', () => {
  it.each(['planning', 'todo', 'workbook', 'events'])(
    'is viewed, extracted, replayed and verified without its %s file',
    async (kind) => {
      const path = join(folder.path, `without-${kind}`);
      cpSync(EXAMPLE, path, { recursive: true });
      rmSync(join(path, `${kind}-${EXAMPLE_ID}.json`));
      for (const command of [['view', 'overview'], ['extract'], ['replay'], ['verify']]) {
        const { code, stdout } = await run(...command, path);
        expect([command, code]).toEqual([command, 0]);
        expect(stdout).toContain(EXAMPLE_ID);
      }
      expect(existsSync(data)).toBe(false);
    },
  );
});

describe('a session as its four files', () => {
  it('shows the same in its export, without a server, and gives the same record again', async () => {
    const path = join(folder.path, 'four-files');
    const { code, stderr } = await run('export', EXAMPLE, '--format', 'session-files', '-o', path);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/as 4 files in /)]);
    for (const view of ['plan', 'todo', 'workbook', 'timeline', 'flow', 'usage', 'overview'])
      expect((await run('view', view, path)).stdout).toBe((await run('view', view, EXAMPLE)).stdout);
    expect((await run('extract', path)).stdout).toBe((await run('extract', EXAMPLE)).stdout);
    expect((await run('verify', path)).code).toBe(0);
    const again = join(folder.path, 'four-files-again');
    await run('export', path, '--format', 'session-files', '-o', again);
    for (const file of readdirSync(path))
      expect(readFileSync(join(again, file), 'utf8')).toBe(readFileSync(join(path, file), 'utf8'));
  });

  it('needs a folder that holds nothing else', async () => {
    expect((await run('export', EXAMPLE, '--format', 'session-files')).code).toBe(2);
    const { code, stderr } = await run('export', EXAMPLE, '--format', 'session-files', '-o', folder.path);
    expect([code, stderr]).toEqual([2, expect.stringContaining('which is not a file of this session')]);
  });

  it('shows in its extract what is legal, as data too', async () => {
    const running = join(folder.path, 'running.ndjson');
    writeFileSync(running, `${history('s1').start().lines.join('\n')}\n`);
    const { legal } = JSON.parse((await run('extract', running, '--json')).stdout);
    expect(legal).toContainEqual({ word: 'phase.start', data: { phase: 'Context' }, needs: [] });
    expect((await run('extract', running)).stdout).toMatch(
      /^Legal now: reprise send s1 …\n( {2}.*\n)* {2}phase.start Context$/m,
    );
  });

  it('shows in its extract the last events of the session, without derived ones', async () => {
    const { lastEvents, legal } = JSON.parse((await run('extract', EXAMPLE, '--json')).stdout);
    expect(legal).toEqual([]);
    expect(lastEvents).toHaveLength(30);
    expect(lastEvents.every(({ derivedfrom }: { derivedfrom: string }) => derivedfrom.startsWith('events-'))).toBe(
      true,
    );
  });
});

describe('a record that does not verify is reported with the place and what was expected', () => {
  const changed = (): string =>
    [...lines.slice(0, 9), lines[9]?.replace('"actor":"', '"actor":"x'), ...lines.slice(10)].join('\n');
  it.each<[string, () => string, RegExp]>([
    ['a torn last line', () => lines.join('\n').slice(0, -20), /line \d+ .*torn[\s\S]*expected|torn/],
    ['a changed byte', () => `${changed()}\n`, /event 10|line 10/],
    ['a missing event', () => `${[...lines.slice(0, 9), ...lines.slice(10)].join('\n')}\n`, /expected.*10.*got.*11/],
    ['a repeated event', () => `${[...lines.slice(0, 10), ...lines.slice(9)].join('\n')}\n`, /expected.*11.*got.*10/],
  ])('%s', async (name, content, said) => {
    const path = record(`${name.replaceAll(' ', '-')}.ndjson`, content());
    const verified = await run('verify', path);
    expect(verified.code).toBe(7);
    expect(verified.stdout).toMatch(said);
    expect(verified.stdout).toContain('The record does not verify.');
    const { code, stderr } = await run('export', path, '-o', join(folder.path, 'not-written'));
    expect(code).toBe(7);
    expect(stderr).toMatch(said);
    expect(readdirSync(folder.path).filter((file) => file.includes('not-written'))).toEqual([]);
  });

  it('reports no events before the fault where the first is at fault', async () => {
    const path = record(
      'first.ndjson',
      `${[lines[0]?.replace('"actor":"', '"actor":"x'), ...lines.slice(1)].join('\n')}\n`,
    );
    const { code, stdout } = await run('verify', path);
    expect([code, stdout]).toEqual([7, expect.stringContaining('✗ Event 1, line 1')]);
    expect(stdout).toContain('Event 1 was changed.');
    expect(stdout).not.toMatch(/✓|before it:/);
  });

  it('the newest events are missing, which only the head shows', async () => {
    const path = record('cut.ndjson', `${lines.slice(0, -3).join('\n')}\n`);
    expect((await run('verify', path)).code).toBe(0);
    const head = `${lines.length}:${JSON.parse(lines.at(-1) as string).hash}`;
    const { code, stdout } = await run('verify', path, '--head', head);
    expect(code).toBe(7);
    expect(stdout).toContain(`Expected head ${head}, got a record that ends before it.`);
  });
});

describe('invalid input is refused with one sentence, and no server is started', () => {
  const broken = (name: string, change: (path: string) => void): string => {
    const path = join(folder.path, name);
    cpSync(EXAMPLE, path, { recursive: true });
    change(path);
    return path;
  };
  it.each<[string, () => string, number, RegExp]>([
    [
      'what is not JSON',
      () => broken('no-json', (path) => writeFileSync(eventsFile(path), '{"events": [}')),
      2,
      /is not valid JSON at line 1, column \d+/,
    ],
    [
      'JSON of another shape',
      () => broken('shape', (path) => writeFileSync(eventsFile(path), '{"events": 7}')),
      2,
      /events is a number/,
    ],
    ['no folder', () => join(folder.path, 'nowhere'), 3, /^There is no file or folder/],
    [
      'a folder without session files',
      () => {
        const path = join(folder.path, 'empty');
        mkdirSync(path, { recursive: true });
        return path;
      },
      3,
      /^No session file is in/,
    ],
    [
      'a session id with a dot',
      () =>
        broken('dot', (path) => {
          for (const file of readdirSync(path).filter((name) => name.endsWith('.json')))
            renameSync(join(path, file), join(path, file.replace(EXAMPLE_ID, 'a.b')));
        }),
      2,
      /^"a\.b" is not a valid session id\./,
    ],
  ])('import of %s', async (_, path, exitCode, said) => {
    const { code, stdout, stderr } = await run('import', path());
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(said);
    expect(existsSync(data)).toBe(false);
  });

  it.each([
    ['a file that is not there', ['view', 'plan', './nowhere.ndjson'], 3, /^There is no file/],
    ['a file that is no export', ['view', 'plan', join(EXAMPLE, 'README.md')], 7, /^Line 1 of .* is not an event/],
    ['an id with a dot', ['view', 'plan', 'a.b'], 2, /^"a\.b" is not a valid session id: it contains a dot\./],
    ['an id with a space', ['view', 'plan', 'a b'], 2, /^"a b" is not a valid session id: it contains a space\./],
    ['an id of 65 characters', ['view', 'plan', 'a'.repeat(65)], 2, /is not a valid session id: .*65/],
    ['a moment that is not there', ['view', 'plan', EXAMPLE, '--at', '9999'], 2, /^The session has no event 9999\./],
    [
      'a time before the first event',
      ['view', 'plan', EXAMPLE, '--at', '2025-10-14T10:00:00Z'],
      2,
      /^2025-10-14T10:00:00\.000Z is before the first event, of 2025-10-14T14:30:00\.000Z\.$/m,
    ],
    ['a date, its midnight', ['view', 'plan', EXAMPLE, '--at', '2025-10-14'], 2, /A date alone is its midnight/],
    ['the end of a replay before it', ['replay', EXAMPLE, '--to', '2025-10-13'], 2, /is before the first event/],
    [
      'a word that is not a moment',
      ['view', 'plan', EXAMPLE, '--at', 'yesterday'],
      2,
      /\bA moment is an ordinal \(20\)/,
    ],
    [
      'a number that is not a moment',
      ['view', 'plan', EXAMPLE, '--at', '-1'],
      2,
      /^"-1" is not a moment\.\nA moment is /,
    ],
    ['a replay that ends before it begins', ['replay', EXAMPLE, '--from', '9', '--to', '4'], 2, /^--from 9 is after/],
    ['an invalid time', ['view', 'plan', EXAMPLE, '--at', '25:99'], 2, /^"25:99" is not a time: an hour is 00 to 23/],
  ])('%s', async (_, args, exitCode, said) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(said);
    expect(existsSync(data)).toBe(false);
  });
});

describe('a text that would take over the terminal', () => {
  it('reaches it from no command as an escape', async () => {
    const path = join(folder.path, 'hostile');
    cpSync(EXAMPLE, path, { recursive: true });
    const hostile = 'evil \u001b[2J\u001b]0;title\u0007\u009b31m\u202ereversed';
    for (const name of readdirSync(path).filter((file) => file.endsWith('.json'))) {
      const file = join(path, name);
      const harmless = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        harmless.replace(
          /("(?:title|description|content|notes|name|taskDescription|activeForm)": ")/g,
          (whole) => whole + JSON.stringify(hostile).slice(1, -1),
        ),
      );
    }
    const views = ['plan', 'todo', 'workbook', 'timeline', 'flow', 'usage', 'overview'];
    const all = await Promise.all([
      ...views.map((view) => run('view', view, path)),
      run('view', 'workbook', path, '--format', 'md'),
      run('view', 'flow', path, '--format', 'mermaid'),
      run('extract', path),
      run('replay', path),
      run('replay', path, '--json', '--view', 'plan'),
      run('verify', path, '--as', 'enforce'),
      run('view', `plan${hostile}`, path),
    ]);
    for (const { stdout, stderr } of all) {
      expect(stdout + stderr).not.toMatch(OBEYED);
    }
    expect(all.map(({ stdout }) => stdout).join()).toContain('evil');
  });
});
