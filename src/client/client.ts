// The typed client of a service, for Node and browsers. What each operation takes and gives is inferred from the table of
// operations; the methods are the operations that most programs use, and `call` is all of them.
import { uuidv7 } from 'uuidv7';
import type { Rejection } from '../../machines/decide.ts';
import type { Documents, ViewName } from '../../projections/index.ts';
import type { PlacedEvent } from '../log/port.ts';
import type { Problem } from '../service/problem.ts';
import type { SubscribeViewOptions, ViewSubscribed } from '../session/follow/subscribe-view.ts';
import { linesIn } from './lines.ts';
import { conflictIn, errorOf, refusalIn } from './problem.ts';
import {
  type ClientSubscribed,
  type ClientSubscribeOptions,
  type ClientSubscription,
  subscribed,
  viewSubscribed,
} from './subscribe.ts';
import { type Answer, Answered, Transport, type TransportOptions, thrown } from './transport.ts';
import type { BodyOf, CallOf, NamesOf, OutputOf, QueryOf } from './types.ts';

export type ClientOptions = TransportOptions;

export interface CallOptions {
  /** Ends the call: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** As in `ClientOptions`, for this call. */
  readonly deadlineMs?: number;
}

export interface ClientSendOptions extends CallOptions {
  /** The ordinal of the session's newest event, 0 for a session that does not exist. Default: not checked. */
  readonly expectedOrdinal?: number;
}

/** A command, as the service takes it. Without an `id` it gets one, so that a request that is sent again counts once. */
export type ClientCommand = BodyOf<'session.send'>;

/** The answer to a list of commands. */
export type ClientRecordResult =
  | ({ readonly kind: 'recorded' } & OutputOf<'session.record'>)
  /** `place`: of the command that was refused, in the list from 0. Nothing was recorded. */
  | { readonly kind: 'refused'; readonly place: number; readonly commandId: string; readonly rejection: Rejection }
  | { readonly kind: 'conflict'; readonly expected: number; readonly actual: number };

/** The answer to a command. Only `recorded` added anything to the log. */
export type ClientSendResult =
  | OutputOf<'session.send'>
  | { readonly kind: 'refused'; readonly commandId: string; readonly rejection: Rejection }
  /** The session is not at `expectedOrdinal`. */
  | { readonly kind: 'conflict'; readonly commandId: string; readonly expected: number; readonly actual: number };

/**
 * A service, to write to, read and follow. Every method throws `RepriseError` with the codes of the library, also
 * LOG_UNREACHABLE (nothing answered until the deadline) and UNKNOWN_OUTCOME (a command was sent and nothing answered: send
 * it again with the same id). What a rule refuses is a result.
 */
export interface Client {
  readonly url: string;
  /** Any operation that answers with one document, by its name. */
  call<N extends NamesOf<'json'>>(name: N, input: CallOf<N> & CallOptions): Promise<OutputOf<N>>;
  /** Any operation that answers with lines, by its name: each as it comes. */
  lines<N extends NamesOf<'lines'>>(name: N, input: CallOf<N> & CallOptions): AsyncIterable<OutputOf<N>>;
  /** A command for a session; a session begins with `session.start`. A repeat of the same command id counts once. */
  send(session: string, command: ClientCommand, options?: ClientSendOptions): Promise<ClientSendResult>;
  /** Many commands: all of them are recorded, or none. */
  record(session: string, commands: readonly ClientCommand[], options?: ClientSendOptions): Promise<ClientRecordResult>;
  /** The events of a session with their positions, page by page. @throws RepriseError SESSION_NOT_FOUND */
  events(session: string, options?: Omit<QueryOf<'session.events'>, 'limit'> & CallOptions): AsyncIterable<PlacedEvent>;
  /** A view of a session, now or at an earlier moment. @throws RepriseError SESSION_NOT_FOUND, BAD_INPUT */
  view<V extends ViewName>(
    session: string,
    view: V,
    options?: QueryOf<'session.view'> & CallOptions,
  ): Promise<Documents[V]>;
  /** What is legal in a session now, as data. */
  legal(session: string, options?: CallOptions): Promise<OutputOf<'session.legal'>>;
  /** The sessions with their overviews, page by page, the newest first. */
  list(options?: Omit<QueryOf<'session.list'>, 'after'> & CallOptions): AsyncIterable<ListedSession>;
  /** Whether the record of a session is complete and within the rules. */
  verify(session: string, options?: QueryOf<'session.verify'> & CallOptions): Promise<OutputOf<'session.verify'>>;
  /** The record of a session byte for byte, and its head. @throws RepriseError SESSION_NOT_FOUND, RECORD_INVALID */
  export(session: string, options?: CallOptions): Promise<ClientExport>;
  /** Records what `export` gave: the same events, byte for byte. A repeat adds nothing. */
  import(
    record: string | Uint8Array,
    options?: QueryOf<'import.export'> & CallOptions,
  ): Promise<OutputOf<'import.export'>>;
  /**
   * Events as they are recorded, history first: without a gap or a repeat across restarts of the service and of its log. It
   * ends when `signal` aborts; a slow reader slows its own stream.
   */
  subscribe(options?: ClientSubscribeOptions): ClientSubscription<ClientSubscribed>;
  /** A view of a session as it is, then whenever it changes, with what changed. A slow reader gets the newest. */
  subscribeView<V extends ViewName>(
    session: string,
    view: V,
    options?: SubscribeViewOptions,
  ): ClientSubscription<ViewSubscribed<V>>;
}

