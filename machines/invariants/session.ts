// S: the session as a whole.
import { EVENT_TYPES, EVENTS } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import { AGENT_AT_WORK } from './agent-changes.ts';
import { type Invariant, invariant, named, type Reducer, reducer, reducerOfAll } from './invariant.ts';
import { leftOver } from './left-over.ts';
import { type Phases, phaseIn, phases, profile } from './phases-and-gates.ts';
import { countIn, countOutside, statesOf } from './states.ts';
import { legalAfter, stateAfter, TRANSITIONS } from './transitions.ts';

interface Begun {
  readonly any: boolean;
  readonly started: boolean;
}

const begun: Reducer<Begun> = reducerOfAll<Begun>(
  () => ({ any: false, started: false }),
  (begun, { type }) =>
    begun.any && (begun.started || type !== 'session_started')
      ? begun
      : { any: true, started: begun.started || type === 'session_started' },
);

/** The state of the session; the first event opens it, whatever it is. */
const session: Reducer<string> = reducerOfAll<string>(
  () => TRANSITIONS.session.none,
  (state, { type }) => {
    const opened = state === TRANSITIONS.session.none ? TRANSITIONS.session.opens : state;
    return type.startsWith('session_') ? stateAfter('session', opened, type) : opened;
  },
);

const sessionMove = ({ session }: { session: string }, { type }: { type: string }) =>
  session !== TRANSITIONS.session.none && legalAfter('session', session, type) === undefined
    ? `the session is ${session}: ${type} is not a transition of it`
    : undefined;

/** Starts, and events before a start, are checked by S.first. */
const machine = invariant({
  id: 'M.session',
  always: true,
  memo: { session },
  check: { session_paused: sessionMove, session_resumed: sessionMove, session_ended: sessionMove },
});

const first = invariant({
  id: 'S.first',
  always: true,
  memo: { begun },
  check: ({ begun }, { type }) => {
    if (type === 'session_started') return begun.started ? 'the session has started already' : undefined;
    return begun.any ? undefined : `${type} comes before session_started`;
  },
});

/** A second start violates S.first alone; one after an end, S.first or nothing. */
const parent = invariant({
  id: 'S.parent',
  always: true,
  memo: { begun, session },
  check: {
    session_started: ({ begun, session }, { data: { parentSession, parentKnown } }) =>
      parentKnown === false && !begun.started && session !== 'ended'
        ? `no session ${parentSession ?? ''} was in the log`
        : undefined,
  },
});

const over = invariant({
  id: 'S.ended',
  memo: { session },
  // A second start violates S.first already; tokens used and reports may come late.
  check: ({ session }, { type }) =>
    session === 'ended' && !['session_started', 'tokens_used', 'agent_reported'].includes(type)
      ? 'the session has ended'
      : undefined,
});

const words: ReadonlyMap<string, string> = new Map(EVENT_TYPES.map((type) => [type, EVENTS[type].command.word]));

const actor = invariant({
  id: 'S.actor',
  memo: { profile, session },
  check: ({ profile, session }, { type, actor }) => {
    const reserved = new Map(Object.entries(profile?.actors ?? {})).get(words.get(type) ?? '');
    if (reserved === undefined || type === 'session_started') return undefined;
    // Events that may not follow the end violate S.ended, and nothing else.
    if (session === 'ended' && type !== 'tokens_used' && type !== 'agent_reported') return undefined;
    return reserved.some((one) => actor === one || actor.startsWith(`${one}:`))
      ? undefined
      : `${named(actor)} is none of ${reserved.map(named).join(', ')}`;
  },
});

const isPaused = ({ session }: { session: string }): string | undefined =>
  session === 'paused' ? 'the session is paused' : undefined;

const paused = invariant({
  id: 'S.paused',
  memo: { session },
  check: {
    phase_started: isPaused,
    phase_reopened: isPaused,
    cycle_started: isPaused,
    agent_launched: isPaused,
    task_started: isPaused,
    todo_started: isPaused,
    intelligence_started: isPaused,
  },
});

