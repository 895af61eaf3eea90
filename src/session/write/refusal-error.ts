// A refused command as an error, for use-cases that record all or nothing: the rule, the state, what is legal there.
import { writtenMove } from '../../../machines/commands/written-move.ts';
import type { Rejection } from '../../../machines/decide.ts';
import { RepriseError } from '../../errors.ts';

/** The most legal commands that a hint names. */
const MOST_NAMED = 8;

/** @param subject what was refused, as the message begins: `task.start of session s1` */
export const refusalError = (subject: string, rejection: Rejection): RepriseError => {
  const { rule, sentence, detail, state, legal } = rejection;
  const at = [
    `session ${state.session}`,
    `event ${state.ordinal}`,
    ...state.phases.map((phase) => `phase ${phase}`),
  ].join(', ');
  return new RepriseError('REFUSED', `${subject} is refused by ${rule}: ${sentence} Here: ${detail} (${at}).`, {
    hint: `Nothing was recorded. Legal here: ${legal.length === 0 ? 'nothing' : legal.slice(0, MOST_NAMED).map(writtenMove).join(', ')}.`,
    fields: { ...rejection },
  });
};
