// The library and the command line are one: each use-case through the package's entry point, on a memory log and on a
// real server, and the same result from the command line.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROFILES, type Profile } from '../machines/profile.ts';
import {
  checkCorpus,
  exportSessionFiles,
  exportToFile,
  fileSource,
  headText,
  memoryLog,
  open,
  type Reprise,
  renderView,
} from '../src/index.ts';
import { cli, EXAMPLE, EXAMPLE_ID, freshFolder, ROOT } from './cli/run-cli.ts';

const folder = freshFolder();
afterAll(folder.remove);

const DOCUMENT = join(ROOT, 'examples', 'websocket-reconnection', 'document.md');
const FILE = join(ROOT, 'examples', 'api-rate-limiting', 'session.ndjson');
const FILE_ID = 'api-rate-limiting';
const PLAN = '## Plan\n\n- [ ] Write the importer\n- [ ] Test it\n';

const git = (cwd: string, ...args: string[]): void => {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  execFileSync('git', [...author, ...args], { cwd, stdio: 'ignore' });
};

const repository = join(folder.path, 'repository');
beforeAll(() => {
  mkdirSync(repository);
  git(repository, 'init', '-q');
  for (const [text, subject] of [
    [PLAN, 'Plan'],
    [PLAN.replace('[ ] Write', '[x] Write'), 'Write the importer'],
  ] as const) {
    writeFileSync(join(repository, 'plan.md'), text);
    git(repository, 'add', 'plan.md');
    git(repository, 'commit', '-q', '-m', subject);
  }
});

/** JSON as the command line prints it: without what is undefined. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
/** What depends on where a session was recorded: the place in the log, and what its acknowledgement promises. */
const withoutPlace = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, member) => (['position', 'durability'].includes(key) ? undefined : member)));

const logs: [name: string, opened: () => Promise<Reprise>][] = [
  ['a memory log', () => open({ log: memoryLog() })],
  ['a real server', () => open({ store: join(folder.path, 'library'), env: {} })],
];

