// Large data of events in a stream of their own beside the log: objects under a session and a hash, in chunks. Written by
// plain publishes under an expectation, each acknowledged like a commit; never replaced, and erased with their session.

import { isUtf8 } from 'node:buffer';
import type { StreamInfo } from '@nats-io/jetstream';
import { defined } from '../../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { type DataRef, type RemovedData, sha256Of } from '../data-ref.ts';
import { CODE, delay, getFromLeader, isTransient, pauseBefore, refusedBy, request, type Wire } from './api.ts';
import { NoAnswer } from './connection.ts';
import { type Message, publishOne } from './publish.ts';
import { isDiskFull, STORE_FULL_CODES, storeFull } from './store-full.ts';
import { openStream, rootOf, SETTINGS, type StreamSettings } from './stream.ts';

/** Half of nats-server's own default of max_payload. The same for all writers, so that they write the same chunks. */
export const CHUNK_BYTES = 512 * 1024;
/** How many chunks of one object are under way. */
const WINDOW = 4;
const ATTEMPT_MS = 3_000;

/** The stream of a log's large data. */
export const dataStreamOf = (stream: string): string => `${stream}_DATA`;

/** As durable as the log; nobody follows it, and only an admin erases from it. @param log the stream of the log */
export const dataSettingsOf = (log: string): StreamSettings => ({
  ...SETTINGS,
  subjects: [`${rootOf(log)}-data.*.*.*`],
  allow_atomic: false,
  republish: undefined,
});

/** Calls `use` for 0 to `count - 1`, some at a time. */
const inWindow = async (count: number, use: (n: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const n = next;
      next += 1;
      await use(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(WINDOW, count) }, worker));
};

export class DataStore {
  readonly #wire: Wire;
  readonly #log: string;
  readonly #store: string | undefined;
  readonly stream: string;
  #opening: Promise<void> | undefined;

  /**
   * @param log the stream of the log
   * @param store the folder of the server's store; undefined where it is not on this machine
   */
  constructor(wire: Wire, log: string, store?: string) {
    this.#wire = wire;
    this.#log = log;
    this.#store = store;
    this.stream = dataStreamOf(log);
  }

  /**
   * Stores data of a session; what is there already is not sent again. Acknowledged when it returns.
   * @param untilMs the deadline, on the clock of the connection
   * @throws RepriseError LOG_UNREACHABLE, STORE_FULL, STREAM_MISMATCH; RECORD_INVALID where other bytes are stored instead
   */
  async put(sessionId: string, data: RemovedData, untilMs: number): Promise<void> {
    await this.#open(untilMs);
    const object = this.#objectOf(sessionId, data.sha256);
    const stored = await this.#chunksOf(object, untilMs);
    let isPartlyThere = stored.size > 0;
    await inWindow(Math.ceil(data.bytes / CHUNK_BYTES), async (n) => {
      const subject = `${object}.${n}`;
      if (stored.has(subject)) return;
      const body = data.content.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES);
      if (await this.#putChunk(subject, body, untilMs)) isPartlyThere = true;
    });
    if (isPartlyThere) await this.#requireSame(sessionId, data, untilMs);
  }

  /** What a call did not write itself is read before anything refers to it. */
  async #requireSame(sessionId: string, data: RemovedData, untilMs: number): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const got = await this.get(sessionId, data, untilMs);
      if (typeof got === 'string') return;
      if (got.fault === 'changed') break;
      // Another writer's chunk is on its way to the replicas.
      if (this.#wire.clock.nowMs() >= untilMs) throw this.#notStored('another writer is storing the same data', false);
      await delay(this.#wire.clock, pauseBefore(attempt));
    }
    const object = this.#objectOf(sessionId, data.sha256);
    throw new RepriseError(
      'RECORD_INVALID',
      `Stream ${this.stream} holds other bytes than those of object ${object}. Nothing was recorded.`,
      {
        hint: `Another program wrote there. An admin can erase the object (purge ${object}.*); then send the same again.`,
        fields: { stream: this.stream, sessionId, sha256: data.sha256 },
      },
    );
  }

  /**
   * Data of a session, as text.
   * @returns `missing` where not all of them are stored, `changed` where they are not the bytes that their hash names
   * @throws RepriseError LOG_UNREACHABLE
   */
  async get(
    sessionId: string,
    { sha256, bytes }: DataRef,
    untilMs = this.#wire.clock.nowMs() + this.#wire.deadlineMs,
  ): Promise<string | { readonly fault: 'missing' | 'changed' }> {
    const object = this.#objectOf(sessionId, sha256);
    const chunks: Uint8Array[] = [];
    let isMissing = false;
    await inWindow(Math.ceil(bytes / CHUNK_BYTES), async (n) => {
      const chunk = isMissing ? undefined : await this.#getChunk(`${object}.${n}`, untilMs);
      if (chunk === undefined) isMissing = true;
      else chunks[n] = chunk;
    });
    if (isMissing) return { fault: 'missing' };
    const content = Buffer.concat(chunks);
    const isSame = content.length === bytes && sha256Of(content) === sha256 && isUtf8(content);
    return isSame ? content.toString() : { fault: 'changed' };
  }

