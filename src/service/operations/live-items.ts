// What the live streams of events and of views share: how they begin and end, and the items that both have.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { isRepriseError } from '../../errors.ts';
import type { Subscribed } from '../../session/follow/options.ts';
import { problemOf, RequestError } from '../problem.ts';
import type { Service } from '../service.ts';
import type { Place } from './live-place.ts';
import type { CallContext, StreamItem } from './operation.ts';
import { Position } from './schemas.ts';

const AProblem = z.looseObject({ code: z.string(), detail: z.string() });

/** The data of the items that every live stream may have. */
export const SHARED_DATA = [
  z.object({ sessionId: z.string(), position: Position, problem: AProblem }),
  z.object({ problem: AProblem }),
  z.object({
    reason: z.enum(['draining', 'slow']),
    after: z
      .string()
      .nullable()
      .describe('the position after which the stream goes on; null: it begins as this one did'),
  }),
  z.strictObject({ positions: z.array(Position).describe('how far each stream of the log was read') }),
  z.strictObject({}),
] as const;

/** @throws RequestError DRAINING */
export const requireServing = ({ draining }: Service): void => {
  if (draining.aborted) throw new RequestError('DRAINING', 'The service is going down: no stream begins.');
};

/** Aborts when the caller has gone, and when the service drains. */
export const endsOf = ({ draining }: Service, { signal }: CallContext): AbortSignal =>
  AbortSignal.any([signal, draining]);

/** The item of anything but an event or a view. */
export const newsItem = (
  one: Extract<Subscribed, { kind: 'fault' | 'caught-up' | 'behind' | 'disconnected' | 'reconnected' }>,
  place: Place,
): StreamItem => {
  const withId = (event: string, data: object): StreamItem => ({ ...defined({ id: place.text }), event, data });
  switch (one.kind) {
    case 'fault': {
      const { sessionId, position, error } = one;
      return { event: 'fault', data: { sessionId, position, problem: problemOf(error) } };
    }
    case 'caught-up':
      return withId('caught-up', { positions: one.positions });
    case 'behind':
      return withId('closing', { reason: 'slow', after: place.text ?? null });
    default:
      return withId(one.kind, {});
  }
};

/** Items from a subscription, and why they end: `failed` for good, `closing` with the position where the service drains. */
export async function* untilEnd<T>(
  { draining }: Service,
  place: Place,
  subscribed: AsyncIterable<T>,
  itemOf: (one: T) => StreamItem,
): AsyncGenerator<StreamItem, void> {
  try {
    for await (const one of subscribed) yield itemOf(one);
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    yield { event: 'failed', data: { problem: problemOf(error) } };
    return;
  }
  if (!draining.aborted) return;
  yield { ...defined({ id: place.text }), event: 'closing', data: { reason: 'draining', after: place.text ?? null } };
}
