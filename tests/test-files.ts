// The test files, and which of them go deeper in `npm run test:more`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const TESTS = import.meta.dirname;
const IMPORT = /^(?:import|export) (?:type )?(?:\{([^}]*)\}|\* as \w+|\w+)[^;]* from '([^']+)';/gm;

/** Depth comes from these: the number of random runs, the share of repeated cases, a command as a process or not. */
const isDeeper = (path: string, names: string): boolean =>
  path === 'fast-check' ||
  path === join(TESTS, 'more.ts') ||
  (path === join(TESTS, 'cli/run-cli.ts') && /(?:^|[,\s])cli(?:,|\s*$)/.test(names));

/** Does a test file, or a module of the tests that it imports, do more under `npm run test:more`? */
const goesDeeper = (file: string, seen = new Set<string>()): boolean => {
  if (seen.has(file)) return false;
  seen.add(file);
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].some(([, names = '', name = '']) => {
    const path = name.startsWith('.') ? join(dirname(file), name) : name;
    if (isDeeper(path, names)) return true;
    // What runs commands chooses how; its own users are asked above.
    const isOwn = path.startsWith(TESTS) && path.endsWith('.ts') && path !== join(TESTS, 'cli/run-cli.ts');
    return isOwn && goesDeeper(path, seen);
  });
};

const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(TESTS, name))
  .toSorted();

/** All test files, which both commands run, and those that go deeper under `npm run test:more`; from the root of the repository. */
export const testFiles = (): { readonly all: readonly string[]; readonly deeper: readonly string[] } => {
  const fromRoot = (list: readonly string[]) => list.map((file) => relative(dirname(TESTS), file));
  return { all: fromRoot(files), deeper: fromRoot(files.filter((file) => goesDeeper(file))) };
};
