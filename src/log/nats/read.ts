// Reads one session by direct batches on its subject, whose cost does not depend on the number of sessions. The leader of
// the stream states where the session ends, and reading continues until that is reached: from the leader, where no replica
// that is asked directly has more (it lags, or it is cut off and still counted in).
import { RepriseError } from '../../errors.ts';
import type { StoredCommit } from '../port.ts';
import { delay, getFromLeader, pauseBefore } from './api.ts';
import { requestBatch } from './batch.ts';
import { NoAnswer } from './connection.ts';
import { subjectOf } from './stream.ts';
import { type StreamReader, wholeCommit } from './whole-commit.ts';

/** The limits of one batch, and so of what one reader holds in memory. A larger commit still comes, alone. */
const BATCH = { batch: 500, max_bytes: 4 * 1024 * 1024 };
/** How many commits are read from the leader, one by one, before a direct batch is tried again. */
const FROM_LEADER = 100;
/** How long a batch may be silent. */
const SILENCE_MS = 3_000;

export const lastOf = async (reader: StreamReader, sessionId: string): Promise<StoredCommit | undefined> => {
  const { connection, stream } = reader;
  const last = await getFromLeader(connection, stream, { last_by_subj: subjectOf(stream, sessionId) });
  if (last === undefined) return undefined;
  return wholeCommit(reader, sessionId, last.sequence, last.body);
};

export async function* readSession(
  reader: StreamReader,
  sessionId: string,
  after: number,
): AsyncGenerator<StoredCommit> {
  const { connection, stream } = reader;
  const subject = subjectOf(stream, sessionId);
  let cursor = after;
  // Requested together with the first batch, so that a short session is read in one round trip.
  let end: number | undefined;
  const requestEnd = async (deadlineMs: number) =>
    (await getFromLeader(connection, stream, { last_by_subj: subject }, deadlineMs))?.sequence ?? 0;
  const firstEnd = requestEnd(connection.deadlineMs);
  firstEnd.catch(() => {}); // awaited below, unless the caller stops reading before
  // Without progress, as every call.
  let giveUpAt = connection.clock.nowMs() + connection.deadlineMs;

  for (let idle = 0; ; ) {
    const before = cursor;
    try {
      const query = JSON.stringify({ ...BATCH, seq: cursor + 1, next_by_subj: subject });
      for await (const message of requestBatch(connection, `$JS.API.DIRECT.GET.${stream}`, query, {
        silenceMs: Math.max(1, Math.min(SILENCE_MS, giveUpAt - connection.clock.nowMs())),
      })) {
        if (message.headers === undefined || message.headers.code !== 0) break;
        // The server's own header comes last: whoever wrote the message may have given it one of that name.
        const sequence = Number(message.headers.last('Nats-Sequence'));
        if (sequence <= cursor) continue;
        const commit = await wholeCommit(reader, sessionId, sequence, message.data);
        cursor = sequence;
        if (commit !== undefined) yield commit;
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
    end ??= await firstEnd;
    if (cursor >= end) return;
    if (cursor > before) {
      idle = 0;
      giveUpAt = connection.clock.nowMs() + connection.deadlineMs;
      continue;
    }
    // Nothing came although there is more: a replica lags or is cut off, the server is down, or the session was erased.
    for (let n = 0; n < FROM_LEADER && cursor < end; n += 1) {
      const leftMs = Math.max(1, giveUpAt - connection.clock.nowMs());
      const next = await getFromLeader(connection, stream, { seq: cursor + 1, next_by_subj: subject }, leftMs);
      if (next === undefined) break;
      const commit = await wholeCommit(reader, sessionId, next.sequence, next.body);
      cursor = next.sequence;
      if (commit !== undefined) yield commit;
    }
    if (cursor >= end) return;
    if (cursor > before) {
      giveUpAt = connection.clock.nowMs() + connection.deadlineMs;
      continue;
    }
    idle += 1;
    if (connection.clock.nowMs() > giveUpAt)
      throw new RepriseError(
        'LOG_UNREACHABLE',
        `Session ${sessionId} could be read up to sequence ${cursor} only, not to its end at ${end}.`,
        {
          hint: 'Check that nats-server runs, and read again.',
          fields: { url: connection.url, sessionId, read: cursor, end },
        },
      );
    await delay(connection.clock, pauseBefore(idle));
    end = await requestEnd(Math.max(1, giveUpAt - connection.clock.nowMs()));
  }
}
