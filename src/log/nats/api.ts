// JetStream's API as plain requests: each call is sent again until an answer comes or its deadline passes, because a
// server that restarts answers nobody for a moment.
import type { ApiError } from '@nats-io/jetstream';
import { RepriseError } from '../../errors.ts';
import { type Connection, NoAnswer } from './connection.ts';

/** The error codes of JetStream that this adapter knows (server/errors.json of nats-server). */
export const CODE = {
  noMessageFound: 10037,
  streamNameInUse: 10058,
  streamNotFound: 10059,
  /** The expected last sequence is another. */
  wrongLastSequence: 10071,
  /** The same, while a commit before it is still on its way (replicated streams). */
  wrongLastSequenceUnknown: 10164,
  consumerNotFound: 10014,
  insufficientResources: 10023,
  storageResourcesExceeded: 10047,
  streamStoreFailed: 10077,
} as const;

/** How long a read, or a question about the stream, waits for a server that is away. */
const DEADLINE_MS = 10_000;
/** How long one attempt waits. */
const PATIENCE_MS = 3_000;

export const delay = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });

/** Milliseconds to wait before attempt `n` (from 1) is made again: 20, 40, 80, ... 500. */
export const pauseBefore = (n: number): number => Math.min(500, 10 * 2 ** n);

/** An error of the server's that means "not now": no leader, not up yet, shutting down. */
export const isPassing = (error: ApiError): boolean =>
  error.code === 503 && error.err_code !== CODE.insufficientResources && error.err_code !== CODE.streamStoreFailed;

/** Awaited answer of the API, `error` included. Gives up with the `NoAnswer` of the last attempt. */
const askOnce = async <T>(connection: Connection, subject: string, body: unknown, timeoutMs: number) => {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const reply = await connection.request(`$JS.API.${subject}`, payload, { timeoutMs });
  return reply.json<T & { error?: ApiError }>();
};

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Default ten seconds. */
  readonly deadlineMs?: number;
  /** Gives up after the first attempt: for callers that want to say so before they try again. */
  readonly once?: boolean;
}

/**
 * Asks until there is an answer.
 * @throws RepriseError LOG_UNREACHABLE when none came before the deadline, or before `signal` aborted
 */
export const ask = async <T>(
  connection: Connection,
  subject: string,
  body?: unknown,
  { signal, deadlineMs = DEADLINE_MS, once = false }: AskOptions = {},
): Promise<T & { error?: ApiError }> => {
  const end = performance.now() + deadlineMs;
  let reason = '';
  for (let attempt = 1; ; attempt += 1) {
    const left = end - performance.now();
    if (left <= 0 || signal?.aborted) break;
    try {
      await connection.whenUp({ timeoutMs: left, ...(signal && { signal }) });
      // At least a millisecond: the client takes less for no time at all, and throws.
      const answer = await askOnce<T>(connection, subject, body, Math.max(1, Math.min(left, PATIENCE_MS)));
      if (answer.error === undefined || !isPassing(answer.error)) return answer;
      reason = answer.error.description;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      reason = error.reason;
    }
    if (once) break;
    await delay(Math.min(pauseBefore(attempt), Math.max(0, end - performance.now())), signal);
  }
  throw new RepriseError('LOG_UNREACHABLE', `The log at ${connection.url} does not answer (${reason}).`, {
    hint: 'Check that nats-server runs there with JetStream enabled.',
    fields: { url: connection.url, subject },
  });
};

/** The error for an answer that nobody here can do anything about. */
export const refusedBy = (connection: Connection, error: ApiError): RepriseError =>
  new RepriseError(
    'LOG_UNREACHABLE',
    `The log at ${connection.url} refused: ${error.description} (${error.err_code ?? error.code}).`,
    { fields: { url: connection.url, code: error.code, errorCode: error.err_code } },
  );

/** A message as the leader's API gives it. */
export interface LeaderMessage {
  readonly subject: string;
  readonly sequence: number;
  readonly commitId: string | undefined;
  readonly body: Uint8Array;
}

/** Asks the stream's leader, which knows every acknowledged commit; a direct get may be answered by one that lags. */
export const getFromLeader = async (
  connection: Connection,
  stream: string,
  query: { seq: number; next_by_subj?: string } | { last_by_subj: string },
  deadlineMs = DEADLINE_MS,
): Promise<LeaderMessage | undefined> => {
  type Answer = { message: { subject: string; seq: number; data?: string; hdrs?: string } };
  const answer = await ask<Answer>(connection, `STREAM.MSG.GET.${stream}`, query, { deadlineMs });
  if (answer.error?.err_code === CODE.noMessageFound) return undefined;
  if (answer.error !== undefined) throw refusedBy(connection, answer.error);
  const { subject, seq, data = '', hdrs = '' } = answer.message;
  const headers = Buffer.from(hdrs, 'base64').toString();
  return {
    subject,
    sequence: seq,
    commitId: /^Nats-Msg-Id: ?(.*?)\r$/im.exec(headers)?.[1],
    body: Buffer.from(data, 'base64'),
  };
};
