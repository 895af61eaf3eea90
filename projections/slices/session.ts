// The session as a whole: its goal, its profile, and the state of its life cycle.
import type { EventData } from '../../machines/events/catalog.ts';
import type { Classification, Outcome } from '../../machines/events/session.ts';
import type { Profile } from '../../machines/profile.ts';
import { tokensOf } from '../../machines/state/reported-tokens.ts';
import type { Slice } from '../slice.ts';

export interface SessionState {
  readonly lifecycle: 'not_started' | 'running' | 'paused' | Outcome;
  readonly started: EventData['session_started'] | null;
  /** Of its first start. */
  readonly startedAt: string | null;
  /** The profile in force: the one chosen or amended last. */
  readonly profile: Profile | null;
  /** Of the session by its start or raised since; `null` where the profile's counts. */
  readonly tokenBudget: number | null;
  readonly classification: Classification;
  readonly ended: EventData['session_ended'] | null;
  readonly endedAt: string | null;
  /** What came after the end. */
  readonly late: Late;
}

export interface Late {
  readonly tokens: number;
  readonly reports: number;
}

/** It goes on: as a fact after its end, too, which is then none. */
const goesOn = (state: SessionState, lifecycle: 'running' | 'paused'): SessionState => ({
  ...state,
  lifecycle,
  ended: null,
  endedAt: null,
});

const hasEnded = ({ ended, lifecycle }: SessionState): boolean => lifecycle === ended?.outcome;

export const session: Slice<SessionState> = {
  init: {
    lifecycle: 'not_started',
    started: null,
    startedAt: null,
    profile: null,
    tokenBudget: null,
    classification: {},
    ended: null,
    endedAt: null,
    late: { tokens: 0, reports: 0 },
  },
  on: {
    session_started: (state, { data, time }) => ({
      ...goesOn(state, 'running'),
      started: data,
      startedAt: state.startedAt ?? time,
      profile: data.profile,
      tokenBudget: data.tokenBudget ?? null,
      classification: { ...state.classification, ...data.classification },
    }),
    session_classified: (state, { data }) => ({
      ...state,
      classification: { ...state.classification, ...data.classification },
    }),
    profile_chosen: (state, { data }) => ({ ...state, profile: data.profile }),
    profile_amended: (state, { data }) => ({
      ...state,
      profile: data.profile,
      tokenBudget: state.profile?.budget.session === data.profile.budget.session ? state.tokenBudget : null,
    }),
    budget_raised: (state, { data }) => (data.phase === undefined ? { ...state, tokenBudget: data.tokens } : state),
    session_paused: (state) => goesOn(state, 'paused'),
    session_resumed: (state) => goesOn(state, 'running'),
    tokens_used: (state, { data }) =>
      // A negative figure (a violation that is kept) takes nothing back.
      hasEnded(state)
        ? { ...state, late: { ...state.late, tokens: state.late.tokens + Math.max(0, tokensOf(data)) } }
        : state,
    agent_reported: (state) =>
      hasEnded(state) ? { ...state, late: { ...state.late, reports: state.late.reports + 1 } } : state,
    // Ended again: the first end and the last outcome count.
    session_ended: (state, { data, time }) => ({
      ...state,
      lifecycle: data.outcome,
      ended: data,
      endedAt: state.endedAt ?? time,
    }),
  },
};

/** Tokens for the whole session: by its start or raised since, else by its profile. */
export const tokenBudgetOf = (state: SessionState): number | null =>
  state.tokenBudget ?? state.profile?.budget.session ?? null;

/** What came after the end of the session; undefined where nothing did. */
export const lateOf = ({ late }: SessionState): Late | undefined =>
  late.tokens > 0 || late.reports > 0 ? late : undefined;
