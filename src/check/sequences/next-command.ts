// The next command of a sequence: of all words, one that has something to do in the state of the session.

import { COMMAND_WORDS, type CommandWord } from '../../../machines/commands/words.ts';
import type { GeneratedCommand } from '../run/generated-command.ts';
import { reservedActor } from '../run/sender.ts';
import { planProposals } from './proposals/plan.ts';
import { processProposals } from './proposals/process.ts';
import type { Proposal, Proposals } from './proposals/proposal.ts';
import { recordProposals } from './proposals/record.ts';
import { todoProposals } from './proposals/todos.ts';
import { workProposals } from './proposals/work.ts';
import type { SequenceState } from './sequence-state.ts';

/** Every word of the command table: one that is missing does not compile. */
const PROPOSALS: Proposals<CommandWord> = {
  ...processProposals,
  ...workProposals,
  ...todoProposals,
  ...planProposals,
  ...recordProposals,
};
const ALL: readonly (readonly [CommandWord, Proposal])[] = COMMAND_WORDS.map((word) => [
  word,
  PROPOSALS[word] as Proposal,
]);

const weights: number[] = ALL.map(() => 0);

/** Before the start of any generated session: a command with this time makes time run backwards. */
const BEFORE = '2026-01-31T13:00:00.000Z';
/** Words tried before a workbook entry is taken instead. */
const TRIES = 40;

/** A command that may be legal or not, whatever `sequence.careless` says: it is not decided here. */
export const nextCommand = (sequence: SequenceState): GeneratedCommand => {
  for (const [index, [, proposal]] of ALL.entries())
    weights[index] = sequence.careless
      ? proposal.weight
      : sequence.ending
        ? (proposal.endingWeight?.(sequence) ?? 0)
        : proposal.weight * (proposal.factor?.(sequence) ?? 1);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const chosen = ALL[sequence.picks.weighed(weights)];
    const data = chosen?.[1].make(sequence);
    if (chosen === undefined || data === undefined) continue;
    const anybody = sequence.picks.percent(15) ? sequence.recent('agent') : undefined;
    const reserved = sequence.careless ? undefined : reservedActor(sequence.state.session.profile, chosen[0]);
    const who = reserved ?? anybody;
    const late = sequence.careless && sequence.picks.percent(3);
    return { name: chosen[0], data, ...(who !== undefined && { actor: who }), ...(late && { time: BEFORE }) };
  }
  return { name: 'entry.add', data: { entryType: 'note', title: 'Nothing else to do', content: '' } };
};
