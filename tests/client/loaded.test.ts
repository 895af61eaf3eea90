// What `reprise/client` loads: in a browser there is no Node, and neither zod nor the rules are worth their bytes there.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../cli/run-cli.ts';

/** The files that a compiled file loads, and the packages, all the way down. */
const loadedBy = (entry: string): { files: string[]; packages: string[] } => {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, from, bare, lazy] of text.matchAll(/from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm)) {
      const name = (from ?? bare ?? lazy) as string;
      if (name.startsWith('.')) visit(join(dirname(file), name));
      else packages.add(name);
    }
  };
  visit(join(ROOT, entry));
  return { files: [...files].map((file) => relative(join(ROOT, 'dist'), file)), packages: [...packages].sort() };
};

it('loads no module of Node, no zod and no rule', () => {
  const { files, packages } = loadedBy('dist/src/client/index.js');
  expect(packages).toEqual(['eventsource-parser', 'uuidv7']);
  expect(files.filter((file) => !file.startsWith('src/client/'))).toEqual(['src/errors.js']);
  const bytes = files.reduce((sum, file) => sum + readFileSync(join(ROOT, 'dist', file)).length, 0);
  expect(bytes).toBeLessThan(40_000);
});
