// What each command takes, as JSON Schema: the table of arguments, and the values that a legal move still needs, are read
// from it.
import { z } from 'zod';
import { inputOf } from './inputs.ts';
import type { CommandWord } from './words.ts';

/** The members of a JSON Schema that this project's schemas use. */
export interface JsonSchema {
  readonly type?: string | string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly unit?: string;
  readonly description?: string;
}

const schemas = new Map<CommandWord, JsonSchema>();

/** The schema of what a command takes. */
export const inputSchema = (word: CommandWord): JsonSchema => {
  const known = schemas.get(word);
  if (known !== undefined) return known;
  const made = z.toJSONSchema(inputOf(word), { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  schemas.set(word, made);
  return made;
};

/** The schema of one value in what a command takes. @throws RangeError (a bug of the caller) where there is no such value */
export const schemaAt = (word: CommandWord, path: readonly (string | number)[]): JsonSchema => {
  let schema: JsonSchema | undefined = inputSchema(word);
  for (const name of path) schema = typeof name === 'number' ? schema?.items : schema?.properties?.[name];
  if (schema === undefined) throw new RangeError(`${word} takes nothing at ${path.join('.')}`);
  return schema;
};
