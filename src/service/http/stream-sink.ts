// Where the bytes of a live stream go: Node's response where there is a server, else the body of the Response. Each holds a
// bounded number of bytes for its reader, and says when it takes more.
import type { ServerResponse } from 'node:http';

export interface StreamSink {
  /** @returns whether it takes more at once; what is written after that is held all the same */
  write(bytes: Uint8Array): boolean;
  /** Resolves when it takes more, and when the reader has gone. */
  ready(): Promise<void>;
  /** Ends it behind what was written. */
  end(): void;
  /** As `end`, and the connection with it. */
  endAll(): void;
  /** Ends it without what was not taken yet. */
  cut(): void;
}

export interface SinkOptions {
  /** Called once, when writing may begin. */
  readonly onOpen: (sink: StreamSink) => void;
  /** Called when the reader has gone. */
  readonly onGone: () => void;
}

/** A wait that whoever knows ends. */
class Gate {
  #open = () => {};

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }
}

/**
 * A body whose bytes go to Node's response directly: a queue of web streams for each of a thousand readers costs more than all
 * else that is done for them. The body itself begins the response, with its status and headers, and ends it.
 */
export const nodeBody = (outgoing: ServerResponse, { onOpen, onGone }: SinkOptions): ReadableStream<Uint8Array> => {
  const gate = new Gate();
  let isOpen = false;
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (outgoing.destroyed) return;
    // The head is written once the server finds that no body comes at once.
    if (!outgoing.headersSent) return void setImmediate(begin, controller);
    outgoing.on('drain', () => gate.open());
    const end = (): void => {
      if (!outgoing.destroyed) controller.close();
      gate.open();
    };
    onOpen({
      write: (bytes) => !outgoing.destroyed && outgoing.write(bytes),
      // One that was destroyed opens the gate when it is closed.
      ready: () => (outgoing.destroyed || outgoing.writableNeedDrain ? gate.wait() : Promise.resolve()),
      end,
      endAll() {
        const { socket } = outgoing;
        outgoing.once('finish', () => socket?.end());
        end();
      },
      cut: () => outgoing.destroy(),
    });
  };
  outgoing.once('close', () => {
    gate.open();
    onGone();
  });
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!isOpen) begin(controller);
        isOpen = true;
        // Nothing comes this way but the end.
        return new Promise(() => {});
      },
    },
    { highWaterMark: 0 },
  );
};

/** A body without a server behind it. */
export const plainBody = ({ onOpen, onGone }: SinkOptions): ReadableStream<Uint8Array> => {
  const gate = new Gate();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const hasRoom = (): boolean => (controller.desiredSize ?? 0) > 0;
      const end = (): void => {
        controller.close();
        gate.open();
      };
      onOpen({
        write(bytes) {
          controller.enqueue(bytes);
          return hasRoom();
        },
        ready: () => (hasRoom() ? Promise.resolve() : gate.wait()),
        end,
        endAll: end,
        cut() {
          controller.error(new Error('the reader takes nothing'));
          gate.open();
        },
      });
    },
    pull: () => gate.open(),
    cancel() {
      gate.open();
      onGone();
    },
  });
};
