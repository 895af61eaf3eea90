// All sessions with their last sequence: the last message of each subject, headers only, so that the size of the commits
// does not matter. A session that was erased has a fence there and is left out.
import { WRITE_CHECK_ID } from '../../server/write-check.ts';
import { FENCE_HEADER } from '../forgotten.ts';
import type { SessionHead } from '../port.ts';
import { delay, pauseBefore } from './api.ts';
import { type Connection, NoAnswer } from './connection.ts';
import { openPull } from './pull.ts';
import { sessionIdOf, subjectOf } from './stream.ts';
import { buriedIn } from './tombstones.ts';

export const listSessions = async (connection: Connection, stream: string): Promise<SessionHead[]> => {
  const end = connection.clock.nowMs() + connection.deadlineMs;
  for (let attempt = 1; ; attempt += 1) {
    const leftMs = Math.max(1, Math.ceil(end - connection.clock.nowMs()));
    const pull = await openPull(
      connection,
      stream,
      { deliver_policy: 'last_per_subject', headers_only: true, filter_subjects: [subjectOf(stream, '*')] },
      { deadlineMs: leftMs, signal: AbortSignal.timeout(leftMs) },
    );
    const heads = new Map<string, number>();
    const fenced = new Set<string>();
    let left = pull.pending;
    try {
      if (left > 0)
        for await (const pulled of pull.messages()) {
          for (const { subject, sequence, message } of pulled) {
            heads.set(sessionIdOf(subject), sequence);
            if (message.headers?.has(FENCE_HEADER)) fenced.add(sessionIdOf(subject));
            else fenced.delete(sessionIdOf(subject));
          }
          left -= pulled.length;
          if (pulled.length === 0 && (await pull.isDrained())) left = 0;
          if (left <= 0) break;
        }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (connection.clock.nowMs() > end) throw connection.unreachable(connection.isUp() ? error.message : undefined);
      await delay(connection.clock, pauseBefore(attempt));
    } finally {
      pull.drop();
    }
    if (left > 0) continue;
    // What has a fence and no tombstone is a message that no append wrote: it must not hide a session.
    const buried = fenced.size === 0 ? fenced : await buriedIn(connection);
    return [...heads]
      .filter(([sessionId]) => sessionId !== WRITE_CHECK_ID && !(fenced.has(sessionId) && buried.has(sessionId)))
      .map(([sessionId, sequence]) => ({ sessionId, sequence }))
      .sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
  }
};