interface Chosen {
  readonly classified: boolean;
  readonly profile: boolean;
  readonly late: boolean;
  readonly phases: Phases;
}

/** A phase other than the first begins with its start or, where that is missing, with its end. */
const phaseMoves = (chosen: Chosen, event: RecordedEvent & { data: { phase: string } }): Chosen => {
  const { phase } = event.data;
  const after = phases.step(chosen.phases, event);
  const state = phaseIn(after, phase);
  const began = state !== phaseIn(chosen.phases, phase) && ['active', 'completed', 'abandoned'].includes(state);
  return { ...chosen, phases: after, late: chosen.late || (began && after.order[0] !== phase) };
};
const profileMoves = (chosen: Chosen, event: RecordedEvent): Chosen => ({
  ...chosen,
  phases: phases.step(chosen.phases, event),
});

const chosenSoFar: Reducer<Chosen> = reducer<Chosen>(
  () => ({ classified: false, profile: false, late: false, phases: phases.init('') }),
  {
    session_started: (chosen, event) => {
      const classified = chosen.classified || event.data.classification !== undefined;
      return profileMoves({ ...chosen, classified }, event);
    },
    session_classified: (chosen) => ({ ...chosen, classified: true }),
    profile_chosen: (chosen, event) => profileMoves({ ...chosen, profile: true }, event),
    profile_amended: profileMoves,
    phase_started: phaseMoves,
    phase_completed: phaseMoves,
    phase_skipped: phaseMoves,
    phase_abandoned: phaseMoves,
    phase_unskipped: phaseMoves,
    phase_reopened: phaseMoves,
    cycle_started: (chosen, { data }) => (data.cycle > 1 ? { ...chosen, late: true } : chosen),
  },
);

const late = ({ late }: Chosen): string | undefined =>
  late ? 'more than the first phase or cycle has started' : undefined;

const chosen = invariant({
  id: 'S.chosen',
  memo: { chosen: chosenSoFar },
  check: {
    session_classified: ({ chosen }) => (chosen.classified ? 'the session is classified already' : late(chosen)),
    profile_chosen: ({ chosen }) => (chosen.profile ? 'the profile is chosen already' : late(chosen)),
  },
});

const agents = statesOf('agent');
const tasks = statesOf('task');

const finished = invariant({
  id: 'S.finished',
  memo: { agents, tasks, phases },
  check: {
    session_ended: ({ agents, tasks, phases }, event) =>
      leftOver(event, {
        'agents not ended': countIn(agents, ...AGENT_AT_WORK),
        'tasks open': countOutside(tasks, 'completed', 'dropped'),
        'phases of the profile not finished': phases.order.filter(
          (phase) => !['completed', 'skipped', 'abandoned'].includes(phaseIn(phases, phase)),
        ).length,
        'phases active': countIn(phases.states, 'active'),
      }),
  },
});

const satisfied = invariant({
  id: 'S.satisfied',
  severity: 'warn',
  memo: {
    requirements: statesOf('requirement'),
    deliverables: statesOf('deliverable'),
    todos: statesOf('todo'),
    questions: statesOf('question'),
    items: statesOf('item'),
    profile,
  },
  check: {
    session_ended: ({ requirements, deliverables, todos, questions, items, profile }, event) =>
      leftOver(event, {
        'requirements not met': countIn(requirements, 'open'),
        'deliverables not delivered': countIn(deliverables, 'pending'),
        'todos open': countIn(todos, 'pending', 'in_progress'),
        'questions open': countIn(questions, 'open'),
        // In cycles that is an error: C.complete.
        'plan items open': profile?.cycles === true ? 0 : countIn(items, 'open', 'in_progress', 'blocked', 'question'),
      }),
  },
});

export const sessionInvariants: readonly Invariant[] = [
  machine,
  first,
  parent,
  over,
  actor,
  paused,
  chosen,
  finished,
  satisfied,
];
