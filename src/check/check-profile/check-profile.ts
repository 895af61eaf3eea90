// The check of a process before anybody follows it: its finite part explored completely, and random sequences beyond.
import { eventTypeOf } from '../../../machines/commands/words.ts';
import { defined } from '../../../machines/defined.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { requireProfile } from '../require-profile.ts';
import { LAW, type Law } from '../run/law.ts';
import { findInSequences } from '../sequences/check-sequences.ts';
import type { Aspect } from './aspects/aspect.ts';
import { invariantAspects } from './aspects/invariant-aspects.ts';
import { processAspects } from './aspects/process-aspects.ts';
import { workAspects } from './aspects/work-aspects.ts';
import { Coverage } from './exploration/coverage.ts';
import { explore, type MoveViolation, type Place } from './exploration/explore.ts';
import { type Explored, limitOf } from './exploration/explored.ts';
import { hasCompleted } from './exploration/reach.ts';
import type { Move } from './moves/move.ts';
import { startOf } from './moves/moves.ts';
import { addDeadEnds } from './problems/dead-ends.ts';
import { addLifeCycleProblems } from './problems/life-cycle-problems.ts';
import { ProblemList } from './problems/problem-list.ts';
import { addProcessProblems } from './problems/process-problems.ts';
import { addTokenProblems } from './problems/token-problems.ts';
import { addViolations } from './problems/violations.ts';
import type { CheckProfileOptions, CoveredMachine, ExploredAspect, ProfileCheck, TraceCommand } from './result.ts';
import { untilProfileChanges } from './until-profile-changes.ts';

const MAX_STATES = 50_000;
/** Of an aspect for one invariant, which may receive most types of event. */
const MAX_STATES_OF_INVARIANT = 20_000;
const SEQUENCES = 100;
const MAX_LENGTH = 200;

/** What one check explores with, and what it collects on the way. */
class ProfileExploration {
  readonly profile: Profile;
  readonly invariants: readonly Invariant[];
  readonly law: Law;
  readonly maxStates: number;
  readonly coverage = new Coverage();
  readonly violations: MoveViolation[] = [];
  /** The aspects of the process itself, explored. */
  readonly process: Explored[] = [];
  /** All aspects, explored. */
  readonly all: Explored[] = [];
  /** Where nothing but work is left to do before the end, on the shortest way; undefined where there is no such place. */
  finished: Place | undefined;
  readonly #commands: readonly Move[];
  readonly #onProgress: ((sentence: string) => void) | undefined;
  #count = 0;

  constructor(profile: Profile, invariants: readonly Invariant[], options: CheckProfileOptions) {
    this.profile = profile;
    this.invariants = invariants;
    this.law = options.law ?? LAW;
    this.maxStates = options.maxStates ?? MAX_STATES;
    this.#commands = (options.commands ?? []).map(moveOf);
    this.#onProgress = options.onProgress;
  }

  /** A state of the session right after its start. */
  get started(): Place | undefined {
    return this.process[0]?.exploration.places[1];
  }

