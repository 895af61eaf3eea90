// The commands that would mend a refusal: where a command names something that the session does not have, the word that
// creates it, with the id filled in.
import type { Fact } from '../commands/fact.ts';
import { inputSchema } from '../commands/input-schema.ts';
import { COMMAND_WORDS, type CommandWord, commandOf } from '../commands/words.ts';
import type { Referent } from '../events/event.ts';
import { definitionPath } from '../events/references.ts';
import { type LegalMove, moveOf, type Path } from '../legal.ts';
import { missingIn } from '../state/references.ts';
import type { State } from '../state/state.ts';

type Data = Readonly<Record<string, unknown>>;

/** For each thing that a refused fact names and the session lacks, the command that creates it. */
export const creationsFor = (state: State, { type, data }: Fact): LegalMove[] => {
  const missing = missingIn(state, type, data as Data).map(({ field, id }) => ({ to: field.to, id }));
  const once = new Map(missing.map((one) => [`${one.to} ${one.id}`, one]));
  return [...once.values()].flatMap(creationOf);
};

const creators = new Map<Referent, CommandWord>(
  COMMAND_WORDS.flatMap((word) => {
    const { creates, type } = commandOf(word);
    return creates === undefined || type === undefined ? [] : [[creates, word] as const];
  }),
);

const creationOf = ({ to, id }: { readonly to: Referent; readonly id: string }): LegalMove[] => {
  const word = creators.get(to);
  const type = word === undefined ? undefined : commandOf(word).type;
  const path = type === undefined ? undefined : definitionPath(type);
  if (word === undefined || path === undefined) return [];
  const schema = inputSchema(word);
  const [list = '', field] = path.split('[].');
  if (field === undefined) {
    const value = schema.properties?.[list]?.type === 'integer' ? Number(id) : id;
    const needs = (schema.required ?? []).filter((name) => name !== list).map((name): Path => [name]);
    return [moveOf(word, { [list]: value }, needs)];
  }
  const required = schema.properties?.[list]?.items?.required ?? [];
  const needs = required.filter((name) => name !== field).map((name): Path => [list, 0, name]);
  return [moveOf(word, { [list]: [{ [field]: id }] }, needs)];
};
