// Simulates services, writers and readers over one log under one seed: course after course, each checked to its end, until
// so many steps were taken. A course that fails is shrunk to the few things that it needs, and described.
import { defined } from '../../../machines/defined.ts';
import { counted } from '../../../machines/rules/rule.ts';
import { sha256 } from '../../sha256.ts';
import { KitFailure } from '../kit-failure.ts';
import { requireProfile } from '../require-profile.ts';
import { type CourseOptions, type CourseResult, commandIdsOf, runCourse } from './course.ts';
import { Draws } from './draws.ts';
import { SIMULATED_FAULT_WEIGHTS, SIMULATED_FAULTS, type SimulatedFault } from './faults.ts';
import { requireSimulation, type SimulateOptions } from './options.ts';
import { NOTHING_LEFT_OUT, type Setting } from './setting.ts';
import { shrink } from './shrink.ts';

export interface Simulation {
  /** Whether nothing is wrong. */
  readonly ok: boolean;
  readonly seed: number;
  /** Deliveries on the network, timers that rang, and turns of what waited for its turn. */
  readonly steps: number;
  readonly courses: number;
  readonly commands: number;
  readonly events: number;
  /** How calls ended, by the kind of the answer or the code of the error. */
  readonly answers: Readonly<Record<string, number>>;
  /** Faults that took place, by kind. */
  readonly faults: Readonly<Record<SimulatedFault, number>>;
  /** Seconds that passed in the simulation, and that it took. */
  readonly simulatedSeconds: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
  /** SHA-256 of everything that happened: the same for the same seed and options, on every machine. */
  readonly hash: string;
  /** What is wrong, as a story: the `message` is complete. */
  readonly failure: KitFailure | undefined;
}

const countUp = <K extends string>(all: Record<K, number>, one: Readonly<Record<K, number>>): void => {
  for (const [name, count] of Object.entries<number>(one)) all[name as K] = (all[name as K] ?? 0) + count;
};

/** How many times as many faults as by the weights a course has: few where many commits are on their way at a time. */
const STORMY = [0.25, 1, 1, 3] as const;
const CALM = [0.03, 0.1, 0.1, 0.5] as const;
const timesAll = (weights: Setting['faults'], factor: number): Setting['faults'] =>
  Object.fromEntries(SIMULATED_FAULTS.map((kind) => [kind, weights[kind] * factor])) as Setting['faults'];

const LOGS = ['memory', 'jetstream', 'jetstream'] as const;

/** The course of this number. */
const settingOf = (options: SimulateOptions, seed: number, course: number): Setting => {
  const draws = new Draws(new Draws(seed).seedOf(`course ${course}`));
  const upTo = (name: string, most: number) => draws.between(name, 1, most);
  const { services = 3, sessions = 3, commands = 14 } = options;
  const log = options.openLog !== undefined ? 'own' : (options.log ?? draws.pick('log', LOGS));
  // Many short sessions at the same time go out in batches; few long ones meet more of the law.
  const isWide = log === 'jetstream' && draws.part('wide') < 0.5;
  const wide = draws.between('many', 6 * sessions, 14 * sessions);
  const most = isWide ? Math.min(5, commands) : commands;
  return {
    seed: draws.seed,
    profile: options.profile ?? 'normal',
    log,
    services: upTo('services', isWide ? Math.min(2, services) : services),
    writers: isWide ? wide : upTo('writers', options.writers ?? 4),
    readers: draws.between('readers', 0, options.readers ?? 4),
    sessions: isWide ? wide : upTo('sessions', sessions),
    commands: draws.between('commands', Math.min(4, most), most),
    faults: timesAll({ ...SIMULATED_FAULT_WEIGHTS, ...options.faults }, draws.pick('faults', isWide ? CALM : STORMY)),
    leftOut: NOTHING_LEFT_OUT,
  };
};

/**
 * Runs courses of several services, writers and readers over one log, with a clock, a network and faults that are drawn
 * from the seed, until `steps` were taken or something is wrong. Of every course it requires: what was acknowledged is
 * stored, exactly once, in order; what ended as unknown is stored at most once; ordinals and chains are whole and the
 * record verifies; a repeated command gives its first events; every answer is right by the law; every call is answered;
 * every reader receives each event once, in order, without a gap, and has the views of the log. A failure is returned.
 * @throws RepriseError BAD_INPUT for an option that there is not, or of the wrong form; USAGE for an unknown profile; RangeError for a weight that is not a whole number from 0 to 1,000
 */
