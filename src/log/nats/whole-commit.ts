// A message of the stream as a commit, with the data that are stored apart from it.
import { RepriseError } from '../../errors.ts';
import { dataRefIn, lacksData } from '../data-ref.ts';
import { fenceIn, forgottenError, isFenceOf } from '../forgotten.ts';
import type { StoredCommit } from '../port.ts';
import { getFromLeader } from './api.ts';
import type { Connection } from './connection.ts';
import type { DataStore } from './data-store.ts';
import { storedCommit } from './stored-commit.ts';
import { subjectOf } from './stream.ts';
import { tombstoneOf } from './tombstones.ts';

/** What reading the stream of a log needs. */
export interface StreamReader {
  readonly connection: Connection;
  readonly stream: string;
  readonly data: Pick<DataStore, 'get' | 'stream'>;
}

const WHY = {
  missing: 'are not there',
  changed: 'are not the bytes that were recorded',
  unreadable: 'are named by no valid reference',
} as const;

const invalidData = (
  { sessionId, position }: StoredCommit,
  dataStream: string,
  index: number,
  why: keyof typeof WHY,
): RepriseError =>
  new RepriseError(
    'RECORD_INVALID',
    `The data of event ${index + 1} in the message at sequence ${position.sequence} of stream ${position.stream} (session ${sessionId}) ${WHY[why]}. They are stored apart, in stream ${dataStream}.`,
    {
      hint: 'They were erased or changed on the server. The other sessions are not affected; an export of this one, made before, can be imported into another log.',
      fields: { sessionId, ...position, index, dataStream, got: why },
    },
  );

const withData = async (reader: StreamReader, commit: StoredCommit): Promise<StoredCommit | undefined> => {
  const { connection, stream, data } = reader;
  const lines: string[] = [];
  for (const [index, line] of commit.lines.entries()) {
    const ref = lacksData(line) ? dataRefIn(line) : undefined;
    if (ref === undefined) {
      if (lacksData(line)) throw invalidData(commit, data.stream, index, 'unreadable');
      lines.push(line);
      continue;
    }
    const got = await data.get(commit.sessionId, ref);
    if (typeof got === 'string') lines.push(ref.withData(got));
    // Whoever erases a session erases its messages first.
    else if ((await getFromLeader(connection, stream, { seq: commit.position.sequence })) === undefined)
      return undefined;
    else throw invalidData(commit, data.stream, index, got.fault);
  }
  return { ...commit, lines };
};

/** At the fence of a session that began again after it: readers pass, followers are told. */
type AtFence = 'pass' | 'tell';

/**
 * What stands at a fence: nothing, where a session began again after it. One that names no tombstone is a message like any
 * other that no append wrote.
 */
const pastFence = async (
  { connection, stream }: StreamReader,
  sessionId: string,
  sequence: number,
  fence: string,
  body: Uint8Array,
  atFence: AtFence,
): Promise<undefined> => {
  const tombstone = await tombstoneOf(connection, sessionId);
  if (tombstone === undefined || !isFenceOf(tombstone, fence)) {
    storedCommit(sessionId, stream, sequence, body);
    return undefined;
  }
  const newest = await getFromLeader(connection, stream, { last_by_subj: subjectOf(stream, sessionId) });
  const begunAgain = newest !== undefined && newest.sequence > sequence;
  if (begunAgain && atFence === 'pass') return undefined;
  throw forgottenError(tombstone, { stream, sequence }, begunAgain);
};

/**
 * A commit as it was appended. Nearly all are in their message, and there at once.
 * @returns undefined, later, where the commit was erased while its data were read, or where it is the fence of a session
 *   that was erased before it began again
 * @throws RepriseError RECORD_INVALID for a body that no append wrote, later for data that are missing or changed; later
 *   SESSION_FORGOTTEN
 */
export const wholeCommit = (
  reader: StreamReader,
  sessionId: string,
  sequence: number,
  body: Uint8Array,
  atFence: AtFence = 'pass',
): StoredCommit | Promise<StoredCommit | undefined> => {
  const fence = fenceIn(body);
  if (fence !== undefined) return pastFence(reader, sessionId, sequence, fence, body, atFence);
  const commit = storedCommit(sessionId, reader.stream, sequence, body);
  return commit.lines.some(lacksData) ? withData(reader, commit) : commit;
};
