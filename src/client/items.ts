// What the live streams of events and views have in common for a client: where they begin, and the items beside events and
// views, as the library gives them.
import { isRepriseError, RepriseError } from '../errors.ts';
import type { EventPosition, Position } from '../log/port.ts';
import type { Problem } from '../service/problem.ts';
import type { Subscribed } from '../session/follow/options.ts';
import { errorOf } from './problem.ts';

/** As the `id` of an item has it. */
export const positionText = (position: Position | EventPosition): string =>
  `${position.stream}:${position.sequence}${'index' in position ? `:${position.index}` : ''}`;

/** The positions in an `id`; none where there is none. */
export const positionsIn = (text: string | undefined): (Position | EventPosition)[] =>
  (text === undefined ? [] : text.split(',')).map((one) => {
    const [stream = '', sequence, index] = one.split(':');
    const position = { stream, sequence: Number(sequence) };
    return index === undefined ? position : { ...position, index: Number(index) };
  });

/** A list as a query has it. @throws RepriseError BAD_INPUT for one that names nothing, or a text with a comma */
export const listText = (list: readonly string[] | undefined, what: string): string | undefined => {
  if (list === undefined) return undefined;
  if (list.length === 0) throw new RepriseError('BAD_INPUT', `No ${what} is named.`, { hint: 'Leave it out for all.' });
  const split = list.find((one) => one.includes(','));
  if (split === undefined) return list.join();
  throw new RepriseError('BAD_INPUT', `Over HTTP no ${what} with a comma can be named: ${JSON.stringify(split)}.`);
};

interface Fault {
  readonly sessionId: string;
  readonly position: Position;
  readonly problem: Problem;
}

/** The item of a fault or of the end of history; undefined for any other. */
export const newsOf = (
  event: string,
  data: unknown,
): Extract<Subscribed, { kind: 'fault' | 'caught-up' }> | undefined => {
  if (event === 'caught-up') return { kind: 'caught-up', ...(data as { positions: readonly Position[] }) };
  if (event !== 'fault') return undefined;
  const { sessionId, position, problem } = data as Fault;
  return { kind: 'fault', sessionId, position, error: errorOf(problem) as RepriseError };
};

/** An option that the service refuses as a part of the request is refused as the library refuses it. */
export const inputError = (error: unknown): unknown => {
  if (!isRepriseError(error, 'USAGE') || error.fields.problem !== 'BAD_REQUEST') return error;
  const { faults = [] } = error.fields as { faults?: readonly { readonly path: readonly unknown[] }[] };
  const isOfSession = faults.some(({ path }) => path[0] === 'session');
  return new RepriseError(isOfSession ? 'BAD_SESSION_ID' : 'BAD_INPUT', error.message, {
    ...(error.hint !== undefined && { hint: error.hint }),
    fields: error.fields,
  });
};

/** An iterator over what `begin` gives, that `return` ends also while it waits. */
export const endable = <T>(
  signal: AbortSignal | undefined,
  begin: (signal: AbortSignal) => AsyncGenerator<T, void>,
): AsyncIterableIterator<T, void> => {
  const stop = new AbortController();
  const items = begin(signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]));
  return {
    next: () => items.next(),
    async return() {
      stop.abort();
      await items.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
