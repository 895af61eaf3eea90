// An event as a line of the page: the words of the command line. What the text does to the direction of writing ends with the
// element that it is shown in (`bdi`).
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { describeEvent as described } from '../../cli/render/describe-event.ts';

/** Of what an event of 1 MB says a line shows the beginning. */
const MOST = 4_000;

/** `phase_started: Execution`. */
export const describeEvent = (event: RecordedEvent): string => {
  const text = described(event).slice(0, MOST).trim();
  return text === '' ? event.type : `${event.type}: ${text}`;
};
