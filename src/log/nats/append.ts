// Appends one commit as one publish under an expectation. Whatever the network does, the result is found out: an attempt
// without an answer is sent again, the same bytes with the same id, and a conflict is settled by reading which commit
// follows the expected one.
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiError, PubAck } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import { defined } from '../../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { bodyOf } from '../body.ts';
import type { AppendOptions, AppendResult, Commit, Durability } from '../port.ts';
import { CODE, delay, getFromLeader, isTransient, pauseBefore, refusedBy, request } from './api.ts';
import { type Connection, NoAnswer } from './connection.ts';
import { subjectOf } from './stream.ts';

/** How long the first attempt waits for its acknowledgement. Each further one waits twice as long. */
const FIRST_ATTEMPT_MS = 2_000;
export interface AppendTarget {
  readonly connection: Connection;
  readonly stream: string;
  readonly durability: Durability;
  readonly maxCommitBytes: number;
  /** The folder of the server's store; undefined where it is not on this machine. */
  readonly store: string | undefined;
}

/** A server needs room beside the commit itself: with less than this left, the disk counts as full. */
const SPARE_BYTES = 1024 * 1024;

/**
 * On a full disk nats-server (seen with 2.15.1) neither acknowledges nor refuses, so the disk itself is checked.
 */
const isDiskFull = async (store: string | undefined, bytes: number): Promise<boolean> => {
  if (store === undefined) return false;
  try {
    const { bavail, bsize } = await statfs(join(store, 'jetstream'));
    return bavail * bsize < bytes + SPARE_BYTES;
  } catch {
    return false;
  }
};

const diskFull = (connection: Connection, store: string | undefined): RepriseError =>
  new RepriseError('STORE_FULL', `The log is unavailable: the disk of the store ${store} is full.`, {
    hint: 'The commit was not acknowledged. Free some space on that disk, and send the same commit again.',
    fields: { url: connection.url, store },
  });

const STORE_FULL_CODES: readonly number[] = [
  CODE.insufficientResources,
  CODE.storageResourcesExceeded,
  CODE.streamStoreFailed,
];

const storeFull = (connection: Connection, error: ApiError): RepriseError =>
  new RepriseError('STORE_FULL', `The server at ${connection.url} could not store the commit: ${error.description}.`, {
    hint: 'Free space on the disk of the store, or raise max_file_store of the server. Nothing was recorded.',
    fields: { url: connection.url, errorCode: error.err_code },
  });

/**
 * The server forgets a message whose id it has seen in any session, and acknowledges it as recorded. So the id names the
 * session too: a session that was copied under another id, with the ids of its commits, is recorded like any other.
 */
export const messageIdOf = (sessionId: string, commitId: string): string => `${sessionId}:${commitId}`;

/**
 * Whether what the server acknowledged at a sequence is gone: an admin erased that session. The server remembers the id
 * for a while all the same, and drops whatever comes under it.
 */
const wasErased = async (
  { connection, stream }: AppendTarget,
  sequence: number,
  deadlineMs: number,
): Promise<boolean> => {
  if ((await getFromLeader(connection, stream, { seq: sequence }, deadlineMs)) !== undefined) return false;
  const options = { deadlineMs };
  const info = await request<{ state?: { last_seq: number } }>(connection, `STREAM.INFO.${stream}`, undefined, options);
  return (info.state?.last_seq ?? 0) >= sequence;
};

/** Which commit follows the expected one: this one, another writer's, or none that is visible yet (undefined). */
const settle = async (
  { connection, stream, durability }: AppendTarget,
  sessionId: string,
  commit: Commit,
  body: Uint8Array,
  expected: number,
  deadlineMs: number,
): Promise<AppendResult | undefined> => {
  const subject = subjectOf(sessionId);
  const next = await getFromLeader(connection, stream, { seq: expected + 1, next_by_subj: subject }, deadlineMs);
  // Earlier versions sent the commit's id alone.
  const id = messageIdOf(sessionId, commit.id);
  const isOurs = next?.messageId === id || next?.messageId === commit.id || next?.messageId?.startsWith(`${id}:after-`);
  if (next !== undefined && isOurs && Buffer.compare(next.body, body) === 0)
    return { kind: 'appended', position: { stream, sequence: next.sequence }, durability };
  const actual = (await getFromLeader(connection, stream, { last_by_subj: subject }, deadlineMs))?.sequence ?? 0;
  // While the expected commit is the newest, this one may still be on its way. An expectation beyond the end, though, can
  // never have been met.
  if (next === undefined && actual >= expected) return undefined;
  return { kind: 'conflict', expected, actual };
};