  #objectOf(sessionId: string, sha256: string): string {
    return `${rootOf(this.#log)}-data.${sessionId}.${sha256}`;
  }

  /** The subjects of the chunks that are stored. */
  async #chunksOf(object: string, untilMs: number): Promise<ReadonlySet<string>> {
    const body = { subjects_filter: `${object}.*` };
    const info = await request<StreamInfo>(this.#wire, `STREAM.INFO.${this.stream}`, body, this.#left(untilMs));
    if (info.error !== undefined) throw refusedBy(this.#wire, info.error);
    return new Set(Object.keys(info.state.subjects ?? {}));
  }

  async #getChunk(subject: string, untilMs: number): Promise<Uint8Array | undefined> {
    try {
      const { deadlineMs } = this.#left(untilMs);
      return (await getFromLeader(this.#wire, this.stream, { last_by_subj: subject }, deadlineMs))?.body;
    } catch (error) {
      if (isRepriseError(error, 'LOG_UNREACHABLE') && error.fields.errorCode === CODE.streamNotFound) return undefined;
      throw error;
    }
  }

  /** @returns true where the chunk was there: an earlier attempt stored it, or another writer */
  async #putChunk(subject: string, body: Uint8Array, untilMs: number): Promise<boolean> {
    const headers: Message['headers'] = [
      ['Nats-Expected-Stream', this.stream],
      ['Nats-Expected-Last-Subject-Sequence', '0'],
    ];
    let reason: string | undefined;
    let isFull = false;
    for (let attempt = 1; ; attempt += 1) {
      const left = untilMs - this.#wire.clock.nowMs();
      if (left <= 0) throw this.#notStored(reason, isFull);
      try {
        await this.#wire.whenUp({ timeoutMs: left });
        const timeoutMs = Math.max(1, Math.min(ATTEMPT_MS, untilMs - this.#wire.clock.nowMs()));
        const answer = await publishOne(this.#wire, { subject, body, headers }, timeoutMs);
        if (answer.kind === 'stored') return false;
        const { error } = answer;
        const isThere = error.err_code === CODE.wrongLastSequence || error.err_code === CODE.wrongLastSequenceUnknown;
        if (isThere) return true;
        if (STORE_FULL_CODES.includes(error.err_code)) throw storeFull(this.#wire, error);
        if (!isTransient(error)) throw refusedBy(this.#wire, error);
        reason = error.description;
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        reason = error.message;
        isFull = error.reason === 'timeout' && (await isDiskFull(this.#store, body.length));
      }
      await delay(this.#wire.clock, Math.max(0, Math.min(pauseBefore(attempt), untilMs - this.#wire.clock.nowMs())));
    }
  }

  #notStored(reason: string | undefined, isFull: boolean): RepriseError {
    const { message, hint, fields } = this.#wire.unreachable(this.#wire.isUp() ? reason : undefined);
    if (isFull || fields.trouble === 'STORE_FULL')
      return new RepriseError(
        'STORE_FULL',
        `The log is unavailable: the disk of its store is full. Nothing was recorded.`,
        {
          hint: hint ?? 'Free some space on that disk, then send the same again.',
          fields,
        },
      );
    return new RepriseError('LOG_UNREACHABLE', `${message} Nothing was recorded.`, {
      hint: 'A large text is sent in parts before its event. Send the same again, with a longer deadline where the connection is slow (`deadlineMs`): what was stored is not sent again.',
      fields,
    });
  }

  #left(untilMs: number): { readonly deadlineMs: number } {
    return { deadlineMs: Math.max(1, untilMs - this.#wire.clock.nowMs()) };
  }

  /** Once for each connection of this process: the stream is created when the first large data are stored. */
  async #open(untilMs: number): Promise<void> {
    this.#opening ??= this.#openStream(untilMs);
    try {
      await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async #openStream(untilMs: number): Promise<void> {
    const log = await request<StreamInfo>(this.#wire, `STREAM.INFO.${this.#log}`, undefined, this.#left(untilMs));
    if (log.error !== undefined) throw refusedBy(this.#wire, log.error);
    const { num_replicas: replicas, placement } = log.config;
    const { config } = await openStream(this.#wire, this.stream, replicas, untilMs, {
      settings: dataSettingsOf(this.#log),
      ...defined({ placement }),
    });
    if (config.num_replicas >= replicas) return;
    throw new RepriseError(
      'STREAM_MISMATCH',
      `Stream ${this.stream} has ${config.num_replicas} replicas, the log ${this.#log} has ${replicas}: large texts would be less durable than their events.`,
      {
        hint: `Nothing was recorded. Give ${this.stream} as many replicas (\`nats stream edit\`).`,
        fields: { stream: this.stream, replicas: config.num_replicas, expected: replicas },
      },
    );
  }
}
