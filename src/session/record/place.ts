// Where an event is: its position in a log, or its line and byte in a file, so that a fault can be found by hand.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { EventPosition } from '../../log/port.ts';

export interface FilePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The offset of the line's first byte in the file, from 0. */
  readonly byte: number;
}

export type Place = EventPosition | FilePlace;

/** An event and where it is. A `PlacedEvent` of a log is one. */
export interface SourcedEvent {
  readonly event: RecordedEvent;
  readonly position: Place;
}

/** `line 12 (byte 8301) of session.ndjson`, `stream REPRISE, sequence 7, event 2 of its commit`. */
export const placeText = (place: Place): string =>
  'file' in place
    ? `line ${place.line} (byte ${place.byte}) of ${place.file}`
    : `stream ${place.stream}, sequence ${place.sequence}, event ${place.index + 1} of its commit`;
