// The JSON Schema of what each command takes, by its word.
import { inputSchema } from '../../../machines/commands/input-schema.ts';
import { COMMAND_WORDS, type CommandWord, commandOf } from '../../../machines/commands/words.ts';
import { entryOf } from '../../../machines/events/catalog.ts';

type Schema = Readonly<Record<string, unknown>>;

export const commandSchema = (word: CommandWord): Schema => {
  const { type } = commandOf(word);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:reprise:schemas:commands:${word}`,
    title: word,
    ...(type !== undefined && { description: entryOf(type).description }),
    ...inputSchema(word),
  };
};

/** The schemas of all commands, by word. */
export const commandSchemas = (): Record<string, Schema> =>
  Object.fromEntries(COMMAND_WORDS.map((word) => [word, commandSchema(word)]));
