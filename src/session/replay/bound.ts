// A moment of a session as a person names it: an ordinal, a time, or an event's id.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { notATime, readTime, TIME_FORM } from '../../../machines/time.ts';
import { RepriseError } from '../../errors.ts';

/** A moment: an `ordinal` from 1, a `time` in any form that `readTime` reads, or the id of an event. */
export type Bound = { readonly ordinal: number } | { readonly time: string } | { readonly eventId: string };

/** How a moment is written on the command line. */
export const MOMENT_FORMS = 'A moment is an ordinal (20), a time (2026-01-31T14:50:00Z) or the id of an event.';

export type Boundary = (
  | { readonly kind: 'ordinal'; readonly ordinal: number }
  | { readonly kind: 'time'; readonly time: string }
  | { readonly kind: 'id'; readonly eventId: string }
) & {
  /** The error when the record ended before it; `last` is its last event. */
  missing(last: RecordedEvent | undefined): RepriseError;
};

/** @throws RepriseError BAD_INPUT */
export const requireOrdinal = (ordinal: number): void => {
  if (Number.isInteger(ordinal) && ordinal >= 1) return;
  throw new RepriseError('BAD_INPUT', `An ordinal is a whole number from 1, not ${ordinal}.`, { fields: { ordinal } });
};

const notThere = (what: string, bound: Bound, last: RecordedEvent | undefined): RepriseError => {
  const end =
    last === undefined
      ? 'It has no events.'
      : `Its last event is ${last.ordinal}, of ${last.time}, with the id ${last.id}.`;
  return new RepriseError('BAD_INPUT', `The session has no ${what}.`, {
    // A word that is neither a number nor a time is taken for an id, and may have been meant as one of them.
    hint: 'eventId' in bound ? `${end} ${MOMENT_FORMS}` : end,
    fields: { ...bound },
  });
};

/** @throws RepriseError BAD_INPUT for an ordinal or a time that is not valid */
export const boundary = (bound: Bound): Boundary => {
  if (typeof bound !== 'object' || bound === null)
    throw new RepriseError('BAD_INPUT', `A moment must be an object, not ${JSON.stringify(bound)}.`, {
      hint: 'Write { ordinal: 3 }, { time: "2026-01-31T14:50:00.000Z" } or { eventId: "…" }.',
    });
  if ('ordinal' in bound) {
    const { ordinal } = bound;
    requireOrdinal(ordinal);
    return { kind: 'ordinal', ordinal, missing: (last) => notThere(`event ${ordinal}`, bound, last) };
  }
  if ('time' in bound) {
    const read = typeof bound.time === 'string' ? readTime(bound.time) : { invalid: 'it is not a text' };
    if ('invalid' in read)
      throw new RepriseError('BAD_INPUT', `${notATime(String(bound.time), read)}.`, {
        hint: `Write it as ${TIME_FORM}.`,
        fields: { time: bound.time },
      });
    const { time } = read;
    return { kind: 'time', time, missing: (last) => notThere(`event at or after ${time}`, bound, last) };
  }
  const { eventId } = bound;
  return { kind: 'id', eventId, missing: (last) => notThere(`event with the id ${eventId}`, bound, last) };
};

/** True at the boundary's event, or at the first that is not before it. */
export const reaches = (bound: Boundary, event: RecordedEvent): boolean => {
  switch (bound.kind) {
    case 'ordinal':
      return event.ordinal >= bound.ordinal;
    case 'time':
      return event.time >= bound.time;
    case 'id':
      return event.id === bound.eventId;
    default:
      return bound satisfies never;
  }
};
