// The pages that people read, found by looking, and what tests ask of them: code blocks, links, headings.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const under = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.split(sep).join('/')}`);

/** Every page of the documentation, those that a command writes too. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'machines/SPEC.md',
  ...under('docs'),
  ...readdirSync(join(ROOT, 'examples'))
    .map((name) => `examples/${name}/README.md`)
    .filter((name) => existsSync(join(ROOT, name))),
].sort();

export const isGenerated = (page: string): boolean => page.startsWith('docs/generated/');

export const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

export interface Block {
  readonly language: string;
  readonly text: string;
}

export const blocksOf = (page: string): Block[] =>
  [...textOf(page).matchAll(/^(`{3,})(\w*)\n([\s\S]*?)^\1$/gm)].map(([, , language = '', text = '']) => ({
    language,
    text,
  }));

/** The text without code blocks and code in a line. */
const prose = (page: string): string =>
  textOf(page)
    .replaceAll(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '')
    .replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, (code) => code.replaceAll(/[[\]()]/g, ' '));

/** Targets of links and pictures, as they are written. */
export const linksOf = (page: string): string[] =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);

/** The anchors of a page's headings, as GitHub makes them. */
export const anchorsOf = (page: string): Set<string> =>
  new Set(
    [
      ...textOf(page)
        .replaceAll(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '')
        .matchAll(/^#+ (.*)$/gm),
    ].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

/** Files and folders of the repository that are named as code, `src/log/port.ts`. */
export const pathsIn = (page: string): string[] =>
  [
    ...textOf(page).matchAll(/`((?:machines|projections|src|tests|scripts|examples|docs|bench|mutation)\/[\w./-]*)`/g),
  ].map(([, path]) => path as string);
