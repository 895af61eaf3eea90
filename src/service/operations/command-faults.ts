// Every fault of a command that is not valid, each at its place in the body: the library names the first.
import type { z } from 'zod';
import { inputOf } from '../../../machines/commands/inputs.ts';
import { COMMAND_WORDS, type CommandWord, eventTypeOf } from '../../../machines/commands/words.ts';
import { EVENT_TYPES, EVENTS } from '../../../machines/events/catalog.ts';
import { nearestWord } from '../../../machines/nearest-word.ts';
import { RepriseError } from '../../errors.ts';
import type { NewCommand } from '../../session/write/new-command.ts';
import { issueFaults, type RequestFault } from '../request-fault.ts';

const isWord = (name: string): name is CommandWord => (COMMAND_WORDS as readonly string[]).includes(name);

/** What a name takes; undefined for one that there is not. */
const schemaOf = (name: string): z.ZodObject | undefined => {
  if (isWord(name)) return inputOf(name);
  const type = eventTypeOf(name);
  return type === undefined ? undefined : EVENTS[type].data;
};

const faultsIn = ({ name, data }: NewCommand, path: readonly string[]): RequestFault[] => {
  const schema = schemaOf(name);
  if (schema === undefined) {
    const near = nearestWord(name, [...COMMAND_WORDS, ...EVENT_TYPES]);
    const message = `there is no word ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}`;
    return [{ in: 'body', path: [...path, 'name'], message }];
  }
  const parsed = schema.safeParse(data);
  return parsed.success ? [] : issueFaults('body', parsed.error.issues, [...path, 'data']);
};

/** The error with all faults of the commands; as it is where they are of another kind. @param path of a command in the body */
export const faultsOf = (
  error: RepriseError,
  commands: readonly NewCommand[],
  path: (place: number) => readonly string[],
): RepriseError => {
  const faults = commands.flatMap((command, place) => faultsIn(command, path(place)));
  const { code, message, hint, fields } = error;
  return faults.length === 0
    ? error
    : new RepriseError(code, message, {
        ...(hint !== undefined && { hint }),
        fields: { ...fields, faults },
        cause: error,
      });
};
