// Follows sessions for as long as a person watches. The log finds the server again after it ended, also one that was started
// by somebody else since, and goes on without a gap or a repeat.
import { defined } from '../../../../machines/defined.ts';
import type { EventType } from '../../../../machines/events/catalog.ts';
import type { Subscribed, SubscribeFrom } from '../../../session/follow/options.ts';
import { subscribe } from '../../../session/follow/subscribe.ts';
import type { UsedLog } from '../../opened-log.ts';

export interface LiveOptions {
  /** Empty: all sessions. */
  readonly sessions: readonly string[];
  readonly types?: readonly EventType[] | undefined;
  readonly actors?: readonly string[] | undefined;
  readonly from: SubscribeFrom;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** The items of `subscribe`, until `signal` aborts; `opened` is closed at the end. */
export async function* followLive(
  { log, close }: UsedLog,
  { sessions, types, actors, from, signal }: LiveOptions,
): AsyncGenerator<Subscribed, void> {
  try {
    yield* subscribe(log, {
      from,
      signal,
      ...(sessions.length === 0 ? {} : { sessions }),
      ...defined({ types, actors }),
    });
  } finally {
    await close();
  }
}
