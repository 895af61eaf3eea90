// `reprise check` as a person runs it: the process explored, pictures, and the process checked on recorded sessions.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Profile } from '../../machines/profile.ts';
import { Run } from '../../src/check/run/run.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { elementsOf } from './render/well-formed.ts';
import { type CliResult, cli, EXAMPLE, EXAMPLE_ID, freshFolder, OBEYED, ROOT, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
afterAll(() => folder.remove());
const run = (...args: string[]): Promise<CliResult> =>
  cli(args, { env: { ...WITHOUT_SERVER, XDG_DATA_HOME: join(folder.path, 'data') } });
const check = (...args: string[]): Promise<CliResult> => run('check', ...args);
const at = (name: string): string => join(folder.path, name);
const written = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

const SOUND = 'name: release\nphases: [Plan, Build]\ngates:\n  - {id: ready, name: Ready to build, guards: Plan}\n';
/** No use of tokens can be recorded where its budget is none and a rule refuses what is over it. */
const NO_TOKENS = 'name: strict\nphases: [Only]\nbudget: {session: 0}\nrules: {B.session: error, B.spent: off}\n';
const WRONG =
  'name: release\nphases: [Plan, Build]\ngates:\n  - id: ready\n    name: Ready\n    guards: Biuld\ncolour: red\n';

describe('a process that is sound', () => {
  it('is reported with what was covered and explored, and ends with 0', async () => {
    const { code, stdout, stderr } = await check(written('release.yaml', SOUND), '--seed', '-7', '--sequences', '5');
    expect(code).toBe(0);
    expect(stdout).toContain(`Profile release (${at('release.yaml')}): 2 phases, 1 gate\n`);
    expect(stdout).toMatch(/\n {2}machine +states +edges/);
    expect(stdout).toMatch(/\n {2}phase +5 of 5 +12 of 12\n/);
    expect(stdout).toMatch(/\n {2}cycle +1 of 4 +0 of 6 +\d+: the profile has no cycles\n/);
    expect(stdout).toMatch(
      /[\d,]+ states and [\d,]+ edges in all, 5 random sequences with [\d,]+ commands \(seed -7\)/,
    );
    expect(stdout).toMatch(/\nNo problems found\.\n$/);
    expect(stdout.match(/No problems found/g)).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it('is drawn into files, or one picture alone on standard output', async () => {
    const profile = written('drawn.yaml', SOUND);
    const { code, stdout, stderr } = await check(
      profile,
      '--mermaid',
      '-',
      '--svg',
      at('p.svg'),
      '--junit',
      at('p.xml'),
    );
    // How far it is may stand before it, on a slow machine.
    expect([code, stderr]).toEqual([0, expect.stringMatching(/(^|\n)No problems found\.\n$/)]);
    expect(stdout).toMatch(/^stateDiagram-v2\n/);
    expect(stdout).not.toContain('No problems found');
    expect(elementsOf(readFileSync(at('p.svg'), 'utf8'))[0]).toBe('svg');
    const junit = readFileSync(at('p.xml'), 'utf8');
    expect(elementsOf(junit).filter((name) => name === 'testcase')).toHaveLength(8);
    expect(junit).toContain('failures="0"');
  });

  it('is one JSON object with --json', async () => {
    const { code, stdout } = await check(written('json.yaml', SOUND), '--json', '--sequences', '0');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      profile: { name: 'release', phases: ['Plan', 'Build'] },
      check: { ok: true, problems: [], random: { sequences: 0 }, machines: expect.any(Array) },
    });
  });
});

describe('a process with a defect', () => {
  it('is reported with its shortest trace, which is written for replay and verify, and ends with 7', async () => {
    const traces = at('traces/of/strict');
    const { code, stdout } = await check(written('strict.yaml', NO_TOKENS), '--out', traces, '--sequences', '0');
    expect(code).toBe(7);
    expect(stdout).toMatch(/\n✗ unreachable-state: No use of tokens can ever be recorded\./);
    expect(stdout).toMatch(/\n {5}1 {2}\S+ \[INFO\] session_started: .*\n {8}session: unstarted → running\n/);
    expect(stdout).toContain('refused: tokens.use');
    const [file] = readdirSync(traces);
    const trace = join(traces, file as string);
    expect(stdout).toContain(`Written to ${trace}\n`);
    expect(stdout).toMatch(/\nProblems found: 1 problem\.\n$/);
    expect((await run('verify', trace)).code).toBe(0);
    expect((await run('replay', trace)).stdout).toContain('session_started');
  });

  it('is a failure in JUnit and a problem in JSON', async () => {
    const profile = written('strict2.yaml', NO_TOKENS);
    const { code, stdout } = await check(profile, '--junit', at('strict.xml'), '--json', '--sequences', '0');
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      check: { problems: [{ kind: 'unreachable-state', lines: [expect.stringContaining('session_started')] }] },
    });
    const junit = readFileSync(at('strict.xml'), 'utf8');
    expect(elementsOf(junit)).toContain('failure');
    expect(junit).toContain('type="unreachable-state"');
  });
});

