// Forget: everything that the log has of a session goes, in every place of the one table of places. First the tombstone is
// recorded, then its fence stands behind the newest message, so that no writer comes after it, then the places are emptied.
// Interrupted anywhere, the same call finishes.
import { uuidv7 } from 'uuidv7';
import type { Principal } from '../../machines/commands/command.ts';
import { RepriseError } from '../errors.ts';
import type { LogAdmin } from '../log/admin-port.ts';
import type { Tombstone } from '../log/port.ts';
import { requireSessionId } from '../log/session-id.ts';
import { redact } from '../secrets/redact.ts';
import { patternsFrom, type SecretOptions } from '../secrets/secret-options.ts';
import { sessionNotFound } from '../session/session-not-found.ts';
import { nearIds } from '../session/source/session-name.ts';
import { type Judged, judge } from './judge.ts';

export interface ForgetOptions {
  /** Why: kept in the tombstone, and shown to whoever asks for the session. Name nothing in it that is to be forgotten. */
  readonly reason: string;
  /** Who, as a name. */
  readonly by: string;
  /** As whom it was authenticated: kept in the tombstone. Default: nobody had to be. */
  readonly auth?: Principal;
  /** Only says what would be erased. */
  readonly dryRun?: boolean;
  /** What is replaced as a secret in `reason` and `by`. */
  readonly secrets?: SecretOptions | false;
  /** Default: the system's clock. */
  readonly now?: () => Date;
}

export interface EmptiedPlace {
  readonly place: string;
  readonly stream: string;
  /** How many messages this call erased there; of a dry run: how many it would. */
  readonly erased: number;
}

/**
 * `forgotten`: by this call. `finished`: an earlier call was interrupted, and this one erased the rest. `already`: an earlier
 * call did it, and nothing was left. `would-forget`: a dry run.
 */
export interface Forgotten {
  readonly kind: 'forgotten' | 'finished' | 'already' | 'would-forget';
  readonly sessionId: string;
  readonly tombstone: Tombstone;
  readonly places: readonly EmptiedPlace[];
}

/** How often writers may come between a look and the fence. */
const MOST_ATTEMPTS = 1_000;
/** The longest name and reason. */
const MOST_NAME = 200;
const MOST_REASON = 1_000;

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

type KeptTexts = Pick<Tombstone, 'reason' | 'by' | 'authtype' | 'authid'>;

/** @throws RepriseError USAGE for a reason or a name that is empty or too long */
const checkedTexts = ({ reason, by, secrets, auth }: ForgetOptions): KeptTexts => {
  const given = { reason: oneLine(String(reason ?? '')), by: oneLine(String(by ?? '')) };
  for (const [name, text, most] of [
    ['reason', given.reason, MOST_REASON],
    ['name of who forgets it', given.by, MOST_NAME],
  ] as const)
    if (text === '' || text.length > most)
      throw new RepriseError('USAGE', `The ${name} has ${text.length} characters; expected 1 to ${most}.`, {
        hint: 'It stays in the tombstone: `--reason "the customer asked for it"`.',
      });
  const { value } = redact(given, patternsFrom(secrets));
  return auth === undefined ? value : { ...value, authtype: auth.type, authid: auth.id };
};

const judgedIn = async (admin: LogAdmin, sessionId: string): Promise<Judged[]> => {
  const all: Judged[] = [];
  for (const stream of admin.streams) all.push(await judge(stream, sessionId, admin.messages(stream, sessionId)));
  return all;
};

const countsOf = async (admin: LogAdmin, sessionId: string): Promise<EmptiedPlace[]> => {
  const counts: EmptiedPlace[] = [];
  for (const place of admin.places)
    counts.push({ place: place.name, stream: place.stream, erased: await place.count(sessionId) });
  return counts;
};

/** Puts the fence behind the newest message of the session in one stream, however many writers write meanwhile. */
const fenceIn = async (admin: LogAdmin, stream: string, tombstone: Tombstone): Promise<number> => {
  const { id, sessionId } = tombstone;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const newest = await admin.newest(stream, sessionId);
    if (newest?.fence === id) return newest.sequence;
    const sequence = await admin.fence(stream, sessionId, tombstone, newest?.sequence ?? 0);
    if (sequence !== undefined) return sequence;
  }
  throw new RepriseError('CONFLICT', `Others keep writing to session ${sessionId}: it was not erased.`, {
    hint: 'Stop them, and forget it again.',
    fields: { sessionId },
  });
};

