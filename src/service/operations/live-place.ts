// Where a live stream goes on, as text: `STREAM:SEQUENCE:INDEX` after an event, `STREAM:SEQUENCE` after a whole message; of a
// log over several streams one of each with commas between them. It is the `id` of an item.
import type { EventPosition, Position } from '../../log/port.ts';
import { RequestError } from '../problem.ts';

/** After a whole message, or after one event of it (`index`). */
export type Reached = Position | EventPosition;

export const positionText = (reached: Reached): string =>
  `${reached.stream}:${reached.sequence}${'index' in reached ? `:${reached.index}` : ''}`;

const invalidPosition = (text: string): RequestError =>
  new RequestError('BAD_REQUEST', `${JSON.stringify(text)} is no position.`, {
    hint: 'It reads STREAM:SEQUENCE or STREAM:SEQUENCE:INDEX, as the `id` of an item that you received.',
    faults: [{ in: 'query', path: ['after'], message: 'expected the id of an item: STREAM:SEQUENCE[:INDEX]' }],
  });

/** @throws RequestError BAD_REQUEST */
export const positionsFrom = (text: string): Reached[] =>
  text.split(',').map((one) => {
    const [, stream, sequence, index] = /^([^:\s,]{1,256}):(\d{1,15})(?::(\d{1,6}))?$/.exec(one) ?? [];
    if (stream === undefined) throw invalidPosition(one);
    const position = { stream, sequence: Number(sequence) };
    return index === undefined ? position : { ...position, index: Number(index) };
  });

/** Where each stream goes on. */
export class Place {
  readonly #positions = new Map<string, Reached>();

  constructor(after: readonly Reached[]) {
    for (const position of after) this.see(position);
  }

  see(position: Reached): void {
    this.#positions.set(position.stream, position);
  }

  /** Undefined before anything was received. */
  get text(): string | undefined {
    return this.#positions.size === 0 ? undefined : [...this.#positions.values()].map(positionText).join(',');
  }
}
