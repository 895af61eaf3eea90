// How the tokens of a session add up over time: the total of the usage view at so many moments, folded by the same tally.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { TokenTally } from '../../../machines/state/token-tally.ts';
import { overview } from '../../../projections/overview.ts';

export interface TokenPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tokens: number;
}

/** A line of a few hundred pixels shows no more. */
const MOST = 400;

const { tokens } = overview.slices;
const step = tokens.on as Readonly<Record<string, ((state: never, event: never) => never) | undefined>>;

/** The last fold, which the next one goes on from: the events of a session only grow. */
let last:
  | { events: readonly RecordedEvent[]; length: number; all: (TokenPoint & { ordinal: number })[]; state: unknown }
  | undefined;

const folded = (events: readonly RecordedEvent[]) => {
  if (last?.events !== events || last.length > events.length)
    last = { events, length: 0, all: [], state: tokens.init as unknown };
  const fold = last;
  for (; fold.length < events.length; fold.length += 1) {
    const event = events[fold.length] as RecordedEvent;
    const next = step[event.type];
    if (next === undefined) continue;
    fold.state = next(fold.state as never, event as never);
    const total = TokenTally.total((fold.state as typeof tokens.init).tally).tokens;
    const before = fold.all.at(-1);
    const at = Date.parse(event.time);
    if (before?.tokens !== total && !Number.isNaN(at)) fold.all.push({ at, tokens: total, ordinal: event.ordinal });
  }
  return fold.all;
};

/** Of the events up to an ordinal, in order of recording; at most 400 points. */
export const tokensOverTime = (events: readonly RecordedEvent[], ordinal: number): readonly TokenPoint[] => {
  const points = folded(events).filter((point) => point.ordinal <= ordinal);
  const stride = Math.max(1, Math.ceil(points.length / MOST));
  return points.filter((_, index) => index % stride === 0 || index === points.length - 1);
};
