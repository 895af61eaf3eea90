// `import plan.md --git` on real repositories: each change of the history once, what git or a version has wrong in a
// sentence, and a history that was rewritten as another one.
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { gitEnvironment } from '../../src/formats/plan-md/git-command.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { Sessions } from '../../src/session/write/sessions.ts';
import { type TestRepository, testRepository } from '../git-repository.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { type CliResult, cli, cliProcess, freshFolder } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
let server: TestServer;
let log: Log;
let sessions: Sessions;

const at = (name: string): string => join(folder.path, name);
const repository = (name: string): TestRepository => testRepository(at(name));
const run = (...args: string[]): Promise<CliResult> => cli(args, { cwd: folder.path, env: { XDG_DATA_HOME: data } });
const importGit = (path: string, ...args: string[]): Promise<CliResult> => run('import', path, '--git', ...args);
/** In a process of its own, with these variables. */
const importWith = (env: Record<string, string>, path: string): Promise<CliResult> =>
  cliProcess(['import', path, '--git'], { cwd: folder.path, env: { XDG_DATA_HOME: data, ...env } });
const events = async (sessionId: string): Promise<RecordedEvent[]> => {
  const found: RecordedEvent[] = [];
  for await (const { event } of sessions.read(sessionId)) found.push(event);
  return found;
};
/** `plan_item_done Ann` of each event after the start of its session. */
const changes = async (sessionId: string): Promise<string[]> =>
  (await events(sessionId)).slice(1).map(({ type, actor }) => `${type} ${actor}`);
/** `- [x] a` of each item, as the session has them in the end. */
const items = async (sessionId: string): Promise<string[]> => {
  const { stdout } = await run('view', 'plan', sessionId, '--format', 'md');
  return stdout.split('\n').filter((line) => line.startsWith('- ['));
};
const list = (open: string, done = ''): string =>
  `${[...open].map((item) => `- [${done.includes(item) ? 'x' : ' '}] ${item}`).join('\n')}\n`;

beforeAll(async () => {
  server = await startTestServer({ store: join(data, 'reprise') });
  log = await openNatsLog(server.info);
  sessions = createSessions(log);
});
afterAll(async () => {
  await log?.close();
  await server?.stop();
  folder.remove();
});

