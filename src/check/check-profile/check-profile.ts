// The check of a process before anybody follows it: its finite part explored completely, and random sequences beyond.
import { defined } from '../../../machines/defined.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import { counted } from '../../../machines/rules/rule.ts';
import { requireBounds } from '../bounds.ts';
import { requireProfile } from '../require-profile.ts';
import { findInSequencesUntil } from '../sequences/check-sequences.ts';
import { changedRules, changedRulesOf } from './changed-rules.ts';
import { completionsOf } from './completions.ts';
import type { Place } from './exploration/explore.ts';
import { type Explored, limitOf } from './exploration/explored.ts';
import { hintsOf } from './hints.ts';
import { startOf } from './moves/moves.ts';
import { reportingThrows, requireInvariants } from './own-invariants.ts';
import { addDeadEnds } from './problems/dead-ends.ts';
import { addLifeCycleProblems } from './problems/life-cycle-problems.ts';
import { ProblemList } from './problems/problem-list.ts';
import { addProcessProblems } from './problems/process-problems.ts';
import { addTokenProblems } from './problems/token-problems.ts';
import { addViolations } from './problems/violations.ts';
import { ProfileExploration } from './profile-exploration.ts';
import type { CheckProfileOptions, CoveredMachine, ExploredAspect, ProfileCheck } from './result.ts';
import { untilProfileChanges } from './until-profile-changes.ts';

const SEQUENCES = 100;
const MAX_LENGTH = 200;

/** Every problem that the exploration shows. */
const problemsOf = (exploration: ProfileExploration, machines: readonly CoveredMachine[]): ProblemList => {
  const { profile, process, all, law, finished, invariants, violations } = exploration;
  const list = new ProblemList(law);
  // An exploration that stopped early may have missed the way there.
  if (process.every(({ exploration: { left } }) => left === 0)) addProcessProblems(list, profile, process, law);
  for (const one of all) {
    if (one.aspect.ends && (process.includes(one) || finished !== undefined)) addDeadEnds(list, one, law);
    if (one.aspect.name === 'tokens' && one.exploration.stopped === undefined)
      addTokenProblems(list, profile, one, process);
  }
  addLifeCycleProblems(list, machines, exploration.started ?? (process[0]?.exploration.start as Place));
  addViolations(list, violations, law, invariants);
  return list;
};

/**
 * Checks a process: explores every state that its phases, gates and each kind of work can reach, tries random sequences
 * of commands beyond, and reports each problem with the shortest trace that shows it. A session is explored as enforced,
 * whatever the profile says.
 *
 * `given`: your own invariants, checked on every legal history that is explored; a violation of one of severity `error` is a
 * problem. What an invariant remembers distinguishes states: let one that counts stop counting, `Math.min(n + 1, 4)`.
 *
 * @throws RepriseError BAD_INPUT when the profile or an invariant is not valid, or an invariant changes what it remembered
 */
export const checkProfile = async (
  profile: Profile,
  given: readonly Invariant[] = [],
  options: CheckProfileOptions = {},
): Promise<ProfileCheck> => {
  const begun = performance.now();
  requireBounds(options);
  const followed = requireProfile(profile);
  const invariants = requireInvariants(given, 'The second argument').map(reportingThrows);
  const exploration = new ProfileExploration(followed, invariants, options, changedRulesOf(followed));
  options.onProgress?.('looking for the shortest way to completion');
  // First, as they take little of the time.
  const completions = await completionsOf(followed, exploration.law, exploration.bounds);
  await exploration.run();
  const limited = exploration.all.filter((one) => limitOf(one) !== undefined);
  const firstLimited = exploration.all.find(({ exploration: { stopped } }) => stopped !== undefined);
  const machines = exploration.coverage.machines(followed, firstLimited && limitOf(firstLimited));
  const list = problemsOf(exploration, machines);
  const random = await tryAtRandom(list, followed, invariants, options, exploration.bounds.msLeft);
  const changed = await changedRules(exploration, options.sequences === 0 ? undefined : random.seed);
  const aspects = exploration.all.map(exploredAspect);
  const complete = limited.length === 0 && random.limit === undefined;
  return {
    profile: followed.name,
    ok: list.problems.length === 0 && complete,
    complete,
    states: aspects.reduce((sum, { states }) => sum + states, 0),
    edges: aspects.reduce((sum, { edges }) => sum + edges, 0),
    aspects,
    machines,
    random,
    durationMs: Math.round(performance.now() - begun),
    problems: list.problems,
    completions,
    changedRules: changed,
    hints: hintsOf(followed),
  };
};

/** Adds what random histories show, which are longer and hold more than an exploration has. */
const tryAtRandom = async (
  list: ProblemList,
  profile: Profile,
  invariants: readonly Invariant[],
  { seed, sequences = SEQUENCES, maxLength = MAX_LENGTH, law, onProgress }: CheckProfileOptions,
  maxMs: number,
): Promise<ProfileCheck['random']> => {
  if (sequences === 0) return { sequences: 0, commands: 0, seed: seed ?? 0 };
  onProgress?.(`trying ${sequences} random sequences`);
  const checked = await findInSequencesUntil(
    profile,
    {
      invariants: invariants.map((invariant) => untilProfileChanges(profile, invariant)),
      runs: sequences,
      maxLength,
      enforcement: 'enforce',
      ...defined({ seed, law }),
    },
    maxMs,
  );
  if (checked.failure !== undefined) list.addFailure(checked.failure, startOf(profile));
  return {
    sequences: checked.sequences,
    commands: checked.commands,
    seed: checked.seed,
    ...(checked.failure === undefined &&
      checked.sequences < sequences && {
        limit: `Of ${counted(sequences, 'random sequence')} ${checked.sequences} were tried when the time was over.`,
      }),
  };
};

const exploredAspect = (explored: Explored): ExploredAspect => {
  const { aspect, exploration } = explored;
  return {
    aspect: aspect.name,
    about: aspect.about,
    states: exploration.places.length,
    edges: exploration.edges,
    ...defined({ limit: limitOf(explored) }),
    explored: exploration.places.map(({ id, steps, state, taken }) => ({
      id,
      steps,
      edges: [...(taken?.values() ?? [])].map(({ move, to }) => ({ command: move.label, to: to.id })),
      ...(state.session.state === 'ended' && defined({ ended: state.session.outcome })),
    })),
  };
};
