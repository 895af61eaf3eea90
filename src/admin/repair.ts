// Repair: what stands under a session and is no sound record is moved aside into the quarantine; what is sound stays byte for
// byte, and the session goes on. Nothing leaves the log before it is acknowledged in the quarantine: an interrupted repair
// leaves it in both, and the next one finishes.
import type { Principal } from '../../machines/commands/command.ts';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import type { Copy, LogAdmin, LogMessage, QuarantineEntry } from '../log/admin-port.ts';
import { sha256Of } from '../log/data-ref.ts';
import { forgottenSentence } from '../log/forgotten.ts';
import { sessionNotFound } from '../session/session-not-found.ts';
import { nearIds } from '../session/source/session-name.ts';
import { type Judged, judge, type SoundMessage, type UnsoundMessage } from './judge.ts';
import { requireSubjectToken } from './subject-token.ts';

/** What stands under a session. */
export interface RepairLook {
  readonly sessionId: string;
  /** Whether nothing is to be moved. */
  readonly ok: boolean;
  /** Events of the sound record, which stay. */
  readonly events: number;
  /** The end of the sound record. */
  readonly head: { readonly ordinal: number; readonly hash: string };
  /** In the order in which they stand. */
  readonly unsound: readonly UnsoundMessage[];
}

export interface Repaired extends RepairLook {
  /** What this call moved, or found moved already and removed from the log. */
  readonly moved: readonly QuarantineEntry[];
  /** How many messages of the sound record were written anew behind it: their sequences are others, their bytes the same. */
  readonly rewritten: number;
}

export interface QuarantineOptions {
  /** Who moves it, as a name. */
  readonly by: string;
  /** As whom it was authenticated: kept with what is moved. Default: nobody had to be. */
  readonly auth?: Principal;
  /** A remark to keep with it. */
  readonly note?: string;
  /** Default: the system's clock. */
  readonly now?: () => Date;
}

/** How often the log may change between a look and what follows from it. */
const MOST_ATTEMPTS = 20;

const judgedIn = async (admin: LogAdmin, sessionId: string): Promise<Judged[]> => {
  const all: Judged[] = [];
  for (const stream of admin.streams) all.push(await judge(stream, sessionId, admin.messages(stream, sessionId)));
  return all.filter(({ newest }) => newest > 0);
};

/** @throws RepriseError SESSION_NOT_FOUND, with near ids; SESSION_FORGOTTEN; RECORD_INVALID where several streams have it */
const requireOne = async (admin: LogAdmin, sessionId: string, judged: readonly Judged[]): Promise<Judged> => {
  const [first, ...others] = judged;
  if (first === undefined) {
    const names = await Promise.all(admin.streams.map((stream) => admin.names(stream)));
    const near = nearIds(sessionId, names.flat());
    throw sessionNotFound(sessionId, near, near.length > 0 ? `Near it: ${near.join(', ')}.` : undefined);
  }
  if (others.length > 0)
    throw new RepriseError(
      'RECORD_INVALID',
      `Session ${sessionId} lies in the streams ${judged.map(({ stream }) => stream).join(' and ')}.`,
      {
        hint: 'Name one of them in REPRISE_STREAMS, and repair the session there.',
        fields: { sessionId, streams: judged.map(({ stream }) => stream) },
      },
    );
  if (!first.isFenced && !first.isHalfErased) return first;
  const tombstone = await admin.tombstone(sessionId);
  throw new RepriseError(
    'SESSION_FORGOTTEN',
    tombstone ? forgottenSentence(tombstone) : `Session ${sessionId} was forgotten.`,
    {
      hint: 'There is nothing to repair. `reprise forget` finishes what was interrupted.',
      fields: { sessionId, ...defined({ tombstone }) },
    },
  );
};

const lookOf = (sessionId: string, { head, unsound }: Judged): RepairLook => ({
  ...{ sessionId, ok: unsound.length === 0, events: head.ordinal, head, unsound },
});

/**
 * What stands under a session; nothing is changed.
 * @param sessionId its id, or any other last token of a subject of the log
 * @throws RepriseError SESSION_NOT_FOUND, SESSION_FORGOTTEN, RECORD_INVALID (it lies in two streams), LOG_UNREACHABLE
 */
export const lookAt = async (admin: LogAdmin, sessionId: string): Promise<RepairLook> => {
  requireSubjectToken(sessionId);
  return lookOf(sessionId, await requireOne(admin, sessionId, await judgedIn(admin, sessionId)));
};

const moveAside = async (
  admin: LogAdmin,
  sessionId: string,
  { stream, sequence, kind, why }: UnsoundMessage,
  { by, auth, note, now = () => new Date() }: QuarantineOptions,
): Promise<QuarantineEntry | undefined> => {
  const message = await admin.whole(stream, sequence);
  if (message === undefined) return undefined;
  const { headers, body, storedAt } = message;
  const entry: QuarantineEntry = {
    ...{ sessionId, stream, sequence, storedAt, movedAt: now().toISOString(), movedBy: by, fault: kind, why },
    ...defined({ authtype: auth?.type, authid: auth?.id, note }),
    ...{ headerBytes: headers.length, bodyBytes: body.length, sha256: sha256Of(Buffer.concat([headers, body])) },
  };
  await admin.quarantine.put(entry, message);
  return entry;
};