describe('what is recorded', () => {
  it('is each change once, by its author and at its time, through a merge and a rename', async () => {
    const { git, commit } = repository('repo');
    const lines = ['- [ ] A', '', 'a', 'b', 'c', '', '- [ ] B'];
    const text = (...edits: [number, string][]): string =>
      `## P\n\n${edits.reduce((all, [place, line]) => all.with(place, line), lines).join('\n')}\n`;
    commit('Ann', { 'todo.md': text() });
    git('Ann', 'checkout', '-b', 'side');
    commit('Bob', { 'todo.md': text([6, '- [x] B']) });
    git('Ann', 'checkout', 'main');
    commit('Ann', { 'todo.md': text([0, '- [x] A']) });
    git('Cat', 'merge', '--no-ff', 'side');
    git('Dan', 'mv', 'todo.md', 'plan.md');
    git('Dan', 'commit', '-m', 'rename');
    commit('Eve', { 'plan.md': text([0, '- [x] A'], [6, '- [x] B']).replace('c\n', 'c\n- [ ] C\n') });
    const { code, stdout, stderr } = await importGit('repo/plan.md');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      '4 commits of plan.md changed the plan, and 2 more changed no item.\nNo rule is violated.\n' +
        'Recorded 7 events. See the plan with `reprise view plan repo-plan-md`.\n',
    );
    expect((await changes('repo-plan-md')).slice(0, 3)).toEqual([
      'plan_titled Ann',
      'plan_item_added Ann',
      'plan_item_added Ann',
    ]);
    const times = git('x', 'log', '--format=%an %aI').split('\n');
    const after = (await events('repo-plan-md')).slice(4);
    expect(after.map(({ type, actor }) => `${type} ${actor}`).sort()).toEqual([
      'plan_item_added Eve',
      'plan_item_done Ann',
      'plan_item_done Bob',
    ]);
    for (const { actor, time } of after) expect(times).toContain(`${actor} ${time.replace('.000Z', '+00:00')}`);
    expect((await importGit('repo/plan.md')).stdout).toContain('is already recorded: nothing was added.');
    commit('Eve', { 'plan.md': text([0, '- [x] A'], [6, '- [x] B']) });
    expect((await importGit('repo/plan.md')).stdout).toContain('Recorded 1 event.');
  });

  it('undoes nothing of another branch, however many commits each has', async () => {
    const { git, commit } = repository('branches');
    const far = (a: string, b: string): string => `- [${a}] a\n\n1\n\n2\n\n3\n\n- [${b}] b\n`;
    commit('Ann', { 'plan.md': far(' ', ' ') });
    git('Ann', 'checkout', '-b', 'side');
    commit('Bob', { 'plan.md': far(' ', '~') });
    commit('Bob', { 'plan.md': far(' ', '?') });
    commit('Bob', { 'plan.md': far(' ', 'x') });
    git('Ann', 'checkout', 'main');
    commit('Ann', { 'plan.md': far('~', ' ') });
    commit('Ann', { 'plan.md': far('x', ' ') });
    git('Cat', 'merge', 'side');
    expect(await importGit('branches/plan.md')).toMatchObject({ code: 0 });
    expect((await changes('branches-plan-md')).sort()).toEqual([
      'plan_item_added Ann',
      'plan_item_added Ann',
      'plan_item_done Ann',
      'plan_item_done Bob',
      'plan_item_marked Ann',
      'plan_item_marked Bob',
      'plan_item_marked Bob',
    ]);
    expect(await items('branches-plan-md')).toEqual(['- [x] ~~a~~', '- [x] ~~b~~']);
  });

  it('goes on after a merge of a branch that git lists before what is recorded', async () => {
    const { git, commit } = repository('later');
    const far = (a: string, b: string): string => `- [${a}] a\n\n1\n\n2\n\n3\n\n${b}`;
    commit('Ann', { 'plan.md': far(' ', '') });
    commit('Ann', { 'plan.md': `- [ ] c\n${far('x', '')}` });
    git('Ann', 'checkout', '-b', 'side', 'HEAD~1');
    commit('Bob', { 'plan.md': far(' ', '- [ ] b\n') });
    git('Ann', 'checkout', 'main');
    expect((await importGit('later/plan.md')).stdout).toContain('Recorded 4 events.');
    // The branch is the first parent, as where its owner takes the main branch in.
    git('Cat', 'checkout', 'side');
    git('Cat', 'merge', 'main');
    expect((await importGit('later/plan.md')).stdout).toContain('Recorded 1 event.');
    expect(await changes('later-plan-md')).toEqual([
      ...['plan_item_added Ann', 'plan_item_added Ann', 'plan_item_done Ann', 'plan_item_added Bob'],
    ]);
    expect(await items('later-plan-md')).toEqual(['- [ ] c', '- [x] ~~a~~', '- [ ] b']);
  });

  it('goes on after a merge that took back what is recorded', async () => {
    const { git, commit } = repository('taken-back');
    commit('Ann', { 'plan.md': list('abc') });
    commit('Bob', { 'plan.md': list('abc', 'a') });
    expect(await importGit('taken-back/plan.md')).toMatchObject({ code: 0 });
    git('Cat', 'checkout', '-q', '-b', 'side', 'HEAD~1');
    commit('Cat', { 'plan.md': list('abc', 'c') });
    git('Dan', 'merge', '-q', '-s', 'ours', 'main');
    expect(await importGit('taken-back/plan.md')).toMatchObject({ code: 0 });
    expect((await changes('taken-back-plan-md')).slice(3)).toEqual([
      ...['plan_item_done Bob', 'plan_item_done Cat', 'plan_item_reopened Dan'],
    ]);
    expect(await items('taken-back-plan-md')).toEqual(['- [ ] a', '- [ ] b', '- [x] ~~c~~']);
  });

  it('follows a file that was renamed and copied back, and no file that it was copied from', async () => {
    const { git, commit } = repository('names');
    commit('Ann', { 'plan.md': list('abc'), 'template.md': list('xyz') });
    git('Ann', 'mv', 'plan.md', 'old.md');
    git('Ann', 'commit', '-m', 'rename');
    commit('Bob', { 'old.md': list('abc', 'a') });
    commit('Cat', { 'plan.md': list('abc', 'a') });
    commit('Dan', { 'old.md': list('abc', 'abc') });
    commit('Eve', { 'plan.md': list('abc', 'ab') });
    expect(await importGit('names/plan.md')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^3 commits of plan\.md changed the plan, and 2 more changed no item\./),
    });
    expect(await changes('names-plan-md')).toEqual([
      ...Array.from({ length: 3 }, () => 'plan_item_added Ann'),
      'plan_item_done Bob',
      'plan_item_done Eve',
    ]);
    commit('Fay', { 'template.md': list('xyz', 'x') });
    commit('Gil', { 'next.md': list('xyz', 'x') });
    commit('Gil', { 'next.md': list('xyz', 'xy') });
    expect(await importGit('names/next.md')).toMatchObject({ code: 0 });
    expect(new Set((await events('names-next-md')).map(({ actor }) => actor))).toEqual(new Set(['Gil']));
  });

  it('leaves a deleted file deleted, where another file has one of its earlier names', async () => {
    const { git, commit } = repository('deleted');
    commit('Ann', { 'todo.md': list('ab') });
    git('Ann', 'mv', 'todo.md', 'plan.md');
    git('Ann', 'commit', '-m', 'rename');
    git('Bob', 'rm', '-q', 'plan.md');
    git('Bob', 'commit', '-m', 'delete');
    commit('Cat', { 'todo.md': list('xy') });
    commit('Cat', { 'todo.md': list('xy', 'x') });
    expect(await importGit('deleted/plan.md')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^2 commits of plan\.md changed the plan, and 1 more changed no item\./),
    });
    expect((await changes('deleted-plan-md')).slice(2)).toEqual(['plan_item_dropped Bob', 'plan_item_dropped Bob']);
  });

  it('reads the file that a symbolic link leads to, now and in earlier commits', async () => {
    const { path, git, commit } = repository('links');
    commit('Ann', { 'real.md': list('ab') });
    symlinkSync('real.md', join(path, 'plan.md'));
    commit('Ann', {});
    commit('Bob', { 'real.md': list('ab', 'a') });
    symlinkSync(join(path, 'plan.md'), at('outside.md'));
    for (const [name, session] of [
      ['links/plan.md', 'by-link'],
      ['outside.md', 'from-outside'],
    ] as const) {
      expect(await importGit(name, '--session', session)).toMatchObject({ code: 0, stderr: '' });
      expect(await items(session)).toEqual(['- [x] ~~a~~', '- [ ] b']);
    }
    rmSync(join(path, 'plan.md'));
    git('Cat', 'mv', 'real.md', 'plan.md');
    commit('Cat', {});
    expect(await importGit('links/plan.md', '--session', 'once-a-link')).toMatchObject({ code: 0, stderr: '' });
    expect(await changes('once-a-link')).toEqual(['plan_item_added Ann', 'plan_item_added Ann', 'plan_item_done Bob']);
  });

  it('is text in UTF-8, whatever encoding git is set to print', async () => {
    const { git, commit } = repository('encoding');
    git('x', 'config', 'i18n.logOutputEncoding', 'ISO-8859-1');
    commit('Zoë', { 'plan.md': list('a') });
    expect(await importGit('encoding/plan.md')).toMatchObject({ code: 0 });
    expect((await events('encoding-plan-md'))[1]).toMatchObject({
      actor: 'Zoë',
      data: { extra: { subject: 'by Zoë' } },
    });
  });

  it('is the history of the file, where the environment names another repository, as in a hook', async () => {
    repository('hooked').commit('Ann', { 'plan.md': list('a') });
    const { path } = repository('other');
    testRepository(at('third')).commit('Bob', { 'plan.md': list('z') });
    const env = {
      ...{ GIT_DIR: at('third/.git'), GIT_WORK_TREE: at('third'), GIT_INDEX_FILE: at('third/.git/index') },
      ...{ GIT_OBJECT_DIRECTORY: join(path, '.git/objects'), GIT_COMMON_DIR: join(path, '.git') },
      ...{ GIT_PREFIX: 'x/', GIT_NAMESPACE: 'n', GIT_GLOB_PATHSPECS: '1', GIT_CONFIG_COUNT: 'x' },
    };
    expect(await importWith(env, 'hooked/plan.md')).toMatchObject({ code: 0, stderr: '' });
    expect(await items('hooked-plan-md')).toEqual(['- [ ] a']);
  });

  it('passes on none of the variables that git lists as those of a repository', () => {
    const listed = execFileSync('git', ['rev-parse', '--local-env-vars'], { encoding: 'utf8' }).trim().split('\n');
    const env = gitEnvironment({ ...Object.fromEntries(listed.map((name) => [name, 'x'])), PATH: '/bin' });
    expect(listed).toContain('GIT_DIR');
    expect(env).toEqual({ PATH: '/bin', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' });
  });
});

