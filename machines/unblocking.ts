// The commands that take away what stands against a refused one, by the rule that refused it: work that runs is ended, or
// the same command carries it; a gate whose phase has not started is waived, or its phase started.
import type { Fact } from './commands/fact.ts';
import type { CommandWord } from './commands/words.ts';
import type { EventData } from './events/catalog.ts';
import { type LegalMove, moveOf } from './legal.ts';
import { isAccepted } from './remedies.ts';
import { gateIdOf } from './state/gate-names.ts';
import { runningAgents, runningTasks, runningWork } from './state/running.ts';
import type { State } from './state/state.ts';

/** A command that was refused. */
interface Refused {
  readonly name: string;
  readonly data: unknown;
  /** The first of its facts that a rule refuses. */
  readonly fact: Fact;
  readonly rules: readonly string[];
}

/** At most so many agents, and so many tasks, are named. */
const MOST_NAMED = 8;

type Unblocking = (state: State, refused: Refused) => readonly (readonly LegalMove[])[];

/** By rule: for each thing that is in the way, the moves against it, of which the first that is accepted is listed. */
const UNBLOCKING: Readonly<Record<string, Unblocking>> = {
  'P.work': (state, { name, data, fact }) => {
    const { phase, carried } = fact.data as EventData['phase_completed'];
    const left = (running: readonly string[], ids: readonly string[] = []): string[] =>
      running.filter((id) => !ids.includes(id)).slice(0, MOST_NAMED);
    const carry = runningWork(state);
    const carrying = carry.length > 0 ? { carry } : {};
    const { carry: _carry, carried: _carried, ...given } = (data ?? {}) as Readonly<Record<string, unknown>>;
    const word: CommandWord = fact.type === 'phase_abandoned' ? 'phase.abandon' : 'phase.complete';
    const same: CommandWord = name === 'phase.next' ? name : word;
    return [
      ...left(runningAgents(state), carried?.agents).map((agentId) =>
        (['agent.complete', 'agent.resume'] as const).map((word) => moveOf(word, { agents: [{ agentId }] }, [])),
      ),
      ...left(runningTasks(state), carried?.tasks).map((taskId) => [moveOf('task.complete', { taskId }, [])]),
      // What comes after the phase may be refused as well: then at least the phase is completed.
      [moveOf(same, { ...given, ...carrying }, []), moveOf('phase.complete', { phase, ...carrying }, [])],
    ];
  },
  'G.started': (state, { fact }) => {
    const { gate } = fact.data as EventData['quality_gate_passed'];
    const phase = state.session.gates.get(gateIdOf(state.session, gate))?.guards;
    return [
      ...(phase === undefined ? [] : [[moveOf('phase.start', { phase }, [])]]),
      [moveOf('gate.waive', { gate }, [['reason']])],
    ];
  },
};

/** What would clear the way of a refused command, where that is legal; the nearest remedy first. */
export const unblockingMoves = (state: State, refused: Refused): LegalMove[] =>
  refused.rules
    .flatMap((rule) => UNBLOCKING[rule]?.(state, refused) ?? [])
    .flatMap((moves) => moves.find((move) => isAccepted(state, move)) ?? []);
