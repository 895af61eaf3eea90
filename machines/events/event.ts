// What the table of events holds for each type: everything that the rest of the project needs to know about it, in one entry. A
// member left out of an entry is a type error.
import type { z } from 'zod';
import type { EntityKind, SignalOf } from '../life-cycles/all.ts';
import type { EventSeverity } from './severity.ts';

/** What a field can be the id or name of: an entity with a life cycle, a workbook entry or a baseline. */
export type Referent = EntityKind | 'entry' | 'baseline';

/**
 * Moves that follow from the state, not from the data alone (`machines/steps.ts` makes them):
 * - `later_phases_and_gates`: the phases after one reopened or unskipped, and the gates that guard it or any of them
 * - `open_cycles`: the open cycles wait for a review
 * - `awaiting_cycles`: the waiting cycles continue, where this was the last review awaited
 */
export type Cascade = 'later_phases_and_gates' | 'open_cycles' | 'awaiting_cycles';

type FieldOf<T> = Extract<keyof T, string>;
type ItemOf<T> = NonNullable<T> extends readonly (infer Item extends object)[] ? Item : Record<never, never>;
/** `taskId`, or `agents[].agentId` where the ids are in a list. */
type IdPath<T> = { [F in FieldOf<T>]: F | `${F}[].${FieldOf<ItemOf<T[F]>>}` }[FieldOf<T>];
/** A name of a field of the data, or of an item of a list in it. */
type FieldName<T> = { [F in FieldOf<T>]: F | FieldOf<ItemOf<T[F]>> }[FieldOf<T>];

/** One kind of entity that an event moves. The signal of its life cycle is the event's type where no other is named. */
type EntityMove<K extends EntityKind, T> = {
  readonly kind: K;
  readonly id: IdPath<T>;
  readonly signal?: SignalOf<K>;
  /** The signal is the event's type and the value of this field: `review_given.approved`. */
  readonly by?: FieldOf<T>;
  /** Only where the data have these values. */
  readonly when?: Partial<T>;
};

export type Move<T = Record<string, unknown>> =
  | { readonly kind: 'session' }
  | { [K in Exclude<EntityKind, 'session'>]: EntityMove<K, T> }[Exclude<EntityKind, 'session'>]
  | { readonly cascade: Cascade };

/** Stored data of one version as data of the next. Pure. */
export type Upcaster = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** The versions before `Version`: 1 and 2 of 3. */
type Before<Version extends number, Count extends unknown[] = [unknown]> = Count['length'] extends Version
  ? never
  : Count['length'] | Before<Version, [...Count, unknown]>;

export interface EventEntry<
  Word extends string = string,
  Data extends z.ZodObject = z.ZodObject,
  Version extends number = number,
  Moves = readonly Move[],
> {
  /** What happened, in a sentence. */
  readonly description: string;
  /** The severity of an event that names none and violates nothing. */
  readonly severity: EventSeverity;
  /** The version of the shape of `data`. */
  readonly version: Version;
  /** By each earlier version, the way to the next. */
  readonly upcasters: Readonly<Record<number extends Version ? number : Before<Version>, Upcaster>>;
  readonly data: Data;
  readonly command: {
    /** Imperative, `entity.verb`. */
    readonly word: Word;
    /** The fields whose values may come by place, in their order. */
    readonly places: readonly string[];
    /** What begins with it: then an id is a new one's, and is taken as it is written. */
    readonly creates: Referent | undefined;
    /** What the names of its fields begin with, where that is not the word's entity: `--id` is then `entryId`. */
    readonly fieldPrefix?: string;
  };
  /** The fields that are the id or name of something, of items in a list too. */
  readonly references: Readonly<Record<string, Referent>>;
  /** The fields that look like the id or name of something and are none that must exist, each with the reason. */
  readonly free?: Readonly<Record<string, string>>;
  readonly moves: Moves;
}

/** An entry of the table, checked against the schema of its own data. */
export const event = <
  const Word extends string,
  Data extends z.ZodObject,
  const Version extends number,
  const Moves extends readonly Move<z.infer<Data>>[],
>(
  entry: Omit<EventEntry<Word, Data, Version, Moves>, 'command' | 'references' | 'free'> & {
    readonly command: Omit<EventEntry<Word>['command'], 'places'> & {
      readonly places: readonly FieldOf<z.infer<Data>>[];
    };
    readonly references: { readonly [F in FieldName<z.infer<Data>>]?: Referent };
    readonly free?: { readonly [F in FieldName<z.infer<Data>>]?: string };
  },
): EventEntry<Word, Data, Version, Moves> => entry as EventEntry<Word, Data, Version, Moves>;
