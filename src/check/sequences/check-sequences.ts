// A profile under random sequences of commands: what no exploration of its finite part reaches. Looks for the first
// sequence at which a property that `checkSequence` checks does not hold, and shrinks it to the commands that matter.
import fc from 'fast-check';
import { defined } from '../../../machines/defined.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import { type Enforcement, PROFILES, type Profile } from '../../../machines/profile.ts';
import { Turns } from '../bounds.ts';
import { type FailureOptions, KitFailure } from '../kit-failure.ts';
import type { GeneratedCommand } from '../run/generated-command.ts';
import type { Law } from '../run/law.ts';
import { checkSequence, type RunCounts } from './check-sequence.ts';
import { commandSequences, type SequenceOptions } from './command-sequences.ts';
import { PropertyViolation, type ViolatedProperty } from './property-violation.ts';

export interface CheckSequencesOptions extends SequenceOptions, FailureOptions {
  /** The caller's own, beside those of the law. */
  readonly invariants?: readonly Invariant[];
  /** How many sequences; default 100. */
  readonly runs?: number;
  /** Default: fast-check's own, from the clock; it is in the result. */
  readonly seed?: number;
  /** Only the sequence at this place of the seed's run, as a failure gives it. */
  readonly path?: string;
  /** How the law is applied; default both, two in three sequences enforced. */
  readonly enforcement?: Enforcement | 'both';
  /** Another law, to test that its fault is found; default: the law itself. */
  readonly law?: Law;
  /** Called after every 100 sequences with the number of all so far. */
  readonly onProgress?: (done: number) => void;
}

export interface SequencesResult {
  readonly profile: string;
  readonly seed: number;
  readonly sequences: number;
  readonly commands: number;
  readonly accepted: number;
  readonly refused: number;
  readonly events: number;
  /** Sequences by the end of their session. */
  readonly ends: Readonly<Record<RunCounts['end'], number>>;
  readonly durationMs: number;
  readonly failure: SequenceFailure | undefined;
}

export interface SequenceFailure {
  readonly kind: ViolatedProperty;
  /** Ids of rules and invariants, or a command's word. */
  readonly about: string;
  readonly sentence: string;
  readonly enforcement: Enforcement;
  /** The shortest commands found, after the start. */
  readonly commands: readonly GeneratedCommand[];
  /** The lines of their log, the event concerned last. */
  readonly lines: readonly string[];
  readonly seed: number;
  readonly path: string;
}

const PROGRESS_EVERY = 100;
const nameOf = (profile: string | Profile): string => (typeof profile === 'string' ? profile : profile.name);

/** One run over sequences: what fast-check draws, what each is checked by, and the result of them all. */
const sequencesRun = (profile: string | Profile, options: CheckSequencesOptions) => {
  const { runs = 100, seed, path, enforcement = 'both', law, invariants, start, onProgress } = options;
  const enforcements: fc.Arbitrary<Enforcement> =
    enforcement === 'both' ? fc.constantFrom('enforce', 'enforce', 'observe') : fc.constant(enforcement);
  const ends = { completed: 0, failed: 0, cancelled: 0, open: 0 };
  const sums = { commands: 0, accepted: 0, refused: 0, events: 0 };
  let done = 0;
  let failed = false;
  const begun = performance.now();
  return {
    drawn: [enforcements, commandSequences(profile, options)] as const,
    check: (enforcement: Enforcement, commands: GeneratedCommand[]): void => {
      const shrinking = failed;
      failed = true;
      const counts = checkSequence({ profile, start: { ...start, enforcement }, law, invariants }, commands);
      failed = shrinking;
      // Sequences made by shrinking are not counted.
      if (failed) return;
      for (const key of ['commands', 'accepted', 'refused', 'events'] as const) sums[key] += counts[key];
      ends[counts.end] += 1;
      done += 1;
      if (done % PROGRESS_EVERY === 0) onProgress?.(done);
    },
    parameters: { numRuns: runs, ...defined({ seed }), ...(path !== undefined && { path, endOnFailure: true }) },
    resultOf: (details: fc.RunDetails<[Enforcement, GeneratedCommand[]]>): SequencesResult => ({
      profile: nameOf(profile),
      seed: details.seed,
      sequences: details.numRuns,
      ...sums,
      ends,
      durationMs: performance.now() - begun,
      failure: failureOf(details),
    }),
  };
};

/** Checks random sequences and returns what was found; nothing is written, and no failure is thrown. */
export const findInSequences = (profile: string | Profile, options: CheckSequencesOptions = {}): SequencesResult => {
  const { drawn, check, parameters, resultOf } = sequencesRun(profile, options);
  return resultOf(fc.check(fc.property(...drawn, check), parameters));
};

/** The same with turns of the event loop in between, until a time. What was checked by then is the result. */
export const findInSequencesUntil = async (
  profile: string | Profile,
  options: CheckSequencesOptions,
  maxMs: number,
): Promise<SequencesResult> => {
  const { drawn, check, parameters, resultOf } = sequencesRun(profile, options);
  const turns = new Turns();
  const property = fc.asyncProperty(...drawn, async (enforcement, commands) => {
    if (turns.due) await turns.take();
    check(enforcement, commands);
  });
  return resultOf(await fc.check(property, { ...parameters, interruptAfterTimeLimit: Math.max(1, Math.round(maxMs)) }));
};

const failureOf = (details: fc.RunDetails<[Enforcement, GeneratedCommand[]]>): SequenceFailure | undefined => {
  if (!details.failed) return undefined;
  const { errorInstance: error, counterexample, counterexamplePath } = details;
  // The time was over before the first sequence was tried.
  if (details.interrupted && counterexample === null && (error ?? undefined) === undefined) return undefined;
  if (!(error instanceof PropertyViolation) || counterexample === null)
    throw error ?? new Error('The run was interrupted.');
  return {
    kind: error.kind,
    about: error.about,
    sentence: error.message,
    enforcement: counterexample[0],
    commands: counterexample[1],
    lines: error.lines,
    seed: details.seed,
    path: counterexamplePath ?? '',
  };
};

/** The call that makes the same sequences again, as code. */
const callAgain = (
  profile: string | Profile,
  options: CheckSequencesOptions,
  { seed, path }: SequenceFailure,
): string => {
  const { minLength, maxLength, legal, start, enforcement } = options;
  const parts = [
    // These are not JSON: the caller's variables, by name.
    ...(['invariants', 'law'] as const).filter((name) => options[name] !== undefined),
    ...Object.entries({ minLength, maxLength, legal, start, enforcement, seed, path })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
  ];
  const isBuiltIn = typeof profile === 'string' || PROFILES[profile.name] === profile;
  return `checkSequences(${isBuiltIn ? `'${nameOf(profile)}'` : 'profile'}, { ${parts.join(', ')} })`;
};

/**
 * Checks a profile under random sequences: machines and rules agree with the invariants on every event, of refused
 * commands too; accepted events of enforced sessions violate no invariant, the caller's included; the decided state is
 * the fold of the recorded lines; a repeated command changes nothing.
 * @returns the counts. @throws KitFailure with the shortest trace found.
 */
export const checkSequences = (profile: string | Profile, options: CheckSequencesOptions = {}): SequencesResult => {
  const result = findInSequences(profile, options);
  const { failure } = result;
  if (failure !== undefined)
    throw new KitFailure(
      {
        checked: `${result.profile} ${failure.kind} ${failure.about}`,
        reproduce: callAgain(profile, options, failure),
        ...failure,
      },
      options,
    );
  return result;
};
