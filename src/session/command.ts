// A command as callers give it: the id may be missing, and its data must be JSON.
import type { Command } from '../../machines/decide.ts';
import { RepriseError } from '../errors.ts';

/** A command; without an id it gets a fresh one, and then a repeat cannot be recognised. */
export interface NewCommand extends Omit<Command, 'id' | 'redacted'> {
  readonly id?: string;
}

/** The command with an id and its content as JSON has it. @throws RepriseError USAGE */
export const commandFrom = (given: NewCommand, newId: () => string): Command => {
  const { id = newId(), redacted: _, ...said } = given as Partial<Command> & NewCommand;
  let json: string | undefined;
  try {
    json = JSON.stringify(said);
  } catch (error) {
    throw new RepriseError('USAGE', `The command is no JSON: ${(error as Error).message}.`, { cause: error });
  }
  return { ...(JSON.parse(json) as Omit<Command, 'id'>), id };
};

/** @param place which of several, from 0 */
export const invalidCommand = (command: Command, sentence: string, place?: number): RepriseError =>
  new RepriseError(
    'USAGE',
    `${place === undefined ? 'The command' : `Command ${place + 1}`} is not one: ${sentence}.`,
    {
      hint: 'Nothing was recorded.',
      fields: { command: command.name, commandId: command.id, ...(place === undefined ? {} : { place }) },
    },
  );