describe('versions that cannot be read', () => {
  it('are left out and reported, and the rest is recorded', async () => {
    const { path, commit } = repository('versions');
    commit('Ann', { 'plan.md': list('ab') });
    const binary = commit('Bob', { 'plan.md': Buffer.from([45, 32, 255, 254]) });
    const huge = commit('Cat', { 'plan.md': 'x'.repeat(1024 * 1024 + 1) });
    const merge = commit('Dan', {
      'plan.md': `${list('ab', 'a')}<<<<<<< HEAD\n- [ ] c\n=======\n- [ ] d\n>>>>>>> side\n`,
    });
    rmSync(join(path, 'plan.md'));
    symlinkSync('/etc/hostname', join(path, 'plan.md'));
    const link = commit('Eve', {});
    rmSync(join(path, 'plan.md'));
    commit('Fay', { 'plan.md': list('ab', 'ab') });
    const { code, stdout, stderr } = await importGit('versions/plan.md');
    expect([code, stderr]).toEqual([0, '']);
    const named = (hash: string): string => `- plan.md of commit ${hash.slice(0, 12)}`;
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      '2 commits of plan.md changed the plan.',
      '4 versions left out; what changed there is recorded with the next version:',
      `${named(binary)} is not text in UTF-8.`,
      `${named(huge)} has more than 1 MiB, the limit of a plan.md.`,
      `${named(merge)}, line 3 begins an unresolved merge: <<<<<<< HEAD.`,
      `${named(link)} is a symbolic link that leaves the repository.`,
    ]);
    expect(await changes('versions-plan-md')).toEqual([
      ...['plan_item_added Ann', 'plan_item_added Ann', 'plan_item_done Fay', 'plan_item_done Fay'],
    ]);
    const again = JSON.parse((await importGit('versions/plan.md', '--json')).stdout);
    expect(again).toMatchObject({ wasThere: true, leftOut: [{ commit: binary }, {}, {}, { commit: link }] });
  });

  it('are refused where there are no others', async () => {
    const { commit } = repository('bin');
    const hash = commit('Ann', { 'plan.md': Buffer.from([0, 1, 2]), 'huge.md': 'x'.repeat(1024 * 1024 + 1) });
    expect(await importGit('bin/plan.md')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(`^plan\\.md of commit ${hash.slice(0, 12)} is not text in UTF-8\\.`),
    });
    expect(await importGit('bin/huge.md')).toMatchObject({ code: 2, stderr: expect.stringMatching(/more than 1 MiB/) });
  });

  it('keep a status that an unknown mark does not name, and are read with the marks that are given', async () => {
    const { commit } = repository('marks');
    commit('Ann', { 'plan.md': '- [ ] a\n- [ ] b\n' });
    const hash = commit('Bob', { 'plan.md': '- [ ] a\n- [/] b\n' });
    expect(await importGit('marks/plan.md', '--session', 'unknown')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Recorded 3 events.'),
      stderr:
        `[/] is not a known mark (1 version; first on line 2 of plan.md of commit ${hash.slice(0, 12)}); the status of ` +
        `"b" was not changed. \`--mark '/=in_progress'\` sets what it means.\n`,
    });
    expect(await importGit('marks/plan.md', '--mark', '/=in_progress', '--session', 'known')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Recorded 4 events.'),
      stderr: '',
    });
    expect((await changes('known')).at(-1)).toBe('plan_item_marked Bob');
    // A later import has the marks of the first.
    commit('Cat', { 'plan.md': '- [/] a\n- [/] b\n' });
    expect((await importGit('marks/plan.md', '--session', 'known')).stdout).toContain('Recorded 1 event.');
    expect(await importGit('marks/plan.md', '--session', 'known', '--mark', '/=blocked')).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(
        /^Session known is already recorded from this history with other results .*\n.*--mark/,
      ),
    });
    expect(await importGit('marks/plan.md', '--mark', '/=x')).toMatchObject({ code: 2 });
    expect(await run('import', 'marks', '--mark', '/=done')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--git'),
    });
  });
});

