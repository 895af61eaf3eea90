// A failure of the kit: an Error that says what broke, how to bring it back (seed, path, replayPath, a line to copy), and
// where its shortest story stands as a file that `reprise replay` and `reprise verify` open.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '../sha256.ts';
import type { GeneratedCommand } from './run/run.ts';

export interface FailureOptions {
  /**
   * The folder that the story is written to. Default: what the environment's REPRISE_FAILURES says, else
   * `reprise-failures` in the working folder.
   */
  readonly dir?: string;
}

export interface Failed {
  /** What was checked, in a word or two: the first part of the file's name. */
  readonly of: string;
  /** What broke. */
  readonly sentence: string;
  readonly seed?: number | undefined;
  /** Where in the run of that seed, as fast-check takes it. */
  readonly path?: string | undefined;
  /** Of `fc.commands`: which of them ran. */
  readonly replayPath?: string | undefined;
  /** The code, or command, that brings it back: the caller's own words, with seed and path in them. */
  readonly again?: string | undefined;
  /** The shortest commands that show it. */
  readonly commands: readonly GeneratedCommand[];
  /** Who did what with them, a line each, where that is part of it. */
  readonly steps?: readonly string[] | undefined;
  /** The shortest story that shows it: the lines of the log, without line ends. */
  readonly lines: readonly string[];
}

/** At most this many commands are shown in the message; the file holds what they came to. */
const MOST_SHOWN = 20;

/** A failure of the kit. The message is whole; the members are for programs. */
export class KitFailure extends Error implements Failed {
  override readonly name = 'KitFailure';
  readonly of: string;
  readonly sentence: string;
  readonly seed: number | undefined;
  readonly path: string | undefined;
  readonly replayPath: string | undefined;
  readonly again: string | undefined;
  readonly commands: readonly GeneratedCommand[];
  readonly steps: readonly string[] | undefined;
  readonly lines: readonly string[];
  /** The file of the story; undefined where there is none, or it could not be written. */
  readonly file: string | undefined;

  constructor(failed: Failed, options: FailureOptions = {}) {
    const written = failed.lines.length === 0 ? {} : writeStory(failed, options);
    super(messageOf(failed, written));
    this.of = failed.of;
    this.sentence = failed.sentence;
    this.seed = failed.seed;
    this.path = failed.path;
    this.replayPath = failed.replayPath;
    this.again = failed.again;
    this.commands = failed.commands;
    this.steps = failed.steps;
    this.lines = failed.lines;
    this.file = written.file;
  }
}

interface Written {
  readonly file?: string;
  /** Why there is none. */
  readonly trouble?: string;
}

/** Another failure's file is never written over: the name holds a hash of the content. */
const writeStory = ({ of, lines }: Failed, { dir }: FailureOptions): Written => {
  const folder = resolve(dir ?? (process.env.REPRISE_FAILURES || 'reprise-failures'));
  const content = lines.map((line) => `${line}\n`).join('');
  const slug = of.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const file = join(folder, `${slug === '' ? 'failure' : slug.slice(0, 60)}-${sha256(content).slice(0, 12)}.ndjson`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, content, { flag: 'wx' });
    return { file };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFile(file, content)) return { file };
    return { trouble: (error as Error).message };
  }
};

/** The same failure, found again. */
const isFile = (file: string, content: string): boolean => {
  try {
    return readFileSync(file, 'utf8') === content;
  } catch {
    return false;
  }
};

/** As one word of a shell. */
const quoted = (path: string): string => (/^[\w./:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

const commandsShown = (commands: readonly GeneratedCommand[]): string[] => {
  const shown = commands
    .slice(0, MOST_SHOWN)
    .map(({ name, data = {}, ...said }) => `  ${JSON.stringify({ name, data, ...said })}`);
  const rest = commands.length - shown.length;
  return [`The commands (${commands.length}), after the start:`, ...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])];
};

const messageOf = (failed: Failed, { file, trouble }: Written): string => {
  const { sentence, seed, path, replayPath, again, commands, steps = [] } = failed;
  const places = [
    seed === undefined ? undefined : `seed ${seed}`,
    path === undefined ? undefined : `path ${JSON.stringify(path)}`,
    replayPath === undefined ? undefined : `replayPath ${JSON.stringify(replayPath)}`,
  ].filter((place) => place !== undefined);
  return [
    sentence,
    ...(places.length > 0 ? [`It came with ${places.join(', ')}.`] : []),
    ...(again === undefined ? [] : ['To bring it back:', `  ${again}`]),
    ...(commands.length > 0 ? commandsShown(commands) : []),
    ...(steps.length > 0 ? ['The steps:', ...steps.map((step) => `  ${step}`)] : []),
    ...(file === undefined
      ? []
      : [
          'Its story, to look at or to keep as a fixture:',
          `  reprise replay ${quoted(file)}`,
          `  reprise verify ${quoted(file)}`,
        ]),
    ...(trouble === undefined ? [] : [`Its story could not be written: ${trouble}`]),
  ].join('\n');
};
