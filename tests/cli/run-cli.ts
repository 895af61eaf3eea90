// The real command line as a child process, with a data folder of its own and nothing of the tester's environment that
// would change what it does.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defined } from '../../machines/defined.ts';
import { MORE } from '../more.ts';
import { canRunIn, cliInThisProcess } from './cli-in-this-process.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const MAIN = join(ROOT, 'dist', 'src', 'cli', 'main.js');
export const EXAMPLE = join(ROOT, 'examples', 'password-reset');
export const EXAMPLE_ID = 'a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e';

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What comes on standard input, whole, or `open`: written to the child's `stdin` by the test. Default: nothing. */
  readonly input?: string | 'open';
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** What it printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when a stream holds a match; fails when the command ends before. */
  until(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpMatchArray>;
}

const NOT_INHERITED = [
  'NATS_URL',
  'NATS_SYSTEM_URL',
  'REPRISE_SECRETS',
  'REPRISE_SESSION',
  'CLAUDE_PROJECT_DIR',
  'REPRISE_STREAMS',
  'REPRISE_NATS_CONF',
  'REPRISE_CONFIG',
  'REPRISE_STORE',
  'REPRISE_HOST',
  'REPRISE_PORT',
  'REPRISE_LOG_LEVEL',
  'REPRISE_LOG_FORMAT',
  'REPRISE_DRAIN_SECONDS',
  'REPRISE_DEADLINE_SECONDS',
  'NO_COLOR',
  'FORCE_COLOR',
  'COLUMNS',
  'CI',
];

export const environment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.includes(name))),
  // Nor of the tester's files.
  XDG_CONFIG_HOME: '/nonexistent',
  ...extra,
});

/** What runs: it ends with the tests, however they end. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts any program; the tests' own ones with `startCli`. */
export const start = (command: string, args: readonly string[], options: CliOptions = {}): RunningCli => {
  const { env, cwd = ROOT, input } = options;
  const child = spawn(command, args, {
    cwd,
    env: environment(env),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // One that ends before it has read its input breaks the pipe.
  child.stdin?.on('error', () => undefined);
  if (input !== undefined && input !== 'open') child.stdin?.end(input);
  const printed = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  let over = false;
  const told = () => {
    for (const look of [...waiting]) look();
  };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
      told();
    });
  children.add(child);
  const ended = new Promise<CliResult>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      children.delete(child);
      over = true;
      told();
      done({ code, signal, ...printed });
    });
  });
  return {
    child,
    ended,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    until: (stream, pattern) =>
      new Promise((done, fail) => {
        const look = () => {
          const match = printed[stream].match(pattern);
          if (match === null && !over) return;
          waiting.delete(look);
          if (match !== null) done(match);
          else fail(new Error(`It ended without ${pattern} on ${stream}:\n${printed.stdout}\n${printed.stderr}`));
        };
        waiting.add(look);
        look();
      }),
  };
};

export const startCli = (args: readonly string[], options: CliOptions = {}): RunningCli =>
  start(process.execPath, [MAIN, ...args], options);

/** Runs a command to its end, in a process of its own. */
export const cliProcess = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
  startCli(args, options).ended;

/**
 * Runs a command to its end. Most of what a command costs is the start of its process and the loading of its modules, so
 * it runs in this process where no other command runs in another folder; under `npm run test:more` always as a process.
 */
export const cli = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> => {
  const { cwd = ROOT, env, input } = options;
  return MORE || input === 'open' || !canRunIn(cwd)
    ? cliProcess(args, options)
    : cliInThisProcess(args, { cwd, env: environment(env), ...defined({ input }) });
};

/** A fresh folder, and how to remove it. */
export const freshFolder = (): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'reprise-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }) };
};

/** An environment in which a server cannot be started: what runs here needs none. */
export const WITHOUT_SERVER = { NATS_SERVER: '/nonexistent/nats-server' };

/** What a terminal obeys: control characters but the line feed, and changes of writing direction. */
export const OBEYED = /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;
