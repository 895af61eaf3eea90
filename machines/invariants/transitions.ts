// The tables of SPEC.md implemented a second time, by hand: for each machine what moves it, from which state to which, and which
// state a fact names that the machine refuses. Of the life cycles only the types of their states and signals are used: the
// compiler reports a signal that is missing here, and everything else is stated independently.
import type { EntityKind, SignalOf, StateOf } from '../life-cycles/all.ts';

/** `legal`: by signal, the state before and the state after. */
export interface Transitions<State extends string = string, Signal extends string = string> {
  /** The state of an entity before its first event. */
  readonly none: State;
  /** The state of an unknown entity after a fact whose signal names no state (an edit, a report). */
  readonly opens: State;
  readonly legal: Readonly<Record<Signal, Readonly<Partial<Record<State, State>>>>>;
  /** The state that a signal names; null where it names none. */
  readonly names: Readonly<Record<Signal, State | null>>;
}

const edits = <S extends string>(...states: readonly S[]): Partial<Record<S, S>> =>
  Object.fromEntries(states.map((state) => [state, state])) as Partial<Record<S, S>>;
const to = <S extends string, F extends string>(state: S, ...from: readonly F[]): Partial<Record<F, S>> =>
  Object.fromEntries(from.map((before) => [before, state])) as Partial<Record<F, S>>;
const undone = ['open', 'in_progress', 'blocked', 'question'] as const;
const everyItem = edits(...undone, 'done', 'dropped');
const ended = ['completed', 'failed', 'killed', 'lost'] as const;

