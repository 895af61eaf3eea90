// Messages that were moved aside, in a stream of their own: the bytes of each as they were, headers and body, in parts that
// fit any server, and with each part what is known of the message.
import { isRepriseError, RepriseError } from '../../errors.ts';
import type { Quarantine, QuarantineEntry } from '../admin-port.ts';
import { sha256Of } from '../data-ref.ts';
import { CODE, getFromLeader } from './api.ts';
import type { Connection } from './connection.ts';
import { publishSettled } from './publish-settled.ts';
import { ensureSideStream, SIDE, subjectsIn } from './side-stream.ts';
import { messagesOn } from './subject-messages.ts';

const { stream, root } = SIDE.quarantine;
/** Of one part: half of nats-server's own default of max_payload, less what is known of the message. */
const PART_BYTES = 512 * 1024;
const LINE_FEED = 0x0a;

export const quarantineSubject = (sessionId: string): string => `${root}.${sessionId}`;

/** A part as its message holds it: what is known of the whole as a line of JSON, then the bytes. */
interface Part {
  readonly entry: QuarantineEntry;
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

const encoded = (entry: QuarantineEntry, part: number, parts: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify({ ...entry, part, parts })}\n`), bytes]);

const decoded = (body: Uint8Array, sequence: number): Part => {
  try {
    const end = body.indexOf(LINE_FEED);
    const { part, parts, ...entry } = JSON.parse(Buffer.from(body.subarray(0, end)).toString()) as QuarantineEntry &
      Pick<Part, 'part' | 'parts'>;
    if (typeof entry.sha256 === 'string' && parts > 0) return { entry, part, parts, bytes: body.subarray(end + 1) };
  } catch {
    // Reported below.
  }
  throw new RepriseError(
    'RECORD_INVALID',
    `The message at sequence ${sequence} of stream ${stream} was not moved there.`,
    {
      hint: 'Only an admin can have written it: purge its subject.',
      fields: { stream, sequence },
    },
  );
};

const keyOf = (entry: Pick<QuarantineEntry, 'stream' | 'sequence'>): string => `${entry.stream}:${entry.sequence}`;

const isMissing = (error: unknown): boolean =>
  isRepriseError(error, 'LOG_UNREACHABLE') && error.fields.errorCode === CODE.streamNotFound;

/** @param log the stream of the log, for replicas and placement */
export const quarantineOn = (connection: Connection, log: string): Quarantine => {
  let isOpen = false;

  async function* partsOf(sessionId: string): AsyncGenerator<Part, void> {
    try {
      for await (const { sequence, body } of messagesOn(connection, stream, quarantineSubject(sessionId)))
        yield decoded(body, sequence);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  /** The parts of one message that are stored. */
  const storedParts = async (entry: Pick<QuarantineEntry, 'sessionId' | 'stream' | 'sequence'>) => {
    const found = new Map<number, Part>();
    for await (const part of partsOf(entry.sessionId))
      if (keyOf(part.entry) === keyOf(entry)) found.set(part.part, part);
    return found;
  };

  return {
    stream,
    async put(entry, { headers, body }) {
      if (!isOpen) await ensureSideStream(connection, SIDE.quarantine, log);
      isOpen = true;
      const content = Buffer.concat([headers, body]);
      const parts = Math.max(1, Math.ceil(content.length / PART_BYTES));
      const subject = quarantineSubject(entry.sessionId);
      for (;;) {
        const stored = await storedParts(entry);
        const missing = Array.from({ length: parts }, (_, part) => part).find((part) => !stored.has(part));
        if (missing === undefined) return;
        // Parts that an earlier run stored say when that was, and so do those that this one adds.
        const [first] = stored.values();
        const bytes = content.subarray(missing * PART_BYTES, (missing + 1) * PART_BYTES);
        const last = await getFromLeader(connection, stream, { last_by_subj: subject });
        await publishSettled(connection, [
          {
            ...{ subject, body: encoded(first?.entry ?? entry, missing, parts, bytes) },
            headers: [
              ['Nats-Msg-Id', `${subject}:${keyOf(entry)}:${missing}:${last?.sequence ?? 0}`],
              ['Nats-Expected-Stream', stream],
              ['Nats-Expected-Last-Subject-Sequence', String(last?.sequence ?? 0)],
            ],
          },
        ]);
      }
    },
    async *list(sessionId) {
      const subjects =
        sessionId === undefined ? [...(await subjectsIn(connection, stream, `${root}.*`)).keys()].sort() : [];
      const names = sessionId === undefined ? subjects.map((one) => one.slice(root.length + 1)) : [sessionId];
      for (const name of names) {
        const found = new Map<string, number>();
        for await (const { entry, parts } of partsOf(name)) {
          const count = (found.get(keyOf(entry)) ?? 0) + 1;
          found.set(keyOf(entry), count);
          if (count === parts) yield entry;
        }
      }
    },
    async get(entry) {
      const stored = await storedParts(entry);
      const [first] = stored.values();
      if (first === undefined || stored.size < first.parts) return undefined;
      const content = Buffer.concat([...stored].sort(([a], [b]) => a - b).map(([, { bytes }]) => bytes));
      if (sha256Of(content) !== first.entry.sha256)
        throw new RepriseError(
          'RECORD_INVALID',
          `What stream ${stream} holds of ${keyOf(entry)} is not what was moved there.`,
          {
            fields: { ...first.entry },
          },
        );
      const { headerBytes } = first.entry;
      return { headers: content.subarray(0, headerBytes), body: content.subarray(headerBytes) };
    },
  };
};
