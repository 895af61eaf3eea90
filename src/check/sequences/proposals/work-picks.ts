// Which tasks, todos and agents a command of the work is about.
import { lifeCycleOf, type SignalOf } from '../../../../machines/life-cycles/all.ts';
import type { SequenceState } from '../sequence-state.ts';

export const needed = (sequence: SequenceState, kind: 'task' | 'todo'): { dependencies?: string[] } => {
  const ids = [sequence.recent(kind), sequence.recent(kind)].slice(0, sequence.picks.between(0, 2));
  const known = [...new Set(ids.filter((id) => id !== undefined))];
  return known.length > 0 ? { dependencies: known } : {};
};

/** The states in which the life cycle accepts a signal. */
export const statesThat = <K extends 'task' | 'todo'>(kind: K, accept: SignalOf<K>): readonly string[] => {
  const { states, next } = lifeCycleOf(kind);
  return states.filter((state) => next(state, accept) !== undefined);
};

/** An agent that runs, else the orchestrator; without care any. */
export const takingOver = (sequence: SequenceState): { agentId?: string; reason: string } => {
  const agentId = sequence.picks.percent(70) ? sequence.find('agent', 'running') : undefined;
  return { ...(agentId !== undefined && { agentId }), reason: 'Its agent was killed' };
};

/** A task or todo that could start: what it depends on holds it up no more. */
export const startable = (sequence: SequenceState, kind: 'task' | 'todo'): string | undefined => {
  const table = kind === 'task' ? sequence.state.work.tasks : sequence.state.work.todos;
  const isReady = (id: string): boolean =>
    (table.get(id)?.dependencies ?? []).every((one) =>
      ['completed', 'dropped', 'cancelled'].includes(table.get(one)?.state ?? ''),
    );
  for (let tries = 0; tries < 3; tries += 1) {
    const id = sequence.find(kind, ...statesThat(kind, `${kind}_started`));
    if (id !== undefined && (sequence.careless || isReady(id))) return id;
  }
  return undefined;
};
