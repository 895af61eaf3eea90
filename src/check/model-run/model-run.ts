// The session service against a model: several writers on one session of any log, with faults on demand, one after the
// other or at the same time. Whatever goes wrong, what was acknowledged is in the log once, and nothing else is.
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { defined } from '../../../machines/defined.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import type { Log } from '../../log/port.ts';
import { createSessions } from '../../session/write/create-sessions.ts';
import { type FailureOptions, KitFailure } from '../kit-failure.ts';
import { type GeneratedCommand, startCommand } from '../run/generated-command.ts';
import { commandSequences } from '../sequences/command-sequences.ts';
import { addCounts, type ModelRunCounts, newCounts } from './counts.ts';
import { scheduleOf } from './schedule.ts';
import { ModelMismatch, SessionModel } from './session-model.ts';
import { FAULT_WEIGHTS, type FaultWeights, type Scene, steps } from './steps.ts';
import type { MakeSessions } from './writer.ts';
import { Writers } from './writers.ts';

export interface ModelRunOptions extends FailureOptions {
  /** How many runs, each on a session of its own; default 100. */
  readonly runs?: number;
  /** Steps of a run at most; default 40. */
  readonly maxSteps?: number;
  /** Writers of a session, from 1; default 3. */
  readonly writers?: number;
  /** Whether they write at the same time, in a random order. Default: drawn for each run. */
  readonly interleaved?: boolean;
  /** How many of a thousand steps have each fault; default `FAULT_WEIGHTS`. */
  readonly faults?: FaultWeights;
  /** Kills the log's server and starts it again; without it, no server is killed. */
  readonly restart?: () => Promise<unknown>;
  /** The commands of a run, after the start. Default: `commandSequences` of the profile. */
  readonly commands?: fc.Arbitrary<readonly GeneratedCommand[]>;
  /** Another log that must give the same answers and lines: `memoryLog()` beside a real one. */
  readonly twin?: Log;
  /** Your own, checked at each event. */
  readonly invariants?: readonly Invariant[];
  /** Milliseconds that a call has; default 30,000. */
  readonly deadlineMs?: number;
  /** The service that is tested; default Reprise's own. */
  readonly makeSessions?: MakeSessions;
  /** Default: fast-check's own, from the clock; it is in the result. */
  readonly seed?: number;
  /** Only the run at this place of the seed's, as a failure gives it, with its `replayPath`. */
  readonly path?: string;
  readonly replayPath?: string;
  /** Milliseconds for finding a shorter trace, once there is a failure; default 20,000. */
  readonly shrinkMs?: number;
  /** Called after each run with the number of runs so far. */
  readonly onProgress?: (runs: number) => void;
}

export interface ModelRunResult extends ModelRunCounts {
  readonly seed: number;
  readonly durationMs: number;
}

type Drawn = [
  interleaved: boolean,
  commands: readonly GeneratedCommand[],
  steps: Iterable<fc.AsyncCommand<SessionModel, Scene>>,
  order: number,
];

/** The record of a run, up to its failure where it failed. */
interface RunRecord {
  readonly sent: readonly GeneratedCommand[];
  readonly done: readonly string[];
  readonly lines: readonly string[];
}

const linesOf = async (log: Log, sessionId: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const commit of log.read(sessionId)) lines.push(...commit.lines);
  return lines;
};

/** One run on one log. */
const newRun = (
  log: Log,
  sessionId: string,
  profile: string | Profile,
  [interleaved, commands, steps, order]: Drawn,
  options: ModelRunOptions,
) => {
  const { writers: count = 3, deadlineMs = 30_000, makeSessions = createSessions, restart } = options;
  const model = new SessionModel(sessionId, options.invariants ?? []);
  const schedule = interleaved ? scheduleOf(order) : undefined;
  const writers = new Writers({ log, model, writers: count, deadlineMs, makeSessions, schedule });
  const done = interleaved ? ['the writers write at the same time'] : [];
  const scene: Scene = { writers, pending: [...commands], restart, oneByOne: !interleaved, done };
  const play = async (): Promise<void> => {
    const start = { data: {}, ...startCommand(profile), id: writers.newId('c') };
    await writers.settled(writers.begin(writers.at(0), { kind: 'send', commands: [start] }));
    const ready = () => ({ model, real: scene });
    if (schedule === undefined) await fc.asyncModelRun(ready, steps);
    else await fc.scheduledModelRun(schedule.scheduler, ready, steps);
    await writers.finish();
  };
  const record = async (): Promise<RunRecord> => ({
    sent: commands.slice(0, commands.length - scene.pending.length),
    done,
    lines: await linesOf(log, sessionId).catch(() => []),
  });
  return { writers, play, record };
};

/** The first characters of an answer. */
const clipped = (answer = 'nothing'): string => (answer.length > 200 ? `${answer.slice(0, 200)} …` : answer);

