// Judges what stands under a session, message by message: which messages are the sound record, and what is wrong with each
// other one. A message is sound as a whole or not at all; one that continues the record after others that do not is sound.
import type { LogMessage } from '../log/admin-port.ts';
import { sha256Of } from '../log/data-ref.ts';
import { type ChainHead, decodeCommit, NEW_CHAIN } from '../session/record/chain.ts';
import { faultSentence, type LineFaultKind } from '../session/record/faults.ts';

/**
 * What is wrong with a message. `foreign`: no commit of Reprise; `torn`: the beginning of one; `data`: a large text of it is
 * missing or changed; `copy`: the same bytes as a sound message, as an interrupted repair leaves them; else as in the faults
 * of a record.
 */
export type UnsoundKind = 'foreign' | 'torn' | 'data' | 'copy' | Exclude<LineFaultKind, 'decode' | 'utf8' | 'message'>;

export interface SoundMessage {
  readonly sequence: number;
  readonly sha256: string;
  readonly commitId: string;
  /** The fence of a session that was erased before this one began under its id. */
  readonly isFence: boolean;
}

export interface UnsoundMessage {
  readonly stream: string;
  readonly sequence: number;
  /** Bytes of its body. */
  readonly bytes: number;
  /** Its first bytes, printable: control characters and bytes that are no ASCII as `\x1b`. */
  readonly begins: string;
  readonly kind: UnsoundKind;
  /** A sentence: what was expected, what is there. */
  readonly why: string;
  /** Of a copy: the sequence of the sound message. */
  readonly copyOf?: number;
}

/** What stands in one stream under a session. */
export interface Judged {
  readonly stream: string;
  readonly sound: readonly SoundMessage[];
  readonly unsound: readonly UnsoundMessage[];
  /** The end of the sound record. */
  readonly head: ChainHead;
  /** Events in messages that could be read, sound or not. */
  readonly events: number;
  /** Sequence of the newest message; 0 for none. */
  readonly newest: number;
  /** Messages, without fences. */
  readonly messages: number;
  /** The tombstone that its newest fence names. */
  readonly fencedBy: string | undefined;
  /** Whether that fence is the newest message: the session was erased, and has not begun again. */
  readonly isFenced: boolean;
  /** Whether messages stand before that fence: their erasure was interrupted. */
  readonly isHalfErased: boolean;
}

/** How much of a body is shown. */
const MOST_SHOWN = 60;

/** The first bytes of a body, as a terminal may have them. */
export const printable = (body: Uint8Array): string =>
  [...body.subarray(0, MOST_SHOWN)]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');

const looksLikeEvent = (body: Uint8Array): boolean =>
  Buffer.from(body.subarray(0, 4096)).toString('latin1').startsWith('{"specversion":');

const notRead = (body: Uint8Array): UnsoundKind => (looksLikeEvent(body) ? 'torn' : 'foreign');

/** Judges the messages of one stream, in order. */
export const judge = async (
  stream: string,
  sessionId: string,
  messages: AsyncIterable<LogMessage>,
): Promise<Judged> => {
  let sound: SoundMessage[] = [];
  let unsound: (UnsoundMessage & { readonly sha256: string })[] = [];
  let head = NEW_CHAIN;
  let ids = new Set<string>();
  let commits = new Set<string>();
  let events = 0;
  let newest = 0;
  let commitId = '';
  let messagesRead = 0;
  let fencedBy: string | undefined;
  let isFenced = false;
  let isHalfErased = false;

  const faultOf = (message: LogMessage): { kind: UnsoundKind; why: string } | undefined => {
    const { content, sequence, body } = message;
    if (content.kind === 'fence') return { kind: 'copy', why: '' };
    if (content.kind === 'invalid') {
      const { fields, message: why } = content.error;
      return { kind: fields.dataStream === undefined ? notRead(body) : 'data', why };
    }
    const decoded = decodeCommit({ sessionId, lines: content.lines }, head);
    const place = { stream, sequence, index: decoded.fault?.index ?? 0 };
    const ordinal = head.ordinal + decoded.events.length + (decoded.fault === undefined ? 0 : 1);
    const found = (kind: Exclude<LineFaultKind, 'utf8' | 'message'>, expected: string, got: string) => ({
      kind: kind === 'decode' ? notRead(body) : kind,
      why: faultSentence({ kind, ordinal, place, expected, got }),
    });
    if (decoded.fault !== undefined) return found(decoded.fault.kind, decoded.fault.expected, decoded.fault.got);
    const [first] = decoded.events;
    if (first !== undefined && commits.has(first.commitid)) return found('commit', 'another commit id', first.commitid);
    const twice = decoded.events.find(({ id }) => ids.has(id));
    if (twice !== undefined) return found('id', 'an id that no earlier event has', twice.id);
    for (const { id } of decoded.events) ids.add(id);
    commitId = first?.commitid ?? '';
    commits.add(commitId);
    head = decoded.head ?? head;
    return undefined;
  };

  for await (const message of messages) {
    const { sequence, body, content } = message;
    const sha256 = sha256Of(body);
    newest = sequence;
    isFenced = content.kind === 'fence';
    if (content.kind === 'fence' && content.tombstone !== fencedBy) {
      // What stands before it is as good as erased.
      isHalfErased = messagesRead > 0;
      fencedBy = content.tombstone;
      head = NEW_CHAIN;
      [ids, commits] = [new Set(), new Set()];
      sound = [{ sequence, sha256, commitId: '', isFence: true }];
      unsound = [];
      continue;
    }
    if (content.kind !== 'fence') messagesRead += 1;
    if (content.kind === 'commit') events += content.lines.length;
    const fault = faultOf(message);
    if (fault === undefined) sound.push({ sequence, sha256, commitId, isFence: false });
    else unsound.push({ stream, sequence, bytes: body.length, begins: printable(body), ...fault, sha256 });
  }
  const soundBytes = new Map(sound.map((one) => [one.sha256, one.sequence]));
  const judged = unsound.map(({ sha256, ...one }): UnsoundMessage => {
    const copyOf = soundBytes.get(sha256);
    if (copyOf === undefined) return one;
    return { ...one, kind: 'copy', why: `It has the bytes of the sound message at sequence ${copyOf}.`, copyOf };
  });
  return {
    ...{ stream, sound, unsound: judged, head, events, newest, messages: messagesRead },
    ...{ fencedBy, isFenced, isHalfErased },
  };
};