/** The messages at these sequences, which are in order. */
async function* messagesAt(
  messages: AsyncIterable<LogMessage>,
  wanted: readonly SoundMessage[],
): AsyncGenerator<{ readonly sound: SoundMessage; readonly body: Uint8Array }, void> {
  let place = 0;
  for await (const { sequence, body } of messages) {
    const sound = wanted[place];
    if (sound === undefined) return;
    if (sequence !== sound.sequence) continue;
    place += 1;
    yield { sound, body };
  }
}

/** Of how many bytes copies are held at once. */
const MOST_HELD_BYTES = 16 * 1024 * 1024;

interface Removed {
  readonly rewritten: number;
}

/**
 * Removes the unsound messages from the log: purges what stands before the sound record, or writes that anew behind them first.
 * @returns undefined where another message came meanwhile: look again
 */
const removeFrom = async (admin: LogAdmin, sessionId: string, judged: Judged): Promise<Removed | undefined> => {
  const { stream, sound, unsound, newest } = judged;
  const [firstSound] = sound;
  const lastUnsound = unsound.at(-1)?.sequence ?? 0;
  if (firstSound === undefined) {
    await admin.purge(stream, sessionId, newest + 1);
    return { rewritten: 0 };
  }
  if (lastUnsound < firstSound.sequence) {
    await admin.purge(stream, sessionId, firstSound.sequence);
    return { rewritten: 0 };
  }
  // What an interrupted repair wrote at the end is kept.
  const copies = copiesAtEnd(judged);
  const rest = sound.slice(copies.length);
  let first = copies[0];
  let expected = newest;
  let held: Copy[] = [];
  let heldBytes = 0;
  const write = async (): Promise<boolean> => {
    if (held.length === 0) return true;
    const written = await admin.rewrite(stream, sessionId, held, expected);
    if (written === undefined) return false;
    first ??= written.first;
    expected = written.last;
    held = [];
    heldBytes = 0;
    return true;
  };
  for await (const { sound: one, body } of messagesAt(admin.messages(stream, sessionId), rest)) {
    held.push({
      sequence: one.sequence,
      isFence: one.isFence,
      body,
      messageId: `${sessionId}:${one.commitId}:after-${one.sequence}-${newest}`,
    });
    heldBytes += body.length;
    if (heldBytes > MOST_HELD_BYTES && !(await write())) return undefined;
  }
  if (!(await write()) || first === undefined) return undefined;
  await admin.purge(stream, sessionId, first);
  return { rewritten: sound.length };
};

/** Sequences of the newest messages, where they are the beginning of the sound record once more. */
const copiesAtEnd = ({ sound, unsound, newest }: Judged): number[] => {
  const places = unsound.map(({ sequence, kind }) => (kind === 'copy' ? sequence : undefined));
  const begin = places.lastIndexOf(undefined) + 1;
  const tail = unsound.slice(begin);
  const isAtEnd = tail.at(-1)?.sequence === newest && (sound.at(-1)?.sequence ?? 0) < (tail[0]?.sequence ?? 0);
  const isInOrder = tail.every((one, place) => one.copyOf === sound[place]?.sequence);
  return isAtEnd && isInOrder ? tail.map(({ sequence }) => sequence) : [];
};

/**
 * Moves everything that is no sound record aside, and removes it from the log.
 * @throws RepriseError as `lookAt`; CONFLICT where another program keeps writing there
 */
export const quarantine = async (admin: LogAdmin, sessionId: string, options: QuarantineOptions): Promise<Repaired> => {
  requireSubjectToken(sessionId);
  const moved = new Map<string, QuarantineEntry>();
  let rewritten = 0;
  let first: RepairLook | undefined;
  const done = (look: RepairLook): Repaired => ({ ...look, ok: true, moved: [...moved.values()], rewritten });
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const all = await judgedIn(admin, sessionId);
    // Where nothing was sound nothing is left, but the fence of a session that had this id before.
    if (first !== undefined && all.every(({ isFenced }) => isFenced)) return done(first);
    const judged = await requireOne(admin, sessionId, all);
    first ??= lookOf(sessionId, judged);
    if (judged.unsound.length === 0) return done(first);
    for (const one of judged.unsound) {
      if (one.kind === 'copy') continue;
      const entry = await moveAside(admin, sessionId, one, options);
      if (entry !== undefined) moved.set(`${entry.stream}:${entry.sequence}`, entry);
    }
    rewritten = (await removeFrom(admin, sessionId, judged))?.rewritten ?? rewritten;
  }
  throw new RepriseError(
    'CONFLICT',
    `Another program keeps writing under ${sessionId}: what came meanwhile is still there.`,
    {
      hint: 'What was moved aside is in the quarantine. End that program, or take its login away, and repair again.',
      fields: { sessionId, moved: moved.size },
    },
  );
};
