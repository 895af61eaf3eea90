// What a log in memory holds, shared by the log and its admin's side: messages in the order of their sequences, with gaps
// where some were erased, tombstones, and what was moved aside.
import type { QuarantineEntry, WholeMessage } from './admin-port.ts';
import { linesOf } from './body.ts';
import { fenceIn, forgottenError, isFenceOf } from './forgotten.ts';
import type { Log, StoredCommit, Tombstone } from './port.ts';

/** A message: a commit with its id, or anything else, as bytes. */
export interface Held extends Omit<StoredCommit, 'lines'> {
  readonly id: string;
  readonly lines: readonly string[] | undefined;
  readonly body: Uint8Array | undefined;
  readonly storedAt: string;
}

export class MemoryStore {
  readonly stream: string;
  /** The message of sequence n is at index n - 1; nothing where it was erased. */
  readonly all: (Held | undefined)[] = [];
  readonly bySession = new Map<string, Held[]>();
  /** By session, the oldest first. */
  readonly tombstones = new Map<string, Tombstone[]>();
  readonly quarantine: { readonly entry: QuarantineEntry; readonly message: Omit<WholeMessage, 'storedAt'> }[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(stream: string) {
    this.stream = stream;
  }

  of(sessionId: string): readonly Held[] {
    return this.bySession.get(sessionId) ?? [];
  }

  endOf(sessionId: string): number {
    return this.of(sessionId).at(-1)?.position.sequence ?? 0;
  }

  /** The messages of a session that are there now, also while others are added. */
  *upToNow(sessionId: string): Generator<Held, void> {
    const all = this.of(sessionId);
    const { length } = all;
    for (let index = 0; index < length; index += 1) yield all[index] as Held;
  }

  add(sessionId: string, message: Pick<Held, 'id' | 'lines' | 'body'>): Held {
    const position = { stream: this.stream, sequence: this.all.length + 1 };
    const held = { sessionId, position, storedAt: new Date().toISOString(), ...message };
    this.all.push(held);
    const others = this.bySession.get(sessionId);
    if (others === undefined) this.bySession.set(sessionId, [held]);
    else others.push(held);
    this.wake();
    return held;
  }

  /** Erases the messages of a session before a sequence. @returns how many */
  purge(sessionId: string, before: number): number {
    const [gone, kept]: [Held[], Held[]] = [[], []];
    for (const held of this.of(sessionId)) (held.position.sequence < before ? gone : kept).push(held);
    for (const { position } of gone) this.all[position.sequence - 1] = undefined;
    if (kept.length === 0) this.bySession.delete(sessionId);
    else this.bySession.set(sessionId, kept);
    return gone.length;
  }

  newestTombstone(sessionId: string): Tombstone | undefined {
    return this.tombstones.get(sessionId)?.at(-1);
  }

  /** The tombstone of a message that is the fence of a session that was erased. */
  fenced({ sessionId, body }: Held): Tombstone | undefined {
    const fence = body && fenceIn(body);
    const tombstone = this.newestTombstone(sessionId);
    return fence !== undefined && tombstone !== undefined && isFenceOf(tombstone, fence) ? tombstone : undefined;
  }

  /**
   * A message as a commit; undefined for a fence after which the session began again.
   * @throws RepriseError RECORD_INVALID, SESSION_FORGOTTEN
   */
  commitOf(held: Held, atFence: 'pass' | 'tell' = 'pass'): StoredCommit | undefined {
    const { sessionId, position, lines, body = new Uint8Array() } = held;
    if (lines !== undefined) return { sessionId, position, lines };
    const tombstone = this.fenced(held);
    if (tombstone === undefined) {
      const place = (): string => `sequence ${position.sequence} of stream ${this.stream} (session ${sessionId})`;
      return { sessionId, position, lines: linesOf(body, place, position) };
    }
    const begunAgain = this.endOf(sessionId) > position.sequence;
    if (begunAgain && atFence === 'pass') return undefined;
    throw forgottenError(tombstone, position, begunAgain);
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.add(resolve));
  }

  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

const stores = new WeakMap<Log, MemoryStore>();

/** Notes what a log in memory holds, for its admin's side. */
export const noteStore = (log: Log, store: MemoryStore): void => void stores.set(log, store);

/** What a log in memory holds; undefined for any other log. */
export const storeOf = (log: Log): MemoryStore | undefined => stores.get(log);
