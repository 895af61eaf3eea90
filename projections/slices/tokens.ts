// Tokens used, by the tally that the budget rules use too.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { activePhaseAfter } from '../../machines/state/active-phase.ts';
import { TokenTally } from '../../machines/state/token-tally.ts';
import type { Slice } from '../slice.ts';

export interface TokensState {
  readonly tally: TokenTally;
  readonly activePhase: string | null;
}

const follow = (
  state: TokensState,
  event: Extract<RecordedEvent, { type: 'phase_started' | 'phase_completed' | 'phase_skipped' | 'phase_reopened' }>,
): TokensState => ({ tally: state.tally, activePhase: activePhaseAfter(state.activePhase, event) });

export const tokens: Slice<TokensState> = {
  init: { tally: TokenTally.init(), activePhase: null },
  on: {
    phase_started: follow,
    phase_completed: follow,
    phase_skipped: follow,
    phase_reopened: follow,
    todo_created: (state, event) => ({
      tally: TokenTally.todoOf(state.tally, event),
      activePhase: state.activePhase,
    }),
    todo_assigned: (state, event) => ({
      tally: TokenTally.todoOf(state.tally, event),
      activePhase: state.activePhase,
    }),
    tokens_used: (state, event) => ({
      tally: TokenTally.add(state.tally, event, state.activePhase),
      activePhase: state.activePhase,
    }),
  },
};