export const simulate = async (options: SimulateOptions = {}): Promise<Simulation> => {
  requireSimulation(options);
  const { steps: wanted = 100_000, maxSeconds = Number.POSITIVE_INFINITY, seed = Date.now() % 2 ** 31 } = options;
  requireProfile(options.profile ?? 'normal');
  for (const [name, weight] of Object.entries(options.faults ?? {}))
    if (!Number.isInteger(weight) || weight < 0 || weight > 1_000)
      throw new RangeError(`faults.${name}: a whole number from 0 to 1,000, not ${weight}`);
  const given: CourseOptions = {
    makeSessions: options.makeSessions,
    openLog: options.openLog,
    sequences: options.sequences,
  };
  const begun = performance.now();
  const answers: Record<string, number> = {};
  const faults = Object.fromEntries(SIMULATED_FAULTS.map((kind) => [kind, 0])) as Record<SimulatedFault, number>;
  const all = { steps: 0, courses: 0, commands: 0, events: 0, simulatedSeconds: 0 };
  let hash = '';
  let failed: { setting: Setting; result: CourseResult } | undefined;
  while (failed === undefined) {
    const setting = options.course ?? settingOf(options, seed, all.courses + 1);
    const result = await runCourse(setting, given);
    all.courses += 1;
    for (const name of ['steps', 'commands', 'events'] as const) all[name] += result[name];
    all.simulatedSeconds += result.simulatedMs / 1_000;
    countUp(answers, result.answers);
    countUp(faults, result.faults);
    hash = sha256(hash + result.hash);
    if (result.failure !== undefined) failed = { setting, result };
    options.onProgress?.({ steps: all.steps, courses: all.courses });
    if (options.course !== undefined || all.steps >= wanted) break;
    if (performance.now() - begun > maxSeconds * 1_000) break;
  }
  const seconds = (performance.now() - begun) / 1_000;
  const failure = failed === undefined ? undefined : await failureOf(failed.setting, failed.result, given, options);
  return {
    ok: failure === undefined,
    seed,
    ...all,
    answers,
    faults,
    seconds,
    stepsPerSecond: Math.round(all.steps / seconds),
    hash,
    failure,
  };
};

/** A longer story tells only of the sessions and readers that the sentence names, and of those lines the last ones. */
const MOST_LINES = 60;
const storyOf = (story: readonly string[], sentence: string): readonly string[] => {
  if (story.length <= MOST_LINES) return story;
  const names = [...new Set(sentence.match(/\b(s\d+|reader \d+)\b/g))];
  const named = new RegExp(`\\b(${names.join('|')})\\b`);
  const shown = story.filter((line) => names.length === 0 || named.test(line)).slice(-MOST_LINES);
  return [`(${counted(story.length - shown.length, 'line')} about other things left out)`, ...shown];
};

/** A file holds one session: the one that the sentence names, or the only one. */
const traceOf = (lines: CourseResult['lines'], sentence: string): readonly string[] => {
  const named = (sentence.match(/\bs\d+\b/g) ?? []).find((sessionId) => lines.has(sessionId));
  const recorded = [...lines.values()].filter((ofOne) => ofOne.length > 0);
  return (
    (named === undefined ? undefined : lines.get(named)) ??
    (recorded.length === 1 ? (recorded[0] as readonly string[]) : [])
  );
};

/** The failure, as small as it gets, with its story. */
const failureOf = async (
  setting: Setting,
  result: CourseResult,
  given: CourseOptions,
  options: SimulateOptions,
): Promise<KitFailure> => {
  const untilMs = performance.now() + (options.shrinkSeconds ?? 20) * 1_000;
  const idsOf = (one: Setting) => commandIdsOf(one, given);
  const small = await shrink(setting, result, (one) => runCourse(one, given), idsOf, untilMs);
  const again = await runCourse(small.setting, { ...given, isTold: true });
  const sentence = (again.failure ?? small.result.failure ?? new Error('It does not fail again.')).message;
  const { profile, ...rest } = small.setting;
  const shown = typeof profile === 'string' ? `"profile":${JSON.stringify(profile)},` : 'profile,';
  const own = Object.keys(
    defined({ openLog: options.openLog, sequences: options.sequences, makeSessions: options.makeSessions }),
  );
  return new KitFailure(
    {
      checked: `${typeof profile === 'string' ? profile : profile.name} simulation`,
      sentence,
      seed: setting.seed,
      reproduce: `simulate({ ${own.map((name) => `${name}, `).join('')}course: {${shown}${JSON.stringify(rest).slice(1)} })`,
      commands: [],
      steps: storyOf(again.story, sentence),
      lines: traceOf(again.lines, sentence),
    },
    options,
  );
};
