// Which states and edges of the life cycles an exploration covers, and why it misses the others.
import { defined } from '../../../../machines/defined.ts';
import type { RecordedEvent } from '../../../../machines/events/envelope.ts';
import { ENTITY_KINDS, type EntityKind, lifeCycleOf } from '../../../../machines/life-cycles/all.ts';
import type { Profile } from '../../../../machines/profile.ts';
import { stateOf } from '../../../../machines/state/entities.ts';
import { stepsOf } from '../../../../machines/steps.ts';
import type { CoveredMachine } from '../result.ts';
import type { Place } from './explore.ts';

export class Coverage {
  readonly #states = new Map<string, number>();
  readonly #edges = new Set<string>();

  constructor() {
    for (const kind of ENTITY_KINDS) this.#states.set(`${kind} ${lifeCycleOf(kind).initial}`, 0);
  }

  /** An event that was accepted between two places. */
  add(from: Place, event: RecordedEvent, to: Place): void {
    for (const { kind, id, signal } of stepsOf(from.state, event)) {
      this.#edges.add(`${kind} ${stateOf(from.state, kind, id)} ${signal}`);
      this.#reach(kind, stateOf(to.state, kind, id), to.steps);
    }
    // The gates of the profile are there from the start, without an event.
    if (event.type === 'session_started')
      for (const { state } of to.state.session.gates.values()) this.#reach('gate', state, to.steps);
  }

  #reach(kind: EntityKind, state: string, steps: number): void {
    const key = `${kind} ${state}`;
    const known = this.#states.get(key);
    if (known === undefined || steps < known) this.#states.set(key, steps);
  }

  /** @param limit why nothing is known of what is missing, where the exploration stopped before its end */
  machines(profile: Profile, limit: string | undefined): CoveredMachine[] {
    return ENTITY_KINDS.map((kind) => {
      const { states, signals, next } = lifeCycleOf(kind);
      return {
        machine: kind,
        states: states.map((state) => {
          const steps = this.#states.get(`${kind} ${state}`);
          const why = steps === undefined ? (whyNot(profile, kind, state) ?? limit) : undefined;
          return { state, reached: steps !== undefined, steps: steps ?? -1, ...defined({ why }) };
        }),
        edges: states.flatMap((from) =>
          signals.flatMap((signal) => {
            const to = next(from, signal);
            if (to === undefined) return [];
            const taken = this.#edges.has(`${kind} ${from} ${signal}`);
            const why = taken ? undefined : (whyNot(profile, kind, from, signal) ?? limit);
            return [{ from, signal, to, taken, ...defined({ why }) }];
          }),
        ),
      };
    });
  }
}

/** Why a profile has no use for a state or edge of a machine; undefined where it should have. */
const whyNot = (profile: Profile, kind: EntityKind, state: string, signal?: string): string | undefined => {
  if (kind === 'agent' && state === 'unmatched') return 'only an end without a launch leads there, and that is refused';
  if (kind === 'gate' && state === 'undefined' && signal?.startsWith('quality_gate_'))
    return 'a verdict on a gate that nobody defined is refused';
  if (kind === 'cycle' && !profile.cycles) return 'the profile has no cycles';
  if (kind === 'phase' && profile.phases.length === 0) return 'the profile has no phases';
  if (signal !== 'earlier_phase_reopened') return undefined;
  if (profile.phases.length === 0) return 'the profile has no phases';
  return kind === 'phase' && profile.phases.length === 1 ? 'the profile has one phase' : undefined;
};
