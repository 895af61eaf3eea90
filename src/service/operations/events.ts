// The events of a session, as pages of JSON or as the lines that were recorded.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';
import type { EventPosition } from '../../log/port.ts';
import { checkedEvent, recordCheck } from '../../session/record/record-check.ts';
import { logSource } from '../../session/record/source.ts';
import { type Boundary, boundary, reaches } from '../../session/replay/bound.ts';
import { momentWithin } from '../../session/replay/moment.ts';
import { type Caller, maySee, type Service } from '../service.ts';
import { operation } from './operation.ts';
import { Actor, Event, EventTypes, Moment, PlacedEvent, SessionParams, wholeNumber } from './schemas.ts';

const Range = z.strictObject({
  after: wholeNumber(0, 2_147_483_647).default(0).describe('only the events after this ordinal'),
  from: Moment.describe('the first event: an ordinal, a time or the id of an event').optional(),
  to: Moment.describe('the last event; by time the last that is not later').optional(),
  types: EventTypes.describe('only events of these types, with commas between them').optional(),
  actor: Actor.describe('only events of this actor').optional(),
  limit: wholeNumber(1, 10_000).describe('the most events; default: 1,000 of a page, all as lines').optional(),
});
type Range = z.output<typeof Range>;

interface Found {
  readonly event: RecordedEvent;
  readonly text: string;
  readonly position: EventPosition;
}

/** The events of a range, each with its line. @throws RepriseError SESSION_NOT_FOUND, RECORD_INVALID, BAD_INPUT, USAGE */
async function* eventsIn(
  { log, catalogue }: Service,
  session: string,
  { after, from, to, types, actor }: Omit<Range, 'limit'>,
  caller: Caller,
): AsyncGenerator<Found, void> {
  const record = recordCheck(session);
  const wanted = types === undefined ? undefined : new Set<string>(types);
  let begin: Boundary | undefined;
  let end: Boundary | undefined;
  let hasBegun = from === undefined;
  let last: RecordedEvent | undefined;
  let isOver = false;
  for await (const line of logSource(log, session).lines()) {
    const event = checkedEvent(record, line, session);
    if (last === undefined) {
      begin = from === undefined ? undefined : boundary(momentWithin(from, event.time));
      end = to === undefined ? undefined : boundary(momentWithin(to, event.time));
    }
    isOver = end?.kind === 'time' && event.time > end.time;
    if (isOver) break;
    last = event;
    hasBegun ||= begin !== undefined && reaches(begin, event);
    if (
      hasBegun &&
      event.ordinal > after &&
      (wanted?.has(event.type) ?? true) &&
      (actor ?? event.actor) === event.actor
    )
      yield { event, text: line.text as string, position: line.place as EventPosition };
    isOver = end !== undefined && end.kind !== 'time' && reaches(end, event);
    if (isOver) break;
  }
  if (last === undefined) throw await catalogue.notFound(session, (id) => maySee(caller, id));
  if (isOver && !hasBegun)
    throw new RepriseError('BAD_INPUT', `The range ends at event ${last.ordinal}, before it begins.`, {
      fields: defined({ from, to }),
    });
  if (!hasBegun && begin !== undefined) throw begin.missing(last);
  if (!isOver && end !== undefined && end.kind !== 'time') throw end.missing(last);
}

const PAGE = 1_000;

export const EVENT_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.events',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/events',
    summary: 'The events of a session, or some of them.',
    description:
      'As JSON in pages, with their positions: where there are `more`, give `next` as `after`. As NDJSON ' +
      '(`Accept: application/x-ndjson`) the lines as they were recorded, without an end to a page.',
    params: SessionParams,
    query: Range,
    output: z.object({
      events: z.array(PlacedEvent),
      more: z.boolean(),
      next: z.number().int().describe('the ordinal of the last event here').optional(),
    }),
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'BAD_INPUT', 'USAGE'],
    async run(service, { params: { session }, query: { limit = PAGE, ...range } }, { caller }) {
      const events: z.input<typeof PlacedEvent>[] = [];
      let more = false;
      for await (const { event, position } of eventsIn(service, session, range, caller)) {
        more = events.length === limit;
        if (more) break;
        events.push({ event: event as z.input<typeof Event>, position });
      }
      const next = events.at(-1)?.event.ordinal;
      return { events, more, ...defined({ next }) };
    },
    also: {
      kind: 'lines',
      output: Event,
      async run(service, { params: { session }, query: { limit = Number.POSITIVE_INFINITY, ...range } }, { caller }) {
        return {
          lines: (async function* () {
            let left = limit;
            for await (const { text } of eventsIn(service, session, range, caller)) {
              yield `${text}\n`;
              left -= 1;
              if (left === 0) return;
            }
          })(),
        };
      },
    },
  }),
] as const;
