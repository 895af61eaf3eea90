// A command as callers give it: the id may be missing, and its data must be JSON.

import type { Command } from '../../../machines/commands/command.ts';
import { defined } from '../../../machines/defined.ts';
import { unfitData } from '../../../machines/events/nesting.ts';
import { RepriseError } from '../../errors.ts';

/** A command; without an id it gets a fresh one, and then a repeat cannot be recognised. */
export interface NewCommand extends Omit<Command, 'id' | 'redacted'> {
  readonly id?: string;
}

/** The command with an id and its content as JSON has it. @throws RepriseError USAGE */
export const commandFrom = (given: NewCommand, newId: () => string): Command => {
  requireShape(given);
  const { id = newId(), ...said } = given;
  let json: string | undefined;
  try {
    json = JSON.stringify(said);
  } catch (error) {
    // What is too deep for it is told as such.
    if (error instanceof RangeError) requireFit(said.data);
    throw new RepriseError('USAGE', `The command is no JSON: ${(error as Error).message}.`, { cause: error });
  }
  const command = { ...(JSON.parse(json) as Omit<Command, 'id'>), id };
  requireFit(command.data);
  return command;
};

/** Before anything goes through the data: what is too deep would end that in the middle. */
const requireFit = (data: unknown): void => {
  const unfit = unfitData(data);
  if (unfit !== undefined)
    throw new RepriseError('USAGE', `The command is not one: ${unfit}.`, { hint: 'Nothing was recorded.' });
};

const MEMBERS: Readonly<Record<keyof NewCommand, 'string' | 'data' | 'tags'>> = {
  id: 'string',
  name: 'string',
  data: 'data',
  actor: 'string',
  time: 'string',
  severity: 'string',
  description: 'string',
  tags: 'tags',
  correlationId: 'string',
  traceparent: 'string',
  derivedFrom: 'string',
};

/** A member that is not one, or of another type, is a typing mistake: told, not dropped. */
const requireShape = (given: unknown): void => {
  const hint = "A command is an object: { name: 'task.start', data: { taskId: 'task_1' } }.";
  const refused = (sentence: string) => new RepriseError('USAGE', sentence, { hint });
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw refused(
      `A command is an object, not ${given === null ? 'null' : Array.isArray(given) ? 'a list' : typeof given}.`,
    );
  if (!('name' in given) || given.name === undefined) throw refused('The command has no name.');
  for (const [member, value] of Object.entries(given)) {
    const type = Object.hasOwn(MEMBERS, member) ? MEMBERS[member as keyof NewCommand] : undefined;
    if (type === undefined) throw refused(`A command has no member ${JSON.stringify(member)}.`);
    if (type === 'string' && value !== undefined && typeof value !== 'string')
      throw refused(`The command's ${member} is a text, not ${typeof value}.`);
    if (
      type === 'tags' &&
      value !== undefined &&
      !(Array.isArray(value) && value.every((tag) => typeof tag === 'string'))
    )
      throw refused("The command's tags are a list of texts.");
  }
};

/** @param place which of several, from 0 */
export const invalidCommand = (command: Command, sentence: string, place?: number): RepriseError =>
  new RepriseError(
    'USAGE',
    `${place === undefined ? 'The command' : `Command ${place + 1}`} is not one: ${sentence}${/[.?!]$/.test(sentence) ? '' : '.'}`,
    {
      hint: 'Nothing was recorded.',
      fields: { command: command.name, commandId: command.id, ...defined({ place }) },
    },
  );
