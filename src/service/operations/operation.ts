// An operation of the service: its name, who may use it, how HTTP reaches it, what it takes and gives. The routes, the
// OpenAPI document and the NATS service are made from the table of them (all.ts).
import type { z } from 'zod';
import type { ErrorCode } from '../../errors.ts';
import type { Caller, Role, Service } from '../service.ts';

/** What a caller gives beside params, query and body. */
export interface CallContext {
  readonly caller: Caller;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
  /** `Idempotency-Key`: the id of the command, so that a repeat counts once. */
  readonly idempotencyKey?: string;
  /** `Last-Event-ID`: the position after which a stream goes on. */
  readonly lastEventId?: string;
}

export interface Input<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

/** One item of a live stream: an SSE event. `id` is the position from which the stream can go on. */
export interface StreamItem {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

export interface Described {
  /** `session.events`: also its name on NATS and in the typed client. */
  readonly name: string;
  /** The least role that may use it. */
  readonly role: Role;
  readonly method: 'get' | 'post' | 'delete';
  /** In OpenAPI's form: `/v1/sessions/{session}`. A param `session` is checked against the caller's sessions. */
  readonly path: string;
  readonly summary: string;
  /** The failures that it may answer, beside those of every operation. */
  readonly failures: readonly ErrorCode[];
}

export type Params = z.ZodObject;
export type Query = z.ZodObject;

/**
 * `json`: one document, `run` gives it. `live`: a stream, of SSE events over HTTP, that may never end. `lines`: NDJSON of
 * a known end, byte for byte what `run` yields.
 */
export type Operation<
  P extends Params = Params,
  Q extends Query = Query,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> = Described & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Of `json` the document, of `live` the data of an item, of `lines` a line. */
  readonly output: O;
} & (
    | {
        readonly kind: 'json';
        run(
          service: Service,
          input: Input<z.output<P>, z.output<Q>, z.output<B>>,
          call: CallContext,
        ): Promise<z.input<O>>;
      }
    | {
        readonly kind: 'live';
        run(
          service: Service,
          input: Input<z.output<P>, z.output<Q>, z.output<B>>,
          call: CallContext,
        ): AsyncIterable<StreamItem>;
      }
    | {
        readonly kind: 'lines';
        run(
          service: Service,
          input: Input<z.output<P>, z.output<Q>, z.output<B>>,
          call: CallContext,
        ): AsyncIterable<string>;
      }
  );

/** The schema of params or of a query that an operation does not take. */
export type NoFields = z.ZodObject<Record<never, never>>;

/** The name and the kind of an operation, and the types of its schemas, as types: the client's are inferred from them. */
export interface Typed<N extends string, K extends Operation['kind'], P, Q, B, O> {
  readonly name: N;
  readonly kind: K;
  /** Never set. */
  readonly types?: { readonly params: P; readonly query: Q; readonly body: B; readonly output: O };
}

/** Gives an operation the types of its own schemas. A list of operations keeps them where it ends in `as const`. */
export const operation = <
  const N extends string,
  const K extends Operation['kind'],
  O extends z.ZodType,
  P extends Params = NoFields,
  Q extends Query = NoFields,
  B extends z.ZodType = z.ZodUndefined,
>(
  one: Operation<P, Q, B, O> & { readonly name: N; readonly kind: K },
): Operation & Typed<N, K, P, Q, B, O> => one as unknown as Operation & Typed<N, K, P, Q, B, O>;
