// The typed client of a service, for Node and browsers. What each operation takes and gives is inferred from the table of
// operations; the methods are the operations that most programs use, and `call` is all of them.
import { uuidv7 } from 'uuidv7';
import type { Rejection } from '../../machines/decide.ts';
import type { PlacedEvent } from '../log/port.ts';
import type { Problem } from '../service/problem.ts';
import { linesIn } from './lines.ts';
import { conflictIn, errorOf, refusalIn } from './problem.ts';
import { type ClientSubscribed, type ClientSubscribeOptions, subscribed } from './subscribe.ts';
import { Answered, Transport, type TransportOptions, thrown } from './transport.ts';
import type { BodyOf, CallOf, NamesOf, OutputOf } from './types.ts';

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
  /** The events of a session with their positions, page by page. @throws RepriseError SESSION_NOT_FOUND */
  events(session: string, options?: { readonly after?: number } & CallOptions): AsyncIterable<PlacedEvent>;
  /**
   * Events as they are recorded, history first: without a gap or a repeat across restarts of the service and of its log. It
   * ends when `signal` aborts; a slow reader slows its own stream.
   */
  subscribe(options?: ClientSubscribeOptions): AsyncIterable<ClientSubscribed>;
}

/** Events of a page: the most that one request asks for. */
const PAGE = 1_000;

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

  const ask = async (name: string, input: object, isChange = false): Promise<Response> => {
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
    async *events(session, { after = 0, ...call } = {}) {
      for (let last = after, more = true; more; ) {
        const page = await client.call('session.events', {
          params: { session },
          query: { after: last, limit: PAGE },
          ...call,
        });
        ({ more } = page);
        for (const placed of page.events as unknown as PlacedEvent[]) {
          last = placed.event.ordinal;
          yield placed;
        }
      }
    },
    subscribe: (subscribeOptions) => subscribed(transport, subscribeOptions),
  };
  return client;
};

/** The result in a problem. @throws RepriseError for one that is a failure */
const resultOf = (problem: Problem): ClientSendResult => {
  const refused = refusalIn(problem);
  if (refused !== undefined) return { kind: 'refused', ...refused };
  const conflict = conflictIn(problem);
  if (conflict !== undefined) return { kind: 'conflict', ...conflict };
  throw errorOf(problem);
};