  async run(): Promise<void> {
    const { profile, invariants, maxStates } = this;
    for (const aspect of processAspects(profile, maxStates))
      this.process.push(await this.#explore(invariants.length === 0 ? aspect : withCommands(aspect, this.#commands)));
    this.all.push(...this.process);
    this.finished = finishedPlace(this.process);
    for (const aspect of workAspects(profile))
      this.all.push(await this.#explore(aspect, aspect.begins === 'before the end' ? this.finished : undefined));
    if (this.started === undefined) return;
    const known = this.all.map(({ aspect }) => aspect);
    for (const aspect of invariantAspects(profile, invariants, known, this.started.state, this.#commands))
      this.all.push(await this.#explore(aspect, undefined, Math.min(maxStates, MAX_STATES_OF_INVARIANT)));
  }

  async #explore(aspect: Aspect, from?: Place, maxStates = this.maxStates): Promise<Explored> {
    this.#onProgress?.(`exploring ${aspect.name}`);
    // A turn of the event loop, so that a terminal can draw.
    await new Promise((done) => setImmediate(done));
    const explored = (invariants: readonly Invariant[]) =>
      explore({
        law: this.law,
        invariants,
        moves: aspect.moves,
        maxStates,
        count: () => ++this.#count,
        ...defined({ from }),
        onMove: (place, event, to) => this.coverage.add(place, event, to),
      });
    const exploration = explored(this.invariants);
    this.violations.push(...exploration.violations);
    if (exploration.left === 0 || this.invariants.length === 0) return { aspect, exploration };
    // An invariant that remembers more and more has no end of states; the process itself can still be explored.
    const alone = explored([]);
    const ids = this.invariants.map(({ id }) => id).join(', ');
    return {
      aspect,
      exploration: alone,
      limit: `With what ${ids} remember it stopped after ${exploration.places.length - exploration.left} states, so a history that violates one of them may still exist; without them it was explored ${alone.left === 0 ? 'completely' : 'no further'}.`,
    };
  }
}

/** @returns the profile, complete. @throws RepriseError BAD_INPUT for what is not a profile or not a list of invariants */
const requireArguments = (given: string | Profile, invariants: readonly Invariant[]): Profile => {
  const profile = requireProfile(given);
  if (!Array.isArray(invariants) || !invariants.every((one) => typeof one?.init === 'function'))
    throw new RepriseError('BAD_INPUT', 'The second argument is not a list of invariants.', {
      hint: 'Make each with invariant() of reprise/testing; options are the third argument.',
    });
  return profile;
};

/** Every problem that the exploration shows. */
const problemsOf = (exploration: ProfileExploration, machines: readonly CoveredMachine[]): ProblemList => {
  const { profile, process, all, law, finished, invariants, violations } = exploration;
  const list = new ProblemList(law);
  // An exploration that stopped early may have missed the way there.
  if (process.every(({ exploration: { left } }) => left === 0)) addProcessProblems(list, profile, process, law);
  for (const one of all) {
    if (one.aspect.ends && (process.includes(one) || finished !== undefined)) addDeadEnds(list, one, law);
    if (one.aspect.name === 'tokens') addTokenProblems(list, profile, one, process);
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
 * `invariants`: your own, checked on every legal history that is explored; a violation of one of severity `error` is a
 * problem. What an invariant remembers distinguishes states: let one that counts stop counting, `Math.min(n + 1, 4)`.
 *
 * @throws RepriseError BAD_INPUT when the profile or an invariant is not valid, or an invariant changes what it remembered
 */
export const checkProfile = async (
  profile: Profile,
  invariants: readonly Invariant[] = [],
  options: CheckProfileOptions = {},
): Promise<ProfileCheck> => {
  const begun = performance.now();
  const exploration = new ProfileExploration(requireArguments(profile, invariants), invariants, options);
  await exploration.run();
  const followed = exploration.profile;
  const firstLimited = exploration.all.find(({ exploration: { left } }) => left > 0);
  const machines = exploration.coverage.machines(followed, firstLimited && limitOf(firstLimited));
  const list = problemsOf(exploration, machines);
  const random = tryAtRandom(list, followed, invariants, options);
  const aspects = exploration.all.map(exploredAspect);
  return {
    profile: followed.name,
    ok: list.problems.length === 0,
    states: aspects.reduce((sum, { states }) => sum + states, 0),
    edges: aspects.reduce((sum, { edges }) => sum + edges, 0),
    aspects,
    machines,
    random,
    durationMs: Math.round(performance.now() - begun),
    problems: list.problems,
  };
};

const finishedPlace = (process: readonly Explored[]): Place | undefined =>
  process
    .flatMap(({ exploration }) => exploration.places.find(hasCompleted)?.before ?? [])
    .sort((a, b) => a.steps - b.steps)
    .at(0);

/** Adds what random histories show, which are longer and hold more than an exploration has. */
const tryAtRandom = (
  list: ProblemList,
  profile: Profile,
  invariants: readonly Invariant[],
  { seed, sequences = SEQUENCES, maxLength = MAX_LENGTH, law, onProgress }: CheckProfileOptions,
): ProfileCheck['random'] => {
  if (sequences === 0) return { sequences: 0, commands: 0, seed: seed ?? 0 };
  onProgress?.(`trying ${sequences} random sequences`);
  const checked = findInSequences(profile, {
    invariants: invariants.map((invariant) => untilProfileChanges(profile, invariant)),
    runs: sequences,
    maxLength,
    enforcement: 'enforce',
    ...defined({ seed, law }),
  });
  if (checked.failure !== undefined) list.addFailure(checked.failure, startOf(profile));
  return { sequences: checked.sequences, commands: checked.commands, seed: checked.seed };
};

const withCommands = (aspect: Aspect, commands: readonly Move[]): Aspect => ({
  ...aspect,
  moves: (state) => (state.session.state === 'unstarted' ? aspect.moves(state) : [...aspect.moves(state), ...commands]),
});

/** A command of the caller's as a move. */
const moveOf = (command: TraceCommand): Move => {
  const type = eventTypeOf(command.name);
  if (type === undefined)
    throw new RepriseError('BAD_INPUT', `There is no command ${command.name}.`, {
      hint: 'commands: names are words such as metric.record, as `reprise send --help` lists them.',
    });
  return { ...command, type, label: `${command.name} ${JSON.stringify(command.data)}` };
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