describe.each(logs)('on %s', (name, opened) => {
  const isMemory = name === 'a memory log';
  const store = join(folder.path, isMemory ? 'cli-memory' : 'cli-server');
  let reprise: Reprise;
  beforeAll(async () => {
    reprise = await opened();
  });
  afterAll(() => reprise.close());

  /** The results of a command: its lines of JSON. */
  const command = async (...args: string[]): Promise<unknown[]> => {
    const { code, stdout, stderr } = await cli([...args, '--json', '--store', store]);
    expect([args, code, code === 0 ? '' : stderr]).toEqual([args, 0, '']);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  };

  it('importFolder records what `import FOLDER` records', async () => {
    const imported = await reprise.importFolder(EXAMPLE);
    expect(imported).toMatchObject({ sessionId: EXAMPLE_ID, added: 166, wasThere: false });
    expect([withoutPlace(imported)]).toEqual((await command('import', EXAMPLE)).map(withoutPlace));
    expect(await reprise.importFolder(EXAMPLE)).toMatchObject({ added: 0, wasThere: true });
  });

  it('importFolders records what `import` of several folders records', async () => {
    const folders = join(folder.path, `folders-${isMemory}`);
    for (const copy of ['one', 'two']) cpSync(EXAMPLE, join(folders, copy), { recursive: true });
    writeFileSync(join(folders, 'events-bad.json'), '{');
    const outcomes: string[] = [];
    const totals = await reprise.importFolders([folders], {
      onOutcome: ({ folder: path }, { done }) => outcomes.push(`${done} ${path.slice(folders.length)}`),
      concurrency: 1,
    });
    expect(outcomes).toEqual(['1 ', '2 /one', '3 /two']);
    expect(totals).toMatchObject({ folders: 3, done: 3, there: 2, failed: 1, left: 0 });
    const { code, stdout } = await cli(['import', folders, '--json', '--store', store]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)).toEqual({ kind: 'summary', ...totals });
  });

  it('importFile records what `import FILE` records', async () => {
    const { head, redactedFrom, ...imported } = await reprise.importFile(FILE);
    expect([imported.added, redactedFrom]).toEqual([head.ordinal, undefined]);
    const printed = { ...imported, events: head.ordinal, head: headText(head) };
    expect([withoutPlace(printed)]).toEqual((await command('import', FILE)).map(withoutPlace));
  });

  it('importDocument records what `import DOCUMENT` records', async () => {
    const imported = await reprise.importDocument(DOCUMENT);
    expect(imported).not.toEqual([]);
    expect(imported.map(withoutPlace)).toEqual((await command('import', DOCUMENT)).map(withoutPlace));
  });

  it('importPlanHistory records what `import plan.md --git` records', async () => {
    const file = join(repository, 'plan.md');
    const imported = await reprise.importPlanHistory(file, { session: 'history' });
    expect(imported).toMatchObject({ sessionId: 'history', commits: 2, changed: 2, wasThere: false });
    expect([asJson(imported)]).toEqual(await command('import', file, '--git', '--session', 'history'));
  });

  it('syncPlan does what `plan sync` does', async () => {
    const synced: unknown[] = [];
    for (const side of ['library', 'cli']) {
      const file = join(folder.path, `${side}-${isMemory}.md`);
      writeFileSync(file, PLAN.replace('[ ] Test', '[x] Test'));
      if (side === 'library') {
        const { plan, ...rest } = await reprise.syncPlan(file, { session: 'history', actor: 'Ada' });
        expect(plan.items.concat(plan.sections.flatMap(({ items }) => items)).length).toBeGreaterThan(0);
        synced.push(asJson(rest));
      } else {
        const { stdout } = await cli([
          'plan',
          'sync',
          file,
          '--session',
          'history',
          '--actor',
          'Ada',
          '--json',
          '--store',
          store,
        ]);
        const { file: _file, ...rest } = JSON.parse(stdout);
        synced.push(rest);
      }
    }
    expect(synced[0]).toMatchObject({ recorded: [{ type: 'plan_item_done' }], written: 1 });
    expect(synced[1]).toEqual(synced[0]);
  });

  it('exportToFile writes the bytes that `export` writes', async () => {
    const [ours, theirs] = [join(folder.path, `ours-${isMemory}`), join(folder.path, `theirs-${isMemory}`)];
    const { head, ...exported } = await reprise.exportToFile(FILE_ID, ours);
    expect(await command('export', FILE_ID, '-o', theirs)).toEqual([
      { ...exported, head: headText(head), output: theirs },
    ]);
    expect(readFileSync(ours)).toEqual(readFileSync(theirs));
    expect(readFileSync(ours)).toEqual(readFileSync(FILE));
    const again = join(folder.path, `again-${isMemory}`);
    expect(await exportToFile(await fileSource(ours), again)).toEqual({ head, ...exported });
  });

  it('exportSessionFiles writes the files that `export --format session-files` writes', async () => {
    const [ours, theirs] = [join(folder.path, `files-${isMemory}`), join(folder.path, `cli-files-${isMemory}`)];
    const exported = await reprise.exportSessionFiles(FILE_ID, ours);
    expect(await command('export', FILE_ID, '--format', 'session-files', '-o', theirs)).toEqual([
      { ...exported, folder: theirs },
    ]);
    expect(readdirSync(ours)).toHaveLength(4);
    for (const name of readdirSync(ours))
      expect(readFileSync(join(ours, name), 'utf8')).toBe(readFileSync(join(theirs, name), 'utf8'));
    const copy = join(folder.path, `copy-${isMemory}`);
    expect(await exportSessionFiles(await fileSource(FILE), copy)).toEqual({ ...exported, folder: copy });
  });

  it('renderView gives the text that `view` prints', async () => {
    for await (const step of reprise.replay(FILE_ID, { views: ['plan', 'cycles'] })) {
      if (step.kind === 'divergence') throw new Error(step.expected);
      if (step.event.type !== 'session_ended') continue;
      for (const [view, format] of [
        ['plan', 'text'],
        ['plan', 'md'],
        ['cycles', 'text'],
      ] as const) {
        const { stdout } = await cli(['view', view, FILE_ID, '--format', format, '--store', store]);
        expect(`${renderView(view, step.view(view), { format })}\n`).toBe(stdout);
      }
      const coloured = await cli(['view', 'plan', FILE_ID, '--color', '--store', store]);
      expect(`${renderView('plan', step.view('plan'), { colour: true })}\n`).toBe(coloured.stdout);
      return;
    }
    throw new Error('the session does not end');
  });

  it('checkCorpus counts what `check --log` counts', async () => {
    const { counts, ok } = await checkCorpus(PROFILES.normal as Profile, { log: reprise.log });
    const { code, stdout } = await cli(['check', 'normal', '--log', '--sequences', '0', '--json', '--store', store]);
    const { corpus } = JSON.parse(stdout) as { corpus: Record<string, unknown> };
    expect(corpus).toMatchObject({ ...counts });
    expect(code === 0).toBe(ok);
  });
});

it('renderView refuses a format that the view does not have', async () => {
  const reprise = await open({ log: memoryLog() });
  await reprise.importFile(FILE);
  for await (const step of reprise.replay(FILE_ID, { views: ['todo'] }))
    if (step.kind === 'step') {
      const document = step.view('todo');
      expect(() => renderView('todo', document, { format: 'md' })).toThrow('The view todo has no format md.');
      break;
    }
});
