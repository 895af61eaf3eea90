// Requests with several messages as their answer, as JetStream's direct batches and pulls have. No more than was requested
// can arrive, so the limits of the requests bound what is buffered here.
import { createInbox, type Msg } from '@nats-io/nats-core';
import { type Connection, NoAnswer } from './connection.ts';

/** One inbox for the answers of several requests; they arrive in the order in which the server sent them. */
export interface Answers {
  /** Sends a request. */
  request(subject: string, payload: string): void;
  /**
   * What arrived since the last call, including status messages (no body, a `headers.code` other than 0); at least one.
   * @throws NoAnswer when the connection is lost, when nothing arrives while this waits for `silenceMs`, or (as a timeout)
   *   when `signal` aborts
   */
  arrived(): Promise<Msg[]>;
  close(): void;
}

/** @throws NoAnswer when there is no connection */
export const openAnswers = (
  connection: Connection,
  { silenceMs, signal }: { silenceMs: number; signal?: AbortSignal },
): Answers => {
  if (!connection.isUp()) throw new NoAnswer('disconnected');
  let messages: Msg[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  const forget = connection.onLost(() => fail(new NoAnswer('disconnected')));
  const onAbort = () => fail(new NoAnswer('timeout'));
  const inbox = createInbox(connection.inboxPrefix);
  const subscription = connection.nc.subscribe(inbox, {
    callback: (error, message) => {
      if (error !== null) return fail(error);
      messages.push(message);
      if (messages.length === 1) wake();
    },
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return {
    request(subject, payload) {
      // The next connection knows nothing of the inbox.
      if (failure !== undefined) return;
      if (connection.isUp()) connection.nc.publish(subject, payload, { reply: inbox });
      else fail(new NoAnswer('disconnected'));
    },
    async arrived() {
      if (messages.length === 0 && failure === undefined) {
        const cancel = connection.clock.after(silenceMs, onAbort);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        cancel();
      }
      if (messages.length === 0) throw failure;
      const taken = messages;
      messages = [];
      return taken;
    },
    close() {
      subscription.unsubscribe();
      forget();
      signal?.removeEventListener('abort', onAbort);
    },
  };
};

/**
 * The messages of the answer to one request. The caller recognises the last one and leaves the loop.
 * @throws NoAnswer as `arrived`
 */
export async function* requestBatch(
  connection: Connection,
  subject: string,
  payload: string,
  options: { silenceMs: number; signal?: AbortSignal },
): AsyncGenerator<Msg> {
  const answers = openAnswers(connection, options);
  try {
    answers.request(subject, payload);
    for (;;) yield* await answers.arrived();
  } finally {
    answers.close();
  }
}
