// `watch`: the history, then each event as it is recorded, one line per event, until it is stopped.
import { EVENT_TYPES, type EventType, isEventType } from '../../../../machines/events/catalog.ts';
import { nearestWord } from '../../../../machines/nearest-word.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import type { Log } from '../../../log/port.ts';
import { requireSessionId } from '../../../log/session-id.ts';
import type { Subscribed, SubscribeFrom } from '../../../session/follow/options.ts';
import { boundary } from '../../../session/replay/bound.ts';
import { sessionNamed } from '../../../session/source/session-name.ts';
import { errorReport } from '../../failure.ts';
import { jsonLine } from '../../json-line.ts';
import { openUsed, requireStore } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { type DayLines, dayLines } from '../../render/days.ts';
import { eventLine } from '../../render/event-line.ts';
import { faultText } from '../../render/fault-text.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import { wholeNumberOf } from '../../whole-number.ts';
import { followLive } from './follow-live.ts';

export interface WatchOptions extends CommonOptions {
  readonly from?: string;
  readonly since?: string;
  readonly type?: readonly string[];
  readonly actor?: readonly string[];
}

const fromOf = (text: string, since: string | undefined): SubscribeFrom => {
  if (since !== undefined && text !== 'start')
    throw new RepriseError('USAGE', '--from and --since are two places to begin.', { hint: 'Leave one of them out.' });
  if (since !== undefined) {
    // What is no time is refused before a log is opened.
    boundary({ time: since });
    return { time: since };
  }
  if (text === 'start' || text === 'now') return text;
  const ordinal = wholeNumberOf(text, 1);
  if (ordinal !== undefined) return { ordinal };
  throw new RepriseError('USAGE', `--from is ${JSON.stringify(text)}, which is not a place to begin.`, {
    hint: 'Write `start`, `now`, or an ordinal of the one session named.',
  });
};

const typesOf = (names: readonly string[]): EventType[] =>
  names.map((name) => {
    if (isEventType(name)) return name;
    const near = nearestWord(name, EVENT_TYPES);
    throw new RepriseError('USAGE', `There is no event type ${JSON.stringify(name)}.`, {
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    });
  });

const sessionIds = async (log: Log, names: readonly string[]): Promise<string[]> => {
  if (names.length === 0) return [];
  const heads = await log.sessions();
  return Promise.all(names.map((name) => sessionNamed(name, log, heads)));
};

const SHORT_ID = 8;

/** Prints an item of a subscription. `withSession`: each event begins with the id of its session. */
export const printLive = (
  terminal: Terminal,
  style: Style,
  one: Subscribed,
  withSession: boolean,
  dayOf: DayLines,
): void => {
  switch (one.kind) {
    case 'event': {
      const prefix = withSession ? `${one.event.sessionid.slice(0, SHORT_ID).padEnd(SHORT_ID)} ` : '';
      for (const line of dayOf(one.event.time)) terminal.print(' '.repeat(prefix.length) + line);
      terminal.print(
        style.faint(prefix) + eventLine({ ...style, cutWidth: style.cutWidth - prefix.length }, one.event),
      );
      return;
    }
    case 'fault':
      terminal.note(`${faultText({ ...one, fault: one.error })} It is left out from here; the others go on.`);
      return;
    case 'caught-up':
      terminal.note('Caught up: from now on events are live.');
      return;
    case 'behind':
      // Only a hub's readers that ask for it fall behind.
      return;
    case 'disconnected':
      terminal.note('Disconnected: waiting for the server to come back.');
      return;
    case 'reconnected':
      terminal.note('Reconnected: continuing where it stopped.');
      return;
    default:
      one satisfies never;
  }
};

export const watch = async (terminal: Terminal, options: WatchOptions, names: readonly string[]): Promise<number> => {
  const from = fromOf(options.from ?? 'start', options.since);
  const types = options.type === undefined ? undefined : typesOf(options.type);
  for (const name of names) requireSessionId(name);
  requireStore(options);
  const opened = await openUsed(terminal, { ...options, readsOnly: true });
  const signal = terminal.stopSignal();
  const sessions = await sessionIds(opened.log, names).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  const style = styleOn(terminal);
  const dayOf = dayLines(style);
  for await (const one of followLive(opened, { sessions, types, actors: options.actor, from, signal })) {
    if (options.json) terminal.print(jsonLine(one.kind === 'fault' ? { ...one, error: errorReport(one.error) } : one));
    else printLive(terminal, style, one, sessions.length !== 1, dayOf);
    await terminal.drained();
  }
  return EXIT.ok;
};
