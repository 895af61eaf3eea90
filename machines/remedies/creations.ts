// The commands that would mend a refusal: where a command names something that the session does not have, the word that
// creates it, with the id filled in.
import type { Fact } from '../commands/fact.ts';
import { inputSchema } from '../commands/input-schema.ts';
import { COMMAND_WORDS, type CommandWord, commandOf } from '../commands/words.ts';
import type { Referent } from '../events/event.ts';
import { definitionPath, referenceFields } from '../events/references.ts';
import { type LegalMove, moveOf, type Path } from '../legal.ts';
import { missingIn } from '../state/references.ts';
import type { State } from '../state/state.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * For each thing that a refused fact names and the session lacks, the command that creates it. First what the others may
 * name in their turn: a task before the agent that is launched for it, both before a todo.
 */
export const creationsFor = (state: State, { type, data }: Fact): LegalMove[] => {
  const missing = missingIn(state, type, data as Data).map(({ field, id }) => ({ to: field.to, id }));
  const once = new Map(missing.map((one) => [`${one.to} ${one.id}`, one]));
  return [...once.values()].sort((a, b) => depthOf(a.to) - depthOf(b.to)).flatMap(creationOf);
};

const creators = new Map<Referent, CommandWord>(
  COMMAND_WORDS.flatMap((word) => {
    const { creates, type } = commandOf(word);
    return creates === undefined || type === undefined ? [] : [[creates, word] as const];
  }),
);

/** How many kinds, one above the other, have to be there before what names them can be created. */
const depthOf = (kind: Referent, below: readonly Referent[] = []): number => {
  const word = creators.get(kind);
  const type = word === undefined ? undefined : commandOf(word).type;
  if (type === undefined || below.includes(kind)) return 0;
  const named = referenceFields(type).filter(({ defines, to }) => !defines && to !== kind);
  return Math.max(0, ...named.map(({ to }) => 1 + depthOf(to, [...below, kind])));
};

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
