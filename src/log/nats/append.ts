// Appends one commit as one publish under an expectation. Whatever the network does, the result is found out: an attempt
// without an answer is sent again, the same bytes with the same id, and a conflict is settled by reading which commit
// follows the expected one.
import { defined } from '../../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { type StoredForm, storedForm } from '../body.ts';
import type { AppendOptions, AppendResult, Commit, Durability } from '../port.ts';
import { CODE, delay, getFromLeader, isTransient, pauseBefore, refusedBy, request, type Wire } from './api.ts';
import type { CommitQueue } from './commit-queue.ts';
import { NoAnswer } from './connection.ts';
import type { Contended } from './contended.ts';
import type { DataStore } from './data-store.ts';
import type { QueueRoom } from './queue-room.ts';
import { NotSent } from './queued-commit.ts';
import { isDiskFull, STORE_FULL_CODES, storeFull } from './store-full.ts';
import { subjectOf } from './stream.ts';

/** How long the first attempt waits for its acknowledgement. Each further one waits twice as long. */
const FIRST_ATTEMPT_MS = 2_000;
export interface AppendTarget {
  readonly connection: Wire;
  readonly queue: CommitQueue;
  readonly contended: Contended;
  readonly room: QueueRoom;
  readonly data: Pick<DataStore, 'put'>;
  readonly stream: string;
  readonly durability: Durability;
  readonly maxCommitBytes: number;
  /** The folder of the server's store; undefined where it is not on this machine. */
  readonly store: string | undefined;
}

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
  commitId: string,
  body: Uint8Array,
  expected: number,
  deadlineMs: number,
): Promise<AppendResult | undefined> => {
  const subject = subjectOf(stream, sessionId);
  const next = await getFromLeader(connection, stream, { seq: expected + 1, next_by_subj: subject }, deadlineMs);
  // Earlier versions sent the commit's id alone.
  const id = messageIdOf(sessionId, commitId);
  const isOurs = next?.messageId === id || next?.messageId === commitId || next?.messageId?.startsWith(`${id}:after-`);
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
  const untilMs = target.connection.clock.nowMs() + deadlineMs;
  let stored: StoredForm | undefined = storedForm(commit, target.maxCommitBytes);
  const bytes = stored.removed.reduce((sum, data) => sum + data.bytes, stored.body.length);
  const entered = target.room.enter(sessionId, bytes, untilMs);
  if (entered !== undefined) {
    stored = undefined; // those that wait hold their commit, and nothing else
    await entered;
  }
  try {
    const { body, removed } = stored ?? storedForm(commit, target.maxCommitBytes);
    stored = undefined;
    // An event is never stored before its data: a commit that is refused leaves data that nothing refers to.
    for (const data of removed) await target.data.put(sessionId, data, untilMs);
    return await appendBody(target, sessionId, commit.id, body, expected, untilMs);
  } finally {
    target.room.leave(sessionId, bytes);
  }
};

const appendBody = async (
  target: AppendTarget,
  sessionId: string,
  commitId: string,
  body: Uint8Array,
  expected: number,
  end: number,
): Promise<AppendResult> => {
  const { connection, stream, durability } = target;
  const { clock } = connection;
  const subject = subjectOf(stream, sessionId);
  let messageId = messageIdOf(sessionId, commitId);

  let attemptMs = FIRST_ATTEMPT_MS;
  let mayBeRecorded = false;
  let reason = '';
  let isFull = false;
  const unknown = (): AppendResult => ({ kind: 'unknown', reason, ...(isFull && { trouble: 'STORE_FULL' }) });
  for (let attempt = 1; ; attempt += 1) {
    const left = end - clock.nowMs();
    if (left <= 0) break;
    try {
      if (!connection.isUp()) {
        await connection.whenUp({ timeoutMs: left });
        if (!connection.isUp()) reason = connection.seen;
        continue;
      }
      const message = {
        subject,
        body,
        headers: [
          ['Nats-Msg-Id', messageId],
          ['Nats-Expected-Stream', stream],
          ['Nats-Expected-Last-Subject-Sequence', String(expected)],
        ],
      } as const;
      const isAlone = mayBeRecorded || target.contended.has(sessionId, connection.clock.nowMs());
      const answer = await target.queue.send(message, { attemptMs, untilMs: end, isAlone });
      if (answer.kind === 'stored' && !answer.duplicate)
        return { kind: 'appended', position: { stream, sequence: answer.sequence }, durability };
      const error = answer.kind === 'refused' ? answer.error : undefined;
      const code = error?.err_code;
      if (error === undefined || code === CODE.wrongLastSequence || code === CODE.wrongLastSequenceUnknown) {
        mayBeRecorded = true; // until settled
        const settled = await settle(target, sessionId, commitId, body, expected, Math.max(1, end - clock.nowMs()));
        if (settled?.kind === 'conflict') target.contended.met(sessionId, connection.clock.nowMs());
        if (settled !== undefined) return settled;
        const isErased =
          answer.kind === 'stored' && (await wasErased(target, answer.sequence, Math.max(1, end - clock.nowMs())));
        if (isErased) {
          // Recorded anew: the expectation, not the id, keeps it from being recorded twice.
          messageId = `${messageIdOf(sessionId, commitId)}:after-${answer.sequence}`;
          continue;
        }
        reason = error?.description ?? 'the server has seen the id of the commit, but the session does not hold it';
      } else if (code === CODE.duplicateInProcess || code === CODE.streamStoreFailed) {
        // A write that failed on its way to the disk may be found there when the server starts again.
        mayBeRecorded = true;
        reason = error.description;
      } else if (mayBeRecorded || isTransient(error)) {
        // An earlier attempt may have been recorded all the same, so an error of this one is no answer.
        reason = error.description;
      } else if (STORE_FULL_CODES.includes(error.err_code)) {
        throw storeFull(connection, error);
      } else {
        throw refusedBy(connection, error);
      }
    } catch (error) {
      if (mayBeRecorded && isRepriseError(error, 'LOG_UNREACHABLE')) {
        reason = error.message.replace(/^The /, 'the ').replace(/\.$/, '');
        return unknown();
      }
      if (error instanceof NotSent) {
        reason = error.message;
      } else {
        if (!(error instanceof NoAnswer)) throw error;
        reason = error.message;
        mayBeRecorded ||= error.reason !== 'no-responders';
        if (error.reason === 'timeout') {
          isFull = await isDiskFull(target.store, body.length);
          if (isFull) reason = `the disk of the store ${target.store} is full, and the server did not acknowledge it`;
          attemptMs *= 2;
        }
      }
    }
    await delay(clock, Math.max(0, Math.min(pauseBefore(attempt), end - clock.nowMs())));
  }
  if (mayBeRecorded) return unknown();
  const { message, hint, fields } = connection.unreachable(connection.isUp() ? reason : undefined);
  const code = fields.trouble === 'STORE_FULL' ? 'STORE_FULL' : 'LOG_UNREACHABLE';
  throw new RepriseError(code, `${message} Nothing was recorded.`, { ...defined({ hint }), fields });
};
