// The fold of a session: `evolve(state, event)` is total and pure. A fact that a machine would refuse still puts its
// entity into the state that it names; the violation is reported beside it (see check.ts).
import type { RecordedEvent } from './events/envelope.ts';
import { evolveBudget } from './state/budget.ts';
import { evolveEvidence } from './state/evidence.ts';
import { evolvePlan } from './state/plan.ts';
import { evolveRecord } from './state/record.ts';
import { evolveSession, type SessionState } from './state/session.ts';
import type { State } from './state/state.ts';
import { evolveWork } from './state/work.ts';
import { stepsOf } from './steps.ts';

/** The state after an event. Never throws, never changes the state that it is given. */
export const evolve = (state: State, event: RecordedEvent): State => {
  const steps = stepsOf(state, event);
  return {
    sessionId: state.sessionId,
    // A repeat does not count on: else every event after it would be out of order too.
    ordinal: event.ordinal > state.ordinal ? event.ordinal : state.ordinal,
    session: evolveSession(running(state.session), event, steps, state),
    work: evolveWork(state.work, event, steps, state),
    plan: evolvePlan(state.plan, event, steps, state),
    evidence: evolveEvidence(state.evidence, event, steps, state),
    budget: evolveBudget(state.budget, event, steps, state),
    record: evolveRecord(state.record, event),
  };
};

/** Facts before the start open the session: that they come first is one contradiction, reported once. */
const running = (session: SessionState): SessionState =>
  session.state === 'unstarted' ? { ...session, state: 'running' } : session;
