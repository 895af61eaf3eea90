// The next command of a sequence: of all words, one that has something to say where the session stands.
import { COMMAND_WORDS, type CommandWord } from '../../../machines/commands/words.ts';
import type { GeneratedCommand } from '../run/generated-command.ts';
import { planProposals } from './proposals/plan.ts';
import { processProposals } from './proposals/process.ts';
import type { Proposal, Proposals } from './proposals/proposal.ts';
import { recordProposals } from './proposals/record.ts';
import { workProposals } from './proposals/work.ts';
import type { SequenceState } from './sequence-state.ts';

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

const weights: number[] = ALL.map(() => 0);

/** Before any session of the kit began: told late, time runs backwards. */
const BEFORE = '2026-01-31T13:00:00.000Z';
/** Words asked before one is content with an entry. */
const TRIES = 40;

/** A generated that may be legal or not, whatever `walk.errs` says: the law has not been asked. */
export const nextCommand = (walk: SequenceState): GeneratedCommand => {
  for (const [index, [, proposal]] of ALL.entries())
    weights[index] = walk.errs
      ? proposal.often
      : walk.closing
        ? (proposal.closing?.(walk) ?? 0)
        : proposal.often * (proposal.here?.(walk) ?? 1);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const chosen = ALL[walk.picks.weighed(weights)];
    const data = chosen?.[1].make(walk);
    if (chosen === undefined || data === undefined) continue;
    const who = walk.picks.percent(15) ? walk.recent('agent') : undefined;
    const late = walk.errs && walk.picks.percent(3);
    return { name: chosen[0], data, ...(who !== undefined && { actor: who }), ...(late && { time: BEFORE }) };
  }
  return { name: 'entry.add', data: { entryType: 'note', title: 'Nothing else to do', content: '' } };
};
