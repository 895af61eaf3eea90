// The documents of a check: pictures, JUnit and traces. Each goes into a file; one of them may go to standard output.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Drawing } from '../../../../projections/chart/drawing.ts';
import type { Problem } from '../../../check/check-profile/result.ts';
import { RepriseError } from '../../../errors.ts';
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { makeFolder } from '../../../make-folder.ts';
import type { Terminal } from '../../terminal.ts';

/** Where documents go, by the option that names it: a file, or `-` for standard output. */
export interface DocumentPlaces {
  readonly junit?: string;
  readonly svg?: string;
  readonly mermaid?: string;
}

const STDOUT = '-';

/**
 * The option whose document goes to standard output; undefined where none does.
 * @throws RepriseError USAGE where two documents would be written there
 */
export const onStandardOutput = (places: DocumentPlaces, json: boolean): keyof DocumentPlaces | undefined => {
  const named = (['junit', 'svg', 'mermaid'] as const).filter((option) => places[option] === STDOUT);
  const [first, second] = json ? ['json' as const, ...named] : named;
  if (second !== undefined)
    throw new RepriseError('USAGE', `--${first} and --${second} both write to standard output.`, {
      hint: `Write one of them into a file: --${second} FILE.`,
    });
  return named[0];
};

/** Called before anything takes time. @throws RepriseError FILE_NOT_FOUND where a document's folder does not exist */
export const requireFolders = ({ junit, svg, mermaid }: DocumentPlaces): void => {
  for (const path of [junit, svg, mermaid])
    if (path !== undefined && path !== STDOUT && !existsSync(dirname(path)))
      throw new RepriseError('FILE_NOT_FOUND', `There is no folder ${dirname(path)} to write ${path} into.`, {
        fields: { path },
      });
};

/** @throws RepriseError as `writeFileAtomically` */
export const writeDocument = async (terminal: Terminal, place: string | undefined, text: string): Promise<void> => {
  if (place === STDOUT) terminal.print(text);
  else if (place !== undefined) await writeFileAtomically(place, `${text}\n`);
};

/** Draws a process or a machine where `--svg` and `--mermaid` name a place. @throws RepriseError as `writeDocument` */
export const writeDrawing = async (terminal: Terminal, places: DocumentPlaces, drawing: Drawing): Promise<void> => {
  if (places.svg !== undefined) {
    const [{ layoutOf }, { chartSvg }] = await Promise.all([
      import('../../../chart/layout.ts'),
      import('../../../chart/svg.ts'),
    ]);
    await writeDocument(terminal, places.svg, chartSvg(layoutOf(drawing)));
  }
  if (places.mermaid !== undefined) {
    const { chartMermaid } = await import('../../../chart/mermaid.ts');
    await writeDocument(terminal, places.mermaid, chartMermaid(drawing));
  }
};

const fileName = ({ kind, about }: Problem): string => {
  const word = about.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return [kind, word.slice(0, 60)].filter((part) => part !== '').join('-');
};

/**
 * Writes the trace of each problem that has one into a folder, which is created where it does not exist.
 * @returns the paths, by the place of the problem in the list
 * @throws RepriseError BAD_INPUT (the folder cannot be created), and as `writeFileAtomically`
 */
export const writeTraces = async (folder: string, problems: readonly Problem[]): Promise<(string | undefined)[]> => {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new RepriseError('BAD_INPUT', `The folder ${folder} cannot be created: ${(cause as Error).message}.`, {
      fields: { folder },
      cause,
    });
  }
  const used = new Set<string>();
  const paths: (string | undefined)[] = [];
  for (const problem of problems) {
    if (problem.lines.length === 0) {
      paths.push(undefined);
      continue;
    }
    const base = fileName(problem);
    let name = base;
    for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${base}-${number}`;
    used.add(name.toLowerCase());
    const path = join(folder, `${name}.ndjson`);
    await writeFileAtomically(path, `${problem.lines.join('\n')}\n`);
    paths.push(path);
  }
  return paths;
};
