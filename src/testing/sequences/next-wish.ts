// The next command of a sequence: of all words, one that has something to say where the session stands.
import { COMMAND_WORDS, type CommandWord } from '../../../machines/commands/words.ts';
import type { State } from '../../../machines/state.ts';
import type { Wish } from '../run.ts';
import { planProposals } from './plan.ts';
import { processProposals } from './process.ts';
import type { Proposal, Proposals } from './proposal.ts';
import { recordProposals } from './record.ts';
import type { Walk } from './walk.ts';
import { workProposals } from './work.ts';

/** Every word of the command table: one that is missing does not compile. */
const PROPOSALS: Proposals<CommandWord> = {
  ...processProposals,
  ...workProposals,
  ...planProposals,
  ...recordProposals,
};
const ALL: readonly (readonly [CommandWord, Proposal])[] = COMMAND_WORDS.map((word) => [
  word,
  PROPOSALS[word] as Proposal,
]);

/** About how many commands bring a session from here to its end as completed. */
export const stepsToEnd = (state: State): number => {
  const unfinished = state.profile.phases.filter((phase) => {
    const life = state.phases.get(phase)?.state;
    return life !== 'completed' && life !== 'skipped';
  });
  const shut = state.gates.values().filter(({ state: life }) => life === 'pending' || life === 'failed');
  const inCycles = state.profile.cycles
    ? state.openItems + state.blockingFindings + state.brokenBaselines + 2 * state.failing.length
    : 0;
  return (
    1 +
    2 * unfinished.length +
    shut.length +
    state.runningAgents +
    2 * state.openTasks +
    state.awaitedReviews +
    2 * state.openCycles.length +
    inCycles +
    (state.session === 'paused' ? 1 : 0)
  );
};

const weights: number[] = ALL.map(() => 0);

/** A wish that may be legal or not, whatever `walk.errs` says: the law has not been asked. */
export const nextWish = (walk: Walk): Wish => {
  for (;;) {
    for (const [index, [, proposal]] of ALL.entries())
      weights[index] = walk.errs
        ? proposal.often
        : walk.closing
          ? (proposal.closing?.(walk) ?? 0)
          : proposal.often * (proposal.here?.(walk) ?? 1);
    const chosen = ALL[walk.picks.weighed(weights)];
    const data = chosen?.[1].make(walk);
    if (chosen === undefined || data === undefined) {
      // Nothing to speak of: a closing session has always its end, another one always an entry.
      if (walk.picks.percent(20)) return { name: 'entry.add', data: { entryType: 'note', title: 'N', content: '' } };
      continue;
    }
    const who = walk.picks.percent(15) ? walk.recent('agent') : undefined;
    return { name: chosen[0], data, ...(who !== undefined && { actor: who }) };
  }
};
