// JetStream's API as plain requests. Each request is repeated until it is answered or its deadline passes: a server that
// restarts does not answer for a moment.
import type { ApiError } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { defined } from '../../../machines/defined.ts';
import type { Clock } from '../../clock.ts';
import { RepriseError } from '../../errors.ts';
import { type Connection, NoAnswer } from './connection.ts';

/** The error codes of JetStream that this adapter handles (server/errors.json of nats-server). */
export const CODE = {
  noMessageFound: 10037,
  streamNameInUse: 10058,
  streamNotFound: 10059,
  /** The last sequence is not the expected one. */
  wrongLastSequence: 10071,
  /** The same, while an earlier commit is not yet replicated. */
  wrongLastSequenceUnknown: 10164,
  consumerNotFound: 10014,
  insufficientResources: 10023,
  /** Of a cluster: the servers that are known now are too few for the replicas. */
  noPeers: 10005,
  storageResourcesExceeded: 10047,
  streamStoreFailed: 10077,
  /** A message with the same id is being stored. */
  duplicateInProcess: 10158,
  /** The stream takes no atomic batches. */
  batchesDisabled: 10174,
  batchHeaderUnsupported: 10177,
  batchTooLarge: 10199,
  /** The id of a member was seen before. */
  duplicateInBatch: 10201,
} as const;

/** A connection as far as requests and publishes need it. */
export interface Wire extends Omit<Connection, 'nc' | 'request'> {
  readonly nc: Pick<NatsConnection, 'publish'>;
  request(...given: Parameters<Connection['request']>): Promise<Pick<Msg, 'json'>>;
}

/** How long one attempt waits for its answer. */
const ATTEMPT_MS = 3_000;

export const delay = (clock: Clock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener('abort', done, { once: true });
  });

/** Milliseconds to wait after attempt `n` (from 1): 20, 40, 80, ... 500. */
export const pauseBefore = (n: number): number => Math.min(500, 10 * 2 ** n);

/** True for an error that means "not now": no leader, starting, shutting down. */
export const isTransient = (error: ApiError): boolean =>
  error.code === 503 && error.err_code !== CODE.insufficientResources && error.err_code !== CODE.streamStoreFailed;

/** One request and its answer, which may be an error of the API. @throws NoAnswer */
const requestOnce = async <T>(connection: Wire, subject: string, body: unknown, timeoutMs: number) => {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const reply = await connection.request(`$JS.API.${subject}`, payload, { timeoutMs });
  return reply.json<T & { error?: ApiError }>();
};

export interface RequestOptions {
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal;
  /** Default: the connection's. */
  readonly deadlineMs?: number;
  /** Makes one attempt only, for callers that report the failure before they try again. Default false. */
  readonly once?: boolean;
}

/**
 * Sends a request until it is answered.
 * @throws RepriseError LOG_UNREACHABLE when none came before the deadline, or before `signal` aborted
 */
export const request = async <T>(
  connection: Wire,
  subject: string,
  body?: unknown,
  { signal, deadlineMs = connection.deadlineMs, once = false }: RequestOptions = {},
): Promise<T & { error?: ApiError }> => {
  const end = connection.clock.nowMs() + deadlineMs;
  let reason: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const left = end - connection.clock.nowMs();
    if (left <= 0 || signal?.aborted) break;
    try {
      await connection.whenUp({ timeoutMs: left, ...defined({ signal }) });
      // At least a millisecond: the client throws for less.
      const answer = await requestOnce<T>(connection, subject, body, Math.max(1, Math.min(left, ATTEMPT_MS)));
      if (answer.error === undefined || !isTransient(answer.error)) return answer;
      reason = answer.error.description;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      reason = connection.isUp() ? error.message : undefined;
    }
    if (once) break;
    await delay(connection.clock, Math.min(pauseBefore(attempt), Math.max(0, end - connection.clock.nowMs())), signal);
  }
  throw connection.unreachable(connection.isUp() ? reason : undefined, { subject });
};

/** What a person can do about some refusals, by JetStream's number of the error. */
const HINTS: Readonly<Record<number, string>> = {
  10005:
    'Too few servers of the cluster take part, or what they stored was removed: bring it back before anything is written.',
  10065:
    'A stream of another name has these subjects: name that one in REPRISE_STREAMS (`streams` of open()), or name none.',
};

/** The error for an answer that this adapter does not handle. */
export const refusedBy = (connection: Wire, error: ApiError): RepriseError =>
  new RepriseError(
    'LOG_UNREACHABLE',
    `The log at ${connection.url} refused the request: ${error.description} (error ${error.err_code ?? error.code}).`,
    {
      ...defined({ hint: HINTS[error.err_code ?? 0] }),
      fields: { url: connection.url, code: error.code, errorCode: error.err_code },
    },
  );

/** A message of the stream, read through its leader. */
export interface LeaderMessage {
  readonly subject: string;
  readonly sequence: number;
  readonly messageId: string | undefined;
  /** As they are stored; none for a message without headers. */
  readonly headers: Uint8Array;
  readonly body: Uint8Array;
  /** When the server stored it: RFC 3339. */
  readonly time: string;
}

/**
 * A message of the stream, read from its leader: that holds every acknowledged commit, while a direct get may be answered
 * by a replica that lags. Undefined when there is none.
 */
export const getFromLeader = async (
  connection: Wire,
  stream: string,
  query: { seq: number; next_by_subj?: string } | { last_by_subj: string },
  deadlineMs = connection.deadlineMs,
): Promise<LeaderMessage | undefined> => {
  type Answer = { message: { subject: string; seq: number; data?: string; hdrs?: string; time?: string } };
  const answer = await request<Answer>(connection, `STREAM.MSG.GET.${stream}`, query, { deadlineMs });
  if (answer.error?.err_code === CODE.noMessageFound) return undefined;
  if (answer.error !== undefined) throw refusedBy(connection, answer.error);
  const { subject, seq, data = '', hdrs = '', time = '' } = answer.message;
  const headers = Buffer.from(hdrs, 'base64');
  return {
    subject,
    sequence: seq,
    messageId: /^Nats-Msg-Id: ?(.*?)\r$/im.exec(headers.toString())?.[1],
    headers,
    body: Buffer.from(data, 'base64'),
    time,
  };
};