describe('a wrong call', () => {
  it('of an invalid profile shows every fault with its line, and ends with 2', async () => {
    const path = written('wrong.yaml', WRONG);
    const { code, stdout, stderr } = await check(path);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toEqual([
      `${path} is not a valid profile: 2 problems.`,
      `${path}:6:13: no phase is named "Biuld"; did you mean Build? Phases: Plan, Build.`,
      expect.stringMatching(/:7:1: no key is named "colour"\. Keys of a profile: name, description, /),
      '',
    ]);
    const json = JSON.parse((await check(path, '--json')).stderr);
    expect(json).toMatchObject({
      error: { code: 'BAD_INPUT', fields: { problems: [{ line: 6, column: 13 }, { line: 7 }] } },
    });
  });

  it('prints nothing that a terminal would obey', async () => {
    const path = written('hostile.yaml', 'name: "\\e[31mx"\nphases: ["a\\u202e", "a\\u202e"]\n"\\e]0;t\\a": 1\n');
    const { code, stderr } = await check(path);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(OBEYED);
  });

  it.each<[string, string[], number, RegExp]>([
    ['names no profile', ['norml'], 2, /Did you mean normal\?/],
    ['names no file', ['nowhere.yaml'], 3, /There is no file nowhere\.yaml/],
    [
      'wants two things on standard output',
      ['normal', '--svg', '-', '--mermaid', '-'],
      2,
      /both write to standard output/,
    ],
    ['wants JSON and a picture there', ['normal', '--json', '--svg', '-'], 2, /both write to standard output/],
    ['writes into no folder', ['normal', '--svg', '/nowhere/p.svg'], 3, /There is no folder \/nowhere/],
    ['names a corpus and the log', ['normal', '--corpus', '.', '--log'], 2, /both name the recorded sessions/],
    ['chooses among no sessions', ['normal', '--of', 'x'], 2, /no sessions are named/],
    ['checks on an empty log', ['normal', '--log'], 3, /The log has no session/],
    [
      'checks on a folder that is not there',
      ['normal', '--corpus', '/nowhere'],
      3,
      /There is no file or folder \/nowhere/,
    ],
    ['has a seed that is not a number', ['normal', '--seed', 'x'], 2, /whole number/],
  ])('that %s is refused at once', async (_what, args, exitCode, text) => {
    const { code, stdout, stderr } = await check(...args);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(text);
  });
});

