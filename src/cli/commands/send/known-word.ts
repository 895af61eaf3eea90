// The word of a command as it is typed: a command's own, or the type of the fact that it becomes.

import { type CommandForm, commandForm } from '../../../../machines/commands/forms.ts';
import { COMMAND_WORDS, type CommandWord, eventTypeOf, wordFor } from '../../../../machines/commands/words.ts';
import { defined } from '../../../../machines/defined.ts';
import { EVENT_TYPES } from '../../../../machines/events/catalog.ts';
import { nearestWord } from '../../../../machines/nearest-word.ts';
import { RepriseError } from '../../../errors.ts';
import { COMMON } from './arguments.ts';

/** An option where the word of a command was expected: its own options come after the word. */
const unknownOption = (option: string): RepriseError => {
  const name = option.replace(/^-+/, '').replace(/=.*$/s, '');
  const near = nearestWord(name, Object.keys(COMMON));
  return new RepriseError('USAGE', `Unknown option ${JSON.stringify(option)} before the word of a command.`, {
    hint:
      near === undefined
        ? 'Options of a command come after its word: `reprise send SESSION WORD --option …`.'
        : `Did you mean --${near}? It comes after the word: \`reprise send SESSION WORD --${near} …\`.`,
    fields: { option, ...defined({ near }) },
  });
};

/** How the command of a word is written. @throws RepriseError USAGE, naming the near one */
export const formNamed = (word: string): CommandForm => {
  if (word.startsWith('-')) throw unknownOption(word);
  if ((COMMAND_WORDS as readonly string[]).includes(word)) return commandForm(word as CommandWord);
  const type = eventTypeOf(word);
  if (type !== undefined) return commandForm(wordFor(type));
  // `start.task` and `task` are as near as a slip of the finger.
  const turned = word.split(/[. ]/).toReversed().join('.');
  const near = (COMMAND_WORDS as readonly string[]).includes(turned)
    ? turned
    : nearestWord(word, [...COMMAND_WORDS, ...EVENT_TYPES]);
  const verbs = COMMAND_WORDS.filter((one) => one.startsWith(`${word.split('.')[0]}.`));
  throw new RepriseError('USAGE', `There is no word ${JSON.stringify(word)}.`, {
    hint:
      near !== undefined
        ? `Did you mean ${near}?`
        : verbs.length > 0
          ? `Words that begin like it: ${verbs.join(', ')}.`
          : '`reprise send --help` lists the words.',
    fields: { word, ...defined({ near }) },
  });
};
