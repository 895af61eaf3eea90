// The session service against a model: several writers on one session of any log, with faults on demand, one after the
// other or at the same time. Whatever goes wrong, what was acknowledged is in the log once, and nothing else is.
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
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
  /** Whether they write at the same time, in an order that is drawn. Default: drawn for each run. */
  readonly interleaved?: boolean;
  /** Of a thousand steps, how many are to have each fault; what is not named stays as `FAULT_WEIGHTS` has it. */
  readonly faults?: FaultWeights;
  /** Kills the log's server and starts it again; without it, no server is killed. */
  readonly restart?: () => Promise<unknown>;
  /** What is to be sent in a run, after the start. Default: `commandSequences` of the profile. */
  readonly commands?: fc.Arbitrary<readonly GeneratedCommand[]>;
  /** Another log that must answer the same, byte for byte: `memoryLog()` for a real one. */
  readonly twin?: Log;
  /** That each event must keep, beside the law. */
  readonly invariants?: readonly Invariant[];
  /** Milliseconds that a call has; default 30,000. */
  readonly deadlineMs?: number;
  /** The service that is put to the test; default Reprise's own. */
  readonly makeSessions?: MakeSessions;
  /** Default: fast-check's own, from the clock; it is told in the result. */
  readonly seed?: number;
  /** Only the run at this place of the seed's, as a failure told it, with its `replayPath`. */
  readonly path?: string;
  readonly replayPath?: string;
  /** Milliseconds in which a shorter story is looked for, once one is found; default 20,000. */
  readonly shrinkMs?: number;
  /** Told after each run how many there were. */
  readonly onProgress?: (runs: number) => void;
}

export interface ModelRunResult extends ModelRunCounts {
  readonly seed: number;
  readonly durationMs: number;
}

type Drawn = [
  interleaved: boolean,
  story: readonly GeneratedCommand[],
  commands: Iterable<fc.AsyncCommand<SessionModel, Scene>>,
  order: number,
];

/** What a run came to, or left when it failed. */
interface Left {
  readonly sent: readonly GeneratedCommand[];
  readonly told: readonly string[];
  readonly lines: readonly string[];
}

const linesOf = async (log: Log, sessionId: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const commit of log.read(sessionId)) lines.push(...commit.lines);
  return lines;
};

/** One run on one log: its scene, and what plays on it. */
const newRun = (
  log: Log,
  sessionId: string,
  profile: string | Profile,
  [interleaved, story, commands, order]: Drawn,
  options: ModelRunOptions,
) => {
  const { writers: count = 3, deadlineMs = 30_000, makeSessions = createSessions, restart } = options;
  const model = new SessionModel(sessionId, options.invariants ?? []);
  const schedule = interleaved ? scheduleOf(order) : undefined;
  const writers = new Writers({ log, model, writers: count, deadlineMs, makeSessions, schedule });
  const told = interleaved ? ['the writers write at the same time'] : [];
  const scene: Scene = { writers, story: [...story], restart, oneByOne: !interleaved, told };
  const play = async (): Promise<void> => {
    const start = { data: {}, ...startCommand(profile), id: writers.newId('c') };
    await writers.settled(writers.ask(writers.at(0), { kind: 'send', commands: [start] }));
    const ready = () => ({ model, real: scene });
    if (schedule === undefined) await fc.asyncModelRun(ready, commands);
    else await fc.scheduledModelRun(schedule.scheduler, ready, commands);
    await writers.finish();
  };
  const left = async (): Promise<Left> => ({
    sent: story.slice(0, story.length - scene.story.length),
    told,
    lines: await linesOf(log, sessionId).catch(() => []),
  });
  return { writers, play, left };
};

/** An answer, from its beginning. */
const clipped = (answer = 'nothing'): string => (answer.length > 200 ? `${answer.slice(0, 200)} …` : answer);

/** The options that bring a failure back, and where the caller's own invariants go among them. */
const withInvariants = (drawn: string, { invariants }: ModelRunOptions): string =>
  invariants === undefined ? drawn : drawn.replace('{', '{ invariants, ');

/** What the two logs told of the same steps. @throws ModelMismatch */
const requireSame = (one: Writers, other: Writers, ofOne: readonly string[], ofOther: readonly string[]): void => {
  const length = Math.max(one.answers.length, other.answers.length);
  for (let n = 0; n < length; n += 1)
    if (one.answers[n] !== other.answers[n])
      throw new ModelMismatch(
        `the logs answer differently: ${clipped(one.answers[n])}; the twin: ${clipped(other.answers[n])}.`,
      );
  if (ofOne.join('\n') !== ofOther.join('\n')) throw new ModelMismatch('the logs hold different lines.');
};

/**
 * Runs several writers on one session of `log` against a model, again and again, and checks after each step and at the
 * end: every acknowledged command's events are in the log once, in order, and nothing else but what ended as unknown;
 * ordinals and chain hold; what the service gives as state is the fold; what it refuses, the law refuses there.
 * @returns what was done, counted. @throws KitFailure (as a rejection) with the shortest story found.
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
  let left: Left = { sent: [], told: [], lines: [] };

  const arbitraries = [
    options.interleaved === undefined ? fc.boolean() : fc.constant(options.interleaved),
    options.commands ?? commandSequences(profile, { maxLength: maxSteps * 2 }),
    fc.commands<SessionModel, Scene, false>([steps(writers, faults)], {
      maxCommands: maxSteps,
      size: 'max',
      ...(replayPath !== undefined && { replayPath }),
    }),
    fc.noShrink(fc.integer()),
  ] as const;
  const one = async (...drawn: Drawn): Promise<void> => {
    // Time is up: what is not looked at counts as no failure, and the shortest story so far stands.
    if (failingSince !== undefined && performance.now() - failingSince > shrinkMs) return;
    made += 1;
    const sessionId = `model-${series}-${made}`;
    const { restart: _, ...calm } = options;
    const [interleaved, story, commands, order] = drawn;
    const second: Drawn = [interleaved, story, fc.cloneIfNeeded(commands), order];
    const run = newRun(log, sessionId, profile, drawn, options);
    const beside = twin && newRun(twin, sessionId, profile, second, calm);
    let playing = run;
    try {
      await run.play();
      if (twin !== undefined && beside !== undefined) {
        playing = beside;
        await beside.play();
        requireSame(run.writers, beside.writers, (await run.left()).lines, (await beside.left()).lines);
      }
    } catch (error) {
      failingSince ??= performance.now();
      playing.writers.abandon();
      left = await playing.left();
      throw error;
    }
    if (failingSince !== undefined) return;
    addCounts(counts, run.writers.counts);
    onProgress?.(counts.runs);
  };

  const details = await fc.check(fc.asyncProperty(...arbitraries, one), {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path, endOnFailure: true }),
  });
  if (!details.failed) return { ...counts, seed: details.seed, durationMs: performance.now() - begun };
  throw failureOf(profile, details, left, options);
};

const failureOf = (
  profile: string | Profile,
  details: fc.RunDetails<Drawn>,
  { sent, told, lines }: Left,
  options: ModelRunOptions,
): Error => {
  const { errorInstance: error, counterexample, counterexamplePath: path, seed } = details;
  if (!(error instanceof Error)) return new Error('The run was cut short.');
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
      steps: told,
      lines,
    },
    options,
  );
};
