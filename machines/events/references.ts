// The references in the table of events, read from an event's data: which fields name something, and what. A field that
// names what its own event begins is a definition, no reference; one that names what the event moves is checked by the
// machine of that kind.
import { z } from 'zod';
import { EVENT_TYPES, type EventType, entryOf } from './catalog.ts';
import type { Referent } from './event.ts';
import type { Data } from './moves.ts';

export interface ReferenceField {
  readonly type: EventType;
  /** `taskId`, or `agents[].taskIds` where it is in a list. */
  readonly path: string;
  readonly field: string;
  readonly to: Referent;
  /** The event begins what it names. */
  readonly defines: boolean;
  /** The event moves what it names. */
  readonly moves: boolean;
}

/** The fields of a type's data that name something, definitions and moves among them. */
export const referenceFields = (type: EventType): readonly ReferenceField[] => fieldsByType.get(type) ?? [];

/** What a field names in an event's data, each as often as it is named. */
export const namesAt = (path: string, data: Data): readonly string[] => {
  const [list, inItem] = placeOf(path);
  if (inItem === undefined) return namesIn(data[list]);
  return ((data[list] ?? []) as readonly Data[]).flatMap((item) => namesIn(item[inItem]));
};

type PathPlace = readonly [list: string, inItem: string | undefined];
const places = new Map<string, PathPlace>();
/** The parts of a path, divided once: rules look at every field of every event. */
const placeOf = (path: string): PathPlace => {
  let place = places.get(path);
  if (place === undefined) {
    const [list = '', inItem] = path.split('[].');
    place = [list, inItem];
    places.set(path, place);
  }
  return place;
};

const NONE: readonly string[] = [];
const namesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return Array.isArray(value) ? value : NONE;
};

/** The path at which an event of a type names what it begins. */
export const definitionPath = (type: EventType): string | undefined => {
  const { command, moves, references } = entryOf(type);
  if (command.creates === undefined) return undefined;
  for (const move of moves) if ('id' in move && move.kind === command.creates) return move.id;
  return Object.keys(references).find((field) => references[field] === command.creates);
};

/** Where each field of a schema is: of a list's items too. */
export const pathsIn = (schema: z.ZodObject): Map<string, z.ZodType> => {
  const paths = new Map<string, z.ZodType>();
  for (const [name, member] of Object.entries(schema.shape)) {
    const inner = unwrapped(member as z.ZodType);
    paths.set(name, inner);
    if (!(inner instanceof z.ZodArray)) continue;
    const item = unwrapped(inner.element as z.ZodType);
    if (item instanceof z.ZodObject)
      for (const [field, one] of Object.entries(item.shape))
        paths.set(`${name}[].${field}`, unwrapped(one as z.ZodType));
  }
  return paths;
};

/** A schema without its optionality. */
export const unwrapped = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional ? unwrapped(schema.unwrap() as z.ZodType) : schema;

const fieldsOf = (type: EventType): ReferenceField[] => {
  const { data, moves, references } = entryOf(type);
  const definition = definitionPath(type);
  const moved = new Map(moves.flatMap((move) => ('id' in move ? [[move.id, move.kind] as const] : [])));
  return [...pathsIn(data).keys()].flatMap((path): ReferenceField[] => {
    const field = path.split('[].').at(-1) as string;
    const to = references[field] ?? moved.get(path);
    if (to === undefined) return [];
    return [{ type, path, field, to, defines: path === definition, moves: moved.has(path) }];
  });
};

const fieldsByType: ReadonlyMap<EventType, readonly ReferenceField[]> = new Map(
  EVENT_TYPES.map((type) => [type, fieldsOf(type)]),
);
