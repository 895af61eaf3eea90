// Following: history and live commits come from the stream itself, so that nothing is lost between the two. After any
// failure it continues behind the last sequence that was handed on.
import { defined } from '../../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { WRITE_CHECK_ID } from '../../server/write-check.ts';
import { requireEnd, startOf } from '../from.ts';
import type { Followed, FollowOptions, Position, StoredCommit } from '../port.ts';
import { requireSessionId } from '../session-id.ts';
import { delay, pauseBefore } from './api.ts';
import { NoAnswer } from './connection.ts';
import { openPull, type Pull } from './pull.ts';
import { sessionIdOf, streamState, subjectOf } from './stream.ts';
import { type StreamReader, wholeCommit } from './whole-commit.ts';

/** How long one attempt to continue takes; between two attempts a follower may report that it is disconnected. */
const ATTEMPT_MS = 3_000;

const isInvalid = (error: unknown): error is RepriseError =>
  isRepriseError(error, 'RECORD_INVALID') || isRepriseError(error, 'SESSION_FORGOTTEN');

/**
 * One message that cannot be read is its session's fault, not the end of all the others.
 * @returns undefined, later, for a message that was erased meanwhile
 */
const receivedFrom = (
  reader: StreamReader,
  sessionId: string,
  position: Position,
  body: Uint8Array,
): Followed | Promise<Followed | undefined> => {
  const invalid = (error: RepriseError): Followed => ({ kind: 'invalid', sessionId, position, error });
  try {
    const commit = wholeCommit(reader, sessionId, position.sequence, body, 'tell');
    return commit instanceof Promise ? receivedLater(commit, invalid) : { kind: 'commit', commit };
  } catch (error) {
    if (!isInvalid(error)) throw error;
    return invalid(error);
  }
};

const receivedLater = async (
  whole: Promise<StoredCommit | undefined>,
  invalid: (error: RepriseError) => Followed,
): Promise<Followed | undefined> => {
  try {
    const commit = await whole;
    return commit && { kind: 'commit', commit };
  } catch (error) {
    if (!isInvalid(error)) throw error;
    return invalid(error);
  }
};

/** The items of `followTogether`, one at a time. */
export async function* followStream(reader: StreamReader, options: FollowOptions): AsyncGenerator<Followed> {
  const { signal } = options;
  for await (const items of followTogether(reader, options))
    for (const item of items) {
      if (signal?.aborted) return;
      yield item;
    }
}

/** A list is handed on once its commits have so many bytes: data that are stored apart are not held for many at once. */
const LIST_BYTES = 256 * 1024;

export async function* followTogether(
  reader: StreamReader,
  { sessions = [], from, signal }: FollowOptions,
): AsyncGenerator<readonly Followed[]> {
  const { connection, stream } = reader;
  for (const id of sessions) requireSessionId(id);
  const aborted = () => signal?.aborted === true;
  const withSignal = defined({ signal });
  const attempt = { once: true, deadlineMs: ATTEMPT_MS, ...withSignal };
  const filter_subjects = (sessions.length === 0 ? ['*'] : [...new Set(sessions)]).map((id) => subjectOf(stream, id));
  const { end, created } = await streamState(connection, stream);
  let cursor = startOf(from, stream, end);
  let disconnected = false;
  const isCaughtUp: Followed = { kind: 'caught-up', positions: [{ stream, sequence: end }] };
  // Whoever wants nothing but the end has it without a consumer.
  let caughtUp = cursor === end && !aborted();
  if (caughtUp) yield [isCaughtUp];

  for (let failures = 0; !aborted(); ) {
    let pull: Pull | undefined;
    try {
      if (!connection.isUp() && !disconnected) {
        disconnected = true;
        yield [{ kind: 'disconnected' }];
      }
      await connection.whenUp(withSignal);
      if (aborted()) return;
      const state = await streamState(connection, stream, attempt);
      if (state.created !== created)
        throw new RepriseError(
          'STREAM_MISMATCH',
          `Stream ${stream} at ${connection.url} is another one than before: it was created at ${state.created}, not at ${created}.`,
          {
            hint: 'The server has another store now. Begin to follow again.',
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
      if (disconnected) {
        disconnected = false;
        yield [{ kind: 'reconnected' }];
      }
      let history = pull.pending;
      if (!caughtUp && history === 0 && !aborted()) {
        caughtUp = true;
        yield [isCaughtUp];
      }
      for await (const pulled of pull.messages()) {
        let items: Followed[] = [];
        let bytes = 0;
        let reached = cursor;
        for (const { subject, data, sequence } of pulled) {
          if (aborted()) return;
          if (sequence <= reached) continue;
          const sessionId = sessionIdOf(subject);
          const isOurs = sessionId !== WRITE_CHECK_ID;
          let received = isOurs ? receivedFrom(reader, sessionId, { stream, sequence }, data) : undefined;
          // Awaited only where data are stored apart: nearly all are there at once.
          const isLater = received instanceof Promise;
          if (received instanceof Promise) {
            // What came before does not wait for it.
            if (items.length > 0) {
              cursor = reached;
              yield items;
              items = [];
            }
            received = await received;
          }
          if (aborted()) return;
          reached = sequence;
          history -= 1;
          bytes += data.length;
          if (received !== undefined) items.push(received);
          const isEnd = !caughtUp && history <= 0;
          if (isEnd) {
            caughtUp = true;
            items.push(isCaughtUp);
          }
          if (!isLater && !isEnd && bytes < LIST_BYTES) continue;
          // Where it goes on after a failure: behind what was handed on.
          cursor = reached;
          if (items.length > 0) yield items;
          items = [];
          bytes = 0;
        }
        cursor = reached;
        if (items.length > 0 && !aborted()) yield items;
        if (pulled.length === 0 && !caughtUp && (await pull.isDrained())) {
          caughtUp = true;
          yield [isCaughtUp];
        }
      }
    } catch (error) {
      if (aborted()) return;
      const isAway = error instanceof NoAnswer || isRepriseError(error, 'LOG_UNREACHABLE');
      if (!isAway || connection.isClosed()) throw error;
      failures += 1;
      if (!disconnected) {
        disconnected = true;
        yield [{ kind: 'disconnected' }];
      }
      await delay(connection.clock, pauseBefore(failures), signal);
    } finally {
      pull?.drop();
    }
  }
}
