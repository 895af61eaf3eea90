// One request that is answered by several messages, as JetStream's direct batches and pulls are. What was asked for is
// all that can arrive, so the limits of the request are the limit of what is held here: back pressure without a window.
import { createInbox, type Msg } from '@nats-io/nats-core';
import { type Connection, NoAnswer } from './connection.ts';

/**
 * The messages of the answer, status messages (no body, `headers.code` other than 0) among them: the caller knows which
 * one is the last and leaves the loop.
 * @throws NoAnswer when the connection breaks or nothing arrives for `silenceMs`, also when `signal` aborts ('timeout')
 */
export async function* askBatch(
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
  const forget = connection.onBreak(() => fail(new NoAnswer('disconnected')));
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
