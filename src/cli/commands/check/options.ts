// The options of `check`, and its help.
import type { Command } from 'commander';
import { defined } from '../../../../machines/defined.ts';
import type { CommonOptions } from '../../options.ts';
import { wholeNumber } from '../../whole-number.ts';

export interface CheckCommandOptions extends CommonOptions {
  readonly junit?: string;
  readonly svg?: string;
  readonly mermaid?: string;
  readonly out?: string;
  /** The path of a module that exports invariants. */
  readonly invariants?: string;
  readonly corpus?: string;
  readonly log?: boolean;
  /** Names of profiles: the profile is checked only on sessions that started with one of them. */
  readonly of?: readonly string[];
  readonly seed?: number;
  readonly sequences?: number;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
}

/** The bounds as the library takes them. */
export const boundsOf = ({ maxStates, maxSeconds, maxMemory }: CheckCommandOptions) =>
  defined({ maxStates, maxSeconds, maxMemoryMb: maxMemory });

export const CHECK_SUMMARY = 'Check a process before anybody follows it, and on recorded sessions when it changes.';

export const CHECK_EXAMPLES = [
  'reprise check normal',
  'reprise check process.yaml --out traces --svg process.svg',
  'reprise check process.yaml --invariants invariants.mjs',
  'reprise check process.yaml --corpus ./recorded --of release',
  'reprise check process.yaml --log --junit check.xml',
  'reprise check process.yaml --mermaid -',
  'reprise check machine.js',
];

const EXITS = `
A JavaScript file is run with all that it imports: check only what you trust. A
machine that uses time (after) or actors (invoke) cannot be checked. What the
file exports as checkOptions (events, invariants, ends, ...) goes to checkMachine.

Exit codes: 0 everything was explored, no problems; 7 the process has problems,
or a recorded session cannot be read; 8 no problems in what was explored, and
exploring stopped early (a bound was reached, or the states have no end);
4 recorded sessions would be refused; 2 the profile or machine is not valid;
3 there are no sessions to check it on; 1 several of these at once.`;

export const withCheckOptions = (command: Command): Command =>
  command
    .argument(
      '<profile>',
      'a YAML or JSON file; the name of a built-in profile (normal, integrated, meta, cycles); or a JavaScript file, ' +
        'which is run, and whose default export is your XState machine',
    )
    .option('--corpus <dir>', 'check it on recorded sessions: a folder of NDJSON files and of session files')
    .option('--log', 'check it on all sessions of the log')
    .option('--of <profiles...>', 'of these, only on sessions that started with a profile of one of these names')
    .option(
      '--invariants <file>',
      'check your own invariants too: a JavaScript file, which is run, and whose default export is a list of them',
    )
    .option('--out <dir>', 'write the trace of each problem into this folder, as NDJSON for `replay` and `verify`')
    .option('--svg <file>', 'draw the process as SVG (`-`: standard output)')
    .option('--mermaid <file>', 'draw it as a Mermaid state diagram (`-`: standard output)')
    .option('--junit <file>', 'write the results as JUnit XML (`-`: standard output)')
    .option(
      '--sequences <n>',
      'random sequences of commands beyond what is explored (default: 100)',
      wholeNumber(0, 1_000_000),
    )
    .option(
      '--seed <n>',
      'of the random sequences (default: random, printed)',
      wholeNumber(-2_147_483_648, 4_294_967_295),
    )
    .option(
      '--max-states <n>',
      'stop exploring a part of the process after so many states (default: 50000; a machine: 10000)',
      wholeNumber(1, 10_000_000),
    )
    .option('--max-seconds <n>', 'stop exploring after so many seconds (default: 60)', wholeNumber(1, 1_000_000))
    .option('--max-memory <mb>', 'stop exploring at so many MiB of memory (default: 1024)', wholeNumber(1, 1_000_000))
    .addHelpText('after', EXITS);