describe('rules', () => {
  it('count the items that one commit ticked, and are reported as by every import', async () => {
    const { commit } = repository('ticks');
    const all = 'abcdefghijklmnopqrstuvwx';
    commit('Ann', { 'plan.md': list(all) });
    for (const [author, until] of [
      ['Bob', 4],
      ['Cat', 8],
      ['Dan', 12],
      ['Eve', 24],
    ] as const)
      commit(author, { 'plan.md': list(all, all.slice(0, until)) });
    const { code, stdout } = await importGit('ticks/plan.md');
    expect(code).toBe(0);
    const [blamed] = (await events('ticks-plan-md')).filter(({ violates }) => violates !== undefined);
    expect(blamed).toMatchObject({ actor: 'Eve', violates: 'L.many' });
    const line =
      `1 warning of L.many (event ${blamed?.ordinal}): Plan items are ticked a few at a time. ` +
      'Here: more than 10 plan items ticked in one change\n';
    expect(stdout).toContain(line);
    // Also where nothing is added.
    expect((await importGit('ticks/plan.md')).stdout).toContain(line);
  });

  it('has no use for the options of other imports', async () => {
    for (const option of ['--strict', '--enforce', '--redact', '--keep-secrets'])
      expect(await importGit('repo/plan.md', option)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`${option} has no meaning for the import of the history of a plan.md.`),
      });
  });
});

