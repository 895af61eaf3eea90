// Messages on the wire: one as a plain publish, many as one atomic batch, which is stored completely or not at all.
import { randomBytes } from 'node:crypto';
import type { ApiError, PubAck } from '@nats-io/jetstream';
import { headers, type MsgHdrs } from '@nats-io/nats-core';
import type { Wire } from './api.ts';
import { NoAnswer } from './connection.ts';

export interface Message {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the server answered for one message. */
export type Answer =
  | { readonly kind: 'stored'; readonly sequence: number; readonly duplicate: boolean }
  | { readonly kind: 'refused'; readonly error: ApiError };

/** The most messages that a server takes in one batch, by its own default. */
export const MAX_BATCH = 1_000;

/** Headers as the client sends them: written as they are, since its own checks cost more than the whole message. */
class WrittenHeaders {
  #text = '';
  /** Whether the client took the headers of the last message. */
  isTaken = false;
  readonly carrier = Object.assign(headers(), {
    encode: () => {
      this.isTaken = true;
      return Buffer.from(`${this.#text}\r\n`);
    },
  });

  /** @param send publishes with the carrier; the client takes the headers before it returns */
  send<T>(message: Message, more: string, send: (carrier: MsgHdrs) => T): T {
    this.#text = 'NATS/1.0\r\n';
    for (const [name, value] of message.headers) {
      if (LINE_END.test(value)) throw new Error(`header ${name} has a line end: ${JSON.stringify(value)}`);
      this.#text += `${name}: ${value}\r\n`;
    }
    this.#text += more;
    this.isTaken = false;
    return send(this.carrier);
  }
}

const LINE_END = /[\r\n]/;
/** Without its expectation a commit would be stored wherever the session is. */
const WITHOUT_HEADERS = 'the client did not send the headers of a commit';
const written = new WrittenHeaders();

type Reply = PubAck & { error?: ApiError };

/** @throws NoAnswer, LOG_UNREACHABLE once closed */
export const publishOne = async (wire: Wire, message: Message, timeoutMs: number): Promise<Answer> => {
  const { subject, body } = message;
  const sent = written.send(message, '', (all) => wire.request(subject, body, { timeoutMs, headers: all }));
  const { isTaken } = written;
  const reply = (await sent).json<Reply>();
  if (!isTaken) throw new Error(WITHOUT_HEADERS);
  return reply.error === undefined
    ? { kind: 'stored', sequence: reply.seq, duplicate: reply.duplicate === true }
    : { kind: 'refused', error: reply.error };
};

const process = randomBytes(9).toString('base64url');
let batches = 0;

/**
 * Publishes messages of different subjects as one atomic batch. Only the last one is a request: the server answers the
 * batch as a whole, and does not name the message because of which it refuses one.
 * @returns the sequence of the first message, the others follow it without gaps; or the error
 * @throws NoAnswer, LOG_UNREACHABLE once closed
 */
export const publishBatch = async (
  wire: Wire,
  messages: readonly Message[],
  timeoutMs: number,
): Promise<{ readonly first: number } | { readonly error: ApiError }> => {
  // While the connection is down, the client would keep what is published until it is up again.
  if (!wire.isUp()) throw new NoAnswer('disconnected');
  batches += 1;
  const id = `${process}-${batches}`;
  const place = (n: number) => `Nats-Batch-Id: ${id}\r\nNats-Batch-Sequence: ${n}\r\n`;
  const last = messages.length - 1;
  for (let n = 0; n < last; n += 1) {
    const message = messages[n] as Message;
    const { subject, body } = message;
    written.send(message, place(n + 1), (all) => wire.nc.publish(subject, body, { headers: all }));
    if (!written.isTaken) throw new Error(WITHOUT_HEADERS);
  }
  const end = messages[last] as Message;
  const message = await written.send(end, `${place(last + 1)}Nats-Batch-Commit: 1\r\n`, (all) =>
    wire.request(end.subject, end.body, { timeoutMs, headers: all }),
  );
  const reply = message.json<Reply>();
  return reply.error === undefined ? { first: reply.seq - last } : { error: reply.error };
};
