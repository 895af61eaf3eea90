// Tokens used, by the tally that the budget rules use too.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { Profile } from '../../machines/profile.ts';
import { activePhaseAfter } from '../../machines/state/active-phase.ts';
import { TokenTally } from '../../machines/state/token-tally.ts';
import type { Slice } from '../slice.ts';

export interface TokensState {
  readonly tally: TokenTally;
  readonly activePhase: string | null;
  /** The phases of the profile in force. */
  readonly order: readonly string[];
}

const follow = ({ tally, activePhase, order }: TokensState, event: RecordedEvent): TokensState => ({
  tally,
  activePhase: activePhaseAfter(activePhase, event, order),
  order,
});
const withTally = ({ activePhase, order }: TokensState, tally: TokenTally): TokensState => ({
  tally,
  activePhase,
  order,
});
const withOrder = (
  { tally, activePhase }: TokensState,
  { data }: { readonly data: { readonly profile: Profile } },
): TokensState => ({ tally, activePhase, order: data.profile.phases });

export const tokens: Slice<TokensState> = {
  init: { tally: TokenTally.init(), activePhase: null, order: [] },
  on: {
    session_started: withOrder,
    profile_chosen: withOrder,
    profile_amended: withOrder,
    phase_started: follow,
    phase_completed: follow,
    phase_skipped: follow,
    phase_abandoned: follow,
    phase_reopened: follow,
    phase_unskipped: follow,
    todo_created: (state, event) => withTally(state, TokenTally.todoOf(state.tally, event)),
    todo_assigned: (state, event) => withTally(state, TokenTally.todoOf(state.tally, event)),
    tokens_used: (state, event) => withTally(state, TokenTally.add(state.tally, event, state.activePhase)),
  },
};
