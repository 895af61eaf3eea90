// An operation of the service: its name, who may use it, how HTTP reaches it, what it takes and gives. The routes, the
// OpenAPI document, the NATS service and the typed client are made from the table of them (all.ts).
import type { z } from 'zod';
import type { ErrorCode } from '../../errors.ts';
import type { RequestCode } from '../problem.ts';
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

/** Lines with a known end. What cannot begin fails before the first line; a failure after it cuts the answer off. */
export interface Lines {
  /** By the names in `headers` of the operation. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Each with its line feed; a text may hold several. */
  readonly lines: AsyncIterable<string>;
}

/** A code that a problem document may have. */
export type FailureCode = ErrorCode | RequestCode;

export interface Described {
  /** `session.events`: also its name on NATS and in the typed client. */
  readonly name: string;
  /** The least role that may use it. */
  readonly role: Role;
  readonly method: 'get' | 'post' | 'delete';
  /** In OpenAPI's form: `/v1/sessions/{session}`. A param `session` is checked against the caller's sessions. */
  readonly path: string;
  readonly summary: string;
  /** More about it, in Markdown. */
  readonly description?: string;
  /** Of an answer that is no problem. Default 200. */
  readonly status?: 200 | 201;
  /** Response headers that it sets, each with what it holds. */
  readonly headers?: Readonly<Record<string, string>>;
  /** True where `Idempotency-Key` means something. */
  readonly repeatable?: boolean;
  /** The failures that it may answer, beside those of every operation (`COMMON_FAILURES`). */
  readonly failures: readonly FailureCode[];
}

export type Params = z.ZodObject;
export type Query = z.ZodObject;

type Run<P extends Params, Q extends Query, B extends z.ZodType, R> = (
  service: Service,
  input: Input<z.output<P>, z.output<Q>, z.output<B>>,
  call: CallContext,
) => R;

/** The other form of an answer, for a caller whose `Accept` prefers it. */
export type Alternative<P extends Params, Q extends Query, B extends z.ZodType> =
  | {
      readonly kind: 'text';
      readonly mediaType: string;
      readonly output: z.ZodType;
      /** Whether the query asks for this form, whatever `Accept` says; undefined where it does not say. */
      isAsked(input: Input<z.output<P>, z.output<Q>, z.output<B>>): boolean | undefined;
      readonly run: Run<P, Q, B, Promise<string>>;
    }
  | { readonly kind: 'json'; readonly output: z.ZodType; readonly run: Run<P, Q, B, Promise<unknown>> }
  | { readonly kind: 'lines'; readonly output: z.ZodType; readonly run: Run<P, Q, B, Promise<Lines>> };

/**
 * `json`: one document, `run` gives it. `live`: a stream, of SSE events over HTTP, that may never end; `run` throws before it
 * returns for what cannot begin. `lines`: NDJSON of a known end.
 */
export type Operation<
  P extends Params = Params,
  Q extends Query = Query,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> = Described & {
  readonly params?: P;
  readonly query?: Q;
  /** A JSON body, or `Bytes` where `bodyTypes` names other media types. */
  readonly body?: B;
  /** The media types of a body that is taken as it is, byte for byte; the first is what clients send. */
  readonly bodyTypes?: readonly [string, ...string[]];
  /** The most bytes of the body. Default 64 MiB, which is the limit of the log. */
  readonly maxBodyBytes?: number;
  /** Of `json` the document, of `live` the data of an item, of `lines` a line. */
  readonly output: O;
  readonly also?: Alternative<P, Q, B>;
} & (
    | { readonly kind: 'json'; readonly run: Run<P, Q, B, Promise<z.input<O>>> }
    | { readonly kind: 'live'; readonly run: Run<P, Q, B, AsyncIterable<StreamItem>> }
    | { readonly kind: 'lines'; readonly run: Run<P, Q, B, Promise<Lines>> }
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
