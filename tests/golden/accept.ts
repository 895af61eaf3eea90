// What `npm run golden` does: shows which golden histories differ from their recorded results, and with `--accept` records
// the results of now. With `--draw` the histories themselves are drawn again first.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { drawHistories } from './draw.ts';
import {
  exampleHistories,
  expectedPath,
  FOLDER,
  type Golden,
  goldenHistories,
  storedFiles,
  storedHistories,
  WRITTEN_BY_HAND,
} from './histories.ts';
import { countMutations } from './mutations.ts';
import { changesBetween, type Outcome, outcomeOf } from './outcome.ts';

/** Longer histories are packed: what is read by hand is short. */
const MOST_PLAIN_EVENTS = 300;

export const expectedOf = (name: string): Outcome | undefined =>
  existsSync(expectedPath(name)) ? (JSON.parse(readFileSync(expectedPath(name), 'utf8')) as Outcome) : undefined;

const textOf = ({ lines }: Golden): string => lines.map((line) => `${line}\n`).join('');

/** Replaces the drawn histories by these; those written by hand stay. */
const replaceDrawn = (histories: readonly Golden[]): void => {
  for (const { name, path } of storedFiles()) if (!WRITTEN_BY_HAND.includes(name)) rmSync(path);
  for (const golden of histories) {
    const path = join(FOLDER, `${golden.name}.ndjson`);
    if (golden.lines.length <= MOST_PLAIN_EVENTS) writeFileSync(path, textOf(golden));
    else writeFileSync(`${path}.gz`, gzipSync(textOf(golden), { level: 9 }));
  }
};

export interface Asked {
  readonly accept: boolean;
  readonly draw: boolean;
}

/** True where all results are as recorded, or were accepted. */
export const golden = async ({ accept, draw }: Asked, say: (sentence: string) => void): Promise<boolean> => {
  const drawn = draw ? drawHistories() : [];
  const recorded = storedHistories().filter(({ name }) => !draw || WRITTEN_BY_HAND.includes(name));
  const histories = [...(await exampleHistories()), ...recorded, ...drawn];
  let changed = 0;
  for (const one of histories) {
    const outcome = outcomeOf(one);
    const changes = changesBetween(expectedOf(one.name), outcome);
    if (changes.length === 0) continue;
    changed += 1;
    say([one.name, ...changes.map((sentence) => `  ${sentence}`)].join('\n'));
    if (accept) writeFileSync(expectedPath(one.name), `${JSON.stringify(outcome, undefined, 2)}\n`);
  }
  const names = new Set(histories.map(({ name }) => name));
  const gone = readdirSync(FOLDER).filter((file) => {
    const [, name] = /^(.+)\.expected\.json$/.exec(file) ?? [];
    return name !== undefined && !names.has(name);
  });
  for (const file of gone) {
    say(`${file} belongs to no history.`);
    if (accept) rmSync(join(FOLDER, file));
  }
  if (accept && draw) replaceDrawn(drawn);
  const all = `${histories.length} golden histories, ${histories.reduce((sum, { lines }) => sum + lines.length, 0)} events`;
  changed += gone.length;
  if (changed === 0) say(`${all}: all have the recorded results.`);
  else if (accept) say(`${all}: ${changed} changes accepted. Review them in the diff before you commit them.`);
  else
    say(
      `${all}: ${changed} differ from the recorded results. If that is intended: npm run golden -- ${draw ? '--draw ' : ''}--accept`,
    );
  return changed === 0 || accept;
};

/** The counts of the mutations of all golden histories, as JSON: how many histories, events and mutations. */
export const counted = async () => countMutations(await goldenHistories());
