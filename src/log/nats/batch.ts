// One request with several messages as its answer, as JetStream's direct batches and pulls have. No more than was requested
// can arrive, so the limits of the request bound what is buffered here.
import { createInbox, type Msg } from '@nats-io/nats-core';
import { type Connection, NoAnswer } from './connection.ts';

/**
 * The messages of the answer, including status messages (no body, a `headers.code` other than 0). The caller recognises
 * the last one and leaves the loop.
 * @throws NoAnswer when the connection is lost, when nothing arrives for `silenceMs`, or (as a timeout) when `signal` aborts
 */
export async function* requestBatch(
  connection: Connection,
  subject: string,
  payload: string,
  { silenceMs, signal }: { silenceMs: number; signal?: AbortSignal },
): AsyncGenerator<Msg> {
  if (!connection.isUp()) throw new NoAnswer('disconnected');
  const arrived: Msg[] = [];
  let taken = 0;
  let failure: Error | undefined;
  let wake = () => {};
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  const forget = connection.onLost(() => fail(new NoAnswer('disconnected')));
  const onAbort = () => fail(new NoAnswer('timeout'));
  const silence = setTimeout(onAbort, silenceMs);
  const inbox = createInbox();
  const subscription = connection.nc.subscribe(inbox, {
    callback: (error, message) => {
      if (error !== null) return fail(error);
      silence.refresh();
      arrived.push(message);
      wake();
    },
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted) throw new NoAnswer('timeout');
    connection.nc.publish(subject, payload, { reply: inbox });
    for (;;) {
      const message = arrived[taken];
      if (message !== undefined) {
        taken += 1;
        yield message;
      } else if (failure !== undefined) {
        throw failure;
      } else {
        arrived.length = taken = 0;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearTimeout(silence);
    subscription.unsubscribe();
    forget();
    signal?.removeEventListener('abort', onAbort);
  }
}
