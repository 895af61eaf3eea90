// The texts beside state.json: plan, goal and strategy, logs and context; reports are read by their agents.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { readTextFile } from '../text-file.ts';

/** The most bytes of a text that is recorded whole. */
const MAX_TEXT_BYTES = 1_000_000;

export interface FolderText {
  /** Within the folder, with `/`. */
  readonly path: string;
  /** `plan`, `goal`, `strategy`, `logs`, `log`, `context`. */
  readonly kind: string;
  readonly text: string;
}

const FILES: readonly (readonly [name: string, kind: string])[] = [
  ['plan.md', 'plan'],
  ['roadmap.md', 'plan'],
  ['goal.md', 'goal'],
  ['strategy.md', 'strategy'],
  ['logs.md', 'log'],
];
const FOLDERS: readonly (readonly [name: string, kind: string])[] = [
  ['logs', 'log'],
  ['context', 'context'],
];

/** A text of the folder; undefined, with a warning, where it cannot be read. */
export const textIn = async (folder: string, path: string, warnings: string[]): Promise<string | undefined> => {
  try {
    return await readTextFile(
      join(folder, path),
      { name: path, kind: 'a text', mostBytes: MAX_TEXT_BYTES },
      (code, cause) => new RepriseError('FILE_NOT_FOUND', `${path} cannot be read (${code}).`, { cause }),
    );
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    warnings.push(`${error.message.replace(/\.$/, '')}; it is left out`);
    return undefined;
  }
};

/** The report at a path that state.json has, wherever the folder was when it was written. */
export const reportIn = (folder: string, filePath: string, warnings: string[]): Promise<string | undefined> =>
  textIn(folder, `reports/${basename(filePath.replaceAll('\\', '/'))}`, warnings);

const entriesOf = (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true }).catch(() => []);

/** The texts in order of their names; only files of Markdown and plain text. */
export const folderTexts = async (folder: string, warnings: string[]): Promise<FolderText[]> => {
  const present = new Set((await entriesOf(folder)).filter((one) => one.isFile()).map(({ name }) => name));
  const paths: { path: string; kind: string }[] = [];
  for (const [name, kind] of FILES) if (present.has(name)) paths.push({ path: name, kind });
  for (const [name, kind] of FOLDERS)
    for (const entry of (await entriesOf(join(folder, name))).toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      if (entry.isFile() && /\.(?:md|markdown|txt)$/i.test(entry.name))
        paths.push({ path: `${name}/${entry.name}`, kind });
  const texts: FolderText[] = [];
  for (const { path, kind } of paths) {
    const text = await textIn(folder, path, warnings);
    if (text !== undefined && text !== '') texts.push({ path, kind, text });
  }
  return texts;
};
