// Which test files `npm test` runs, and which `npm run test:more`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const TESTS = import.meta.dirname;

/** Depth comes from these: the number of random runs, the share of like cases, the command line as a process. */
const DEEPER = ['fast-check', join(TESTS, 'more.ts'), join(TESTS, 'cli/run-cli.ts')];

const IMPORT = /\bfrom '([^']+)'/g;

/** What a file imports, its tests' own modules followed. */
const importsOf = (file: string, seen = new Set<string>()): Set<string> => {
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const path = name.startsWith('.') ? join(dirname(file), name) : name;
    if (seen.has(path)) continue;
    seen.add(path);
    if (path.startsWith(TESTS) && path.endsWith('.ts')) importsOf(path, seen);
  }
  return seen;
};

const all = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(TESTS, name))
  .toSorted();
const only = (file: string): boolean => file.endsWith('.more.test.ts');
const deeper = (file: string): boolean => {
  const imports = importsOf(file);
  return DEEPER.some((name) => imports.has(name));
};

export interface TestFiles {
  readonly run: readonly string[];
  /** Files that this run leaves to the other. */
  readonly leftOut: readonly string[];
  /** Files that go deeper in the other run. */
  readonly deeper: readonly string[];
}

const fromRoot = (files: readonly string[]): string[] => files.map((file) => relative(dirname(TESTS), file));

/** The files of `npm test`: all but those named `.more.test.ts`. */
export const testFiles = (): TestFiles => {
  const run = all.filter((file) => !only(file));
  return { run: fromRoot(run), leftOut: fromRoot(all.filter(only)), deeper: fromRoot(run.filter(deeper)) };
};

/** The files of `npm run test:more`: those named `.more.test.ts`, and those that go deeper. */
export const moreTestFiles = (): TestFiles => {
  const run = all.filter((file) => only(file) || deeper(file));
  return { run: fromRoot(run), leftOut: fromRoot(all.filter((file) => !run.includes(file))), deeper: [] };
};