/** A row of the list: an overview, with the fault of a record that has one. */
export type ListedSession = OutputOf<'session.list'>['sessions'][number];

export interface ClientExport {
  /** `47:<64 hex digits>`, for `verify`, which finds by it that the newest events are lost. */
  readonly head: string;
  /** The lines, each with its line feed. */
  readonly text: string;
}

/** Events of a page: the most that one request asks for. */
const PAGE = 1_000;
/** A list or an import takes as long as it needs: each commit of it has a deadline of its own. */
const LONG_MS = 3_600_000;

/**
 * A client of a service; nothing is sent yet.
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:4280' });
 * for await (const item of client.subscribe({ sessions: 's1' }))
 *   if (item.kind === 'event') console.log(item.event.type);
 * @throws RepriseError USAGE for an address that is none of HTTP
 */
export const createClient = (options: ClientOptions): Client => {
  const transport = new Transport(options);

  const ask = async (name: string, input: object, isChange = false): Promise<Answer> => {
    try {
      return await transport.ask(name, input, isChange);
    } catch (error) {
      throw thrown(error);
    }
  };

  const client: Client = {
    url: transport.url,
    call: async (name, input) => {
      const response = await ask(name, input);
      return (await response.json()) as never;
    },
    lines: (name, input) => linesIn(() => ask(name, { ...input, headers: { accept: 'application/x-ndjson' } })),
    async send(session, given, { expectedOrdinal, signal, deadlineMs } = {}) {
      // Sent again after no answer, it counts once.
      const command = { ...given, id: given.id ?? uuidv7() };
      try {
        const response = await transport.ask(
          'session.send',
          {
            params: { session },
            query: { expect: expectedOrdinal },
            body: command,
            ...(signal !== undefined && { signal }),
            ...(deadlineMs !== undefined && { deadlineMs }),
          },
          true,
        );
        return (await response.json()) as OutputOf<'session.send'>;
      } catch (error) {
        if (error instanceof Answered) return resultOf(error.problem);
        throw error;
      }
    },
    async record(session, given, { expectedOrdinal, ...call } = {}) {
      const commands = given.map((command) => ({ ...command, id: command.id ?? uuidv7() }));
      const input = { params: { session }, query: { expect: expectedOrdinal }, body: { commands } };
      try {
        const response = await transport.ask('session.record', { deadlineMs: LONG_MS, ...input, ...call }, true);
        return { kind: 'recorded', ...((await response.json()) as OutputOf<'session.record'>) };
      } catch (error) {
        if (!(error instanceof Answered)) throw error;
        const refused = refusalIn(error.problem);
        if (refused !== undefined) return { kind: 'refused', place: Number(error.problem.place), ...refused };
        const conflict = conflictIn(error.problem);
        if (conflict === undefined) throw errorOf(error.problem);
        const { expected, actual } = conflict;
        return { kind: 'conflict', expected, actual };
      }
    },
    async *events(session, given = {}) {
      const [{ after: begin = 0, ...range }, call] = partsOf(given);
      for (let after = begin, more = true; more; ) {
        const query = { ...range, after, limit: PAGE };
        const page = await client.call('session.events', { params: { session }, query, ...call });
        yield* page.events as unknown as PlacedEvent[];
        ({ more, next: after = after } = page);
      }
    },
    async view(session, view, given = {}) {
      const [query, call] = partsOf(given);
      return (await client.call('session.view', { params: { session, view }, query, ...call })) as never;
    },
    legal: (session, call = {}) => client.call('session.legal', { params: { session }, ...call }),
    async *list(given = {}) {
      const [range, call] = partsOf(given);
      for (let after: string | undefined, more = true; more; ) {
        const page = await client.call('session.list', {
          query: { ...range, ...(after !== undefined && { after }) },
          ...call,
        });
        yield* page.sessions;
        after = page.next;
        more = after !== undefined;
      }
    },
    verify: (session, given = {}) => {
      const [query, call] = partsOf(given);
      return client.call('session.verify', { params: { session }, query, ...call });
    },
    async export(session, call = {}) {
      const response = await ask('session.export', {
        params: { session },
        headers: { accept: 'application/x-ndjson' },
        ...call,
      });
      return { head: response.headers.get('reprise-head') ?? '', text: await response.text() };
    },
    async import(body, given = {}) {
      const [query, call] = partsOf(given);
      const response = await ask('import.export', { query, body, deadlineMs: LONG_MS, ...call }, true);
      return (await response.json()) as OutputOf<'import.export'>;
    },
    subscribe: (subscribeOptions) => subscribed(transport, subscribeOptions),
    subscribeView: (session, view, viewOptions) => viewSubscribed(transport, session, view, viewOptions),
  };
  return client;
};

/** A query, and the options of the call. */
const partsOf = <T extends CallOptions>({
  signal,
  deadlineMs,
  ...query
}: T): [Omit<T, keyof CallOptions>, CallOptions] => [
  query as Omit<T, keyof CallOptions>,
  { ...(signal !== undefined && { signal }), ...(deadlineMs !== undefined && { deadlineMs }) },
];

/** The result in a problem. @throws RepriseError for one that is a failure */
const resultOf = (problem: Problem): ClientSendResult => {
  const refused = refusalIn(problem);
  if (refused !== undefined) return { kind: 'refused', ...refused };
  const conflict = conflictIn(problem);
  if (conflict !== undefined) return { kind: 'conflict', ...conflict };
  throw errorOf(problem);
};
