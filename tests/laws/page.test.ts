// docs/reference/laws.md and the tests agree: every property has its tests, and every test file of this folder is listed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storedHistories } from '../golden/histories.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'reference', 'laws.md'), 'utf8');

/** Rows of the table: a law, a file, titles. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`tests/'))
  .map((line) => {
    const [, law = '', file = '', titles = ''] = line.split('|').map((cell) => cell.trim());
    return {
      law,
      file: file.replaceAll('`', ''),
      titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title]) => title),
    };
  });

const titlesOf = (file: string): string[] => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(['`])((?:(?!\1)[^\n])+)\1,\s*(?:async )?(?:\(|\{$|$)/gm)].map(
    ([, , title]) => title as string,
  );
};

test.each(rows.map((row) => [row.law, row] as const))(
  'the property of the page has its tests: %s',
  (_law, { file, titles }) => {
    expect(titles.length).toBeGreaterThan(0);
    const known = titlesOf(file);
    expect(titles.filter((title) => !known.some((one) => one.endsWith(title as string)))).toEqual([]);
  },
);

test('the page lists every test file of this folder', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /\.property\.test\.ts$/.test(name));
  const listed = new Set(rows.map(({ file }) => file));
  expect(files.map((name) => `tests/laws/${name}`).filter((file) => !listed.has(file))).toEqual([]);
});

test('the page states how many golden histories are generated, and how long they are', () => {
  const lengths = storedHistories().map(({ lines }) => lines.length);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)].map((count) =>
    count.toLocaleString('en-US'),
  );
  expect(page).toContain(`keeps ${lengths.length} generated histories of ${shortest} to ${longest} events`);
});
