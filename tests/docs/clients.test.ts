// The programs of the page about clients, and those of the README, run against a service as a reader would run them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliProcess, type RunningCli, start, startCli } from '../cli/run-cli.ts';
import { blocksOf, ROOT } from './pages.ts';

const PAGE = 'docs/guides/clients.md';
let work: string;
let service: RunningCli;
let url: string;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'reprise-clients-'));
  mkdirSync(join(work, 'node_modules'));
  symlinkSync(ROOT, join(work, 'node_modules', 'reprise'));
  service = startCli(['serve', '--port', '0', '--store', join(work, 'store')]);
  [, url = ''] = await service.until('stdout', / at (http:\/\/\S+)/);
}, 60_000);

afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.ended;
  rmSync(work, { recursive: true, force: true });
});

const block = (page: string, language: string, begin = ''): string => {
  const found = blocksOf(page).find((one) => one.language === language && one.text.includes(begin));
  if (found === undefined) throw new Error(`${page} has no block of ${language} with ${begin}`);
  return found.text.replaceAll('http://127.0.0.1:4280', url);
};

const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

const run = async (command: string, args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await start(command, args, { cwd: work }).ended;
  expect(`${stderr}${code}`).toBe('0');
  return stdout;
};

describe('a client', () => {
  test('in a shell: curl', async () => {
    const out = await run('sh', ['-c', block(PAGE, 'bash')]);
    expect(out).toMatch(/"kind":"recorded".*"code":"REFUSED".*event: session_started.*event: caught-up/s);
    expect(out.match(/event: session_started/g)).toHaveLength(1);
    expect(out.match(/event: caught-up/g)).toHaveLength(2);
  });

  test.skipIf(!has('python3'))('in Python (skipped where there is no python3)', async () => {
    writeFileSync(join(work, 'follow.py'), block(PAGE, 'python'));
    expect((await run('python3', ['follow.py', url])).trim().split('\n')).toEqual([
      expect.stringMatching(/^refused: P\.\w+ [\w.]+$/),
      'session_started',
      'caught-up',
      'after it: 2 phase_started',
    ]);
  });

  test.skipIf(!has('go'))('in Go (skipped where there is no go)', async () => {
    writeFileSync(join(work, 'follow.go'), block(PAGE, 'go'));
    expect((await run('go', ['run', 'follow.go', url])).trim().split('\n')).toEqual([
      expect.stringMatching(/^refused: P\.\w+ [\w.]+$/),
      'session_started',
      'caught-up',
      'after it: phase_started',
    ]);
  });

  test('in Node', async () => {
    writeFileSync(join(work, 'follow.mjs'), block(PAGE, 'typescript', 'follow.mjs'));
    expect((await run(process.execPath, ['follow.mjs', url])).trim().split('\n')).toEqual([
      expect.stringMatching(/^refused: P\.\w+ [\w.]+$/),
      'session_started',
      'caught-up',
      'after it: 2 phase_started',
      'Context active',
    ]);
  });

  test('with the interface of the library', async () => {
    writeFileSync(join(work, 'library.mjs'), block(PAGE, 'typescript', 'library.mjs'));
    expect(await run(process.execPath, ['library.mjs', url])).toBe('1 session_started\n2 phase_started\ntrue\n');
  });
});

describe('following in the README', () => {
  const begun = async (): Promise<void> => {
    await cliProcess(['send', 'reset-2', 'session.start', 'Reset passwords', '--store', join(work, 'store')]);
  };
  /** Runs what never ends, until it printed the event. */
  const follows = async (command: string, args: readonly string[]): Promise<void> => {
    await begun();
    const running = start(command, args, { cwd: work });
    await running.until('stdout', /session_started/);
    running.child.kill('SIGKILL');
    await running.ended;
  };

  test('in three lines of TypeScript', async () => {
    const text = block('README.md', 'typescript');
    expect(text.trim().split('\n')).toHaveLength(3);
    writeFileSync(join(work, 'three.mjs'), text);
    await follows(process.execPath, ['three.mjs']);
  });

  test('with curl', () => follows('sh', ['-c', `exec ${block('README.md', 'bash', 'curl')}`]));

  test.skipIf(!has('python3'))('from Python (skipped where there is no python3)', async () => {
    writeFileSync(join(work, 'readme.py'), block('README.md', 'python'));
    await follows('python3', ['-u', 'readme.py']);
  });

  test('with the subject of the nats command', async () => {
    const line = block('README.md', 'bash', 'nats sub');
    const [, subject = ''] = /nats sub .*?(live\.\S+)/.exec(line) ?? [];
    const login = readFileSync(join(work, 'store', 'credentials', 'reader.json'), 'utf8');
    const { url: servers, user, password: pass } = JSON.parse(login) as { url: string; user: string; password: string };
    const nats = await connect({ servers, user, pass, inboxPrefix: '_INBOX_reader' });
    const received = nats.subscribe(subject, { max: 1 });
    await nats.flush();
    await begun();
    await cliProcess(['send', 'reset-2', 'phase.next', '--store', join(work, 'store')]);
    for await (const { data } of received) expect(new TextDecoder().decode(data)).toContain('"type":"');
    await nats.close();
  });
});
