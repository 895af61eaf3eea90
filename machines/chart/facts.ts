// The facts that guard moves of the chart, read from the state of a session: what its agents, tasks, reviews and findings
// add to the phases, gates and cycles.
import { VALIDATORS } from '../profile.ts';
import { hasProfile, inCycles } from '../state/session.ts';
import type { State } from '../state/state.ts';
import { openFails } from '../state/verdicts.ts';
import { FACTS, type FactName } from './chart.ts';

type Read = (state: State, of: string) => boolean;

const READ: Readonly<Record<FactName, Read>> = {
  nothingRuns: ({ work }) => work.runningAgents + work.runningTasks === 0,
  workEnded: ({ work }) => work.runningAgents + work.openTasks === 0,
  noStrayPhase: ({ session }) => session.activePhases.every((phase) => session.profile.phases.includes(phase)),
  noReviewAwaited: ({ evidence }) => evidence.reviews.awaited === 0,
  oneReviewAwaited: ({ evidence }) => evidence.reviews.awaited === 1,
  noChangesAsked: ({ evidence }) => evidence.reviews.openChanges === 0,
  noReviewOfPhaseAwaited: ({ evidence }, phase) => (evidence.reviews.awaitedByPhase.get(phase) ?? 0) === 0,
  noChangesOfPhaseAsked: ({ evidence }, phase) => (evidence.reviews.changesByPhase.get(phase) ?? 0) === 0,
  // Where a profile lets several be open, one of them is enough.
  noChangesOfCycleAsked: ({ evidence, work }) =>
    work.openCycles.length === 0 ||
    work.openCycles.some((cycle) => (evidence.reviews.changesByCycle.get(String(cycle)) ?? 0) === 0),
  itemsClosed: ({ plan }) => plan.openItems === 0,
  nothingBlocks: ({ evidence }) => evidence.blockingFindings + evidence.brokenBaselines === 0,
  failsAnswered: ({ work }) => work.verdicts.failures === 0 || openFails(work.verdicts).length === 0,
  allSatisfied: (state) =>
    state.plan.openRequirements + state.plan.openDeliverables + state.work.openTodos + state.evidence.openQuestions ===
      0 &&
    (inCycles(state) || state.plan.openItems === 0),
  validated: ({ session, work }) =>
    !hasProfile(session) ||
    (session.profile.validators ?? VALIDATORS).length === 0 ||
    work.agents.size === 0 ||
    work.verdicts.validated,
};

export const readFact = (state: State, fact: FactName, of = ''): boolean => READ[fact](state, of);

/** A fact as a name: `noReviewOfPhaseAwaited Planning`. */
export const factKey = (fact: FactName, of: string | undefined): string => (of === undefined ? fact : `${fact} ${of}`);

/** A fact in words. */
export const factText = (fact: FactName, of: string | undefined): string =>
  of === undefined ? FACTS[fact] : FACTS[fact].replace('the phase', of);