/** The options that reproduce a failure, with the caller's invariants as a variable. */
const withInvariants = (drawn: string, { invariants }: ModelRunOptions): string =>
  invariants === undefined ? drawn : drawn.replace('{', '{ invariants, ');

/** Compares the answers and lines of the two logs. @throws ModelMismatch */
const requireSame = (one: Writers, other: Writers, ofOne: readonly string[], ofOther: readonly string[]): void => {
  const length = Math.max(one.answers.length, other.answers.length);
  for (let n = 0; n < length; n += 1)
    if (one.answers[n] !== other.answers[n])
      throw new ModelMismatch(
        `the logs answer differently: ${clipped(one.answers[n])}; the twin: ${clipped(other.answers[n])}.`,
      );
  if (ofOne.join('\n') !== ofOther.join('\n')) throw new ModelMismatch('the logs have different lines.');
};

/**
 * Runs several writers on one session of `log` against a model, again and again, and checks after each step and at the
 * end: every acknowledged command's events are in the log once, in order, and nothing else but what ended as unknown;
 * ordinals and chain hold; the state of the service is the fold; what it refuses, the law refuses there.
 * @returns the counts. @throws KitFailure (as a rejection) with the shortest trace found.
 */
export const modelRun = async (
  profile: string | Profile,
  log: Log,
  options: ModelRunOptions = {},
): Promise<ModelRunResult> => {
  const {
    runs = 100,
    maxSteps = 40,
    writers = 3,
    seed,
    path,
    replayPath,
    twin,
    onProgress,
    shrinkMs = 20_000,
  } = options;
  const faults = { ...FAULT_WEIGHTS, ...options.faults };
  const series = uuidv7().slice(-12);
  const counts = newCounts();
  const begun = performance.now();
  let made = 0;
  let failingSince: number | undefined;
  let failed: RunRecord = { sent: [], done: [], lines: [] };

  const arbitraries = [
    options.interleaved === undefined ? fc.boolean() : fc.constant(options.interleaved),
    options.commands ?? commandSequences(profile, { maxLength: maxSteps * 2 }),
    fc.commands<SessionModel, Scene, false>([steps(writers, faults)], {
      maxCommands: maxSteps,
      size: 'max',
      ...defined({ replayPath }),
    }),
    fc.noShrink(fc.integer()),
  ] as const;
  const one = async (...drawn: Drawn): Promise<void> => {
    // The time is over: runs that are skipped count as no failure, and the shortest trace so far is reported.
    if (failingSince !== undefined && performance.now() - failingSince > shrinkMs) return;
    made += 1;
    const sessionId = `model-${series}-${made}`;
    const { restart: _, ...withoutRestart } = options;
    const [interleaved, commands, drawnSteps, order] = drawn;
    const second: Drawn = [interleaved, commands, fc.cloneIfNeeded(drawnSteps), order];
    const run = newRun(log, sessionId, profile, drawn, options);
    const beside = twin && newRun(twin, sessionId, profile, second, withoutRestart);
    let playing = run;
    try {
      await run.play();
      if (twin !== undefined && beside !== undefined) {
        playing = beside;
        await beside.play();
        requireSame(run.writers, beside.writers, (await run.record()).lines, (await beside.record()).lines);
      }
    } catch (error) {
      failingSince ??= performance.now();
      playing.writers.abandon();
      failed = await playing.record();
      throw error;
    }
    if (failingSince !== undefined) return;
    addCounts(counts, run.writers.counts);
    onProgress?.(counts.runs);
  };

  const details = await fc.check(fc.asyncProperty(...arbitraries, one), {
    numRuns: runs,
    ...defined({ seed }),
    ...(path !== undefined && { path, endOnFailure: true }),
  });
  if (!details.failed) return { ...counts, seed: details.seed, durationMs: performance.now() - begun };
  throw failureOf(profile, details, failed, options);
};

const failureOf = (
  profile: string | Profile,
  details: fc.RunDetails<Drawn>,
  { sent, done, lines }: RunRecord,
  options: ModelRunOptions,
): Error => {
  const { errorInstance: error, counterexample, counterexamplePath: path, seed } = details;
  if (!(error instanceof Error)) return new Error('The run was interrupted.');
  const [, replayPath] = /replayPath="([^"]*)"/.exec(String(counterexample?.[2])) ?? [];
  const { maxSteps, writers, faults } = options;
  const drawn = {
    maxSteps,
    writers,
    interleaved: options.interleaved,
    faults,
    seed,
    path: path ?? undefined,
    replayPath,
  };
  return new KitFailure(
    {
      checked: `${typeof profile === 'string' ? profile : profile.name} model run`,
      sentence: error instanceof ModelMismatch ? error.message : `the log or the service failed: ${error.message}`,
      seed,
      path: path ?? undefined,
      replayPath,
      reproduce: `modelRun(profile, log, ${withInvariants(JSON.stringify(drawn), options)})`,
      commands: sent,
      steps: done,
      lines,
    },
    options,
  );
};