describe('a process checked on recorded sessions', () => {
  const corpus = at('corpus');
  const release = Profile.parse({ name: 'release', phases: ['Plan', 'Build'] });
  const session = (sessionId: string, data: Record<string, unknown> = {}): Run =>
    new Run({ sessionId }).must('session.start', { goal: 'Ship it', profile: release, ...data });
  const keep = (name: string, { lines }: Run): void => writeFileSync(join(corpus, name), `${lines.join('\n')}\n`);

  beforeAll(() => {
    mkdirSync(join(corpus, 'below'), { recursive: true });
    keep('begun.ndjson', session('begun').must('phase.start', { phase: 'Plan' }));
    keep('below/done.ndjson', session('done').must('phase.start', { phase: 'Plan' }).must('phase.next'));
    const broken = session('broken', { enforcement: 'observe' }).must('phase.complete', { phase: 'Build' });
    keep('below/broken.ndjson', broken);
    cpSync(EXAMPLE, join(corpus, 'below', 'example'), { recursive: true });
    writeFileSync(join(corpus, 'notes.txt'), 'no session');
    writeFileSync(join(corpus, 'torn.ndjson'), session('torn').lines.join('\n'));
    writeFileSync(join(corpus, 'other.ndjson'), 'hello\n');
  });

  it('shows for each the first event that it would refuse, and what was legal there', async () => {
    const { code, stdout } = await check(written('gated.yaml', SOUND), '--corpus', corpus, '--sequences', '0');
    expect(code).toBe(1);
    expect(stdout).toContain(
      `✗ ${join(corpus, 'below/done.ndjson')}, session done (release, 4 events)\n  now refused at event 4, phase_started, by G.guard:`,
    );
    expect(stdout).toContain(
      'Here: gates not passed before Build: Ready to build (pending).\n  Legal there: phase.reopen Plan',
    );
    expect(stdout).toMatch(
      /· \S+broken\.ndjson, session broken \(release, 2 events\)\n {2}refused under its own profile already at event 2, phase_completed, by M\.phase/,
    );
    expect(stdout).toMatch(/✗ \S+example, session \S+ \(normal, 166 events\)\n {2}now refused at event \d+/);
    expect(stdout).toMatch(/✗ \S+torn\.ndjson cannot be read: .* is truncated/);
    expect(stdout).toMatch(/✗ \S+other\.ndjson cannot be read: .* is not an event/);
    expect(stdout).not.toContain('begun.ndjson');
    expect(stdout).toContain(
      '4 recorded sessions, 174 events: 1 passes, 2 would now be refused, 1 was refused under its own profile already.\n2 sessions could not be read.\n',
    );
    expect(stdout).toMatch(
      /\nProblems found: 2 recorded sessions would be refused, 2 recorded sessions could not be read\.\n$/,
    );
  });

  it('reports a pipe among them, and does not wait for it', async () => {
    const piped = join(folder.path, 'piped');
    mkdirSync(piped);
    execFileSync('mkfifo', [join(piped, 'events-a.json')]);
    const { code, stdout } = await check('normal', '--sequences', '0', '--corpus', piped);
    expect(code).toBe(7);
    expect(stdout).toContain('is not a regular file');
  });

  it('does not pass where no session started with a profile of the names given', async () => {
    const { code, stderr } = await check('normal', '--sequences', '0', '--corpus', EXAMPLE, '--of', 'nope');
    expect([code, stderr]).toEqual([3, expect.stringContaining('started with a profile named nope')]);
  });

  it('counts them in JSON and lists them in JUnit; those of other profiles are left out where names are given', async () => {
    const profile = written('gated2.yaml', SOUND);
    const { code, stdout } = await check(
      ...[profile, '--corpus', join(corpus, 'below'), '--of', 'release', 'other'],
      ...['--json', '--junit', at('corpus.xml'), '--sequences', '0'],
    );
    expect(code).toBe(4);
    const { ok, corpus: result } = JSON.parse(stdout);
    expect([ok, result]).toMatchObject([
      false,
      { sessions: 2, passes: 0, refused: 1, refusedBefore: 1, refusedBeforeAndNow: 0, unreadable: 0, leftOut: 1 },
    ]);
    expect(result.each).toMatchObject([
      { outcome: 'refused-before', refusedBefore: { ordinal: 2, rule: 'M.phase' } },
      { outcome: 'refused', sessionId: 'done', refused: { ordinal: 4, rule: 'G.guard', legal: expect.any(Array) } },
      { outcome: 'left-out', profile: 'normal' },
    ]);
    const junit = readFileSync(at('corpus.xml'), 'utf8');
    expect(elementsOf(junit).filter((name) => ['failure', 'skipped', 'error'].includes(name))).toEqual([
      'skipped',
      'failure',
      'skipped',
    ]);
  });

  it('takes one file, or several sessions whose files are mixed in a folder', async () => {
    const mixed = at('mixed');
    cpSync(EXAMPLE, mixed, { recursive: true });
    for (const file of readdirSync(mixed).filter((name) => name.includes(EXAMPLE_ID)))
      writeFileSync(
        join(mixed, file.replace(EXAMPLE_ID, 'second')),
        readFileSync(join(mixed, file), 'utf8').replaceAll(EXAMPLE_ID, 'second'),
      );
    const [files, one] = await Promise.all([
      check('cycles', '--corpus', mixed, '--json', '--sequences', '0'),
      check(written('same.yaml', SOUND), '--corpus', join(corpus, 'begun.ndjson'), '--sequences', '0'),
    ]);
    expect(JSON.parse(files.stdout).corpus).toMatchObject({ sessions: 2, unreadable: 0 });
    expect([one.code, one.stdout]).toEqual([0, expect.stringContaining('1 recorded session, 2 events: 1 passes')]);
  });

  it('reports that there are none before it explores the process', async () => {
    mkdirSync(at('empty/below'), { recursive: true });
    const { code, stderr } = await check('meta', '--corpus', at('empty'));
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^No recorded session is in /)]);
  });
});

