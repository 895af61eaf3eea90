// S: the session. H: a person's review. E: the record itself.

import { type EventType, entryOf, isEventType } from '../events/catalog.ts';
import { mayBeLate } from '../late.ts';
import { phase } from '../life-cycles/phase.ts';
import { awaitedReviews, openChanges, type ReviewRow } from '../state/reviews.ts';
import { inCycles } from '../state/session.ts';
import type { State } from '../state/state.ts';
import { counted, fixed, listed, rule, ruleOfAll } from './rule.ts';

/** What starts something: not allowed while paused. */
const STARTS: readonly EventType[] = [
  'phase_started',
  'phase_reopened',
  'cycle_started',
  'agent_launched',
  'task_started',
  'todo_started',
  'intelligence_started',
];

/** `person` means `person` and `person:alice`; `person:alice` means her alone. */
const isMeant = (actor: string, named: string): boolean => actor === named || actor.startsWith(`${named}:`);

const unfinishedPhases = (state: State): string[] =>
  state.session.profile.phases.filter((name) => !phase.isEnded(state.session.phases.get(name)?.state ?? phase.initial));

export const sessionRules = [
  fixed(
    ruleOfAll('S.first', 'error', 'A session starts once, first.', (state, event) => {
      if (event.type === 'session_started')
        return state.session.started ? 'the session has started already' : undefined;
      return state.session.state === 'unstarted' ? `${event.type} comes before session_started` : undefined;
    }),
  ),
  fixed(
    rule(
      'S.parent',
      'error',
      'The parent of a session is a session of the log.',
      ['session_started'],
      (state, event) =>
        event.data.parentKnown === false && !state.session.started
          ? `the log held no session ${event.data.parentSession} when this one started`
          : undefined,
    ),
  ),
  ruleOfAll(
    'S.ended',
    'error',
    'Nothing follows the end of a session but late figures of tokens and late reports of agents.',
    (state, event) =>
      state.session.state === 'ended' && event.type !== 'session_started' && !mayBeLate(event)
        ? `the session has ended (${state.session.outcome})`
        : undefined,
  ),
  ruleOfAll('S.actor', 'error', 'What a profile reserves for some actors is done by one of them.', (state, event) => {
    const { actors } = state.session.profile;
    if (actors === undefined || event.type === 'session_started' || !isEventType(event.type)) return undefined;
    // What follows the end violates S.ended already.
    if (state.session.state === 'ended' && !mayBeLate(event)) return undefined;
    const { word } = entryOf(event.type).command;
    const allowed = Object.hasOwn(actors, word) ? (actors[word] as readonly string[]) : undefined;
    if (allowed === undefined || allowed.some((one) => isMeant(event.actor, one))) return undefined;
    return `${word} is for ${listed(allowed)}, and the actor is ${event.actor}`;
  }),
  rule('S.paused', 'error', 'While a session is paused nothing starts.', STARTS, (state) =>
    state.session.state === 'paused' ? 'the session is paused' : undefined,
  ),
  rule(
    'S.chosen',
    'error',
    'A session is classified once and its profile chosen once, while only the first phase or cycle has started.',
    ['session_classified', 'profile_chosen'],
    (state, event) => {
      if (event.type === 'session_classified' && state.session.classified) return 'the session is classified already';
      if (event.type === 'profile_chosen' && state.session.profileChosen) return 'the profile is chosen already';
      return state.session.beyondFirst ? 'the session is beyond its first phase or cycle' : undefined;
    },
  ),
  rule(
    'S.finished',
    'error',
    'A session ends as completed only when its agents have ended, no task is open and every phase is completed, skipped or abandoned.',
    ['session_ended'],
    (state, { data }) => {
      if (data.outcome !== 'completed') return undefined;
      const open: string[] = [];
      if (state.work.runningAgents > 0) open.push(`${counted(state.work.runningAgents, 'agent')} not ended`);
      if (state.work.openTasks > 0) open.push(`${counted(state.work.openTasks, 'task')} open`);
      const phases = unfinishedPhases(state);
      const strays = state.session.activePhases.filter((phase) => !phases.includes(phase));
      if (phases.length + strays.length > 0) open.push(`phases not finished: ${listed([...phases, ...strays])}`);
      return open.length > 0 ? open.join('; ') : undefined;
    },
  ),
  rule(
    'S.satisfied',
    'warn',
    'A session ends as completed with every requirement met, every deliverable delivered, and no todo, question or plan item open.',
    ['session_ended'],
    (state, { data }) => {
      if (data.outcome !== 'completed') return undefined;
      const open: string[] = [];
      if (state.plan.openRequirements > 0) open.push(`${counted(state.plan.openRequirements, 'requirement')} not met`);
      if (state.plan.openDeliverables > 0)
        open.push(`${counted(state.plan.openDeliverables, 'deliverable')} not delivered`);
      if (state.work.openTodos > 0) open.push(`${counted(state.work.openTodos, 'todo')} open`);
      if (state.evidence.openQuestions > 0) open.push(`${counted(state.evidence.openQuestions, 'question')} open`);
      // In cycles that is an error: C.complete.
      if (state.plan.openItems > 0 && !inCycles(state)) open.push(`${counted(state.plan.openItems, 'plan item')} open`);
      return open.length > 0 ? open.join('; ') : undefined;
    },
  ),
];

