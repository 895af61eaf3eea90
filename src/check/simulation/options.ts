// The options of a simulation, and the form of each.
import type fc from 'fast-check';
import type { Profile } from '../../../machines/profile.ts';
import type { Log } from '../../log/port.ts';
import type { FailureOptions } from '../kit-failure.ts';
import type { MakeSessions } from '../model-run/writer.ts';
import {
  ABOVE_0,
  ANYTHING,
  isFunction,
  isObject,
  type OptionForm,
  requireForms,
  WHOLE_FROM_0,
  WHOLE_FROM_1,
} from '../required-options.ts';
import type { GeneratedCommand } from '../run/generated-command.ts';
import { SIMULATED_FAULTS, type SimulatedFaultWeights } from './faults.ts';
import type { Setting } from './setting.ts';

export interface SimulateOptions extends FailureOptions {
  /** The process that the sessions follow. Default `normal`. */
  readonly profile?: string | Profile;
  /** Default: from the clock; it is in the result. */
  readonly seed?: number;
  /** How many steps at least; the course under way is finished. Default 100,000. */
  readonly steps?: number;
  /** Seconds after which no course begins. Default: no limit. */
  readonly maxSeconds?: number;
  /**
   * The most services, writers, readers and sessions of a course; default 3, 4, 4, 3. Each course has some of them. One in
   * three has six to fourteen times as many sessions, each with a writer, so that their commits go out in batches.
   */
  readonly services?: number;
  readonly writers?: number;
  readonly readers?: number;
  readonly sessions?: number;
  /** Commands of a session at most, its start included; default 14. */
  readonly commands?: number;
  /** Of a thousand occasions, in how many each fault takes place; default `SIMULATED_FAULT_WEIGHTS`. */
  readonly faults?: SimulatedFaultWeights;
  /**
   * `memory`: the memory log. `jetstream`: the JetStream adapter over a simulated server. Default: drawn for each course.
   */
  readonly log?: 'memory' | 'jetstream';
  /** Makes an empty log of yours for each course. It takes the place of `log`. */
  readonly openLog?: () => Log | Promise<Log>;
  /** The commands of a session, after its start. Default: `commandSequences` of the profile. */
  readonly sequences?: fc.Arbitrary<readonly GeneratedCommand[]>;
  /** The service that is simulated; default Reprise's own. */
  readonly makeSessions?: MakeSessions;
  /** One course only, as a failure gives it. */
  readonly course?: Setting;
  /** Seconds for making a failure smaller; default 20. */
  readonly shrinkSeconds?: number;
  /** Called after each course. */
  readonly onProgress?: (progress: { readonly steps: number; readonly courses: number }) => void;
}

const FUNCTION: OptionForm = ['a function', isFunction];

const FORMS: Readonly<Record<keyof SimulateOptions, OptionForm>> = {
  profile: ANYTHING,
  seed: ['a whole number', Number.isSafeInteger],
  steps: ['a whole number from 1, or Infinity', (steps) => steps === Infinity || WHOLE_FROM_1[1](steps)],
  maxSeconds: ABOVE_0,
  services: WHOLE_FROM_1,
  writers: WHOLE_FROM_1,
  readers: WHOLE_FROM_0,
  sessions: WHOLE_FROM_1,
  commands: WHOLE_FROM_1,
  faults: [
    `an object with weights of ${SIMULATED_FAULTS.join(', ')}`,
    (value) => isObject(value) && Object.keys(value).every((kind) => SIMULATED_FAULTS.some((known) => known === kind)),
  ],
  log: ['memory or jetstream', (value) => value === 'memory' || value === 'jetstream'],
  openLog: FUNCTION,
  sequences: ['an arbitrary of fast-check', isObject],
  makeSessions: FUNCTION,
  course: ['the course of a failure', isObject],
  shrinkSeconds: ['a number from 0', (value) => typeof value === 'number' && value >= 0],
  onProgress: FUNCTION,
  dir: ['a path', (value) => typeof value === 'string'],
};

/** @throws RepriseError BAD_INPUT for an unknown option, or one of the wrong form */
export const requireSimulation = (options: SimulateOptions): void => requireForms('simulate', FORMS, options);
