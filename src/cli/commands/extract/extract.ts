// `extract`: what is needed to continue a session, on one page.
import { isDerived } from '../../../../machines/events/envelope.ts';
import { fold } from '../../../../machines/fold.ts';
import { legalMoves } from '../../../../machines/legal.ts';
import { initialState } from '../../../../machines/state/state.ts';
import { foldViews, showAll } from '../../../../projections/index.ts';
import { EXIT } from '../../../errors.ts';
import { jsonLine } from '../../json-line.ts';
import { noteUninterpreted } from '../../note-uninterpreted.ts';
import type { CommonOptions } from '../../options.ts';
import { EVENTS_SHOWN, renderExtract } from '../../render/extract.ts';
import { styleOn } from '../../render/palette.ts';
import { eventsUntil, withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';

export const extract = (terminal: Terminal, options: CommonOptions, name: string | undefined): Promise<number> =>
  withSession(terminal, options, name, async (source) => {
    const events = await eventsUntil(source);
    noteUninterpreted(terminal, events);
    const { plan, cycles, overview, todo, workbook } = showAll(foldViews(events, source.sessionId));
    // Derived events are left out: the views above show them.
    const lastEvents = events.filter((event) => !isDerived(event)).slice(-EVENTS_SHOWN);
    const legal = legalMoves(fold(events, initialState(source.sessionId)));
    if (options.json)
      terminal.print(
        jsonLine({
          sessionId: source.sessionId,
          plan,
          cycles,
          overview,
          todo,
          workbook,
          legal,
          lastEvents: lastEvents.reverse(),
        }),
      );
    else {
      const style = styleOn(terminal);
      terminal.print(
        renderExtract({ documents: { plan, cycles, overview, todo, workbook }, legal, lastEvents }, style),
      );
    }
    return EXIT.ok;
  });