const isOfPhase =
  (phase: string) =>
  ({ origin }: ReviewRow): boolean =>
    origin?.phase === phase;

export const reviewRules = [
  rule(
    'H.awaited',
    'error',
    "While a person's review is awaited no cycle starts, the phase that it is of is neither completed nor abandoned, and the session does not complete.",
    ['cycle_started', 'phase_completed', 'phase_abandoned', 'session_ended'],
    (state, event) => {
      const { reviews } = state.evidence;
      if (event.type === 'session_ended' && event.data.outcome !== 'completed') return undefined;
      if (event.type === 'cycle_started' || event.type === 'session_ended')
        return reviews.awaited > 0 ? awaitedDetail(awaitedReviews(reviews)) : undefined;
      const { phase } = event.data;
      return (reviews.awaitedByPhase.get(phase) ?? 0) > 0
        ? awaitedDetail(awaitedReviews(reviews, isOfPhase(phase)))
        : undefined;
    },
  ),
  rule(
    'H.changes',
    'error',
    'While the newest answer to a review asks for changes, the cycle that requested it does not end, the phase that it is of is not completed, and the session does not complete.',
    ['cycle_ended', 'phase_completed', 'session_ended'],
    (state, event) => {
      const { reviews } = state.evidence;
      if (reviews.openChanges === 0) return undefined;
      switch (event.type) {
        case 'session_ended':
          return event.data.outcome === 'completed' ? changesDetail(openChanges(reviews)) : undefined;
        case 'cycle_ended': {
          const { cycle } = event.data;
          return (reviews.changesByCycle.get(String(cycle)) ?? 0) > 0
            ? changesDetail(openChanges(reviews, ({ origin }) => origin?.cycle === cycle))
            : undefined;
        }
        case 'phase_completed': {
          const { phase } = event.data;
          return (reviews.changesByPhase.get(phase) ?? 0) > 0
            ? changesDetail(openChanges(reviews, isOfPhase(phase)))
            : undefined;
        }
        default:
          return event satisfies never;
      }
    },
  ),
];

const awaitedDetail = (ids: readonly string[]): string =>
  ids.length === 1 ? `review ${listed(ids)} is awaited` : `reviews ${listed(ids)} are awaited`;
const changesDetail = (ids: readonly string[]): string =>
  ids.length === 1 ? `review ${listed(ids)} asks for changes` : `reviews ${listed(ids)} ask for changes`;

/** Clocks differ by seconds; what is further ahead has not happened. */
const MOST_AHEAD_MS = 60_000;

export const recordRules = [
  fixed(
    ruleOfAll('E.ordinal', 'error', 'Ordinals count from 1 without holes.', (state, event) =>
      event.ordinal === state.ordinal + 1 ? undefined : `expected ordinal ${state.ordinal + 1}, got ${event.ordinal}`,
    ),
  ),
  fixed(
    ruleOfAll('E.id', 'error', 'Event ids are unique within a session.', (state, event) =>
      state.record.eventIds.has(event.id) ? `an earlier event has the id ${event.id}` : undefined,
    ),
  ),
  fixed(
    ruleOfAll('E.session', 'error', 'An event belongs to the session whose log holds it.', (state, event) =>
      event.sessionid === state.sessionId ? undefined : `expected session ${state.sessionId}, got ${event.sessionid}`,
    ),
  ),
  fixed(
    ruleOfAll('E.together', 'error', "A command's events are consecutive.", (state, event) =>
      event.commandid !== state.record.lastCommand && state.record.commands.has(event.commandid)
        ? `events of another command are between those of command ${event.commandid}`
        : undefined,
    ),
  ),
  ruleOfAll(
    'E.ahead',
    'warn',
    'An event is recorded at most a minute before the time that it states.',
    (_state, event) => {
      const aheadMs = Date.parse(event.time) - Date.parse(event.recordedtime);
      return aheadMs > MOST_AHEAD_MS ? `it states ${event.time} and was recorded at ${event.recordedtime}` : undefined;
    },
  ),
  ruleOfAll('E.time', 'warn', 'Time does not run backwards for one actor.', (state, event) => {
    const last = state.record.lastTimes.get(event.actor);
    return last !== undefined && event.time < last
      ? `the last event of ${event.actor} was at ${last}, this one is at ${event.time}`
      : undefined;
  }),
];
