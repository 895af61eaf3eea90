// A live stream as server-sent events: `id` is a position, comments keep the connection, a reader that has gone ends the
// source. What a reader does not take stays in the log: one item waits in the stream, and what the socket holds of it.
import type { ServerResponse } from 'node:http';
import { droppedReaderNews } from '../../log/news.ts';
import type { StreamItem } from '../operations/operation.ts';
import { longAnswer, MEDIA_TYPES } from './responses.ts';

/** A comment is sent so often: proxies end connections that are silent. */
const PING_MS = 15_000;
/** A reader that takes nothing for so many pings is cut off: nothing can be said to it any more. */
const MOST_STALLED = 4;

const textOf = ({ id, event, data }: StreamItem): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

export interface EventStreamOptions {
  /** Of the connection, where there is one: a reader that stalls is cut off by it. */
  readonly outgoing?: ServerResponse | undefined;
  readonly pingMs?: number | undefined;
  /** Receives what a defect threw in the middle of a stream. */
  readonly onDefect?: ((error: unknown) => void) | undefined;
}

/** The response: each pull of the reader takes one item, so that a slow reader slows only its own source. */
export const eventStream = (
  items: AsyncIterable<StreamItem>,
  { outgoing, pingMs = PING_MS, onDefect }: EventStreamOptions = {},
): Response => {
  const encoder = new TextEncoder();
  const iterator = items[Symbol.asyncIterator]();
  let stalled = 0;
  let ping: NodeJS.Timeout | undefined;
  const leave = async (): Promise<void> => {
    clearInterval(ping);
    await iterator.return?.();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 1000\n\n'));
      ping = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) {
          stalled = 0;
          controller.enqueue(encoder.encode(': ping\n\n'));
          return;
        }
        stalled += 1;
        if (stalled < MOST_STALLED) return;
        droppedReaderNews.tell({});
        clearInterval(ping);
        void leave();
        if (outgoing === undefined) controller.error(new Error('the reader takes nothing'));
        else outgoing.destroy();
      }, pingMs);
      ping.unref();
    },
    async pull(controller) {
      stalled = 0;
      try {
        const { done, value } = await iterator.next();
        if (!done) {
          controller.enqueue(encoder.encode(textOf(value)));
          return;
        }
      } catch (error) {
        onDefect?.(error);
      }
      clearInterval(ping);
      controller.close();
    },
    cancel: leave,
  });
  const response = new Response(body, {
    headers: {
      'content-type': `${MEDIA_TYPES.live}; charset=utf-8`,
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
  return longAnswer(response, MEDIA_TYPES.live);
};