describe('another history', () => {
  it('is a conflict that names a commit and says how to go on', async () => {
    const { git, commit } = repository('rewritten');
    commit('Ann', { 'plan.md': list('ab') });
    const gone = commit('Bob', { 'plan.md': list('abx') });
    expect(await importGit('rewritten/plan.md')).toMatchObject({ code: 0 });
    git('Bob', 'reset', '-q', '--hard', 'HEAD~1');
    commit('Bob', { 'plan.md': list('abc') });
    const before = await events('rewritten-plan-md');
    expect(await importGit('rewritten/plan.md')).toMatchObject({
      code: 5,
      stdout: '',
      stderr:
        `Session rewritten-plan-md is recorded from another history: commit ${gone.slice(0, 12)} is not in the history ` +
        'of plan.md.\nNothing was recorded. Where another branch is checked out, check out the one that was imported; ' +
        'where the history was rewritten, record this one as another session (`--session ID` or `session`).\n',
    });
    expect(await events('rewritten-plan-md')).toEqual(before);
    expect(await importGit('rewritten/plan.md', '--session', 'rewritten-2')).toMatchObject({ code: 0 });
    expect(await items('rewritten-2')).toEqual(['- [ ] a', '- [ ] b', '- [ ] c']);
  });

  it('is one whose part that is recorded is missing in a shallow clone, or the other way round', async () => {
    const { path, commit } = repository('deep');
    commit('Ann', { 'plan.md': list('ab') });
    commit('Bob', { 'plan.md': list('ab', 'a') });
    commit('Cat', { 'plan.md': list('ab', 'ab') });
    execFileSync('git', ['clone', '-q', '--depth', '2', `file://${path}`, at('shallow')], { stdio: 'ignore' });
    expect(await importGit('deep/plan.md', '--session', 'deep')).toMatchObject({ code: 0 });
    expect(await importGit('shallow/plan.md', '--session', 'deep')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('git fetch --unshallow'),
    });
    expect(await importGit('shallow/plan.md', '--session', 'short')).toMatchObject({ code: 0 });
    expect(await importGit('deep/plan.md', '--session', 'short')).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/^Session short begins with commit .* recorded from a shallow clone\./),
    });
  });

  it('is a session that no import of a history began', async () => {
    repository('mine').commit('Ann', { 'plan.md': list('a') });
    await sessions.send('taken', { name: 'session.start', data: { goal: 'g', profile: 'cycles' } });
    expect(await importGit('mine/plan.md', '--session', 'taken')).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(
        /^Session taken is already recorded, and is no history of a plan\.md\.\n.*--session/,
      ),
    });
    expect(await events('taken')).toHaveLength(1);
  });
});

