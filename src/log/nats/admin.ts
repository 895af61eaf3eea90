// The admin's side of the log on JetStream. Nothing can delete one message of the log (`deny_delete`), not even an admin: what
// stands before a sequence of a subject can be purged. So what is to stay is written anew behind what is to go, byte for
// byte, and then all that stands before it goes at once. Whatever is interrupted leaves the old record, or both.
import { isRepriseError, RepriseError } from '../../errors.ts';
import { readNatsUrl } from '../../server/external-server.ts';
import type { Copy, LogAdmin, LogMessage, Place } from '../admin-port.ts';
import { FENCE_HEADER, fenceBody, fenceIn, isFenceOf } from '../forgotten.ts';
import type { Tombstone } from '../port.ts';
import { CODE, getFromLeader, refusedBy, request } from './api.ts';
import { type Connection, openConnection } from './connection.ts';
import { DataStore, dataStreamOf } from './data-store.ts';
import type { NatsLogOptions } from './log.ts';
import type { Message } from './publish.ts';
import { publishSettled } from './publish-settled.ts';
import { quarantineOn, quarantineSubject } from './quarantine.ts';
import { ensureSideStream, SIDE, subjectsIn } from './side-stream.ts';
import { rootOf, sessionIdOf, subjectOf } from './stream.ts';
import { messagesOn } from './subject-messages.ts';
import { placedTombstoneOf, tombstoneOf, tombstoneSubject } from './tombstones.ts';
import { wholeCommit } from './whole-commit.ts';

/** The most of one batch: what stands between two looks at the log. */
const MOST_COPIES = 200;
const MOST_COPY_BYTES = 4 * 1024 * 1024;

/** Copies in order, as many at a time as fit a batch. */
const batchesOf = (copies: readonly Copy[]): Copy[][] => {
  const batches: Copy[][] = [];
  let bytes = 0;
  for (const copy of copies) {
    const batch = batches.at(-1);
    bytes += copy.body.length;
    if (batch !== undefined && batch.length < MOST_COPIES && bytes <= MOST_COPY_BYTES) batch.push(copy);
    else {
      batches.push([copy]);
      bytes = copy.body.length;
    }
  }
  return batches;
};

/** No session and no other name of the log: a purge of it shows that the login may purge, and does nothing. */
const NOBODY = '$admin-check';
const CHECK_MS = 3_000;

/** @throws RepriseError LOG_UNREACHABLE, with what the login lacks */
const requireRight = async (connection: Connection, stream: string): Promise<void> => {
  const body = JSON.stringify({ filter: subjectOf(stream, NOBODY) });
  try {
    await connection.request(`$JS.API.STREAM.PURGE.${stream}`, body, { timeoutMs: CHECK_MS });
  } catch (error) {
    const { url } = connection;
    throw new RepriseError(
      'LOG_UNREACHABLE',
      `The login at ${url} may not purge stream ${stream}: it is not an admin's.`,
      {
        hint: 'Repair and erasure need the admin: of a server of your own, name its login in REPRISE_ADMIN_URL.',
        fields: { url, stream },
        cause: error,
      },
    );
  }
};

const purge = async (connection: Connection, stream: string, filter: string, seq?: number): Promise<number> => {
  const body = { filter, ...(seq !== undefined && { seq }) };
  const answer = await request<{ purged?: number }>(connection, `STREAM.PURGE.${stream}`, body);
  if (answer.error?.err_code === CODE.streamNotFound) return 0;
  if (answer.error !== undefined) throw refusedBy(connection, answer.error);
  return answer.purged ?? 0;
};

class NatsLogAdmin implements LogAdmin {
  readonly streams: readonly string[];
  readonly places: readonly Place[];
  readonly quarantine: LogAdmin['quarantine'];
  readonly #connection: Connection;
  readonly #data = new Map<string, DataStore>();

