// A view goes without the events that this version cannot interpret; a note beside it counts them by type.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { uninterpretedTally } from '../session/record/uninterpreted-tally.ts';
import { uninterpretedText } from './render/uninterpreted.ts';
import type { Terminal } from './terminal.ts';

export const noteUninterpreted = (terminal: Pick<Terminal, 'note'>, events: readonly RecordedEvent[]): void => {
  const tally = uninterpretedTally();
  for (const event of events) tally.add(event);
  for (const report of tally.report())
    terminal.note(
      `${uninterpretedText(report)}; ${report.reason === 'unknown_members' ? 'they are' : 'it is'} in no view.`,
    );
};