export const appendTo = async (
  target: AppendTarget,
  sessionId: string,
  commit: Commit,
  { expected, deadlineMs = target.connection.deadlineMs }: AppendOptions,
): Promise<AppendResult> => {
  const { connection, stream, durability } = target;
  const end = performance.now() + deadlineMs;
  const body = bodyOf(commit, target.maxCommitBytes);
  const subject = subjectOf(sessionId);
  const header = headers();
  header.set('Nats-Msg-Id', messageIdOf(sessionId, commit.id));
  header.set('Nats-Expected-Stream', stream);
  header.set('Nats-Expected-Last-Subject-Sequence', String(expected));

  let attemptMs = FIRST_ATTEMPT_MS;
  let mayBeRecorded = false;
  let reason = '';
  for (let attempt = 1; ; attempt += 1) {
    const left = end - performance.now();
    if (left <= 0) break;
    try {
      await connection.whenUp({ timeoutMs: left });
      if (!connection.isUp()) {
        reason = connection.seen;
        continue;
      }
      const timeoutMs = Math.max(1, Math.min(end - performance.now(), attemptMs));
      const reply = await connection.request(subject, body, { timeoutMs, headers: header });
      const ack = reply.json<PubAck & { error?: ApiError }>();
      if (ack.error === undefined && !ack.duplicate)
        return { kind: 'appended', position: { stream, sequence: ack.seq }, durability };
      const code = ack.error?.err_code;
      if (ack.error === undefined || code === CODE.wrongLastSequence || code === CODE.wrongLastSequenceUnknown) {
        mayBeRecorded = true; // until settled
        const settled = await settle(target, sessionId, commit, body, expected, Math.max(1, end - performance.now()));
        if (settled !== undefined) return settled;
        if (ack.duplicate && (await wasErased(target, ack.seq, Math.max(1, end - performance.now())))) {
          // Recorded anew: the expectation, not the id, keeps it from being recorded twice.
          header.set('Nats-Msg-Id', `${messageIdOf(sessionId, commit.id)}:after-${ack.seq}`);
          continue;
        }
        reason = ack.error?.description ?? 'the server has seen the id of the commit, but the session does not hold it';
      } else if (STORE_FULL_CODES.includes(ack.error.err_code)) {
        throw storeFull(connection, ack.error);
      } else if (!isTransient(ack.error)) {
        throw refusedBy(connection, ack.error);
      } else {
        reason = ack.error.description;
      }
    } catch (error) {
      if (mayBeRecorded && isRepriseError(error, 'LOG_UNREACHABLE')) return { kind: 'unknown', reason: error.message };
      if (!(error instanceof NoAnswer)) throw error;
      reason = error.message;
      mayBeRecorded ||= error.reason !== 'no-responders';
      if (error.reason === 'timeout') {
        if (await isDiskFull(target.store, body.length)) throw diskFull(connection, target.store);
        attemptMs *= 2;
      }
    }
    await delay(Math.max(0, Math.min(pauseBefore(attempt), end - performance.now())));
  }
  if (mayBeRecorded) return { kind: 'unknown', reason };
  const { message, hint, fields } = connection.unreachable(connection.isUp() ? reason : undefined);
  const code = fields.trouble === 'STORE_FULL' ? 'STORE_FULL' : 'LOG_UNREACHABLE';
  throw new RepriseError(code, `${message} Nothing was recorded.`, { ...defined({ hint }), fields });
};
