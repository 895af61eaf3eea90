// A live stream as server-sent events: `id` is a position, comments keep the connection, a reader that has gone ends the
// source. What a reader does not take stays in the log: one item waits, and what its connection holds. One that takes nothing
// for long is told where to go on, behind what waits for it, and its connection ends.
import type { ServerResponse } from 'node:http';
import { droppedReaderNews } from '../../log/news.ts';
import type { StreamItem } from '../operations/operation.ts';
import { longAnswer, MEDIA_TYPES } from './responses.ts';
import { nodeBody, plainBody, type SinkOptions, type StreamSink } from './stream-sink.ts';

/** A comment is sent so often: proxies end connections that are silent. */
const PING_MS = 15_000;
/** A reader that takes nothing for so many pings is too slow. */
const MOST_STALLED = 4;
/** One that does not take the end within so long is cut off. */
const CUT_MS = 60_000;
/** Written at once: a reader that takes a long document slowly is not one that takes nothing. */
const PIECE_BYTES = 64 * 1024;

const encoder = new TextEncoder();
const BEGIN = encoder.encode('retry: 1000\n\n');
const PING = encoder.encode(': ping\n\n');

/** Of data that many streams have: the readers of one event share it. */
const encoded = new WeakMap<object, { readonly id: string | undefined; readonly bytes: Uint8Array }>();

const bytesOf = ({ id, event, data }: StreamItem): Uint8Array => {
  const isShared = typeof data === 'object' && data !== null;
  const known = isShared ? encoded.get(data) : undefined;
  if (known !== undefined && known.id === id) return known.bytes;
  const bytes = encoder.encode(
    `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
  );
  if (isShared) encoded.set(data, { id, bytes });
  return bytes;
};

export interface EventStreamOptions {
  /** Of the connection, where there is one. */
  readonly outgoing?: ServerResponse | undefined;
  /** Default 15,000. A reader that takes nothing for four pings is too slow. */
  readonly pingMs?: number | undefined;
  /** How long one that was too slow has to take the end. Default 60,000. */
  readonly cutMs?: number | undefined;
  /** Receives what a defect threw in the middle of a stream. */
  readonly onDefect?: ((error: unknown) => void) | undefined;
}

class EventStream {
  readonly #iterator: AsyncIterator<StreamItem>;
  readonly #options: EventStreamOptions;
  #sink: StreamSink | undefined;
  #ping: NodeJS.Timeout | undefined;
  #isOver = false;
  #stalled = 0;
  /** Whether the reader has not taken what was written. */
  #waits = false;
  /** Of the item that is being written, what was not. */
  #rest: Uint8Array | undefined;
  #last: string | undefined;

  constructor(items: AsyncIterable<StreamItem>, options: EventStreamOptions) {
    this.#iterator = items[Symbol.asyncIterator]();
    this.#options = options;
  }

  get sinkOptions(): SinkOptions {
    return {
      onOpen: (sink) => {
        this.#sink = sink;
        sink.write(BEGIN);
        this.#ping = setInterval(() => this.#onPing(sink), this.#options.pingMs ?? PING_MS);
        this.#ping.unref();
        void this.#run(sink);
      },
      onGone: () => {
        this.#isOver = true;
        clearInterval(this.#ping);
        // Before it began nothing runs that would.
        if (this.#sink === undefined) void this.#iterator.return?.();
      },
    };
  }

  async #run(sink: StreamSink): Promise<void> {
    const iterator = this.#iterator;
    try {
      while (!this.#isOver) {
        const { done, value } = await iterator.next();
        if (done) break;
        if (this.#isOver) break;
        if (!this.#write(sink, value)) await this.#taken(sink);
      }
    } catch (error) {
      this.#options.onDefect?.(error);
    }
    if (this.#isOver) {
      await Promise.resolve(iterator.return?.()).catch((error: unknown) => this.#options.onDefect?.(error));
      return;
    }
    clearInterval(this.#ping);
    sink.end();
  }

  /** @returns whether the reader takes more at once */
  #write(sink: StreamSink, item: StreamItem): boolean {
    if (item.id !== undefined) this.#last = item.id;
    const bytes = bytesOf(item);
    if (bytes.length <= PIECE_BYTES) return sink.write(bytes);
    this.#rest = bytes;
    return false;
  }

  /** Resolves when what was written is taken, and the rest of the item with it. */
  async #taken(sink: StreamSink): Promise<void> {
    do {
      const piece = this.#rest?.subarray(0, PIECE_BYTES);
      this.#rest =
        this.#rest === undefined || this.#rest.length <= PIECE_BYTES ? undefined : this.#rest.subarray(PIECE_BYTES);
      if (piece !== undefined && sink.write(piece)) continue;
      this.#waits = true;
      await sink.ready();
      this.#isTaken();
    } while (this.#rest !== undefined && !this.#isOver);
  }

  #isTaken(): void {
    this.#waits = false;
    this.#stalled = 0;
  }

  #onPing(sink: StreamSink): void {
    if (!this.#waits) {
      // Between the pieces of an item a comment would be part of it.
      if (this.#rest !== undefined || sink.write(PING)) return;
      // One that is not taken counts as an item does.
      this.#waits = true;
      void sink.ready().then(() => this.#isTaken());
      return;
    }
    this.#stalled += 1;
    if (this.#stalled === MOST_STALLED) this.#close(sink);
  }

  /** The reader is too slow: behind what waits for it stands where to go on. */
  #close(sink: StreamSink): void {
    droppedReaderNews.tell({});
    this.#isOver = true;
    clearInterval(this.#ping);
    // Ended as an interval is.
    this.#ping = setTimeout(() => sink.cut(), this.#options.cutMs ?? CUT_MS).unref();
    if (this.#rest !== undefined) sink.write(this.#rest);
    this.#rest = undefined;
    const id = this.#last;
    sink.write(
      bytesOf({ ...(id !== undefined && { id }), event: 'closing', data: { reason: 'slow', after: id ?? null } }),
    );
    sink.endAll();
  }
}

/** The response: a slow reader slows only its own source. */
export const eventStream = (items: AsyncIterable<StreamItem>, options: EventStreamOptions = {}): Response => {
  const { outgoing } = options;
  const { sinkOptions } = new EventStream(items, options);
  const body = outgoing === undefined ? plainBody(sinkOptions) : nodeBody(outgoing, sinkOptions);
  const response = new Response(body, {
    headers: {
      'content-type': `${MEDIA_TYPES.live}; charset=utf-8`,
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
  return longAnswer(response, MEDIA_TYPES.live);
};
