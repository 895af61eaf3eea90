// Links between pages lead somewhere, in the repository and in the published package, and from the index to every page.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, isGenerated, linksOf, PAGES, pathsIn, ROOT } from './pages.ts';

const isOutside = (target: string): boolean => /^[a-z]+:/.test(target);

/** The file that a link of a page leads to, and the heading in it. */
const targetOf = (page: string, link: string): { file: string; anchor: string | undefined } => {
  const [path = '', anchor] = link.split('#');
  return { file: path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, ''), anchor };
};

const leadsNowhere = (page: string, link: string): boolean => {
  const { file, anchor } = targetOf(page, link);
  if (!existsSync(join(ROOT, file))) return true;
  return anchor !== undefined && !anchorsOf(file).has(anchor);
};

test.each(PAGES)('every link of %s leads to a file and a heading that exist', (page) => {
  expect(linksOf(page).filter((link) => !isOutside(link) && leadsNowhere(page, link))).toEqual([]);
});

test('a link to a page or a heading that does not exist is found', () => {
  expect(leadsNowhere('README.md', 'docs/no-such-page.md')).toBe(true);
  expect(leadsNowhere('README.md', 'docs/README.md#no-such-heading')).toBe(true);
  expect(leadsNowhere('README.md', 'docs/README.md')).toBe(false);
});

test.each(PAGES.filter((page) => !isGenerated(page)))('every file and folder that %s names exists', (page) => {
  expect(pathsIn(page).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('every page of docs/ can be reached from docs/README.md', () => {
  const reached = new Set(['docs/README.md']);
  for (const page of reached)
    for (const link of linksOf(page)) {
      const { file } = targetOf(page, link);
      if (!isOutside(link) && PAGES.includes(file)) reached.add(file);
    }
  expect(PAGES.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});

describe('the published package', () => {
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  // npm publishes these without being asked to.
  const published = [...files, 'package.json', 'README.md', 'LICENSE'];
  const isPublished = (file: string): boolean => published.some((one) => file === one || file.startsWith(`${one}/`));

  test.each(PAGES.filter((page) => isPublished(page)))('holds what %s links to', (page) => {
    const outside = linksOf(page)
      .filter((link) => !isOutside(link))
      .map((link) => targetOf(page, link).file)
      .filter((file) => !isPublished(file) && !(statSync(join(ROOT, file)).isDirectory() && isPublished(`${file}/x`)));
    expect(outside).toEqual([]);
  });
});

test('a page that a command writes says which', () => {
  const silent = PAGES.filter(isGenerated).filter(
    (page) => !/`npm run [\w:-]+`/.test(readFileSync(join(ROOT, page), 'utf8').slice(0, 1_500)),
  );
  expect(silent).toEqual([]);
});