describe('what git cannot read is reported in a sentence', () => {
  it('a file without a commit, and one outside of every repository', async () => {
    const { commit } = repository('few');
    expect(await importGit('few/plan.md')).toMatchObject({ code: 3 });
    commit('Ann', { 'a.md': list('a') });
    expect(await importGit('few/none.md')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^No commit of .*few contains none\.md\./),
    });
    writeFileSync(at('a.md'), list('a'));
    expect(await importGit('a.md')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^a\.md is not in a git repository\./),
    });
  });

  it('a bare repository and one of another owner, with the reason of git and what to do', async () => {
    repository('owned').commit('Ann', { 'plan.md': list('a') });
    testRepository(at('for-clone')).commit('Ann', { 'plan.md': list('a') });
    execFileSync('git', ['clone', '-q', '--bare', at('for-clone'), at('bare.git')], { stdio: 'ignore' });
    expect(await importGit('bare.git/plan.md')).toMatchObject({
      code: 2,
      stderr:
        'git does not read the repository of bare.git/plan.md: this operation must be run in a work tree.\n' +
        'It is a bare repository. Clone it, and name the file in the clone.\n',
    });
    expect(await importWith({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }, 'owned/plan.md')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^git does not read the repository of owned\/plan\.md: detected dubious ownership in repository at .*\n.*git config --global --add safe\.directory /,
      ),
    });
  });

  it('an author time that is out of range, with its commit, and is read once it is corrected', async () => {
    const { git, object, commit } = repository('times');
    commit('Ann', { 'plan.md': list('a') });
    const head = git('x', 'cat-file', 'commit', 'HEAD');
    for (const [seconds, found] of [
      ['99999999999999', 'the author time 99999999999999'],
      ['never', 'an author time that git cannot read'],
    ] as const) {
      const bad = object('commit', `${head.replace(/(author .*>) \d+/, `$1 ${seconds}`)}\n`);
      git('x', 'reset', '-q', '--soft', bad);
      expect(await importGit('times/plan.md')).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(`^Commit ${bad} of plan\\.md has ${found}\\.\n.*git replace --edit ${bad}`),
      });
      git('x', 'replace', bad, object('commit', `${head}\n`));
      expect(await importGit('times/plan.md', '--session', `times-${seconds}`)).toMatchObject({ code: 0 });
      expect((await events(`times-${seconds}`))[0]?.correlationid).toBe(bad);
    }
  });

  it('a name with a line end', async () => {
    repository('odd').commit('Ann', { 'pl\nan.md': list('a') });
    expect(await importGit('odd/pl\nan.md')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/contains a line end/),
    });
  });
});