export const TRANSITIONS = {
  session: {
    none: 'unstarted',
    opens: 'running',
    legal: {
      session_started: to('running', 'unstarted'),
      session_paused: to('paused', 'running'),
      session_resumed: to('running', 'paused'),
      session_ended: to('ended', 'running', 'paused'),
    },
    names: {
      session_started: 'running',
      session_paused: 'paused',
      session_resumed: 'running',
      session_ended: 'ended',
    },
  },
  phase: {
    none: 'pending',
    opens: 'pending',
    legal: {
      phase_started: to('active', 'pending'),
      phase_completed: to('completed', 'active'),
      phase_skipped: to('skipped', 'pending'),
      phase_abandoned: to('abandoned', 'active'),
      phase_reopened: to('active', 'completed', 'abandoned'),
      phase_unskipped: to('pending', 'skipped'),
      earlier_phase_reopened: to('pending', 'pending', 'active', 'completed', 'skipped', 'abandoned'),
    },
    names: {
      phase_started: 'active',
      phase_completed: 'completed',
      phase_skipped: 'skipped',
      phase_abandoned: 'abandoned',
      phase_reopened: 'active',
      phase_unskipped: 'pending',
      earlier_phase_reopened: null,
    },
  },
  gate: {
    none: 'undefined',
    opens: 'pending',
    legal: {
      gate_defined: to('pending', 'undefined', 'pending', 'failed', 'passed', 'waived'),
      quality_gate_passed: to('passed', 'undefined', 'pending', 'failed'),
      quality_gate_failed: to('failed', 'undefined', 'pending', 'failed'),
      quality_gate_waived: to('waived', 'undefined', 'pending', 'failed'),
      earlier_phase_reopened: to('pending', 'pending', 'failed', 'passed', 'waived'),
    },
    names: {
      gate_defined: 'pending',
      quality_gate_passed: 'passed',
      quality_gate_failed: 'failed',
      quality_gate_waived: 'waived',
      earlier_phase_reopened: null,
    },
  },
  cycle: {
    none: 'none',
    opens: 'open',
    legal: {
      cycle_started: to('open', 'none'),
      review_requested: to('awaiting', 'open', 'awaiting'),
      reviews_given: to('open', 'awaiting'),
      cycle_ended: to('ended', 'open', 'awaiting'),
    },
    names: { cycle_started: 'open', review_requested: 'awaiting', reviews_given: 'open', cycle_ended: 'ended' },
  },
  agent: {
    none: 'none',
    opens: 'unmatched',
    legal: {
      agent_launched: to('running', 'none'),
      agent_reported: edits('running', 'paused', ...ended, 'unmatched'),
      agent_paused: to('paused', 'running'),
      agent_resumed: to('running', 'paused'),
      agent_completed: to('completed', 'running', 'lost'),
      agent_failed: to('failed', 'running', 'lost'),
      agent_killed: to('killed', 'running', 'paused'),
      agent_lost: to('lost', 'running', 'paused'),
      agent_found: to('running', 'lost'),
    },
    names: {
      agent_launched: 'running',
      agent_reported: null,
      agent_paused: 'paused',
      agent_resumed: 'running',
      agent_completed: 'completed',
      agent_failed: 'failed',
      agent_killed: 'killed',
      agent_lost: 'lost',
      agent_found: 'running',
    },
  },
  task: {
    none: 'none',
    opens: 'pending',
    legal: {
      task_planned: to('pending', 'none'),
      task_started: to('running', 'pending', 'failed'),
      task_completed: to('completed', 'running'),
      task_failed: to('failed', 'running'),
      task_dropped: to('dropped', 'pending', 'running', 'failed'),
      task_reopened: to('pending', 'completed', 'dropped'),
      task_assigned: edits('running'),
      task_dependencies_changed: edits('pending', 'running', 'failed'),
    },
    names: {
      task_planned: 'pending',
      task_started: 'running',
      task_completed: 'completed',
      task_failed: 'failed',
      task_dropped: 'dropped',
      task_reopened: 'pending',
      task_assigned: null,
      task_dependencies_changed: null,
    },
  },
  todo: {
    none: 'none',
    opens: 'pending',
    legal: {
      todo_created: to('pending', 'none'),
      todo_started: to('in_progress', 'pending', 'failed'),
      todo_completed: to('completed', 'in_progress'),
      todo_failed: to('failed', 'in_progress'),
      todo_cancelled: to('cancelled', 'pending', 'in_progress', 'failed'),
      todo_reopened: to('pending', 'completed', 'cancelled'),
      todo_assigned: edits('pending', 'in_progress', 'failed'),
    },
    names: {
      todo_created: 'pending',
      todo_started: 'in_progress',
      todo_completed: 'completed',
      todo_failed: 'failed',
      todo_cancelled: 'cancelled',
      todo_reopened: 'pending',
      todo_assigned: null,
    },
  },
  requirement: {
    none: 'none',
    opens: 'open',
    legal: {
      requirement_added: to('open', 'none'),
      requirement_met: to('met', 'open'),
      requirement_dropped: to('dropped', 'open'),
      requirement_reopened: to('open', 'met', 'dropped'),
    },
    names: {
      requirement_added: 'open',
      requirement_met: 'met',
      requirement_dropped: 'dropped',
      requirement_reopened: 'open',
    },
  },
  deliverable: {
    none: 'none',
    opens: 'pending',
    legal: {
      deliverable_added: to('pending', 'none'),
      deliverable_delivered: to('delivered', 'pending'),
      deliverable_dropped: to('dropped', 'pending'),
      deliverable_reopened: to('pending', 'delivered', 'dropped'),
    },
    names: {
      deliverable_added: 'pending',
      deliverable_delivered: 'delivered',
      deliverable_dropped: 'dropped',
      deliverable_reopened: 'pending',
    },
  },
  section: {
    none: 'none',
    opens: 'present',
    legal: {
      plan_section_added: to('present', 'none'),
      plan_section_renamed: edits('present'),
      plan_section_removed: to('removed', 'present'),
    },
    names: { plan_section_added: 'present', plan_section_renamed: null, plan_section_removed: 'removed' },
  },
  item: {
    none: 'none',
    opens: 'open',
    legal: {
      plan_item_added: to('open', 'none'),
      'plan_item_marked.open': to('open', ...undone),
      'plan_item_marked.in_progress': to('in_progress', ...undone),
      'plan_item_marked.blocked': to('blocked', ...undone),
      'plan_item_marked.question': to('question', ...undone),
      plan_item_done: to('done', ...undone),
      plan_item_reopened: to('open', 'done', 'dropped'),
      plan_item_dropped: { ...to('dropped', ...undone), ...edits('done') },
      plan_item_reworded: everyItem,
      plan_item_noted: everyItem,
      plan_item_moved: everyItem,
    },
    names: {
      plan_item_added: 'open',
      'plan_item_marked.open': 'open',
      'plan_item_marked.in_progress': 'in_progress',
      'plan_item_marked.blocked': 'blocked',
      'plan_item_marked.question': 'question',
      plan_item_done: 'done',
      plan_item_reopened: 'open',
      plan_item_dropped: 'dropped',
      plan_item_reworded: null,
      plan_item_noted: null,
      plan_item_moved: null,
    },
  },
  question: {
    none: 'none',
    opens: 'open',
    legal: {
      question_asked: to('open', 'none'),
      question_resolved: to('resolved', 'open'),
      question_reopened: to('open', 'resolved'),
    },
    names: { question_asked: 'open', question_resolved: 'resolved', question_reopened: 'open' },
  },
  finding: {
    none: 'none',
    opens: 'open',
    legal: { finding_reported: to('open', 'none', 'open', 'resolved'), follow_up_resolved: to('resolved', 'open') },
    names: { finding_reported: 'open', follow_up_resolved: 'resolved' },
  },
  review: {
    none: 'none',
    opens: 'awaited',
    legal: {
      review_requested: to('awaited', 'none'),
      'review_given.approved': to('approved', 'awaited'),
      'review_given.changes_requested': to('changes_requested', 'awaited'),
      review_withdrawn: to('withdrawn', 'awaited', 'changes_requested'),
    },
    names: {
      review_requested: 'awaited',
      'review_given.approved': 'approved',
      'review_given.changes_requested': 'changes_requested',
      review_withdrawn: 'withdrawn',
    },
  },
} as const satisfies { readonly [K in EntityKind]: Transitions<StateOf<K>, SignalOf<K>> };

export type Kind = keyof typeof TRANSITIONS;

const life = (kind: Kind): Transitions => TRANSITIONS[kind];
const own = (
  table: Readonly<Record<string, string | null | undefined>> | undefined,
  key: string,
): string | undefined => (table !== undefined && Object.hasOwn(table, key) ? (table[key] ?? undefined) : undefined);

/** The state that a signal takes one of a kind to from a state; undefined: the machine refuses. */
export const legalAfter = (kind: Kind, before: string, signal: string): string | undefined =>
  own(life(kind).legal[signal], before);

/** The state after a signal, whether the machine accepts it or not: a fact is never dropped. */
export const stateAfter = (kind: Kind, before: string, signal: string): string => {
  const { none, opens, names } = life(kind);
  const legal = legalAfter(kind, before, signal);
  if (legal !== undefined) return legal;
  const name = own(names, signal);
  // A change of an agent that has no launch leaves it unmatched, however often it is reported.
  if (
    kind === 'agent' &&
    name !== undefined &&
    signal !== 'agent_launched' &&
    (before === none || before === 'unmatched')
  )
    return 'unmatched';
  return name ?? (before === none ? opens : before);
};
