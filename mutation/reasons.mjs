// Why a surviving mutant is harmless, by the entries of harmless.mjs, and which entries have lost their place in the code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HARMLESS } from './harmless.mjs';

const onOneLine = (text) => text.replaceAll(/\s+/g, ' ');

/** Why a survivor is harmless; undefined where it has not been examined. */
export const whyOf = (mutant) =>
  HARMLESS.find(
    ({ file, line, mutator, before, after }) =>
      (file === undefined || file === mutant.file) &&
      (line === undefined || mutant.context.includes(line)) &&
      (mutator === undefined || mutator === mutant.mutatorName) &&
      (before === undefined || mutant.before.includes(before)) &&
      (after === undefined || mutant.after === after),
  )?.why;

/** True where a line of the source contains the entry's `line`, and from there on the source contains its `before`. */
const fits = ({ line = '', before = '' }, source) => {
  const lines = source.split('\n');
  return lines.some(
    (text, index) => text.includes(line) && onOneLine(lines.slice(index).join('\n')).includes(onOneLine(before)),
  );
};

/** The entries that fit no place in the pure code under `root`: what they explained was moved or rewritten. */
export const lostReasons = (root, entries = HARMLESS) => {
  const sources = ['machines', 'projections'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ name: `${folder}/${name}`, source: readFileSync(join(root, folder, name), 'utf8') })),
  );
  return entries.filter(
    (entry) =>
      !sources.some(({ name, source }) => (entry.file === undefined || entry.file === name) && fits(entry, source)),
  );
};
