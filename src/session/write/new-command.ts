// A command as callers give it, and the checks that make it a command with an id whose content is JSON.

import type { Command } from '../../../machines/commands/command.ts';
import { defined } from '../../../machines/defined.ts';
import { MOST_LEVELS, unfitData } from '../../../machines/events/nesting.ts';
import { RepriseError } from '../../errors.ts';
import { jsonCopy, NOT_PLAIN } from './json-copy.ts';

/**
 * A command. Without an id it gets a fresh one, and then a repeat of it cannot be recognised. `redacted`: how many secrets
 * were replaced in it already, for a program that replaces its own.
 */
export interface NewCommand extends Omit<Command, 'id' | 'auth'> {
  readonly id?: string;
}

/** The command with an id, and its content as JSON represents it. @throws RepriseError USAGE */
export const commandFrom = (given: NewCommand, newId: () => string): Command => {
  requireShape(given);
  const { id = newId(), ...content } = given;
  // The data have one level less than the command around them.
  const copy = jsonCopy(content, MOST_LEVELS + 1);
  if (copy !== NOT_PLAIN) return Object.assign(copy as Omit<Command, 'id'>, { id });
  let json: string | undefined;
  try {
    json = JSON.stringify(content);
  } catch (error) {
    // JSON.stringify overflows the stack on data that is nested too deeply: report the depth.
    if (error instanceof RangeError) requireValidData(content.data);
    throw new RepriseError('USAGE', `The command cannot be written as JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const command = { ...(JSON.parse(json) as Omit<Command, 'id'>), id };
  requireValidData(command.data);
  return command;
};

// Checked before anything recurses through the data, which overflows the stack when it is nested too deeply.
const requireValidData = (data: unknown): void => {
  const unfit = unfitData(data);
  if (unfit !== undefined)
    throw new RepriseError('USAGE', `The command is not valid: ${unfit}.`, { hint: 'Nothing was recorded.' });
};

const MEMBERS: Readonly<Record<keyof NewCommand, 'string' | 'number' | 'data' | 'tags'>> = {
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
  redacted: 'number',
};

/** An unknown member, or one of another type, is a mistake of the caller: reported, not dropped. */
const requireShape = (given: unknown): void => {
  const hint = "A command is an object: { name: 'task.start', data: { taskId: 'task_1' } }.";
  const refused = (sentence: string) => new RepriseError('USAGE', sentence, { hint });
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw refused(
      `A command must be an object, not ${given === null ? 'null' : Array.isArray(given) ? 'a list' : typeof given}.`,
    );
  if (!('name' in given) || given.name === undefined) throw refused('The command has no name.');
  for (const member of Object.keys(given)) {
    const value = (given as Readonly<Record<string, unknown>>)[member];
    const type = Object.hasOwn(MEMBERS, member) ? MEMBERS[member as keyof NewCommand] : undefined;
    if (type === undefined) throw refused(`A command has no member ${JSON.stringify(member)}.`);
    if (type === 'string' && value !== undefined && typeof value !== 'string')
      throw refused(`The command's ${member} must be a string, not ${typeof value}.`);
    if (type === 'number' && value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 0))
      throw refused(`The command's ${member} must be a whole number from 0 on.`);
    if (
      type === 'tags' &&
      value !== undefined &&
      !(Array.isArray(value) && value.every((tag) => typeof tag === 'string'))
    )
      throw refused("The command's tags must be a list of strings.");
  }
};

/** The error for a command that is not valid. @param place which of several, from 0 */
export const invalidCommand = (command: Command, sentence: string, place?: number): RepriseError =>
  new RepriseError(
    'USAGE',
    `${place === undefined ? 'The command' : `Command ${place + 1}`} is not valid: ${sentence}${/[.?!]$/.test(sentence) ? '' : '.'}`,
    {
      hint: 'Nothing was recorded.',
      fields: { command: command.name, commandId: command.id, ...defined({ place }) },
    },
  );
