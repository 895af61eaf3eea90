// Which events of a session a list shows: by type, actor and text.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';

export interface EventFilter {
  /** A type, or its beginning (`phase_`). */
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  /** In any case, anywhere in the event. */
  readonly q?: string | undefined;
}

/** Of each event its text in lower case, made when it is first searched in. */
const texts = new WeakMap<RecordedEvent, string>();

const textOf = (event: RecordedEvent): string => {
  let text = texts.get(event);
  if (text === undefined) {
    text = JSON.stringify(event).toLowerCase();
    texts.set(event, text);
  }
  return text;
};

export const filteredEvents = (
  events: readonly RecordedEvent[],
  { type = '', actor = '', q = '' }: EventFilter,
): readonly RecordedEvent[] => {
  if (type === '' && actor === '' && q === '') return events;
  const search = q.toLowerCase();
  return events.filter(
    (event) =>
      (type === '' || event.type.startsWith(type)) &&
      (actor === '' || event.actor === actor) &&
      (search === '' || textOf(event).includes(search)),
  );
};

/** The place of the event with an ordinal, or of the last before it; -1 where all come after it. */
export const placeOf = (events: readonly RecordedEvent[], ordinal: number): number => {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as RecordedEvent).ordinal <= ordinal) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