  constructor(connection: Connection, streams: readonly [string, ...string[]]) {
    this.#connection = connection;
    this.streams = streams;
    for (const stream of streams) this.#data.set(stream, new DataStore(connection, stream));
    this.quarantine = quarantineOn(connection, this.#current);
    // A further place (snapshots, a catalogue, an archive) is one entry here.
    this.places = [
      ...streams.map((stream) => this.#messagesOf(stream)),
      ...streams.map((stream) =>
        this.#subjects('large texts', dataStreamOf(stream), (id) => `${rootOf(stream)}-data.${id}.>`),
      ),
      this.#subjects('quarantine', SIDE.quarantine.stream, quarantineSubject),
    ];
  }

  get #current(): string {
    return this.streams.at(-1) as string;
  }

  #messagesOf(stream: string): Place {
    return {
      ...{ name: 'messages', stream },
      count: async (sessionId) => {
        let count = 0;
        let beforeFence: number | undefined;
        for await (const { content } of this.messages(stream, sessionId)) {
          if (content.kind === 'fence') beforeFence = count;
          else count += 1;
        }
        return beforeFence ?? count;
      },
      erase: async (sessionId, fences) => {
        const fence = fences.get(stream);
        return fence === undefined ? 0 : this.purge(stream, sessionId, fence);
      },
    };
  }

