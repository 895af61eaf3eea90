// Every TypeScript block of the documentation passes the compiler under `strict`, as a reader would paste it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blocksOf, isGenerated, PAGES, ROOT } from './pages.ts';

const blocks = PAGES.filter((page) => !isGenerated(page)).flatMap((page) =>
  blocksOf(page).flatMap(({ language, text }, place) =>
    ['ts', 'typescript'].includes(language) ? [{ page, place, text }] : [],
  ),
);

/** What the compiler says of programs, each under the name of its page and place. */
const complaints = (programs: readonly { readonly name: string; readonly text: string }[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-strict-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const installed = join(folder, 'node_modules');
  mkdirSync(installed);
  symlinkSync(ROOT, join(installed, 'reprise'));
  for (const name of ['fast-check', 'xstate', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(installed, name));
  for (const { name, text } of programs) writeFileSync(join(folder, name), `export {};\n${text}`);
  const options = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    ...{ module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'] },
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: programs.map(({ name }) => name) }),
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
};

test('each block compiles', () => {
  expect(blocks.length).toBeGreaterThan(5);
  const programs = blocks.map(({ page, place, text }) => ({
    name: `${page.replaceAll(/[/.]/g, '-')}-${place + 1}.mts`,
    text,
  }));
  expect(complaints(programs)).toBe('');
}, 120_000);

test('one that is not strict is found', () => {
  const found = complaints([{ name: 'loose.mts', text: 'const twice = (n) => 2 * n;\nconsole.log(twice(1));\n' }]);
  expect(found).toContain("loose.mts(2,16): error TS7006: Parameter 'n' implicitly has an 'any' type.");
}, 120_000);
