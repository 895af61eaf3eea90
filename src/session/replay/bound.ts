// A moment of a session as people name it: an ordinal, a time, or an event's id.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { Timestamp } from '../../../machines/events/fields.ts';
import { RepriseError } from '../../errors.ts';

/** `ordinal` from 1; `time` as `2026-01-31T14:50:00.000Z`. */
export type Bound = { readonly ordinal: number } | { readonly time: string } | { readonly eventId: string };

/** How a person writes a moment. */
export const MOMENT_FORMS = 'A moment is an ordinal (20), a time (2026-01-31T14:50:00Z) or the id of an event.';

export type Boundary = (
  | { readonly kind: 'ordinal'; readonly ordinal: number }
  | { readonly kind: 'time'; readonly time: string }
  | { readonly kind: 'id'; readonly eventId: string }
) & {
  /** Why it was not reached, when the record ended before. */
  missing(last: RecordedEvent | undefined): RepriseError;
};

const notThere = (what: string, bound: Bound, last: RecordedEvent | undefined): RepriseError => {
  const held =
    last === undefined
      ? 'It has no events.'
      : `Its last event is ${last.ordinal}, of ${last.time}, with the id ${last.id}.`;
  return new RepriseError('BAD_INPUT', `The session has no ${what}.`, {
    // A word that is no number and no time is taken for an id, and may have been meant as something else.
    hint: 'eventId' in bound ? `${held} ${MOMENT_FORMS}` : held,
    fields: { ...bound },
  });
};

/** @throws RepriseError BAD_INPUT for a number or time that is none */
export const boundary = (bound: Bound): Boundary => {
  if (typeof bound !== 'object' || bound === null)
    throw new RepriseError('BAD_INPUT', `A moment is an object, not ${JSON.stringify(bound)}.`, {
      hint: 'Write { ordinal: 3 }, { time: "2026-01-31T14:50:00.000Z" } or { eventId: "…" }.',
    });
  if ('ordinal' in bound) {
    const { ordinal } = bound;
    if (!Number.isInteger(ordinal) || ordinal < 1)
      throw new RepriseError('BAD_INPUT', `An ordinal is a whole number from 1, not ${ordinal}.`, {
        fields: { ordinal },
      });
    return { kind: 'ordinal', ordinal, missing: (last) => notThere(`event ${ordinal}`, bound, last) };
  }
  if ('time' in bound) {
    const { time } = bound;
    if (!Timestamp.safeParse(time).success)
      throw new RepriseError('BAD_INPUT', `${JSON.stringify(time)} is no time.`, {
        hint: 'Write it as 2026-01-31T14:50:00.000Z.',
        fields: { time },
      });
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
