// What stands on one subject, message by message, whatever wrote it: read in direct batches to the end that the leader of the
// stream states, from the leader itself where no replica has more.
import { delay, getFromLeader, pauseBefore } from './api.ts';
import { requestBatch } from './batch.ts';
import { type Connection, NoAnswer } from './connection.ts';

const BATCH = { batch: 500, max_bytes: 4 * 1024 * 1024 };
const SILENCE_MS = 3_000;

export interface SubjectMessage {
  readonly sequence: number;
  readonly body: Uint8Array;
}

/**
 * The messages of a subject in order, at least to the end that it had when reading began.
 * @throws RepriseError LOG_UNREACHABLE when nothing comes before the deadline
 */
export async function* messagesOn(
  connection: Connection,
  stream: string,
  subject: string,
): AsyncGenerator<SubjectMessage, void> {
  const { clock, deadlineMs } = connection;
  const end = (await getFromLeader(connection, stream, { last_by_subj: subject }))?.sequence ?? 0;
  let cursor = 0;
  let giveUpAt = clock.nowMs() + deadlineMs;
  for (let attempt = 1; cursor < end; attempt += 1) {
    const before = cursor;
    try {
      const query = JSON.stringify({ ...BATCH, seq: cursor + 1, next_by_subj: subject });
      const batch = requestBatch(connection, `$JS.API.DIRECT.GET.${stream}`, query, { silenceMs: SILENCE_MS });
      for await (const { headers, data } of batch) {
        if (headers === undefined || headers.code !== 0) break;
        // The server's own header comes last: whoever wrote the message may have given it one of that name.
        const sequence = Number(headers.last('Nats-Sequence'));
        if (sequence <= cursor) continue;
        cursor = sequence;
        yield { sequence, body: data };
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
    if (cursor === before) {
      const next = await getFromLeader(connection, stream, { seq: cursor + 1, next_by_subj: subject });
      // What was there is erased.
      if (next === undefined) return;
      cursor = next.sequence;
      yield { sequence: next.sequence, body: next.body };
    }
    if (cursor > before) {
      giveUpAt = clock.nowMs() + deadlineMs;
      attempt = 0;
    } else if (clock.nowMs() > giveUpAt)
      throw connection.unreachable(connection.isUp() ? 'it does not answer' : undefined);
    else await delay(clock, pauseBefore(attempt));
  }
}
