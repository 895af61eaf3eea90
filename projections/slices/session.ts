// The session as a whole: its goal, its profile, and the state of its life cycle.
import type { EventData } from '../../machines/events/catalog.ts';
import type { Classification, Outcome } from '../../machines/events/session.ts';
import type { Profile } from '../../machines/profile.ts';
import type { Slice } from '../slice.ts';

export interface SessionState {
  readonly lifecycle: 'not_started' | 'running' | 'paused' | Outcome;
  readonly started: EventData['session_started'] | null;
  readonly startedAt: string | null;
  /** The profile in force: the one chosen or amended last. */
  readonly profile: Profile | null;
  readonly classification: Classification;
  readonly ended: EventData['session_ended'] | null;
  readonly endedAt: string | null;
}

const running = (state: SessionState): SessionState => ({ ...state, lifecycle: 'running' });

export const session: Slice<SessionState> = {
  init: {
    lifecycle: 'not_started',
    started: null,
    startedAt: null,
    profile: null,
    classification: {},
    ended: null,
    endedAt: null,
  },
  on: {
    session_started: (state, { data, time }) => ({
      ...state,
      lifecycle: 'running',
      started: data,
      startedAt: time,
      profile: data.profile,
      classification: { ...state.classification, ...data.classification },
    }),
    session_classified: (state, { data }) => ({
      ...state,
      classification: { ...state.classification, ...data.classification },
    }),
    profile_chosen: (state, { data }) => ({ ...state, profile: data.profile }),
    profile_amended: (state, { data }) => ({ ...state, profile: data.profile }),
    session_paused: (state) => ({ ...state, lifecycle: 'paused' }),
    session_resumed: running,
    session_ended: (state, { data, time }) => ({ ...state, lifecycle: data.outcome, ended: data, endedAt: time }),
  },
};

/** Tokens for the whole session: by its start, else by its profile. */
export const tokenBudgetOf = (state: SessionState): number | null =>
  state.started?.tokenBudget ?? state.profile?.budget.session ?? null;