describe("a user's machine", () => {
  const machine = (name: string, states: string): string =>
    written(
      name,
      `import { createMachine } from 'xstate';\nexport default createMachine({ id: 'door', initial: 'shut', states: ${states} });\n`,
    );
  beforeAll(() => symlinkSync(join(ROOT, 'node_modules'), at('node_modules')));

  it('is run and explored: problems are shown with the shortest trace, and it ends with 7', async () => {
    const path = machine(
      'door.mjs',
      "{ shut: { on: { PUSH: 'open' } }, open: { on: { PULL: 'shut', KICK: 'stuck' } }, stuck: {}, gone: { type: 'final' } }",
    );
    const { code, stdout } = await check(path, '--svg', at('door.svg'), '--junit', at('door.xml'));
    expect(code).toBe(7);
    expect(stdout).toContain(`Machine door (${path})\n`);
    expect(stdout).toContain('3 states and 3 edges in all');
    expect(stdout).toContain('✗ unreachable-state: State door.gone can never be reached');
    expect(stdout).toContain('✗ cannot-end: Machine door can never end');
    expect(elementsOf(readFileSync(at('door.svg'), 'utf8'))[0]).toBe('svg');
    expect(elementsOf(readFileSync(at('door.xml'), 'utf8')).filter((name) => name === 'failure')).toHaveLength(2);
  });

  it('is checked with the checkOptions that its file exports, and ends with 0 where there are no problems', async () => {
    const path = written(
      'count.mjs',
      `import { setup, assign } from 'xstate';
export const checkOptions = { events: [{ type: 'ADD', by: 2 }], ends: ({ context }) => context.n >= 4 };
export default setup({}).createMachine({ id: 'count', context: { n: 0 }, on: { ADD: { guard: ({ context }) => context.n < 4, actions: assign({ n: ({ context, event }) => context.n + event.by }) } } });\n`,
    );
    const { code, stdout } = await check(path, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { ok: true, check: { machine: 'count', states: 3, edges: 2 } },
    ]);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'uses `after`',
      () => machine('after.mjs', "{ shut: { after: { 1000: 'open' } }, open: {} }"),
      /uses `after`.*\n.*deadline_passed/,
    ],
    ['uses `invoke`', () => machine('invoke.mjs', "{ shut: { invoke: { src: 'x' } } }"), /uses `invoke`/],
    ['is not one', () => written('none.mjs', 'export const x = 1;\n'), /The default export of \S+ is not a machine/],
    ['throws', () => written('throws.mjs', "throw new Error('no luck');\n"), /cannot be run: no luck\./],
    ['is not JavaScript', () => written('broken.mjs', 'export default {\n'), /cannot be run: /],
  ])('that %s is refused with the reason, and ends with 2', async (_what, path, sentence) => {
    const { code, stdout, stderr } = await check(path());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  it('that is not there ends with 3', async () => {
    const { code, stderr } = await check('nowhere.mjs');
    expect([code, stderr]).toEqual([3, expect.stringContaining('There is no file nowhere.mjs.')]);
  });

  it('refuses the options of profiles', async () => {
    expect(await check('door.mjs', '--seed', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--seed is for/),
    });
  });
});

describe('with a log', () => {
  const data = at('with-log');
  let server: TestServer;
  const live = (...args: string[]): Promise<CliResult> => cli(args, { env: { XDG_DATA_HOME: data } });
  beforeAll(async () => {
    server = await startTestServer({ store: join(data, 'reprise') });
  });
  afterAll(async () => server?.stop());

  it('a session follows a profile in YAML, and a changed profile is checked on all sessions of the log', async () => {
    const profile = written('live.yaml', SOUND);
    expect((await live('send', 's1', 'session.start', 'Ship it', '--profile', profile)).code).toBe(0);
    expect((await live('send', 's2', 'session.start', 'Ship it', '--profile', profile)).code).toBe(0);
    expect((await live('send', 's1', 'phase.start', 'Plan')).code).toBe(0);
    const refused = await live(
      'send',
      's3',
      'session.start',
      'Ship it',
      '--profile',
      written('live-wrong.yaml', WRONG),
    );
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(':6:13: no phase is named "Biuld"')]);
    const changed = written('changed.yaml', SOUND.replace('[Plan', '[Look, Plan'));
    const { code, stdout } = await live('check', changed, '--log', '--sequences', '0');
    expect(code).toBe(4);
    expect(stdout).toContain('✗ s1 (release, 2 events)\n  now refused at event 2, phase_started, by P.order');
    expect(stdout).toContain('2 recorded sessions, 3 events: 1 passes, 1 would now be refused, 0 were refused');
  });
});

it('makes no store where it needs none', () => {
  expect(existsSync(join(folder.path, 'data'))).toBe(false);
});
