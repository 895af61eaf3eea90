// The package as users get it: what `npm pack` makes, unpacked into an empty folder beside its dependencies.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MORE } from './more.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let work: string;
let tarball: string;
let app: string;

interface Manifest {
  readonly dependencies?: Record<string, string>;
}
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Links a package's dependencies, and theirs, from this clone: what an installation would put there, without a network. */
const linkDependencies = (of: string, into: string): void => {
  for (const name of Object.keys(manifestOf(of).dependencies ?? {})) {
    const from = join(root, 'node_modules', name);
    const to = join(into, name);
    if (existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to);
    linkDependencies(from, into);
  }
};

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'reprise-pack-'));
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  tarball = join(work, filename);
  app = join(work, 'app');
  const home = join(app, 'node_modules', 'reprise');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', home]);
  linkDependencies(home, join(app, 'node_modules'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const env = (): NodeJS.ProcessEnv => ({ ...process.env, XDG_DATA_HOME: join(work, 'data'), NO_COLOR: '1' });
const node = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: app, env: env(), encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** The blocks of the guide to recording. */
const recipes = (language: string): string[] =>
  [
    ...readFileSync(join(root, 'docs/guides/record-from-an-orchestrator.md'), 'utf8').matchAll(
      /^```(\w+)\n([\s\S]*?)^```$/gm,
    ),
  ]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text ?? '');
const shell = (line: string) => {
  const bin = join(app, 'bin');
  mkdirSync(bin, { recursive: true });
  if (!existsSync(join(bin, 'reprise')))
    symlinkSync(join(app, 'node_modules', 'reprise', 'dist', 'src', 'cli', 'main.js'), join(bin, 'reprise'));
  return spawnSync('sh', ['-c', line.replaceAll('npx reprise', 'reprise')], {
    cwd: app,
    env: { ...env(), PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}` },
    encoding: 'utf8',
  });
};

describe('the recipes of the guide to recording, in an empty folder with the packed package', () => {
  test('TypeScript: type-checks and runs', () => {
    const [program = ''] = recipes('ts');
    writeFileSync(join(app, 'recipe.mts'), program);
    const options = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023', '--strict', '--types', ''];
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const compiled = node(tsc, '--skipLibCheck', ...options, 'recipe.mts');
    expect([compiled.status, compiled.stdout.replaceAll(/.*TS2(?:304|580|584).*'(console|process)'.*\n/g, '')]).toEqual(
      [expect.any(Number), ''],
    );
    const { status, stdout, stderr } = node('recipe.mjs');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain("Phases run in the profile's order");
    expect(stdout).toContain('2 phase_started');
  });

  test('shell, and JSON lines: from nothing to the own session in `extract`, in few commands', () => {
    const [words = '', lines = ''] = recipes('sh');
    for (const line of [...words.split('\n'), ...lines.split('\n')].filter((one) => one !== '')) {
      const { status, stderr } = shell(line);
      expect([line, status, status === 0 ? '' : stderr]).toEqual([line, 0, '']);
    }
    expect(shell('reprise extract reset-1').stdout).toContain('Reset passwords by email');
  });
});

describe('the package', () => {
  test('has the file name that the guide installs', () => {
    const guide = readFileSync(join(root, 'docs/guides/record-from-an-orchestrator.md'), 'utf8');
    const [, named] = /npm install \.\.\/reprise\/(\S+\.tgz)/.exec(guide) ?? [];
    expect(named).toBe(basename(tarball));
    expect(guide).toContain('npm ci && npm pack');
  });

  test('passes publint', async () => {
    const home = join(app, 'node_modules', 'reprise');
    const { messages, pkg } = await publint({ pkgDir: home, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('gives every entry point types that resolve, for ESM and for bundlers', async () => {
    const data = new Uint8Array(readFileSync(tarball));
    const result = await checkPackage(createPackageFromTarballData(data), { excludeEntrypoints: ['./package.json'] });
    // ESM only, by choice: `require` gets it from Node 20.19 on, and node10 resolution knows no `exports`.
    const expected = ['CJSResolvesToESM', 'NoResolution'];
    const problems = result.types === false ? ['no types'] : result.problems;
    const others = problems.filter(
      (problem) =>
        typeof problem === 'string' ||
        !expected.includes(problem.kind) ||
        (problem.kind === 'NoResolution' && problem.resolutionKind !== 'node10'),
    );
    expect(others).toEqual([]);
  });

  test('holds what it needs at run time and none of the tests', () => {
    const home = join(app, 'node_modules', 'reprise');
    expect(readdirSync(home).toSorted()).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'examples', 'nats.conf', 'package.json', 'scripts']),
    );
    expect(existsSync(join(home, 'tests'))).toBe(false);
    expect(Object.keys(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).scripts)).not.toContain(
      'postinstall',
    );
  });

  test('runs the main job', () => {
    const { status, stdout, stderr } = node('node_modules/reprise/dist/src/cli/main.js', 'demo', '--once');
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    expect(stdout).toContain('166 events replayed, hash chain checked');
  });

  // Costly: the guide to own processes (tests/docs) checks a smaller one.
  if (MORE)
    test('checks a custom process: the example finds the problems of one version, and none of the corrected one', () => {
      const script = join('node_modules', 'reprise', 'examples', 'custom-process', 'check.mjs');
      const { status, stdout, stderr } = node(script, 'traces');
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout.split('\n').filter((line) => /^(?:rollout| {2}\w)/.test(line))).toEqual([
        expect.stringMatching(/^rollout: .* 2 problems$/),
        expect.stringContaining('unreachable-state: No use of tokens can ever be recorded in phase Watch.'),
        expect.stringContaining('violates the invariant canary_first: the canary was not found healthy.'),
        expect.stringMatching(/^rollout-mended: .* no problems$/),
      ]);
      for (const trace of readdirSync(join(app, 'traces')))
        expect(shell(`reprise verify traces/${trace}`)).toMatchObject({ status: 0 });
      expect(readdirSync(join(app, 'traces'))).toHaveLength(2);
    });

  test('gives the contract of a log to any test runner', () => {
    const program = `
      import test from 'node:test';
      import { memoryLog } from 'reprise';
      import { logContract } from 'reprise/testing/log-contract';
      const { cases, stop } = logContract(async () => {
        const log = memoryLog();
        return { open: async () => log, stop: async () => {} };
      });
      for (const { title, run } of cases) test(title, run);
      test.after(stop);
    `;
    writeFileSync(join(app, 'contract.test.mjs'), program);
    const { status, stdout } = node('--test', '--test-reporter=tap', 'contract.test.mjs');
    expect([status, stdout.match(/^# (?:pass|fail) .*$/gm)]).toEqual([
      0,
      [expect.stringMatching(/^# pass [3-9]\d$/), '# fail 0'],
    ]);
  });

  test('gives its pure parts without the rest', () => {
    const program = `
      import { PROFILES, RULES } from 'reprise/machines';
      import { VIEW_NAMES } from 'reprise/projections';
      console.log(Object.keys(PROFILES).join(), RULES.length > 40, VIEW_NAMES.length);
    `;
    expect(node('--input-type=module', '-e', program).stdout).toBe('normal,integrated,meta,cycles true 8\n');
  });
});
