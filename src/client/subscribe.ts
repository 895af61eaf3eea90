// Subscribing over HTTP: the items that the library's `subscribe` and `subscribeView` give, from the live streams.
import type { ViewName } from '../../projections/index.ts';
import { RepriseError } from '../errors.ts';
import type { HubSubscribeOptions, Subscribed, SubscribeFrom } from '../session/follow/options.ts';
import type { SubscribeViewOptions, ViewChanged, ViewSubscribed } from '../session/follow/subscribe-view.ts';
import { endable, inputError, listText, newsOf, positionsIn, positionText } from './items.ts';
import { type Resumed, type ResumeOptions, resumed } from './resume.ts';
import type { Transport } from './transport.ts';

/**
 * As the library's. `whenBehind`: of a reader that took nothing for a minute, whose stream the service ended: `read`, it goes
 * on from there by itself; `end`, its last item is `behind`, with where to resume. Default: `read`.
 */
export type ClientSubscribeOptions = HubSubscribeOptions;

/** What a subscriber receives: as from the library. `disconnected`: the service, or its log, does not answer. */
export type ClientSubscribed = Subscribed;

/** An iterator that `return` ends also while it waits. */
export type ClientSubscription<T> = AsyncIterableIterator<T, void>;

/** The items of a stream; what is refused of its query is refused as the library does. @throws RepriseError */
async function* itemsOf(transport: Transport, name: string, options: ResumeOptions): AsyncGenerator<Resumed, void> {
  try {
    yield* resumed(transport, name, options);
  } catch (error) {
    throw inputError(error);
  }
}

/** How a query says where it begins. @throws RepriseError BAD_INPUT */
const beginOf = (from: SubscribeFrom): { readonly after?: string } & Readonly<Record<string, string | number>> => {
  if (typeof from === 'string') return { from };
  if ('ordinal' in from) return { ordinal: from.ordinal };
  if ('time' in from) return { time: from.time };
  const positions = 'positions' in from ? from.positions : [from.position];
  if (positions.length > 0) return { after: positions.map(positionText).join() };
  throw new RepriseError('BAD_INPUT', 'A subscription begins after one position of each stream.', {
    hint: 'Keep the position of the newest event of each stream, or begin at the start.',
    fields: { positions },
  });
};

async function* events(
  transport: Transport,
  { sessions, types, actors, from = 'start', whenBehind = 'read', signal }: ClientSubscribeOptions,
): AsyncGenerator<ClientSubscribed, void> {
  const begin = beginOf(from);
  const query = {
    session: listText(typeof sessions === 'string' ? [sessions] : sessions, 'session'),
    types: listText(types, 'type'),
    actor: listText(actors, 'actor'),
    ...begin,
  };
  // After a cut the stream goes on after a position, which an ordinal may lie beyond.
  const least = typeof from === 'object' && 'ordinal' in from ? from.ordinal : 0;
  const endsSlow = whenBehind === 'end';
  for await (const one of itemsOf(transport, 'events.follow', { query, endsSlow, signal })) {
    if (one.kind === 'slow') {
      yield { kind: 'behind', positions: positionsIn(one.after ?? begin.after) };
      return;
    }
    if (one.kind !== 'item') {
      yield one;
      continue;
    }
    const { event: name, data } = one;
    const news = newsOf(name, data);
    if (news !== undefined) yield news;
    else if ('event' in (data as object)) {
      const { event, position } = data as Omit<Extract<Subscribed, { kind: 'event' }>, 'kind'>;
      if (event.ordinal >= least) yield { kind: 'event', event, position };
    }
  }
}

async function* views<V extends ViewName>(
  transport: Transport,
  [session, view]: readonly [session: string, view: V],
  { after, everyMs, signal }: SubscribeViewOptions,
): AsyncGenerator<ViewSubscribed<V>, void> {
  const since = typeof after === 'object' ? positionText(after) : after;
  const query = { changes: 'patch', everyMs, after: since };
  for await (const one of itemsOf(transport, 'view.follow', { params: { session, view }, query, signal })) {
    if (one.kind === 'slow') continue;
    if (one.kind !== 'item') {
      yield one;
      continue;
    }
    if (one.event === 'view') {
      const { patch, ...changed } = one.data as Omit<ViewChanged<V>, 'kind' | 'view' | 'sessionId'>;
      yield { kind: 'view', view, sessionId: session, ...changed, patch };
      continue;
    }
    const news = newsOf(one.event, one.data);
    if (news?.kind === 'caught-up') yield news;
  }
}

export const subscribed = (
  transport: Transport,
  options: ClientSubscribeOptions = {},
): ClientSubscription<ClientSubscribed> =>
  endable(options.signal, (signal) => events(transport, { ...options, signal }));

export const viewSubscribed = <V extends ViewName>(
  transport: Transport,
  session: string,
  view: V,
  options: SubscribeViewOptions = {},
): ClientSubscription<ViewSubscribed<V>> =>
  endable(options.signal, (signal) => views(transport, [session, view], { ...options, signal }));
