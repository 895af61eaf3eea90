// `npm run test:mutation` takes long and is run seldom; these tests hold what the rest of the project can break in it.
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
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

test('each reason in mutation/harmless.mjs fits a place in the code (else: mend or delete it)', () => {
  expect(lostReasons(ROOT)).toEqual([]);
});

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

test('a failure of Stryker ends the run with its exit code, and without a second error', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'mutation-'));
  for (const name of ['run.mjs', 'page.mjs', 'reasons.mjs', 'harmless.mjs'])
    cpSync(join(ROOT, 'mutation', name), join(copy, 'mutation', name));
  const bin = join(copy, 'mutation/node_modules/@stryker-mutator/core/bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'stryker.js'), "console.error('no tests'); process.exitCode = 3;");
  const { code, stdout, stderr } = await start(process.execPath, [join(copy, 'mutation/run.mjs')]).ended;
  expect([code, stdout, stderr]).toEqual([3, '', 'no tests\n']);
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