/**
 * Erases a session. Repeated, it says what was done before.
 * @param sessionId its whole id
 * @throws RepriseError USAGE (no reason), BAD_SESSION_ID, SESSION_NOT_FOUND (no place has anything of it), CONFLICT,
 *   LOG_UNREACHABLE, STORE_FULL
 */
export const forget = async (admin: LogAdmin, sessionId: string, options: ForgetOptions): Promise<Forgotten> => {
  requireSessionId(sessionId);
  const texts = checkedTexts(options);
  const { dryRun = false, now = () => new Date() } = options;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const before = await admin.tombstone(sessionId);
    const judged = await judgedIn(admin, sessionId);
    const counts = await countsOf(admin, sessionId);
    const fenced = judged.find(({ fencedBy }) => fencedBy !== undefined && fencedBy === before?.id);
    const isEmpty = counts.every(({ erased }) => erased === 0) && judged.every(({ messages }) => messages === 0);
    // What stands after the fence of its tombstone is another session under the same id.
    const isBegunAgain = fenced !== undefined && !fenced.isFenced;
    if (before === undefined && isEmpty) throw await notFound(admin, sessionId);
    const isUnfinished = before !== undefined && !isBegunAgain;
    if (isUnfinished && isEmpty && fenced !== undefined)
      return { kind: 'already', sessionId, tombstone: before, places: counts };
    const tombstone = isUnfinished ? before : tombstoneOf(sessionId, judged, before, texts, now);
    if (dryRun) return { kind: 'would-forget', sessionId, tombstone, places: wouldErase(admin, judged, counts) };
    if (!isUnfinished && !(await admin.bury(tombstone, before?.id))) continue;
    const places = await erase(admin, judged, tombstone);
    return { kind: isUnfinished ? 'finished' : 'forgotten', sessionId, tombstone, places };
  }
  throw new RepriseError('CONFLICT', `Another admin is forgetting session ${sessionId}.`, { fields: { sessionId } });
};

/** A fence stands where the session is; where nothing is left of it, in the current stream: there it would begin again. */
const erase = async (admin: LogAdmin, judged: readonly Judged[], tombstone: Tombstone): Promise<EmptiedPlace[]> => {
  const holders = judged.filter(({ newest }) => newest > 0).map(({ stream }) => stream);
  const current = admin.streams.at(-1) as string;
  const fences = new Map<string, number>();
  for (const stream of holders.length > 0 ? holders : [current])
    fences.set(stream, await fenceIn(admin, stream, tombstone));
  const places: EmptiedPlace[] = [];
  for (const { name, stream, erase: empty } of admin.places)
    places.push({ place: name, stream, erased: await empty(tombstone.sessionId, fences) });
  return places;
};

const wouldErase = (admin: LogAdmin, judged: readonly Judged[], counts: readonly EmptiedPlace[]): EmptiedPlace[] =>
  counts.map((count) => {
    const isMessages = admin.places.some(({ name, stream }) => name === 'messages' && stream === count.stream);
    const all = judged.find(({ stream }) => stream === count.stream);
    return isMessages && all !== undefined ? { ...count, erased: all.messages } : count;
  });

const tombstoneOf = (
  sessionId: string,
  judged: readonly Judged[],
  before: Tombstone | undefined,
  texts: KeptTexts,
  now: () => Date,
): Tombstone => ({
  ...{ id: uuidv7(), sessionId, at: now().toISOString(), ...texts },
  head: { ordinal: Math.max(0, ...judged.map(({ head }) => head.ordinal)) },
  events: judged.reduce((sum, { events }) => sum + events, 0),
  messages: judged.reduce((sum, { messages }) => sum + messages, 0),
  earlier: before === undefined ? [] : [...before.earlier, before.id],
});

const notFound = async (admin: LogAdmin, sessionId: string): Promise<RepriseError> => {
  const names = await Promise.all(admin.streams.map((stream) => admin.names(stream)));
  const near = nearIds(sessionId, names.flat());
  return sessionNotFound(
    sessionId,
    near,
    near.length > 0 ? `Near it: ${near.join(', ')}. To forget one, name its whole id.` : undefined,
  );
};
