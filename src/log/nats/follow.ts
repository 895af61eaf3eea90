// Following: history, then what comes, from the stream itself, so that nothing is lost between the two. The last
// sequence that was handed on is kept here; whatever breaks, it goes on behind that one.
import { isRepriseError, RepriseError } from '../../errors.ts';
import { linesOf } from '../body.ts';
import { requireEnd, startOf } from '../from.ts';
import type { Followed, From } from '../port.ts';
import { delay, pauseBefore } from './api.ts';
import { type Connection, NoAnswer } from './connection.ts';
import { openPull, type Pull } from './pull.ts';
import { sessionIdOf, streamState, subjectOf } from './stream.ts';

/** How long one attempt to go on waits; between attempts a follower says that it is cut off. */
const ATTEMPT_MS = 3_000;

export async function* followStream(
  connection: Connection,
  stream: string,
  { sessions = [], from, signal }: { sessions?: readonly string[]; from: From; signal?: AbortSignal },
): AsyncGenerator<Followed> {
  const aborted = () => signal?.aborted === true;
  const withSignal = signal === undefined ? {} : { signal };
  const attempt = { once: true, deadlineMs: ATTEMPT_MS, ...withSignal };
  const filter_subjects = (sessions.length === 0 ? ['*'] : [...new Set(sessions)]).map(subjectOf);
  const { end, created } = await streamState(connection, stream);
  let cursor = startOf(from, stream, end);
  let caughtUp = false;
  let cutOff = false;

  for (let failures = 0; !aborted(); ) {
    let pull: Pull | undefined;
    try {
      if (!connection.isUp() && !cutOff) {
        cutOff = true;
        yield { kind: 'disconnected' };
      }
      await connection.whenUp(withSignal);
      if (aborted()) return;
      const state = await streamState(connection, stream, attempt);
      if (state.created !== created)
        throw new RepriseError(
          'STREAM_MISMATCH',
          `Stream ${stream} at ${connection.url} is not the one that was followed.`,
          {
            hint: 'Another store is behind this address now. Follow anew.',
            fields: { stream, created: state.created, followed: created },
          },
        );
      requireEnd(stream, cursor, state.end);
      pull = await openPull(
        connection,
        stream,
        { deliver_policy: 'by_start_sequence', opt_start_seq: cursor + 1, filter_subjects },
        attempt,
      );
      failures = 0;
      if (cutOff) {
        cutOff = false;
        yield { kind: 'reconnected' };
      }
      let history = pull.pending;
      if (!caughtUp && history === 0 && !aborted()) {
        caughtUp = true;
        yield { kind: 'caught-up' };
      }
      for await (const { message, sequence } of pull.messages()) {
        if (aborted()) return;
        if (sequence <= cursor) continue;
        cursor = sequence;
        const sessionId = sessionIdOf(message.subject);
        yield {
          kind: 'commit',
          commit: { sessionId, position: { stream, sequence }, lines: linesOf(message.data, `${stream}:${sequence}`) },
        };
        history -= 1;
        if (!caughtUp && history <= 0 && !aborted()) {
          caughtUp = true;
          yield { kind: 'caught-up' };
        }
      }
    } catch (error) {
      if (aborted()) return;
      const away = error instanceof NoAnswer || isRepriseError(error, 'LOG_UNREACHABLE');
      if (!away || connection.nc.isClosed()) throw error;
      failures += 1;
      if (!cutOff) {
        cutOff = true;
        yield { kind: 'disconnected' };
      }
      await delay(pauseBefore(failures), signal);
    } finally {
      pull?.drop();
    }
  }
}
