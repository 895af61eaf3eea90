// A view of a session whenever it changes, live.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import type { SubscribeViewOptions, ViewSubscribed } from '../../session/follow/subscribe-view.ts';
import { endsOf, newsItem, requireServing, SHARED_DATA, untilEnd } from './live-items.ts';
import { Place, positionsFrom } from './live-place.ts';
import { operation, type StreamItem } from './operation.ts';
import { EventPosition, SessionParams, wholeNumber } from './schemas.ts';
import { View } from './views.ts';

/** The most that views may be held back for. */
const MAX_EVERY_MS = 3_600_000;

const Operation = z.object({
  op: z.enum(['add', 'replace', 'remove']),
  path: z.string(),
  value: z.unknown().optional(),
});

/** The view that the reader has: by the `id` of its last item, or by its ordinal. @throws RequestError BAD_REQUEST */
const viewAfter = (text: string): Pick<SubscribeViewOptions, 'after'> => {
  if (/^\d{1,15}$/.test(text)) return { after: Number(text) };
  // The view of one session is at one position.
  const [position] = positionsFrom(text);
  return position !== undefined && 'index' in position ? { after: position } : {};
};

export const VIEW_LIVE_OPERATIONS = [
  operation({
    kind: 'live',
    name: 'view.follow',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/views/{view}/live',
    summary: 'Follow a view of a session: as it is now, then whenever it changes.',
    description:
      'Server-sent events: `view` with the whole document and the ordinal that it shows, `caught-up` after the view of what ' +
      'was recorded before; else as `events.follow`. A slow reader gets the newest view, not each of them. With ' +
      '`changes=patch` an item also says what changed since the one before, as JSON Patch (RFC 6902): after ' +
      '`Last-Event-ID` or `after` also the first one, and where nothing changed since, none comes.',
    params: SessionParams.extend({ view: View }),
    query: z.strictObject({
      changes: z
        .enum(['document', 'patch'])
        .default('document')
        .describe('`patch`: with what changed, beside the document'),
      everyMs: wholeNumber(0, MAX_EVERY_MS).default(0).describe('at most one view in so many milliseconds'),
      after: z
        .string()
        .max(4_096)
        .describe('the `id` of the last item that you received, or the ordinal of the view that you have')
        .optional(),
    }),
    output: z.union([
      z.object({
        ordinal: z.number().int(),
        position: EventPosition,
        document: z.looseObject({ sessionId: z.string() }),
        patch: z.array(Operation).optional(),
      }),
      ...SHARED_DATA,
    ]),
    failures: ['BAD_SESSION_ID', 'BAD_INPUT', 'DRAINING'],
    run(service, { params: { session, view }, query }, call) {
      requireServing(service);
      const { lastEventId = query.after } = call;
      const place = new Place(lastEventId === undefined || /^\d+$/.test(lastEventId) ? [] : positionsFrom(lastEventId));
      const subscribed: AsyncIterable<ViewSubscribed> = service.hub.subscribeView(session, view, {
        ...(lastEventId === undefined ? {} : viewAfter(lastEventId)),
        everyMs: query.everyMs,
        signal: endsOf(service, call),
      });
      return untilEnd(service, place, subscribed, (one): StreamItem => {
        if (one.kind !== 'view') return newsItem(one, place);
        const { ordinal, position, document, patch } = one;
        place.see(position);
        const changed = query.changes === 'patch' ? { patch } : {};
        return {
          ...defined({ id: place.text }),
          event: 'view',
          data: { ordinal, position, document, ...defined(changed) },
        };
      });
    },
  }),
] as const;
