// Reading one session: direct batches on its exact subject, which cost the same however many sessions there are. The
// stream's leader says first where the session ends, and reading goes on until that is reached.
import { RepriseError } from '../../errors.ts';
import { linesOf } from '../body.ts';
import type { StoredCommit } from '../port.ts';
import { delay, getFromLeader, pauseBefore } from './api.ts';
import { askBatch } from './batch.ts';
import { type Connection, NoAnswer } from './connection.ts';
import { subjectOf } from './stream.ts';

/** The limits of one batch: what one reader holds in memory. A single larger commit still comes, alone. */
const BATCH = { batch: 500, max_bytes: 4 * 1024 * 1024 };
/** How long a batch may be silent, and how long reading goes on without any progress. */
const SILENCE_MS = 3_000;
const PATIENCE_MS = 10_000;

export const lastOf = async (
  connection: Connection,
  stream: string,
  sessionId: string,
): Promise<StoredCommit | undefined> => {
  const last = await getFromLeader(connection, stream, { last_by_subj: subjectOf(sessionId) });
  if (last === undefined) return undefined;
  return {
    sessionId,
    position: { stream, sequence: last.sequence },
    lines: linesOf(last.body, `${stream}:${last.sequence}`),
  };
};

export async function* readSession(
  connection: Connection,
  stream: string,
  sessionId: string,
  after: number,
): AsyncGenerator<StoredCommit> {
  const subject = subjectOf(sessionId);
  let cursor = after;
  // Asked beside the first batch, not before it: a short session is read in one round trip.
  let end: number | undefined;
  const askEnd = async () => (await getFromLeader(connection, stream, { last_by_subj: subject }))?.sequence ?? 0;
  const firstEnd = askEnd();
  firstEnd.catch(() => {}); // awaited below, unless the reader leaves before
  let giveUpAt = performance.now() + PATIENCE_MS;

  for (let idle = 0; ; ) {
    const before = cursor;
    try {
      const query = JSON.stringify({ ...BATCH, seq: cursor + 1, next_by_subj: subject });
      for await (const message of askBatch(connection, `$JS.API.DIRECT.GET.${stream}`, query, {
        silenceMs: SILENCE_MS,
      })) {
        if (message.headers === undefined || message.headers.code !== 0) break;
        const sequence = Number(message.headers.get('Nats-Sequence'));
        if (sequence <= cursor) continue;
        cursor = sequence;
        yield { sessionId, position: { stream, sequence }, lines: linesOf(message.data, `${stream}:${sequence}`) };
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
    end ??= await firstEnd;
    if (cursor >= end) return;
    if (cursor > before) {
      idle = 0;
      giveUpAt = performance.now() + PATIENCE_MS;
      continue;
    }
    // Nothing came although there should be more: the server is away, a replica lags, or the session was erased.
    idle += 1;
    if (performance.now() > giveUpAt)
      throw new RepriseError(
        'LOG_UNREACHABLE',
        `Session ${sessionId} could be read up to ${cursor} only, not to ${end}.`,
        {
          hint: 'Check that nats-server runs, and read again.',
          fields: { url: connection.url, sessionId, read: cursor, end },
        },
      );
    await delay(pauseBefore(idle));
    await connection.whenUp({ timeoutMs: PATIENCE_MS });
    end = await askEnd();
  }
}
