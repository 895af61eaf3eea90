// Starts writers as processes of their own, waits for what they do, and ends them.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from '../cli/run-cli.ts';
import { env, until } from '../server/store-users.ts';
import { type Note, nowUs, openJournal } from './journal.ts';

const PROGRAM = join(ROOT, 'tests', 'faults', 'writer.mjs');

export interface WriterOptions {
  /** A part of the ids of its commands: another writer of the same name sends the same commands. */
  readonly name: string;
  readonly store?: string;
  /** With user and password. */
  readonly url?: string;
  readonly sessions: readonly string[];
  /** How many send to each session side by side. */
  readonly callers: number;
  /** How many commands each caller sends; default: until it is stopped. */
  readonly most?: number;
  /** Of each command's text. */
  readonly bytes?: number;
  readonly deadlineMs?: number;
}

export interface Writer {
  readonly name: string;
  readonly sessions: readonly string[];
  /** Over all sessions. */
  readonly callers: number;
  notes(): readonly Note[];
  isRunning(): boolean;
  kill(): Promise<void>;
  /** Asks it to come to an end, and waits until the process has ended by itself. @returns its exit code */
  stop(): Promise<number | null>;
  /** Its exit code, once it has ended by itself; null when it was killed. */
  readonly ended: Promise<number | null>;
}

let started = 0;

/** @param folder for the journal */
export const startWriter = (folder: string, options: WriterOptions): Writer => {
  started += 1;
  const journal = join(folder, `${options.name}-${started}.ndjson`);
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, JSON.stringify({ ...options, journal })], {
    env,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    name: options.name,
    sessions: options.sessions,
    callers: options.callers * options.sessions.length,
    notes: openJournal(journal),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill,
    stop: async () => {
      child.stdin?.end('stop\n');
      return ended;
    },
    ended,
  };
};

const acknowledgedBy = (writers: readonly Writer[]): number =>
  writers.reduce((sum, writer) => sum + writer.notes().filter(({ kind }) => kind === 'acknowledged').length, 0);

/** Waits until the writers have so many more acknowledgements in all. */
export const untilAcknowledged = async (writers: readonly Writer[], more: number): Promise<void> => {
  const count = acknowledgedBy(writers) + more;
  await until(`${count} acknowledgements`, () => acknowledgedBy(writers) >= count || ended(writers));
};

const ended = (writers: readonly Writer[]): boolean => {
  for (const writer of writers)
    if (!writer.isRunning())
      throw new Error(`writer ${writer.name} has ended: ${JSON.stringify(writer.notes().slice(-3))}`);
  return false;
};

/**
 * Waits until every caller of every writer was acknowledged a command that it sent after `sinceUs`.
 * @returns how long after `sinceUs` the last of them had that acknowledgement, in milliseconds
 */
export const untilBack = async (writers: readonly Writer[], sinceUs: number = nowUs()): Promise<number> => {
  let backUs = 0;
  await until('every writer is back', () => {
    backUs = 0;
    return writers.every((writer) => {
      /** Of each caller, the acknowledgements since then. */
      const acknowledged = new Map<string, number[]>();
      for (const note of writer.notes()) {
        if (note.kind !== 'acknowledged' || note.at <= sinceUs) continue;
        const of = acknowledged.get(note.caller) ?? [];
        if (of.length < 2) of.push(note.at);
        acknowledged.set(note.caller, of);
      }
      // The first may have been on its way already; the second is of a command that was sent since.
      const back = [...acknowledged.values()].flatMap(([, second]) => second ?? []);
      for (const at of back) backUs = Math.max(backUs, at - sinceUs);
      if (back.length < writer.callers) ended([writer]);
      return back.length >= writer.callers;
    });
  });
  return Math.round(backUs / 1000);
};