  #subjects(name: string, stream: string, filterOf: (sessionId: string) => string): Place {
    return {
      ...{ name, stream },
      count: async (sessionId) => {
        let count = 0;
        for (const messages of (await subjectsIn(this.#connection, stream, filterOf(sessionId))).values())
          count += messages;
        return count;
      },
      erase: (sessionId) => purge(this.#connection, stream, filterOf(sessionId)),
    };
  }

  async names(stream: string): Promise<string[]> {
    return [...(await subjectsIn(this.#connection, stream, subjectOf(stream, '*'))).keys()].map(sessionIdOf).sort();
  }

  async *messages(stream: string, sessionId: string): AsyncGenerator<LogMessage, void> {
    let tombstone: Tombstone | undefined | 'unknown' = 'unknown';
    for await (const { sequence, body } of messagesOn(this.#connection, stream, subjectOf(stream, sessionId))) {
      const fence = fenceIn(body);
      if (fence !== undefined && tombstone === 'unknown') tombstone = await tombstoneOf(this.#connection, sessionId);
      if (fence !== undefined && tombstone !== 'unknown' && tombstone !== undefined && isFenceOf(tombstone, fence)) {
        yield { stream, sequence, body, content: { kind: 'fence', tombstone: fence } };
        continue;
      }
      const content = await this.#contentOf(stream, sessionId, sequence, body);
      if (content !== undefined) yield { stream, sequence, body, content };
    }
  }

  async #contentOf(
    stream: string,
    sessionId: string,
    sequence: number,
    body: Uint8Array,
  ): Promise<LogMessage['content'] | undefined> {
    const data = this.#data.get(stream) ?? new DataStore(this.#connection, stream);
    try {
      const commit = await wholeCommit({ connection: this.#connection, stream, data }, sessionId, sequence, body);
      return commit && { kind: 'commit', lines: commit.lines };
    } catch (error) {
      if (isRepriseError(error, 'RECORD_INVALID')) return { kind: 'invalid', error };
      throw error;
    }
  }

  async newest(stream: string, sessionId: string) {
    const last = await getFromLeader(this.#connection, stream, { last_by_subj: subjectOf(stream, sessionId) });
    return last && { sequence: last.sequence, fence: fenceIn(last.body) };
  }

  async whole(stream: string, sequence: number) {
    const message = await getFromLeader(this.#connection, stream, { seq: sequence });
    return message && { headers: message.headers, body: message.body, storedAt: message.time };
  }

  async rewrite(stream: string, sessionId: string, copies: readonly Copy[], expected: number) {
    const subject = subjectOf(stream, sessionId);
    let newest = expected;
    let first: number | undefined;
    for (const batch of batchesOf(copies)) {
      const messages = batch.map(
        ({ messageId, body, isFence }, place): Message => ({
          ...{ subject, body },
          headers: [
            ['Nats-Msg-Id', messageId],
            ['Nats-Expected-Stream', stream],
            ...(place === 0 ? [['Nats-Expected-Last-Subject-Sequence', String(newest)] as const] : []),
            ...(isFence ? [[FENCE_HEADER, '1'] as const] : []),
          ],
        }),
      );
      const [one, ...others] = messages;
      const written = one && (await publishSettled(this.#connection, [one, ...others]));
      if (written === undefined) return undefined;
      first ??= written.first;
      newest = written.last;
    }
    return first === undefined ? undefined : { first, last: newest };
  }

  purge(stream: string, sessionId: string, before: number): Promise<number> {
    return purge(this.#connection, stream, subjectOf(stream, sessionId), before);
  }

  async fence(stream: string, sessionId: string, { id }: Tombstone, expected: number) {
    const written = await publishSettled(this.#connection, [
      {
        ...{ subject: subjectOf(stream, sessionId), body: fenceBody(id) },
        headers: [
          ['Nats-Msg-Id', `${sessionId}:fence:${id}:${expected}`],
          ['Nats-Expected-Stream', stream],
          ['Nats-Expected-Last-Subject-Sequence', String(expected)],
          [FENCE_HEADER, '1'],
        ],
      },
    ]);
    return written?.last;
  }

  tombstone(sessionId: string): Promise<Tombstone | undefined> {
    return tombstoneOf(this.#connection, sessionId);
  }

  async bury(tombstone: Tombstone, after: string | undefined): Promise<boolean> {
    await ensureSideStream(this.#connection, SIDE.tombstones, this.#current);
    const before = await placedTombstoneOf(this.#connection, tombstone.sessionId);
    // Stored by an attempt without an answer.
    if (before?.tombstone.id === tombstone.id) return true;
    if (before?.tombstone.id !== after) return false;
    const written = await publishSettled(this.#connection, [
      {
        ...{ subject: tombstoneSubject(tombstone.sessionId), body: Buffer.from(`${JSON.stringify(tombstone)}\n`) },
        headers: [
          ['Nats-Msg-Id', `tombstone:${tombstone.id}`],
          ['Nats-Expected-Stream', SIDE.tombstones.stream],
          ['Nats-Expected-Last-Subject-Sequence', String(before?.sequence ?? 0)],
        ],
      },
    ]);
    return written !== undefined || (await this.tombstone(tombstone.sessionId))?.id === tombstone.id;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/**
 * Opens the admin's side of a log that exists.
 * @param options.url, options.user, options.password those of the admin
 * @param streams the current one last, at least one
 * @throws RepriseError USAGE, LOG_UNREACHABLE (also: the login is refused, or the server has no log)
 */
export const openNatsLogAdmin = async (
  options: Pick<
    NatsLogOptions,
    'url' | 'urls' | 'user' | 'password' | 'token' | 'inboxPrefix' | 'deadlineMs' | 'openWithinMs'
  >,
  streams: readonly string[],
): Promise<LogAdmin> => {
  const [first, ...others] = streams;
  if (first === undefined) throw new RepriseError('USAGE', 'A log has at least one stream.');
  const { urls = [], ...rest } = options;
  const connection = await openConnection({ ...rest, ...readNatsUrl([options.url, ...urls].join()) });
  try {
    for (const stream of streams) {
      const info = await request(connection, `STREAM.INFO.${stream}`);
      if (info.error?.err_code === CODE.streamNotFound)
        throw new RepriseError('LOG_UNREACHABLE', `The server at ${connection.url} has no stream ${stream}.`, {
          hint: 'The first command that records creates it. REPRISE_STREAMS names the streams of a log.',
          fields: { url: connection.url, stream },
        });
      if (info.error !== undefined) throw refusedBy(connection, info.error);
      await requireRight(connection, stream);
    }
    return new NatsLogAdmin(connection, [first, ...others]);
  } catch (error) {
    await connection.close();
    throw error;
  }
};
