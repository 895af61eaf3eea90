// The pace of a replay: how long it waits before an event, by the events' own times.
import { setTimeout as timeout } from 'node:timers/promises';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { UNKNOWN_TIME } from '../../../machines/events/fields.ts';

/** `instant`, as fast as it happened (`real`), or a multiple of that. */
export type Speed = 'instant' | 'real' | number;

/** The longest wait of setTimeout, some 24 days. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Resolves after `ms`, or when the signal aborts. */
export const sleepFor = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await timeout(ms, undefined, defined({ signal }));
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
};

export interface PaceOptions {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since any moment. */
  readonly clock: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Waits until an event is due, counted from the first one. @throws RangeError for a speed that is not above 0 */
export const paceOf = (
  speed: Speed,
  { signal, clock, sleep }: PaceOptions,
): ((event: RecordedEvent) => Promise<void>) => {
  const factor = speed === 'instant' ? Number.POSITIVE_INFINITY : speed === 'real' ? 1 : speed;
  if (!(factor > 0)) throw new RangeError(`a speed must be more than 0, not ${factor}`);
  let began: { clock: number; time: number } | undefined;
  return async (event) => {
    if (factor === Number.POSITIVE_INFINITY || event.time === UNKNOWN_TIME) return;
    const time = Date.parse(event.time);
    began ??= { clock: clock(), time };
    const waitMs = began.clock + (time - began.time) / factor - clock();
    if (waitMs > 0) await sleep(Math.min(waitMs, LONGEST_WAIT_MS), signal);
  };
};
