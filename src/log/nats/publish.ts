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

const headersOf = (message: Message, more: Message['headers'] = []): MsgHdrs => {
  const all = headers();
  for (const [name, value] of message.headers) all.append(name, value);
  for (const [name, value] of more) all.append(name, value);
  return all;
};

type Reply = PubAck & { error?: ApiError };

/** @throws NoAnswer, LOG_UNREACHABLE once closed */
export const publishOne = async (wire: Wire, message: Message, timeoutMs: number): Promise<Answer> => {
  const { subject, body } = message;
  const reply = (await wire.request(subject, body, { timeoutMs, headers: headersOf(message) })).json<Reply>();
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
  const place = (n: number) => [['Nats-Batch-Id', id] as const, ['Nats-Batch-Sequence', String(n)] as const];
  const last = messages.length - 1;
  for (const [n, message] of messages.entries())
    if (n < last) wire.nc.publish(message.subject, message.body, { headers: headersOf(message, place(n + 1)) });
  const end = messages[last] as Message;
  const commit = [...place(last + 1), ['Nats-Batch-Commit', '1'] as const];
  const message = await wire.request(end.subject, end.body, { timeoutMs, headers: headersOf(end, commit) });
  const reply = message.json<Reply>();
  return reply.error === undefined ? { first: reply.seq - last } : { error: reply.error };
};
