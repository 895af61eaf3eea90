// The exploration of a process, one aspect after the other.
import { eventTypeOf } from '../../../machines/commands/words.ts';
import { defined } from '../../../machines/defined.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { Bounds, Turns } from '../bounds.ts';
import { LAW, type Law } from '../run/law.ts';
import type { Aspect } from './aspects/aspect.ts';
import { invariantAspects } from './aspects/invariant-aspects.ts';
import { processAspects } from './aspects/process-aspects.ts';
import { workAspects } from './aspects/work-aspects.ts';
import { Coverage } from './exploration/coverage.ts';
import { type ChangedRules, explore, type MoveViolation, type Place } from './exploration/explore.ts';
import type { Explored } from './exploration/explored.ts';
import { hasCompleted } from './exploration/reach.ts';
import type { Move } from './moves/move.ts';
import type { CheckProfileOptions, TraceCommand } from './result.ts';

export const MAX_STATES = 50_000;
/** Of an aspect for one invariant, which may receive most types of event. */
const MAX_STATES_OF_INVARIANT = 20_000;

/** What one check explores with, and what it collects on the way. */
export class ProfileExploration {
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
  readonly bounds: Bounds;
  readonly #turns = new Turns();
  readonly #changed: ChangedRules;
  /** Explorations that are still to come. */
  #left = 0;
  #count = 0;

  constructor(profile: Profile, invariants: readonly Invariant[], options: CheckProfileOptions, changed: ChangedRules) {
    this.#changed = changed;
    this.profile = profile;
    this.invariants = invariants;
    this.law = options.law ?? LAW;
    this.maxStates = options.maxStates ?? MAX_STATES;
    this.bounds = new Bounds(options);
    this.#commands = (options.commands ?? []).map(moveOf);
    this.#onProgress = options.onProgress;
  }

  /** A state of the session right after its start. */
  get started(): Place | undefined {
    return this.process[0]?.exploration.places[1];
  }

  async run(): Promise<void> {
    const { profile, invariants, maxStates } = this;
    const process = processAspects(profile, maxStates);
    const work = workAspects(profile);
    // The random sequences are one more.
    this.#left = process.length + work.length + invariants.length + 1;
    for (const aspect of process)
      this.process.push(await this.#explore(invariants.length === 0 ? aspect : withCommands(aspect, this.#commands)));
    this.all.push(...this.process);
    this.finished = finishedPlace(this.process);
    for (const aspect of work)
      this.all.push(await this.#explore(aspect, aspect.begins === 'before the end' ? this.finished : undefined));
    if (this.started === undefined) return;
    const known = this.all.map(({ aspect }) => aspect);
    for (const aspect of invariantAspects(profile, invariants, known, this.started.state, this.#commands))
      this.all.push(await this.#explore(aspect, undefined, Math.min(maxStates, MAX_STATES_OF_INVARIANT)));
  }

  async #explore(aspect: Aspect, from?: Place, maxStates = this.maxStates): Promise<Explored> {
    this.#onProgress?.(`exploring ${aspect.name}`);
    await this.#turns.take();
    this.#left = Math.max(1, this.#left - 1);
    const usedUp = this.bounds.ofOne(this.#left);
    const explored = (invariants: readonly Invariant[]) =>
      explore({
        law: this.law,
        invariants,
        moves: aspect.moves,
        maxStates,
        usedUp,
        turns: this.#turns,
        count: () => ++this.#count,
        ...defined({ from, settle: aspect.settle }),
        changed: this.#changed,
        onMove: (place, event, to) => this.coverage.add(place, event, to),
      });
    const exploration = await explored(this.invariants);
    this.violations.push(...exploration.violations);
    if (exploration.stopped === undefined || this.invariants.length === 0) return { aspect, exploration };
    // An invariant that remembers more and more has no end of states; the process itself can still be explored.
    const alone = await explored([]);
    const ids = this.invariants.map(({ id }) => id).join(', ');
    return {
      aspect,
      exploration: alone,
      limit: `With what ${ids} remember it stopped after ${exploration.places.length - exploration.left} states, so a history that violates one of them may still exist; without them it was explored ${alone.left === 0 ? 'completely' : 'no further'}.`,
    };
  }
}

const finishedPlace = (process: readonly Explored[]): Place | undefined =>
  process
    .flatMap(({ exploration }) => exploration.places.find(hasCompleted)?.before ?? [])
    .sort((a, b) => a.steps - b.steps)
    .at(0);

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
