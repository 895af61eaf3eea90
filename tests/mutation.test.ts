// `npm run test:mutation` takes long and is run seldom; these tests hold what the rest of the project can break in it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, start } from './cli/run-cli.ts';
import { MORE } from './more.ts';

interface Reason {
  readonly file?: string;
  readonly line?: string;
  readonly before?: string;
  readonly why: string;
}
const { lostReasons } = (await import(join(ROOT, 'mutation/reasons.mjs'))) as {
  lostReasons(root: string, entries?: readonly Reason[]): Reason[];
};

test('a reason is lost when its file, its line or its text is gone', () => {
  const file = 'machines/fold.ts';
  const why = 'Only for this test.';
  const found = { file, line: 'export const', before: '=>', why };
  const lost = [
    { file: 'machines/gone.ts', why },
    { file, line: 'no such line', why },
    { file, line: 'export const', before: 'no such text', why },
    { line: 'no such line', why },
  ];
  expect(lostReasons(ROOT, [found, ...lost])).toEqual(lost);
});

/** Runs mutation/run.mjs in a folder of its own, with this program in place of Stryker and these files of pure code. */
const runWith = async (
  stryker: string,
  files: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
) => {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
  const bin = 'mutation/node_modules/@stryker-mutator/core/bin';
  for (const name of [bin, 'docs/generated', 'reports/mutation', 'machines', 'projections'])
    mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['run.mjs', 'page.mjs', 'reasons.mjs', 'reports.mjs', 'harmless.mjs'])
    cpSync(join(ROOT, 'mutation', name), join(folder, 'mutation', name));
  writeFileSync(join(folder, bin, 'stryker.js'), stryker);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, ...(await start(process.execPath, [join(folder, 'mutation/run.mjs'), ...options]).ended) };
};

test('a failure of Stryker ends the run with its exit code, and without a second error', async () => {
  const { code, stdout, stderr } = await runWith("console.error('no tests'); process.exitCode = 3;");
  expect([code, stdout, stderr]).toEqual([3, '', 'no tests\n']);
});

test('the page counts only mutants of files that still read as they did when they were tested', async () => {
  const source = 'export const one = true;';
  const location = { start: { line: 1, column: 20 }, end: { line: 1, column: 24 } };
  const mutants = [{ id: '0', mutatorName: 'BooleanLiteral', replacement: 'false', location, status: 'Killed' }];
  const names = ['machines/same.ts', 'machines/changed.ts', 'machines/gone.ts'];
  const report = { files: Object.fromEntries(names.map((name) => [name, { source, mutants }])) };
  const { code, folder, stderr } = await runWith('', {
    'reports/mutation/incremental.json': JSON.stringify(report),
    'machines/same.ts': source,
    'machines/changed.ts': `${source}\n`,
    'mutation/harmless.mjs': "export const HARMLESS = [{ line: 'one', why: 'Found.' }];",
  });
  expect([code, stderr]).toEqual([0, '']);
  const page = readFileSync(join(folder, 'docs/generated/mutants.md'), 'utf8');
  expect(page).toContain('\n1 mutants, 1 killed, 0 survived: **100.0 %**.\n');
  expect(page).toContain('\nChanged since they were tested, and so not counted: `machines/changed.ts`.\n');
});

test('the page of the views keeps what it says of a file that was not tested again, while the file is unchanged', async () => {
  const source = 'export const one = true;';
  const location = { start: { line: 1, column: 20 }, end: { line: 1, column: 24 } };
  const mutant = { mutatorName: 'BooleanLiteral', replacement: 'false', location };
  const killed = { ...mutant, status: 'Killed' };
  const mutants = [...Array.from({ length: 19 }, () => killed), { ...mutant, status: 'Survived' }];
  const names = ['same', 'changed', 'gone'].map((name) => `projections/${name}.ts`);
  const report = 'reports/mutation/without-golden.json';
  const page = (folder: string) => readFileSync(join(folder, 'docs/generated/mutants-of-views.md'), 'utf8');
  const views = ['--without-golden'];
  const { folder, code } = await runWith(
    '',
    {
      [report]: JSON.stringify({ files: Object.fromEntries(names.map((name) => [name, { source, mutants }])) }),
      ...Object.fromEntries(names.map((name) => [name, source])),
      'mutation/harmless.mjs': "export const HARMLESS = [{ line: 'one', why: 'Found.' }];",
    },
    views,
  );
  expect([code, page(folder)]).toEqual([
    0,
    expect.stringContaining('\n60 mutants, 57 killed, 3 survived: **95.0 %**.\n'),
  ]);

  writeFileSync(join(folder, report), '{ "files": {} }');
  writeFileSync(join(folder, 'projections/changed.ts'), `${source}\n`);
  rmSync(join(folder, 'projections/gone.ts'));
  const again = await start(process.execPath, [join(folder, 'mutation/run.mjs'), ...views]).ended;
  expect([again.code, again.stderr]).toEqual([0, '']);
  expect(page(folder)).toContain('\n20 mutants, 19 killed, 1 survived: **95.0 %**.\n');
  expect(page(folder)).toContain('| `projections/same.ts` | 20 | 19 | 1 | 0 | 95.0 % |');
  expect(page(folder)).toContain('### projections/same.ts\n\n| place |');
  expect(page(folder)).toContain('| 1:20 | `` true `` | `` false `` | Found. |');
  expect(page(folder)).toContain('\nChanged since they were tested, and so not counted: `projections/changed.ts`.\n');
  expect(page(folder)).not.toMatch(/gone|### projections\/changed/);
});

test('the run reports reasons that fit no place in the code, and fails', async () => {
  const { code, stderr } = await runWith('', {
    'reports/mutation/incremental.json': '{ "files": {} }',
    'mutation/harmless.mjs': "export const HARMLESS = [{ line: 'gone', why: 'It was harmless.' }];",
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining('\n  {"line":"gone"}: It was harmless.\n')]);
});

// Costly: it runs all tests of the pure code.
if (MORE)
  test('every test that mutants are tested with passes on the unchanged code', async () => {
    const { code, stdout, stderr } = await start(process.execPath, ['mutation/trial.mjs']).ended;
    expect([code, stderr]).toEqual([0, '']);
    const { files, tests, failures } = JSON.parse(stdout);
    expect(failures).toEqual([]);
    expect(files).toBeGreaterThan(40);
    expect(tests).toBeGreaterThan(1000);
  });
