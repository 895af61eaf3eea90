// The table of commands as one writes them: for each word the event it becomes, what comes by place, and its options,
// read from the schema of what it takes. `send`, its help and the typed words of the library all go by it.
import type { EventType } from '../events/catalog.ts';
import type { Referent } from '../events/event.ts';
import { CARRIED_KINDS } from './carry.ts';
import { inputSchema, type JsonSchema } from './input-schema.ts';
import { type CommandWord, commandOf } from './words.ts';

/** How a value is written: `scalar` is a number, true or false, else a text; `ids` has commas; `json` is JSON. */
export type ArgumentKind = 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'scalar' | 'ids' | 'texts' | 'json';

export interface Argument {
  /** The path of the value in the data: `['title']`, `['classification', 'type']`. */
  readonly path: readonly string[];
  readonly kind: ArgumentKind;
  readonly required: boolean;
  /** May be given several times. */
  readonly repeats: boolean;
  /** Names after `--`, the one that help shows first. */
  readonly flags: readonly string[];
  readonly choices: readonly string[];
  readonly unit: string | undefined;
  readonly description: string | undefined;
  /** The kinds of which it is the id or name: several where one list names agents and tasks. */
  readonly entities: readonly Referent[];
}

/** Items of a list that come by place, `agentId:agentType`, with the options of each. */
export interface ItemForm {
  /** The path of the list in the data. */
  readonly list: string;
  readonly parts: readonly Argument[];
  /** Given once for all, or once for each in their order. */
  readonly options: readonly Argument[];
}

export interface CommandForm {
  readonly word: CommandWord;
  /** The event that it becomes; a few become several. */
  readonly type: EventType | undefined;
  /** What comes by place; each has its flags too. */
  readonly places: readonly Argument[];
  readonly items: ItemForm | undefined;
  readonly options: readonly Argument[];
  /** It begins an entity: an id is a new one's, and is taken as it is written. */
  readonly creates: boolean;
}

/** The longest id: a list of such texts is one of ids, and has commas. */
const ID_LENGTH = 256;

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Singulars that are not formed by leaving out the `s`. */
const SINGULAR: Readonly<Record<string, string>> = { criteria: 'criterion', dependencies: 'dependency' };

/** `agentId` is `--agent`, `--agent-id`; of `task.plan` `taskId` is `--id` too; one of `options` is an `--option`. */
const flagsOf = (word: CommandWord, name: string, list: boolean): string[] => {
  const full = kebab(name);
  const entity = commandOf(word).fieldPrefix ?? (word.split('.')[0] as string);
  const flags = [full];
  if (/-ids?$/.test(full)) flags.unshift(full.replace(/-ids$/, 's').replace(/-id$/, '').replace(/ys$/, 'ies'));
  if (full.startsWith(`${entity}-`) && !list) flags.unshift(full.slice(entity.length + 1));
  if (list) flags.push(SINGULAR[name] ?? (flags[0] as string).replace(/ies$/, 'y').replace(/s$/, ''));
  return [...new Set(flags)];
};

/** The list that a value may be: the schema itself, or one of its alternatives. */
const listOf = (schema: JsonSchema): JsonSchema | undefined =>
  [schema, ...(schema.anyOf ?? [])].find(({ type }) => type === 'array');

const kindOf = (schema: JsonSchema): ArgumentKind => {
  if (schema.enum !== undefined) return 'choice';
  const list = schema.anyOf === undefined ? undefined : listOf(schema);
  if (list !== undefined) return kindOf(list);
  const types = Array.isArray(schema.type) ? schema.type : schema.anyOf?.map(({ type }) => type);
  if (types?.includes('boolean')) return 'scalar';
  if (schema.anyOf !== undefined) return schema.anyOf.some(({ type }) => type === 'string') ? 'text' : 'json';
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
    case 'boolean':
      return schema.type;
    case 'array':
      if (schema.items?.type !== 'string') return 'json';
      return schema.items.maxLength === ID_LENGTH ? 'ids' : 'texts';
    default:
      return 'json';
  }
};

/** What a member of the data names; `--carry` both agents and tasks. */
const entitiesOf = (word: CommandWord, name: string): readonly Referent[] => {
  if (name === 'carry') return CARRIED_KINDS;
  const entity = commandOf(word).references[name];
  return entity === undefined ? [] : [entity];
};

const argumentsOf = (word: CommandWord, schema: JsonSchema, path: readonly string[] = []): Argument[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const at = [...path, name];
    // The members of a small object are options of their own; what has any key is JSON.
    if (property.type === 'object' && property.properties !== undefined && Object.keys(property.properties).length > 0)
      return argumentsOf(word, property, at);
    const kind = kindOf(property);
    const list = listOf(property) !== undefined;
    const argument: Argument = {
      path: at,
      kind,
      required: path.length === 0 && (schema.required ?? []).includes(name),
      repeats: list,
      flags: flagsOf(word, name, list),
      choices: property.enum ?? [],
      unit: property.unit,
      description: property.description,
      entities: entitiesOf(word, name),
    };
    return [argument];
  });

const formOf = (word: CommandWord): CommandForm => {
  const schema = inputSchema(word);
  const { type, places, creates } = commandOf(word);
  const listed = Object.entries(schema.properties ?? {}).find(
    ([name, { items }]) => places.includes(name) && items?.type === 'object',
  );
  const taken = new Set<string>();
  // A name that two of them would have is the first one's.
  const all = argumentsOf(word, schema)
    .filter(({ path }) => path[0] !== listed?.[0])
    .map((argument) => {
      const flags = argument.flags.filter((flag) => !taken.has(flag));
      for (const flag of flags) taken.add(flag);
      return { ...argument, flags };
    });
  const leading = all.filter(({ path }) => places.includes(path[0] as string));
  return {
    word,
    type,
    places: leading,
    items: listed === undefined ? undefined : itemsOf(word, listed[0], listed[1].items as JsonSchema),
    options: all.filter((argument) => !leading.includes(argument)),
    creates: creates !== undefined,
  };
};

const itemsOf = (word: CommandWord, list: string, schema: JsonSchema): ItemForm => {
  const members = argumentsOf(word, schema);
  return {
    list,
    parts: members.filter(({ required }) => required),
    options: members.filter(({ required }) => !required),
  };
};

const forms = new Map<CommandWord, CommandForm>();

/** How a command is written. */
export const commandForm = (word: CommandWord): CommandForm => {
  const known = forms.get(word) ?? formOf(word);
  forms.set(word, known);
  return known;
};
