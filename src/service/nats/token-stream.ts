// The tokens of the service in a stream beside the log: every service on the log sees the same ones, wherever it runs, and
// a change reaches it at once. Two messages for each token, the newest of each kept: the token, and when it was last used.
import { CODE, delay, getFromLeader, isTransient, pauseBefore, refusedBy, request } from '../../log/nats/api.ts';
import { type Connection, type ConnectionOptions, NoAnswer, openConnection } from '../../log/nats/connection.ts';
import { publishOne } from '../../log/nats/publish.ts';
import { openStream, type StreamSettings } from '../../log/nats/stream.ts';
import { TokenEntry } from '../auth/token-record.ts';
import type { StoredEntry, TokenStore } from '../auth/token-store.ts';

export const TOKEN_STREAM = 'REPRISE_TOKENS';
const ATTEMPT_MS = 3_000;
/** Two words each, as the permissions of the service have it. */
const ROOTS = { token: 'reprise-token', used: 'reprise-token-use' } as const;
/** How long a change waits to be on its way. */
const FLUSH_MS = 500;
/** Published after a change, without content. Only the service and the admin may. */
const CHANGED = 'reprise.tokens-changed';

const SETTINGS: StreamSettings = {
  subjects: Object.values(ROOTS).map((root) => `${root}.*`),
  storage: 'file',
  retention: 'limits',
  discard: 'old',
  max_age: 0,
  max_bytes: -1,
  max_msgs: -1,
  max_msgs_per_subject: 1,
  deny_delete: true,
  allow_direct: false,
  allow_rollup_hdrs: false,
  allow_msg_ttl: false,
  republish: undefined,
};

const subjectOf = (entry: TokenEntry): string =>
  `${ROOTS[entry.kind]}.${entry.kind === 'token' ? entry.token.id : entry.id}`;

const entryIn = (body: Uint8Array): TokenEntry | undefined => {
  try {
    return TokenEntry.safeParse(JSON.parse(Buffer.from(body).toString())).data;
  } catch {
    return undefined;
  }
};

/** Undefined for what is of no token: nothing but a token lets anybody in. */
const storedEntry = (subject: string, body: Uint8Array): StoredEntry | undefined => {
  const entry = entryIn(body);
  if (entry !== undefined && subjectOf(entry) === subject) return entry;
  const [root, id = ''] = subject.split('.');
  return root === ROOTS.token ? { kind: 'unreadable', id } : undefined;
};

export interface TokenStreamOptions extends ConnectionOptions {
  /** Replicas of a stream that is created. Default 1. */
  readonly replicas?: number;
}

class TokenStream implements TokenStore {
  readonly #connection: Connection;
  #listener: (() => void) | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async readAfter(sequence: number) {
    const entries: StoredEntry[] = [];
    let last = sequence;
    for (;;) {
      const query = { seq: last + 1, next_by_subj: '*.*' };
      const message = await getFromLeader(this.#connection, TOKEN_STREAM, query);
      if (message === undefined) return { entries, sequence: last };
      last = message.sequence;
      const entry = storedEntry(message.subject, message.body);
      if (entry !== undefined) entries.push(entry);
    }
  }

  /** Sent once: where no answer comes it may be stored or not, and the caller reads before it goes on. */
  async append(entry: TokenEntry, expected?: number): Promise<boolean> {
    const connection = this.#connection;
    const { clock } = connection;
    const message = {
      subject: subjectOf(entry),
      body: Buffer.from(JSON.stringify(entry)),
      headers: [
        ['Nats-Expected-Stream', TOKEN_STREAM] as const,
        ...(expected === undefined ? [] : [['Nats-Expected-Last-Sequence', String(expected)] as const]),
      ],
    };
    const untilMs = clock.nowMs() + connection.deadlineMs;
    for (let attempt = 1; ; attempt += 1) {
      let reason: string | undefined;
      try {
        await connection.whenUp({ timeoutMs: Math.max(1, untilMs - clock.nowMs()) });
        const answer = await publishOne(connection, message, ATTEMPT_MS);
        if (answer.kind === 'stored') {
          if (entry.kind === 'token') await this.#announce();
          return true;
        }
        const { error } = answer;
        if (error.err_code === CODE.wrongLastSequence || error.err_code === CODE.wrongLastSequenceUnknown)
          return this.#isStored(entry, expected);
        if (!isTransient(error)) throw refusedBy(connection, error);
        reason = error.description;
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        reason = error.message;
      }
      if (clock.nowMs() >= untilMs) throw connection.unreachable(connection.isUp() ? reason : undefined);
      await delay(clock, pauseBefore(attempt));
    }
  }

  /** So that services see it at once. One that does not hear of it reads it a second later. */
  async #announce(): Promise<void> {
    const { nc, clock } = this.#connection;
    nc.publish(CHANGED);
    // A command ends, and closes the connection, right after this.
    await Promise.race([nc.flush(), delay(clock, FLUSH_MS)]).catch(() => undefined);
  }

  /** An earlier attempt may have stored it, without an answer. */
  async #isStored(entry: TokenEntry, expected: number | undefined): Promise<boolean> {
    const { entries } = await this.readAfter(expected ?? 0);
    const text = JSON.stringify(entry);
    return entries.some((one) => JSON.stringify(one) === text);
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
    this.#subscribe();
  }

  #subscribe(): void {
    const connection = this.#connection;
    if (connection.isClosed() || !connection.isUp()) return void this.#subscribeLater();
    connection.nc.subscribe(CHANGED, { callback: () => this.#listener?.() });
    connection.onLost(() => void this.#subscribeLater());
  }

  async #subscribeLater(): Promise<void> {
    try {
      await this.#connection.whenUp({});
      this.#subscribe();
    } catch {
      // It is closed.
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/**
 * The tokens beside the log of this server; the stream is created where it is missing.
 * @throws RepriseError LOG_UNREACHABLE, STREAM_MISMATCH
 */
export const openTokenStream = async ({ replicas = 1, ...options }: TokenStreamOptions): Promise<TokenStore> => {
  const connection = await openConnection(options);
  try {
    const untilMs = connection.clock.nowMs() + connection.deadlineMs;
    await openStream(connection, TOKEN_STREAM, replicas, untilMs, { settings: SETTINGS });
    return new TokenStream(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
};

/** As `openTokenStream`, and undefined where there is no stream yet: for reading only. */
export const findTokenStream = async (options: ConnectionOptions): Promise<TokenStore | undefined> => {
  const connection = await openConnection(options);
  let isThere = false;
  try {
    const info = await request(connection, `STREAM.INFO.${TOKEN_STREAM}`);
    if (info.error !== undefined && info.error.err_code !== CODE.streamNotFound)
      throw refusedBy(connection, info.error);
    isThere = info.error === undefined;
    return isThere ? new TokenStream(connection) : undefined;
  } finally {
    if (!isThere) await connection.close();
  }
};
