// A reader of a live stream (SSE) that keeps what it got, and goes on from there at another service.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { sseItems } from './serving.ts';

export interface Reader {
  /** `SESSION:ORDINAL` of each event, in order. */
  readonly got: string[];
  /** The position of the last item. */
  readonly last: string | undefined;
  /** The position that the stream closed with; undefined while it is open, and where it was cut off. */
  readonly closedAt: string | undefined;
  /** Reads until the stream ends or is cut off, or until `enough`. */
  read(url: string, enough?: () => boolean): Promise<void>;
}

export const reader = (): Reader => {
  const got: string[] = [];
  const seen: { last?: string; closedAt?: string } = {};
  return {
    got,
    get last() {
      return seen.last;
    },
    get closedAt() {
      return seen.closedAt;
    },
    async read(url, enough = () => false) {
      if (enough()) return;
      const gone = new AbortController();
      const headers: Record<string, string> = seen.last === undefined ? {} : { 'last-event-id': seen.last };
      try {
        const response = await fetch(`${url}/v1/events`, { headers, signal: gone.signal });
        for await (const { id, event, data } of sseItems(response)) {
          if (event === 'closing') seen.closedAt = (data as { after: string }).after;
          const { event: recorded } = (data ?? {}) as { event?: RecordedEvent };
          if (recorded === undefined || id === undefined) continue;
          seen.last = id;
          got.push(`${recorded.sessionid}:${recorded.ordinal}`);
          if (enough()) break;
        }
      } catch {
        // The service was killed.
      } finally {
        gone.abort();
      }
    },
  };
};
