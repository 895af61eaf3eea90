// The golden histories: the examples, and those recorded beside this file, generated or written by hand, the long ones
// packed. Each is the lines of a log; the results that they must have are in NAME.expected.json beside it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openSource } from '../../src/session/source/open-source.ts';
import { collect } from '../session/work.ts';

export const FOLDER = import.meta.dirname;
const EXAMPLES = join(FOLDER, '..', '..', 'examples');

export interface Golden {
  readonly name: string;
  readonly sessionId: string;
  readonly lines: readonly string[];
}

const sessionIdOf = (line: string | undefined): string => (JSON.parse(line ?? '') as { sessionid: string }).sessionid;
const linesOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1);

/** The history of a file, packed or not. */
export const goldenOf = (name: string, path: string): Golden => {
  const bytes = readFileSync(path);
  const lines = linesOf(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  return { name, sessionId: sessionIdOf(lines[0]), lines };
};

/** Four session files: each import makes the same record of them. */
const ofFolder = async (name: string): Promise<Golden> => {
  const source = await openSource(join(EXAMPLES, name), {
    openLog: () => {
      throw new Error('a folder needs no log');
    },
  });
  const lines = (await collect(source.lines())).map(({ text }) => text as string);
  return { name, sessionId: source.sessionId, lines };
};

/** The recordings of examples/. */
export const exampleHistories = (): Promise<Golden[]> =>
  Promise.all(
    readdirSync(EXAMPLES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }): (Golden | Promise<Golden>)[] => {
        const recording = join(EXAMPLES, name, 'session.ndjson');
        if (existsSync(recording)) return [goldenOf(name, recording)];
        const isSession = readdirSync(join(EXAMPLES, name)).some((file) => /^events-.+\.json$/.test(file));
        return isSession ? [ofFolder(name)] : [];
      }),
  );

/** Recorded as they were written, for what generated histories do not show: they cannot be drawn again. */
export const WRITTEN_BY_HAND: readonly string[] = ['paused-agents', 'reviewed-again', 'ways-back', 'work-taken-back'];

const HISTORY_FILE = /^(.+)\.ndjson(?:\.gz)?$/;

/** The files of histories beside this one, in order of name. */
export const storedFiles = (): { readonly name: string; readonly path: string }[] =>
  readdirSync(FOLDER)
    .sort()
    .flatMap((file) => {
      const name = HISTORY_FILE.exec(file)?.[1];
      return name === undefined ? [] : [{ name, path: join(FOLDER, file) }];
    });

/** The generated ones as they were drawn, and those written by hand. */
export const storedHistories = (): Golden[] => storedFiles().map(({ name, path }) => goldenOf(name, path));

/** All of them, the examples first. */
export const goldenHistories = async (): Promise<Golden[]> => [...(await exampleHistories()), ...storedHistories()];

/** The file of the results that a history must have. */
export const expectedPath = (name: string): string => join(FOLDER, `${name}.expected.json`);
