// The oracle of the fault tests: it knows from the journals of the writers every command that was sent and every event that
// was acknowledged, and compares that with the bytes that the log holds. It shares no code with what it judges.
import { createHash } from 'node:crypto';
import type { Note } from './journal.ts';

export type FaultKind =
  /** An acknowledged event is not stored. */
  | 'lost'
  /** An event or a command is stored twice. */
  | 'doubled'
  /** A command stands before one that was acknowledged before it was sent, or after one sent later by its caller. */
  | 'reordered'
  /** An event is not the one that was acknowledged, or is not where it was. */
  | 'changed'
  /** A hole in the ordinals of a session. */
  | 'ordinal'
  /** A hash does not follow from the hash before it and the line. */
  | 'chain'
  /** A stored command was sent by nobody, or failed with the statement that nothing was recorded. */
  | 'unexpected'
  /** A writer was refused what no rule forbids. */
  | 'refused'
  /** A writer had an unhandled rejection, a warning, or something left open. */
  | 'unhandled';

export interface Fault {
  readonly kind: FaultKind;
  readonly session?: string;
  readonly about: string;
}

/** An event as it is stored: its line, and the sequence of the message that holds it. */
export interface StoredLine {
  readonly line: string;
  readonly sequence: number;
}

/** The lines of each session in the order of the log. */
export type Stored = ReadonlyMap<string, readonly StoredLine[]>;

interface StoredEvent {
  readonly id: string;
  readonly ordinal: number;
  readonly commandid: string;
  readonly commitid: string;
  readonly hash: string;
}

interface Sent {
  readonly session: string;
  readonly firstAt: number;
  /** Of the first acknowledgement. */
  acknowledgedAt: number;
  /** Attempts that are not known to have recorded nothing. */
  open: number;
}

const CHAIN_START = '0'.repeat(64);
const HASH = /,"hash":"([0-9a-f]{64})"\}$/;

const chainFaults = (session: string, lines: readonly StoredLine[]): Fault[] => {
  const faults: Fault[] = [];
  let previous = CHAIN_START;
  for (const [index, { line }] of lines.entries()) {
    const [tail = '', hash = ''] = HASH.exec(line) ?? [];
    const expected = createHash('sha256')
      .update(previous + line.slice(0, line.length - tail.length))
      .digest('hex');
    if (hash !== expected) faults.push({ kind: 'chain', session, about: `event ${index + 1}: ${line.slice(-90)}` });
    previous = hash;
    const { ordinal } = JSON.parse(line) as StoredEvent;
    if (ordinal !== index + 1) faults.push({ kind: 'ordinal', session, about: `${ordinal} stands at ${index + 1}` });
  }
  return faults;
};

/** Commands in stored order: none may stand before one whose acknowledgement its sender could have seen. */
const orderFaults = (session: string, order: readonly string[], sent: ReadonlyMap<string, Sent>): Fault[] => {
  const faults: Fault[] = [];
  let earliest: { command: string; at: number } | undefined;
  for (const command of order.toReversed()) {
    const of = sent.get(command);
    if (of === undefined) continue;
    if (earliest !== undefined && earliest.at < of.firstAt)
      faults.push({ kind: 'reordered', session, about: `${command} stands before ${earliest.command}` });
    if (earliest === undefined || of.acknowledgedAt < earliest.at) earliest = { command, at: of.acknowledgedAt };
  }
  return faults;
};

const sentIn = (notes: readonly Note[]): Map<string, Sent> => {
  const sent = new Map<string, Sent>();
  for (const note of notes.toSorted((a, b) => a.at - b.at)) {
    if (!('command' in note)) continue;
    if (note.kind === 'sent') {
      const { session, command, at } = note;
      const known = sent.get(command) ?? { session, firstAt: at, acknowledgedAt: Number.POSITIVE_INFINITY, open: 0 };
      known.open += 1;
      sent.set(command, known);
      continue;
    }
    const of = sent.get(note.command);
    if (of === undefined) throw new Error(`an answer to ${note.command}, which was not sent`);
    if (note.kind === 'failed' || note.kind === 'refused') of.open -= 1;
    if (note.kind === 'acknowledged') of.acknowledgedAt = Math.min(of.acknowledgedAt, note.at);
  }
  return sent;
};

/** Everything that is wrong; nothing when all that was acknowledged is stored, once, in order. */
export const judge = (notes: readonly Note[], stored: Stored): Fault[] => {
  const faults: Fault[] = [];
  const sent = sentIn(notes);
  const places = new Map<string, { session: string; sequence: number; event: StoredEvent }>();
  for (const [session, lines] of stored) {
    faults.push(...chainFaults(session, lines));
    const commits = new Map<string, string>();
    for (const { line, sequence } of lines) {
      const event = JSON.parse(line) as StoredEvent;
      const { id, commandid: command, commitid } = event;
      if (places.has(id)) faults.push({ kind: 'doubled', session, about: `event ${id}` });
      places.set(id, { session, sequence, event });
      const commit = commits.get(command);
      if (commit === commitid) continue;
      commits.set(command, commitid);
      if (commit !== undefined) {
        faults.push({ kind: 'doubled', session, about: `command ${command}` });
        continue;
      }
      const of = sent.get(command);
      if (of?.session !== session) faults.push({ kind: 'unexpected', session, about: `${command} was sent by nobody` });
      else if (of.open === 0) faults.push({ kind: 'unexpected', session, about: `${command} failed, and is stored` });
    }
    const order = [...commits.keys()];
    faults.push(...orderFaults(session, order, sent));
  }
  for (const note of notes) {
    if (note.kind === 'unhandled') faults.push({ kind: 'unhandled', about: note.message });
    if (note.kind === 'refused') faults.push({ kind: 'refused', session: note.session, about: note.message });
    if (note.kind !== 'acknowledged') continue;
    const { session, command } = note;
    if (note.events.length === 0)
      faults.push({ kind: 'lost', session, about: `${command} was acknowledged as nothing` });
    for (const { id, ordinal, hash } of note.events) {
      const place = places.get(id);
      if (place?.session !== session) faults.push({ kind: 'lost', session, about: `event ${ordinal} of ${command}` });
      else if (
        place.event.ordinal !== ordinal ||
        place.event.hash !== hash ||
        place.event.commandid !== command ||
        (note.sequence ?? place.sequence) !== place.sequence
      )
        faults.push({ kind: 'changed', session, about: `event ${ordinal} of ${command}` });
    }
  }
  return faults;
};
