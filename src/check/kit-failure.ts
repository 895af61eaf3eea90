// A failure of the kit: an Error that says what does not hold, how to reproduce it (seed, path, replayPath, a line to
// copy), and which file holds the shortest trace, for `reprise replay` and `reprise verify`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { sha256 } from '../sha256.ts';
import type { GeneratedCommand } from './run/generated-command.ts';

export interface FailureOptions {
  /**
   * The folder that the trace is written to. Default: $REPRISE_FAILURES, else `reprise-failures` in the working folder.
   */
  readonly dir?: string;
}

export interface FailureDetails {
  /** What was checked, in a word or two: the first part of the file's name. */
  readonly checked: string;
  /** What does not hold. */
  readonly sentence: string;
  readonly seed?: number | undefined;
  /** Where in the run of that seed, as fast-check takes it. */
  readonly path?: string | undefined;
  /** For `fc.commands`: which of them ran. */
  readonly replayPath?: string | undefined;
  /** The code that reproduces it, with seed and path. */
  readonly reproduce?: string | undefined;
  /** The shortest commands that show it. */
  readonly commands: readonly GeneratedCommand[];
  /** What each writer did with them, a line each, where there are several. */
  readonly steps?: readonly string[] | undefined;
  /** The shortest trace that shows it: the lines of the log, without line ends. */
  readonly lines: readonly string[];
}

/** Commands shown in the message; the file holds the events of all. */
const MOST_SHOWN = 20;

/** A failure of the kit. The message is complete; the members are for programs. */
export class KitFailure extends Error implements FailureDetails {
  override readonly name = 'KitFailure';
  readonly checked: string;
  readonly sentence: string;
  readonly seed: number | undefined;
  readonly path: string | undefined;
  readonly replayPath: string | undefined;
  readonly reproduce: string | undefined;
  readonly commands: readonly GeneratedCommand[];
  readonly steps: readonly string[] | undefined;
  readonly lines: readonly string[];
  /** The file of the trace; undefined where there is none, or it could not be written. */
  readonly file: string | undefined;

  constructor(details: FailureDetails, options: FailureOptions = {}) {
    const written = details.lines.length === 0 ? {} : writeTrace(details, options);
    super(messageOf(details, written));
    this.checked = details.checked;
    this.sentence = details.sentence;
    this.seed = details.seed;
    this.path = details.path;
    this.replayPath = details.replayPath;
    this.reproduce = details.reproduce;
    this.commands = details.commands;
    this.steps = details.steps;
    this.lines = details.lines;
    this.file = written.file;
  }
}

interface Written {
  readonly file?: string;
  /** Why it could not be written. */
  readonly trouble?: string;
}

/** The name holds a hash of the content, so another failure's file is never overwritten. */
const writeTrace = ({ checked, lines }: FailureDetails, { dir }: FailureOptions): Written => {
  const folder = resolve(dir ?? (process.env.REPRISE_FAILURES || 'reprise-failures'));
  const content = lines.map((line) => `${line}\n`).join('');
  const slug = checked.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const file = join(folder, `${slug === '' ? 'failure' : slug.slice(0, 60)}-${sha256(content).slice(0, 12)}.ndjson`);
  try {
    makeFolder(folder);
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
    .map(({ name, data = {}, ...rest }) => `  ${JSON.stringify({ name, data, ...rest })}`);
  const left = commands.length - shown.length;
  return [`The commands (${commands.length}), after the start:`, ...shown, ...(left > 0 ? [`  and ${left} more`] : [])];
};

const messageOf = (details: FailureDetails, { file, trouble }: Written): string => {
  const { sentence, seed, path, replayPath, reproduce, commands, steps = [] } = details;
  const places = [
    seed === undefined ? undefined : `seed ${seed}`,
    path === undefined ? undefined : `path ${JSON.stringify(path)}`,
    replayPath === undefined ? undefined : `replayPath ${JSON.stringify(replayPath)}`,
  ].filter((place) => place !== undefined);
  return [
    sentence,
    ...(places.length > 0 ? [`Found with ${places.join(', ')}.`] : []),
    ...(reproduce === undefined ? [] : ['To reproduce it:', `  ${reproduce}`]),
    ...(commands.length > 0 ? commandsShown(commands) : []),
    ...(steps.length > 0 ? ['The steps:', ...steps.map((step) => `  ${step}`)] : []),
    ...(file === undefined
      ? []
      : [
          'Its trace, to look at or to keep as a fixture:',
          `  reprise replay ${quoted(file)}`,
          `  reprise verify ${quoted(file)}`,
        ]),
    ...(trouble === undefined ? [] : [`Its trace could not be written: ${trouble}`]),
  ].join('\n');
};
