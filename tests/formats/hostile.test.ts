// No reader of outside text costs much more than its input grows: each reads the hostile inputs of bench/hostile/ at one
// length and at eight times that length. Eight times is linear, 64 times quadratic; what costs little is not compared.
import { describe, expect, it } from 'vitest';
import { sessionsIn } from '../../src/formats/cycle-documents/read-document.ts';
import { readSessionFolder } from '../../src/formats/session-files/read-session-folder.ts';
import { readSisyphusFolder } from '../../src/formats/sisyphus/read-sisyphus-folder.ts';
import { readExportedFile } from '../../src/import/exported-file.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { recorderOn } from '../../src/session/write/recorder.ts';

interface Cost {
  readonly ms: number;
  readonly refusal: string;
}
type Case = readonly [name: string, run: (length: number) => Promise<Cost>];

const path = '../../bench/hostile/readers.mjs';
const { casesOf, recordsIn } = await import(path);
const cases: readonly Case[] = casesOf({
  ...{ readSessionFolder, readSisyphusFolder, sessionsIn },
  readExportedFile: (file: string) => readExportedFile(file, DEFAULT_PATTERNS),
  recordInMemory: recordsIn(() => recorderOn(memoryLog(), false)),
});

const LENGTH = 15_000;
const GROWTH = 8;
/** Between linear and quadratic. */
const MOST = 24;
/** Milliseconds of the processor from which a cost is compared. */
const COMPARED = 40;

describe('a reader of hostile input', () => {
  it.each(cases)('costs in proportion to its length, or states a limit: %s', async (_, run) => {
    await run(LENGTH / 5);
    const [one, more] = [await run(LENGTH), await run(LENGTH * GROWTH)];
    const ratio = more.ms / Math.max(one.ms, COMPARED);
    expect([more.refusal, ratio > MOST ? `${one.ms} ms, then ${more.ms} ms` : 'in proportion']).toEqual([
      ...[more.refusal, 'in proportion'],
    ]);
  });

  it('takes no memory that grows with the square of its length: many todos of one id that start and end at one time', async () => {
    const [, run] = cases.find(([name]) => name.endsWith('todos of one id')) as Case;
    expect((await run(524_288)).refusal).toBe('');
  });
});
