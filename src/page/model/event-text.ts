// An event as a line of the page: the words of the command line, without the marks that change the direction of writing.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { describeEvent as described } from '../../cli/render/describe-event.ts';
import { safeLine } from '../../text/safe-text.ts';

/** What an event of 1 MB says is cut before it is looked through. */
const MOST = 4_000;

/** `phase_started: Execution`. */
export const describeEvent = (event: RecordedEvent): string =>
  safeLine(`${event.type}: ${described(event).slice(0, MOST)}`).replace(/:$/, '');
