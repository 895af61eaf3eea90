// Messages of many sessions in the order of the stream, by a short-lived consumer that is pulled in bounded batches. It is
// written by hand because the client's ordered consumer waits up to 30 seconds after a restart of the server; this one is
// dropped at the first doubt, and the caller makes another behind the last message that it received.
import type { ConsumerConfig, ConsumerInfo } from '@nats-io/jetstream';
import { type Msg, nanos, nuid } from '@nats-io/nats-core';
import { defined } from '../../../machines/defined.ts';
import { type RequestOptions, refusedBy, request } from './api.ts';
import { openAnswers } from './batch.ts';
import { type Connection, NoAnswer } from './connection.ts';

/** How many messages may be under way: they are requested in two halves, so that the server sends one while the other is read. */
const BATCH = 500;
const HALF = BATCH / 2;
/** Room for headers beside the largest commit: a smaller limit on bytes would never let that commit through. */
const HEADER_ROOM_BYTES = 64 * 1024;
const EXPIRES_MS = 30_000;
/** While nothing is new the server sends a heartbeat this often; a longer silence means that it is gone. */
const HEARTBEAT_MS = 2_000;
const SILENCE_MS = 5_000;
/** The status of a heartbeat. */
const HEARTBEAT = 100;
/** The server drops a consumer that nobody pulled from for this long; a slower reader gets a new one. */
const INACTIVE_MS = 60_000;

export interface Pulled {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly sequence: number;
  /** For its headers. */
  readonly message: Pick<Msg, 'headers'>;
}

export interface Pull {
  /** How many messages there were when the consumer was created. */
  readonly pending: number;
  /**
   * Messages without end, as many at a time as have arrived, an empty list now and then while none does; it returns when the
   * consumer is gone. @throws NoAnswer
   */
  messages(): AsyncGenerator<readonly Pulled[]>;
  /**
   * Whether all that there is has been handed on: what was pending and is erased never comes.
   * @throws RepriseError LOG_UNREACHABLE when the server does not answer within `deadlineMs`
   */
  isDrained(): Promise<boolean>;
  /** Deletes the consumer, without waiting for the answer. */
  drop(): void;
}

const ACK = '$JS.ACK.';

/** The place of a delivered message, from its reply subject: `$JS.ACK.[domain.account.]stream.consumer.delivered.sequence.delivery. ...`. */
const placeOf = (reply: string): { sequence: number; delivery: number } => {
  const dots: number[] = [];
  for (let dot = reply.indexOf('.'); dot >= 0; dot = reply.indexOf('.', dot + 1)) dots.push(dot);
  const token = (place: number) => Number(reply.slice((dots[place - 1] ?? -1) + 1, dots[place]));
  const first = dots.length === 8 ? 5 : 7;
  return { sequence: token(first), delivery: token(first + 1) };
};

/**
 * How many messages a pull will not get that ended before it was full: it expired, or its bytes were used up. Also 0, for a
 * full one that has bytes left. Undefined for any other status: the consumer is gone.
 */
const missedBy = ({ headers }: Msg): number | undefined =>
  headers?.has('Nats-Pending-Messages') ? Number(headers.get('Nats-Pending-Messages')) : undefined;

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
  let delivered = 0;
  const pull = { batch: HALF, max_bytes: maxBytes, expires: nanos(EXPIRES_MS), idle_heartbeat: nanos(HEARTBEAT_MS) };

  return {
    pending: made.num_pending,
    async *messages() {
      const answers = openAnswers(connection, { silenceMs: SILENCE_MS, ...defined({ signal: options.signal }) });
      const payload = JSON.stringify(pull);
      let requested = 0;
      try {
        for (;;) {
          for (; requested <= BATCH - HALF; requested += HALF)
            answers.request(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, payload);
          const pulled: Pulled[] = [];
          let isGone = false;
          let isIdle = false;
          for (const message of await answers.arrived()) {
            const { data, reply = '' } = message;
            if (!reply.startsWith(ACK)) {
              if (message.headers?.code === HEARTBEAT) {
                isIdle = true;
                continue;
              }
              const missed = missedBy(message);
              isGone = missed === undefined;
              if (missed === undefined) break;
              requested -= missed;
              continue;
            }
            const { sequence, delivery } = placeOf(reply);
            if (delivery !== delivered + 1) throw new NoAnswer('disconnected');
            delivered = delivery;
            requested -= 1;
            pulled.push({ subject: message.subject, data, sequence, message });
          }
          if (pulled.length > 0 || isIdle) yield pulled;
          if (isGone) return;
        }
      } finally {
        answers.close();
      }
    },
    async isDrained() {
      const info = await request<ConsumerInfo>(connection, `CONSUMER.INFO.${stream}.${name}`, undefined, options);
      return info.error === undefined && info.num_pending === 0 && info.delivered.consumer_seq === delivered;
    },
    drop() {
      if (connection.isClosed()) return;
      request(connection, `CONSUMER.DELETE.${stream}.${name}`, undefined, { deadlineMs: 1_000 }).catch(() => {});
    },
  };
};
