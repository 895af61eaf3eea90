// The tokens as a service knows them: read once, then kept in step with the store. A change by another process is seen at
// once where the store reports it, else within a few seconds; where the store cannot be read for long, nobody is let in.
import { setMaxListeners } from 'node:events';
import { RequestError } from '../problem.ts';
import type { Caller } from '../service.ts';
import { isSecretOf, parseToken } from './token-form.ts';
import { stateOf, type TokenRecord } from './token-record.ts';
import type { TokenStore } from './token-store.ts';

/** How often the store is read, and how often tokens that expire are looked for. */
const TICK_MS = 1_000;
/** What was read so long ago no longer lets anybody in. */
const STALE_MS = 30_000;
/** A use is written at most so often. */
const USE_MS = 60_000;

interface Known {
  readonly token: TokenRecord;
  readonly caller: Caller;
  readonly ends: AbortController;
}

export interface TokenBook {
  /**
   * The caller of a token, the same object while the token is as it is.
   * @throws RequestError UNAUTHENTICATED; RepriseError LOG_UNREACHABLE where the tokens could not be read
   */
  callerOf(text: string): Promise<Caller>;
  /** Ends it; the last uses are written, within a second. */
  close(): Promise<void>;
}

export interface BookOptions {
  readonly now?: () => number;
}

const nameOf = ({ actors, name }: TokenRecord): string => actors?.[0] ?? name;

const knownOf = (token: TokenRecord): Known => {
  const ends = new AbortController();
  // One for each stream.
  setMaxListeners(0, ends.signal);
  const { id, name, role, sessions, actors } = token;
  return {
    token,
    ends,
    caller: {
      name: nameOf(token),
      role,
      ...(sessions !== undefined && { sessions }),
      ...(actors !== undefined && { actors }),
      auth: { type: 'api_key', id: `${id}/${name}` },
      ends: ends.signal,
    },
  };
};

const refused = (sentence: string): RequestError => new RequestError('UNAUTHENTICATED', sentence);

class Book implements TokenBook {
  readonly #store: TokenStore;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  #sequence = 0;
  /** When the store was read last, in step with it. */
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #isWanted = false;
  readonly #usedAtMs = new Map<string, number>();
  readonly #writtenAtMs = new Map<string, number>();
  readonly #writes = new Set<Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;

  constructor(store: TokenStore, now: () => number) {
    this.#store = store;
    this.#now = now;
    store.onChange(() => void this.#read().catch(() => undefined));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  async callerOf(text: string): Promise<Caller> {
    const parts = parseToken(text);
    if (parts === undefined) throw refused('The token has not the form of one: rpt_ID_SECRET.');
    const { id, secret } = parts;
    if (this.#now() - this.#readAtMs > STALE_MS) await this.#read();
    // One that was created a moment ago.
    if (!this.#known.has(id)) await this.#readSoon();
    const known = this.#known.get(id);
    if (!isSecretOf(secret, known?.token.hash) || known === undefined) throw refused('The token is not known.');
    const nowMs = this.#now();
    const state = stateOf(known.token, nowMs);
    if (state !== 'active') {
      known.ends.abort();
      throw refused(state === 'expired' ? 'The token has expired.' : 'The token was revoked.');
    }
    this.#use(id, nowMs);
    return known.caller;
  }

  /** Reads once more, at most once a second for all who give unknown tokens. */
  async #readSoon(): Promise<void> {
    if (this.#now() - this.#readAtMs >= TICK_MS) await this.#read();
    else await this.#reading;
  }

  /** One reading at a time; a change during it is read by another. */
  #read(): Promise<void> {
    this.#isWanted = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      const beganMs = this.#now();
      const { entries, sequence } = await this.#store.readAfter(this.#sequence);
      for (const entry of entries)
        if (entry.kind === 'token') this.#see(entry.token, beganMs);
        else if (entry.kind === 'unreadable') this.#lose(entry.id);
      this.#sequence = sequence;
      this.#readAtMs = beganMs;
    }
  }

  #see(token: TokenRecord, nowMs: number): void {
    const before = this.#known.get(token.id);
    const known = knownOf(token);
    this.#known.set(token.id, known);
    if (stateOf(token, nowMs) !== 'active') known.ends.abort();
    before?.ends.abort();
  }

  /** Whether it was revoked cannot be known any more. */
  #lose(id: string): void {
    this.#known.get(id)?.ends.abort();
    this.#known.delete(id);
  }

  #tick(): void {
    const nowMs = this.#now();
    for (const { token, ends } of this.#known.values())
      if (!ends.signal.aborted && stateOf(token, nowMs) !== 'active') ends.abort();
    if (this.#reading === undefined) void this.#read().catch(() => undefined);
    this.#writeUses(nowMs, USE_MS);
  }

  #use(id: string, nowMs: number): void {
    this.#usedAtMs.set(id, nowMs);
  }

  /** Nobody waits for it, and one that fails is tried again after the next use. */
  #writeUses(nowMs: number, everyMs: number): void {
    for (const [id, atMs] of this.#usedAtMs) {
      if (nowMs - (this.#writtenAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < everyMs) continue;
      this.#usedAtMs.delete(id);
      this.#writtenAtMs.set(id, nowMs);
      const write = this.#store
        .append({ kind: 'used', id, at: new Date(atMs).toISOString() })
        .catch(() => undefined)
        .finally(() => this.#writes.delete(write));
      this.#writes.add(write);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#writeUses(this.#now(), 0);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, 1_000);
    });
    await Promise.race([Promise.all(this.#writes), late]);
    clearTimeout(timer);
  }
}

/** The tokens of a store. They are read when the first is asked for. */
export const tokenBook = (store: TokenStore, { now = Date.now }: BookOptions = {}): TokenBook => new Book(store, now);

/** A book that opens its store when the first token is given, and closes it with itself. */
export const lazyBook = (open: () => Promise<TokenStore>): TokenBook & { open(): Promise<void> } => {
  let opening: Promise<{ book: TokenBook; store: TokenStore }> | undefined;
  const opened = async () => {
    opening ??= open().then((store) => ({ store, book: tokenBook(store) }));
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  return {
    open: async () => void (await opened()),
    callerOf: async (text) => (await opened()).book.callerOf(text),
    async close() {
      const { book, store } = (await opening?.catch(() => undefined)) ?? {};
      await book?.close();
      await store?.close();
    },
  };
};
