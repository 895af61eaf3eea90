// A profile under random sequences of commands: what no exploration of its finite part reaches. Looks for the first
// sequence at which anything that `checkRun` asks does not hold, and shrinks it to the commands that matter.
import fc from 'fast-check';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import { type Enforcement, PROFILES, type Profile } from '../../../machines/profile.ts';
import { PropertyViolation, type ViolatedProperty, checkRun, type RunCounts } from './check-sequence.ts';
import { type FailureOptions, KitFailure } from '../kit-failure.ts';
import type { GeneratedCommand, Law } from '../run/run.ts';
import { commandSequences, type SequenceOptions } from './command-sequences.ts';

export interface CheckSequencesOptions extends SequenceOptions, FailureOptions {
  /** The caller's own, beside those of the law. */
  readonly invariants?: readonly Invariant[];
  /** How many sequences; default 100. */
  readonly runs?: number;
  /** Default: fast-check's own, from the clock; it is told in the result. */
  readonly seed?: number;
  /** Only the sequence at this place of the seed's run, as a failure told it. */
  readonly path?: string;
  /** How the law is applied; default both, two in three sequences enforced. */
  readonly enforcement?: Enforcement | 'both';
  /** Another law, to see that its fault is found; default: the law itself. */
  readonly law?: Law;
  /** Told now and then how many sequences have been decided. */
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
  /** Sequences by how their session stood at the end. */
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
  /** The lines of their log, the event in question last. */
  readonly lines: readonly string[];
  readonly seed: number;
  readonly path: string;
}

const PROGRESS_EVERY = 100;
const nameOf = (profile: string | Profile): string => (typeof profile === 'string' ? profile : profile.name);

/** Checks random sequences and tells what was found; nothing is written, nothing thrown for a failure. */
export const findInSequences = (profile: string | Profile, options: CheckSequencesOptions = {}): SequencesResult => {
  const { runs = 100, seed, path, enforcement = 'both', law, invariants, start, onProgress } = options;
  const how: fc.Arbitrary<Enforcement> =
    enforcement === 'both' ? fc.constantFrom('enforce', 'enforce', 'observe') : fc.constant(enforcement);
  const ends = { completed: 0, failed: 0, cancelled: 0, open: 0 };
  const sums = { commands: 0, accepted: 0, refused: 0, events: 0 };
  let done = 0;
  let failed = false;
  const begun = performance.now();
  const details = fc.check(
    fc.property(how, commandSequences(profile, options), (enforcement, commands) => {
      const shrinking = failed;
      failed = true;
      const counts = checkRun({ profile, start: { ...start, enforcement }, law, invariants }, commands);
      failed = shrinking;
      // Shrinking looks at sequences of its own, which are not counted.
      if (failed) return;
      for (const key of ['commands', 'accepted', 'refused', 'events'] as const) sums[key] += counts[key];
      ends[counts.end] += 1;
      done += 1;
      if (done % PROGRESS_EVERY === 0) onProgress?.(done);
    }),
    {
      numRuns: runs,
      ...(seed !== undefined && { seed }),
      ...(path !== undefined && { path, endOnFailure: true }),
    },
  );
  return {
    profile: nameOf(profile),
    seed: details.seed,
    sequences: details.numRuns,
    ...sums,
    ends,
    durationMs: performance.now() - begun,
    failure: failureOf(details),
  };
};

const failureOf = (details: fc.RunDetails<[Enforcement, GeneratedCommand[]]>): SequenceFailure | undefined => {
  if (!details.failed) return undefined;
  const { errorInstance: error, counterexample, counterexamplePath } = details;
  if (!(error instanceof PropertyViolation) || counterexample === null) throw error ?? new Error('the run was cut short');
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

/** The options that make the same sequences again, as code. */
const again = (profile: string | Profile, options: CheckSequencesOptions, { seed, path }: SequenceFailure): string => {
  const { minLength, maxLength, legal, start, enforcement } = options;
  const said = [
    // What is no JSON goes by its name.
    ...(['invariants', 'law'] as const).filter((name) => options[name] !== undefined),
    ...Object.entries({ minLength, maxLength, legal, start, enforcement, seed, path })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
  ];
  const isBuiltIn = typeof profile === 'string' || PROFILES[profile.name] === profile;
  return `checkSequences(${isBuiltIn ? `'${nameOf(profile)}'` : 'profile'}, { ${said.join(', ')} })`;
};

/**
 * Checks a profile under random sequences: that machines with rules and invariants agree on every event, decided or
 * refused; that accepted events of enforced sessions break no invariant; that the caller's own hold; that what is decided
 * is what a fold gives; that a repeat changes nothing.
 * @returns the counts. @throws KitFailure with the shortest story found.
 */
export const checkSequences = (profile: string | Profile, options: CheckSequencesOptions = {}): SequencesResult => {
  const checked = findInSequences(profile, options);
  const { failure } = checked;
  if (failure !== undefined)
    throw new KitFailure(
      {
        of: `${checked.profile} ${failure.kind} ${failure.about}`,
        again: again(profile, options, failure),
        ...failure,
      },
      options,
    );
  return checked;
};
