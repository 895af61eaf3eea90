// `import --dry-run`: each kind of import tried without recording anything, and the secrets that it would replace shown.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import { recorderOn } from '../../src/session/write/recorder.ts';
import { testRepository } from '../git-repository.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { collect } from '../session/work.ts';
import { type CliResult, cliProcess, EXAMPLE, EXAMPLE_ID, freshFolder, WITHOUT_SERVER } from './run-cli.ts';

const KEY = `AKIA${'Q7'.repeat(8)}`;
const folder = freshFolder();
const data = join(folder.path, 'data');
const at = (name: string): string => join(folder.path, name);
let server: TestServer;

const files = (): string => {
  cpSync(EXAMPLE, at('files'), { recursive: true });
  const workbook = JSON.parse(readFileSync(at(`files/workbook-${EXAMPLE_ID}.json`), 'utf8'));
  workbook.entries[0].content += ` The key is ${KEY}.`;
  workbook.entries[1].tags = [`${KEY}`, 'plain'];
  workbook.entries[2].metadata = { ...workbook.entries[2].metadata, env: { name: 'DB_PASSWORD', value: 'Zq8#tV2m!x' } };
  writeFileSync(at(`files/workbook-${EXAMPLE_ID}.json`), JSON.stringify(workbook));
  return at('files');
};
const sisyphus = (): string => {
  mkdirSync(at('.sisyphus'));
  mkdirSync(at('.sisyphus/one'));
  const time = '2026-03-01T10:00:00.000Z';
  const agent = {
    ...{ id: 'agent-001', name: 'a', agentType: 'builder', instruction: `Deploy with ${KEY}`, status: 'running' },
    ...{ spawnedAt: time, completedAt: null, reports: [] },
  };
  const state = {
    ...{ id: 'sisyphus-one', task: 'Deploy', cwd: '/', status: 'active', createdAt: time, agents: [agent] },
    orchestratorCycles: [{ cycle: 1, timestamp: time, agentsSpawned: ['agent-001'] }],
  };
  writeFileSync(at('.sisyphus/one/state.json'), JSON.stringify(state));
  return at('.sisyphus/one');
};
const document = (): string => {
  writeFileSync(at('deploy.md'), `## Deploy\n### Cycle 1\nThe agent said: use ${KEY} for all.\n`);
  return at('deploy.md');
};
const exported = async (): Promise<string> => {
  const { log, sessions } = recorderOn(memoryLog(), false);
  await sessions.record('exported', [
    { name: 'session_started', data: { goal: `Rotate ${KEY}` } },
    { name: 'session_ended', data: { outcome: 'failed', summary: `The old one was ${KEY}` } },
  ]);
  const lines = (await collect(log.read('exported'))).flatMap((commit) => commit.lines);
  writeFileSync(at('exported.ndjson'), `${lines.join('\n')}\n`);
  return at('exported.ndjson');
};
const plan = (): string => {
  testRepository(at('repository')).commit('Ann', { 'plan.md': `- [ ] Rotate ${KEY}\n` });
  return at('repository/plan.md');
};

const importing = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<CliResult> =>
  cliProcess(['import', ...args], { env: { XDG_DATA_HOME: data, NO_COLOR: '1', ...env } });
/** Without a server, so that nothing can be recorded. */
const dryRun = (...args: string[]): Promise<CliResult> =>
  importing([...args, '--dry-run'], { XDG_DATA_HOME: at('nowhere'), ...WITHOUT_SERVER });

interface Result {
  readonly sessionId: string;
  readonly added: number;
  readonly redacted: number;
  readonly violations?: readonly unknown[];
  readonly replaced?: readonly { readonly member: string; readonly begins: string; readonly length: number }[];
}
const jsonOf = ({ stdout }: CliResult): Result => JSON.parse(stdout.split('\n')[0] as string);

beforeAll(async () => {
  server = await startTestServer({ store: join(data, 'reprise') });
});
afterAll(async () => {
  await server?.stop();
  folder.remove();
});

describe('a dry run', () => {
  it.each([
    ['session files', files, [], ['data.content', 'data.tags[0]', 'data.extra.workbook.metadata.env.value']],
    ['a folder of Sisyphus', sisyphus, [], ['data.agents[0].instruction']],
    ['a document of cycles', document, [], ['data.text']],
    ['an exported session', exported, ['--redact'], ['data.goal', 'data.summary']],
    ['the history of a plan.md', plan, ['--git'], ['data.text']],
  ])('of %s records nothing, and gives the figures of the import', async (_, make, more, members) => {
    const path = await make();
    const tried = await dryRun(path, ...more, '--json');
    expect([tried.code, tried.stderr]).toEqual([0, '']);
    expect(existsSync(at('nowhere'))).toBe(false);
    const { replaced = [], ...result } = jsonOf(tried);
    expect(new Set(replaced.map(({ member }) => member))).toEqual(new Set(members));
    const text = await dryRun(path, ...more);
    expect(text.stdout).toContain(`Dry run: nothing was recorded. A first import records ${result.added} event`);
    expect(text.stdout).toContain(`${result.redacted} secret`);
    for (const { member } of replaced) expect(text.stdout).toContain(`${member}: `);
    // A person can judge a text by its beginning and by what stands around it.
    for (const printed of [tried.stdout, text.stdout]) expect(printed).not.toContain(KEY);
    const recorded = jsonOf(await importing([path, ...more, '--json'], {}));
    expect([recorded.sessionId, recorded.added, recorded.redacted, recorded.violations]).toEqual([
      ...[result.sessionId, result.added, result.redacted, result.violations],
    ]);
    expect(recorded.redacted).toBeGreaterThan(0);
    expect(recorded.replaced).toBeUndefined();
  });

  it('shows of each text where it stands, its pattern, its beginning, its length, and what stands around it', async () => {
    const { stdout } = await dryRun(join(at('files')));
    expect(stdout).toMatch(
      /^- event \d+, workbook_entry_added \(.*\), data\.content: aws-access-key in ".{0,24}The key is AKIA… \(20 characters\)\."$/m,
    );
  });

  it('of several folders lists the texts of each, and the totals', async () => {
    const { code, stdout } = await dryRun(at('files'), at('.sisyphus'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/files:\n\d secrets would be replaced:/);
    expect(stdout).toMatch(
      /^Dry run: nothing was recorded\. 2 folders: a first import records 2 sessions \(\d+ events\); 0 failed\.$/m,
    );
  });

  it('of an exported session that is refused for its secrets shows them, and is refused', async () => {
    const path = await exported();
    const { code, stdout, stderr } = await dryRun(path);
    expect([code, stdout]).toEqual([2, expect.stringContaining('2 secrets would be replaced:')]);
    expect(stderr).toContain('--keep-secrets');
    expect((await importing([path], {})).code).toBe(2);
  });

  it('of a strict import is refused as the import is', async () => {
    const path = at('strict');
    cpSync(EXAMPLE, path, { recursive: true });
    const events = JSON.parse(readFileSync(join(path, `events-${EXAMPLE_ID}.json`), 'utf8'));
    events.events = events.events.filter(({ eventType }: { eventType: string }) => eventType !== 'agent_launched');
    writeFileSync(join(path, `events-${EXAMPLE_ID}.json`), JSON.stringify(events));
    const { code, stderr } = await dryRun(path, '--strict');
    expect([code, stderr]).toEqual([4, expect.stringContaining('Nothing was recorded')]);
  });
});
