// Messages of many sessions in the order of the stream, by a short-lived consumer that is pulled in bounded batches. It is
// written by hand because the client's ordered consumer waits up to 30 seconds after a restart of the server; this one is
// dropped at the first doubt, and the caller makes another behind the last message that it received.
import type { ConsumerConfig, ConsumerInfo } from '@nats-io/jetstream';
import { type Msg, nanos, nuid } from '@nats-io/nats-core';
import { defined } from '../../../machines/defined.ts';
import { type RequestOptions, refusedBy, request } from './api.ts';
import { requestBatch } from './batch.ts';
import { type Connection, NoAnswer } from './connection.ts';

const BATCH = 500;
/** Room for headers beside the largest commit: a smaller limit on bytes would never let that commit through. */
const HEADER_ROOM_BYTES = 64 * 1024;
const EXPIRES_MS = 30_000;
/** While nothing is new the server sends a heartbeat this often; a longer silence means that it is gone. */
const HEARTBEAT_MS = 2_000;
const SILENCE_MS = 5_000;
/** The server drops a consumer that nobody pulled from for this long; a slower reader gets a new one. */
const INACTIVE_MS = 60_000;

export interface Pulled {
  readonly message: Msg;
  readonly sequence: number;
}

export interface Pull {
  /** How many messages there were when the consumer was created. */
  readonly pending: number;
  /** Messages without end; it returns when the consumer is gone. @throws NoAnswer */
  messages(): AsyncGenerator<Pulled>;
  /** Deletes the consumer, without waiting for the answer. */
  drop(): void;
}

/** The place of a delivered message, from its reply subject: `$JS.ACK.[domain.account.]stream.consumer.delivered.sequence.delivery. ...`. */
const placeOf = (reply = ''): { sequence: number; delivery: number } => {
  const tokens = reply.split('.');
  const first = tokens.length === 9 ? 5 : 7;
  return { sequence: Number(tokens[first]), delivery: Number(tokens[first + 1]) };
};

/** @throws RepriseError LOG_UNREACHABLE when the server does not answer within `deadlineMs`, or refuses */
export const openPull = async (
  connection: Connection,
  stream: string,
  config: Partial<ConsumerConfig>,
  options: RequestOptions = {},
): Promise<Pull> => {
  const name = `reprise_${nuid.next()}`;
  const made = await request<ConsumerInfo>(
    connection,
    `CONSUMER.CREATE.${stream}.${name}`,
    {
      stream_name: stream,
      action: 'create',
      config: {
        name,
        ack_policy: 'none',
        replay_policy: 'instant',
        mem_storage: true,
        num_replicas: 1,
        inactive_threshold: nanos(INACTIVE_MS),
        ...config,
      },
    },
    options,
  );
  if (made.error !== undefined) throw refusedBy(connection, made.error);
  const maxBytes = (connection.nc.info?.max_payload ?? 0) + HEADER_ROOM_BYTES;
  const pull = { batch: BATCH, max_bytes: maxBytes, expires: nanos(EXPIRES_MS), idle_heartbeat: nanos(HEARTBEAT_MS) };

  return {
    pending: made.num_pending,
    async *messages() {
      let delivered = 0;
      for (;;) {
        let left = BATCH;
        const answer = requestBatch(connection, `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, JSON.stringify(pull), {
          silenceMs: SILENCE_MS,
          ...defined({ signal: options.signal }),
        });
        for await (const message of answer) {
          const status =
            message.data.length === 0 && !message.reply?.startsWith('$JS.ACK.') ? message.headers?.code : 0;
          if (status === 100) continue; // heartbeat
          if (status === 408) break; // nothing new before it expired
          // The byte limit was reached or the consumer is gone. Only the text differs, so both end it.
          if (status !== 0) return;
          const { sequence, delivery } = placeOf(message.reply);
          if (delivery !== delivered + 1) throw new NoAnswer('disconnected');
          delivered = delivery;
          yield { message, sequence };
          left -= 1;
          if (left === 0) break;
        }
      }
    },
    drop() {
      if (connection.isClosed()) return;
      request(connection, `CONSUMER.DELETE.${stream}.${name}`, undefined, { deadlineMs: 1_000 }).catch(() => {});
    },
  };
};
