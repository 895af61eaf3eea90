// The fold of a session: `evolve(state, event)` is total and pure. A fact that a machine would refuse still puts its
// entity into the state that it names; the violation is reported beside it (see check.ts).
import { EVENT_TYPES, type EventType } from './events/catalog.ts';
import type { RecordedEvent } from './events/envelope.ts';
import type { Step } from './life-cycles/step.ts';
import { budgetChanges } from './state/budget.ts';
import { evidenceChanges } from './state/evidence.ts';
import { planChanges } from './state/plan.ts';
import { evolveRecord } from './state/record.ts';
import { unknownNamesAfter } from './state/references.ts';
import { type SessionState, sessionChanges } from './state/session.ts';
import type { State } from './state/state.ts';
import { workChanges } from './state/work.ts';
import { kindsMovedBy, stepsOf } from './steps.ts';

/** The state after an event. Never throws, never changes the state that it is given. */
export const evolve = (state: State, event: RecordedEvent): State => evolveBy(state, event, stepsOf(state, event));

/** The state after an event whose steps in that state are known. */
export const evolveBy = (state: State, event: RecordedEvent, steps: readonly Step[]): State => {
  const changes = changesByType.get(event.type);
  const session = running(state.session);
  return {
    sessionId: state.sessionId,
    // A repeat does not count on: else every event after it would be out of order too.
    ordinal: event.ordinal > state.ordinal ? event.ordinal : state.ordinal,
    session: changes?.session === undefined ? session : changes.session(session, event, steps, state),
    work: changes?.work === undefined ? state.work : changes.work(state.work, event, steps, state),
    plan: changes?.plan === undefined ? state.plan : changes.plan(state.plan, event, steps, state),
    evidence: changes?.evidence === undefined ? state.evidence : changes.evidence(state.evidence, event, steps, state),
    budget: changes?.budget === undefined ? state.budget : changes.budget(state.budget, event, steps, state),
    record: evolveRecord(state.record, event),
    unknownNames: unknownNamesAfter(state, event),
  };
};

/** Facts before the start open the session: that they come first is one contradiction, reported once. */
const running = (session: SessionState): SessionState =>
  session.state === 'unstarted' ? { ...session, state: 'running' } : session;

/** What an event of a type changes: of each part, how; undefined for the parts that it never touches. */
const changesOf = (type: EventType) => {
  const kinds = kindsMovedBy(type);
  return {
    session: sessionChanges(type, kinds),
    work: workChanges(type, kinds),
    plan: planChanges(type, kinds),
    evidence: evidenceChanges(type, kinds),
    budget: budgetChanges(type, kinds),
  };
};

const changesByType: ReadonlyMap<string, ReturnType<typeof changesOf>> = new Map(
  EVENT_TYPES.map((type) => [type, changesOf(type)]),
);
