// A live stream as server-sent events: `id` is a position, comments keep the connection, a reader that has gone ends the
// source.
import type { StreamItem } from '../operations/operation.ts';

/** A comment is sent so often: proxies end connections that are silent. */
const PING_MS = 15_000;

const textOf = ({ id, event, data }: StreamItem): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** The response: each pull of the reader takes one item, so that a slow reader slows only its own source. */
export const eventStream = (items: AsyncIterable<StreamItem>): Response => {
  const encoder = new TextEncoder();
  const iterator = items[Symbol.asyncIterator]();
  let ping: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 1000\n\n'));
      ping = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': ping\n\n'));
      }, PING_MS);
      ping.unref();
    },
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) {
        clearInterval(ping);
        controller.close();
      } else controller.enqueue(encoder.encode(textOf(value)));
    },
    async cancel() {
      clearInterval(ping);
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
};
