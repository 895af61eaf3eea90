// What each operation takes and gives, as types: inferred from the table of operations, of which nothing is loaded.
import type { z } from 'zod';
import type { TypedOperation } from '../service/operations/all.ts';

/** `session.send`, `events.follow`, … */
export type OperationName = TypedOperation['name'];

type Of<N extends OperationName> = Extract<TypedOperation, { readonly name: N }>;
type Types<N extends OperationName> = NonNullable<Of<N>['types']>;

/** `json`, `lines` or `live`. */
export type KindOf<N extends OperationName> = Of<N>['kind'];
export type ParamsOf<N extends OperationName> = z.input<Types<N>['params']>;
export type QueryOf<N extends OperationName> = z.input<Types<N>['query']>;
export type BodyOf<N extends OperationName> = z.input<Types<N>['body']>;
/** The document, or of `lines` a line and of `live` the data of an item. */
export type OutputOf<N extends OperationName> = z.output<Types<N>['output']>;

/** The names of the operations of a kind. */
export type NamesOf<K extends KindOf<OperationName>> = {
  [N in OperationName]: KindOf<N> extends K ? N : never;
}[OperationName];

/** A member that may be left out where nothing in it is required. */
type Member<K extends string, T> =
  T extends Record<string, never>
    ? { readonly [k in K]?: T }
    : object extends T
      ? { readonly [k in K]?: T }
      : undefined extends T
        ? { readonly [k in K]?: T }
        : { readonly [k in K]: T };

/** What an operation is called with. */
export type CallOf<N extends OperationName> = Member<'params', ParamsOf<N>> &
  Member<'query', QueryOf<N>> &
  Member<'body', BodyOf<N>>;
