// JetStream as a script: a stream in memory that answers publishes and atomic batches as nats-server does, while the test
// decides when each request arrives and when each answer does, or that one is lost, doubled, or late.
import type { Msg, MsgHdrs } from '@nats-io/nats-core';
import { SYSTEM_CLOCK } from '../../src/clock.ts';
import { DEADLINE_MS } from '../../src/deadline.ts';
import { RepriseError } from '../../src/errors.ts';
import { CODE, type Wire } from '../../src/log/nats/api.ts';
import { NoAnswer } from '../../src/log/nats/connection.ts';

interface Sent {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

interface Stored extends Sent {
  readonly sequence: number;
}

/** What happens to a request: it is lost, or its answer is, or it arrives twice, or only after the client gave up. */
export type Fate = 'answered' | 'request lost' | 'answer lost' | 'doubled' | 'late' | 'cut';

export interface Script {
  /** Replicated streams look at the id of a message before they look at its expectation. */
  readonly isReplicated: boolean;
  readonly maxBatch: number;
  /** The fate of the next publish or batch. */
  readonly fate: () => Fate;
  /** Resolves at the next moment that the test chooses. */
  readonly moment: (name: string) => Promise<unknown>;
}

/** The headers as the client would put them on the wire. */
const headersIn = (headers: MsgHdrs | undefined): Readonly<Record<string, string>> => {
  if (headers === undefined || !('encode' in headers) || typeof headers.encode !== 'function') return {};
  const lines = Buffer.from(headers.encode()).toString().split('\r\n').slice(1, -2);
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
};

const refused = (code: number, errorCode: number) => ({ error: { code, err_code: errorCode, description: 'refused' } });

export class ScriptedServer {
  readonly stored: Stored[] = [];
  /** Sizes of the batches that were stored. */
  readonly batches: number[] = [];
  /** The most publishes that were under way for one session, as the client sees it. */
  mostUnderWay = 0;
  readonly #script: Script;
  readonly #ids = new Map<string, number>();
  readonly #underWay = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #open: Sent[] = [];

  constructor(script: Script) {
    this.#script = script;
  }

  last(subject: string): number {
    return this.stored.findLast((one) => one.subject === subject)?.sequence ?? 0;
  }

  get wire(): Wire {
    return {
      clock: SYSTEM_CLOCK,
      url: 'nats://script',
      nc: { publish: (subject, payload, options) => void this.#publish(subject, payload, options?.headers) },
      deadlineMs: DEADLINE_MS,
      seen: 'the server does not answer',
      unreachable: (seen = 'the server does not answer', fields = {}) =>
        new RepriseError('LOG_UNREACHABLE', `The log is unavailable: ${seen}.`, { fields }),
      isClosed: () => false,
      isUp: () => true,
      onLost: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      whenUp: async () => {},
      request: (subject, payload, options) => this.#request(subject, payload, options),
      close: async () => {},
    };
  }

  #sent(subject: string, payload: Uint8Array | string | undefined, headers: MsgHdrs | undefined): Sent {
    const body = typeof payload === 'string' ? Buffer.from(payload) : (payload ?? new Uint8Array());
    return { subject, body, headers: headersIn(headers) };
  }

  #publish(subject: string, payload: Uint8Array | string | undefined, headers: MsgHdrs | undefined): void {
    const sent = this.#sent(subject, payload, headers);
    this.#begin(sent);
    this.#open.push(sent);
  }

  async #request(
    subject: string,
    payload: Uint8Array | string,
    { timeoutMs, headers }: { timeoutMs: number; headers?: MsgHdrs },
  ): Promise<Pick<Msg, 'json'>> {
    if (subject.startsWith('$JS.API.')) {
      await this.#script.moment('read');
      return this.#reply(this.#read(subject, JSON.parse(String(payload) || '{}')));
    }
    const last = this.#sent(subject, payload, headers);
    this.#begin(last);
    const id = last.headers['Nats-Batch-Id'];
    const members =
      id === undefined ? [last] : [...this.#open.filter((one) => one.headers['Nats-Batch-Id'] === id), last];
    this.#open = this.#open.filter((one) => !members.includes(one));
    const fate = this.#script.fate();
    const name = `${fate} ${members.length}`;
    const arrive = () => (id === undefined ? this.#store(last) : this.#storeBatch(members));
    try {
      if (fate === 'request lost') return await this.#timeout(timeoutMs);
      if (fate === 'late') {
        void this.#script.moment(`${name} arrives`).then(arrive);
        return await this.#timeout(timeoutMs);
      }
      await this.#script.moment(`${name} arrives`);
      const answer = arrive();
      if (fate === 'doubled') void this.#script.moment(`${name} arrives again`).then(arrive);
      await this.#script.moment(`${name} is answered`);
      if (fate === 'answer lost') return await this.#timeout(timeoutMs);
      if (fate === 'cut') {
        const listeners = [...this.#listeners];
        this.#listeners.clear();
        for (const listener of listeners) listener();
        throw new NoAnswer('disconnected');
      }
      return this.#reply(answer);
    } finally {
      for (const { subject: session } of members) this.#underWay.set(session, (this.#underWay.get(session) ?? 0) - 1);
    }
  }

  #begin({ subject }: Sent): void {
    const now = (this.#underWay.get(subject) ?? 0) + 1;
    this.#underWay.set(subject, now);
    this.mostUnderWay = Math.max(this.mostUnderWay, now);
  }

  #reply(answer: unknown): Pick<Msg, 'json'> {
    return { json: <T>() => JSON.parse(JSON.stringify(answer)) as T };
  }

  #timeout(timeoutMs: number): Promise<never> {
    return new Promise((_, reject) => setTimeout(() => reject(new NoAnswer('timeout')), timeoutMs));
  }

  #put(sent: Sent): number {
    const sequence = this.stored.length + 1;
    this.stored.push({ ...sent, sequence });
    this.#ids.set(sent.headers['Nats-Msg-Id'] as string, sequence);
    return sequence;
  }

  #isExpected({ subject, headers }: Sent): boolean {
    return Number(headers['Nats-Expected-Last-Subject-Sequence']) === this.last(subject);
  }

  #store(sent: Sent): unknown {
    const known = this.#ids.get(sent.headers['Nats-Msg-Id'] as string);
    const wrong = refused(400, CODE.wrongLastSequence);
    if (!this.#script.isReplicated && !this.#isExpected(sent)) return wrong;
    if (known !== undefined) return { seq: known, duplicate: true };
    return this.#isExpected(sent) ? { seq: this.#put(sent) } : wrong;
  }

  #storeBatch(members: readonly Sent[]): unknown {
    const places = members.map(({ headers }) => Number(headers['Nats-Batch-Sequence']));
    const isWhole = places.every((place, n) => place === n + 1) && members.at(-1)?.headers['Nats-Batch-Commit'] === '1';
    if (!isWhole) return refused(400, 10176);
    if (members.length > this.#script.maxBatch) return refused(400, CODE.batchTooLarge);
    if (members.some(({ headers }) => this.#ids.has(headers['Nats-Msg-Id'] as string)))
      return refused(400, CODE.duplicateInBatch);
    if (new Set(members.map(({ subject }) => subject)).size < members.length)
      return refused(400, CODE.wrongLastSequenceUnknown);
    if (!members.every((one) => this.#isExpected(one))) return refused(400, CODE.wrongLastSequence);
    for (const one of members) this.#put(one);
    this.batches.push(members.length);
    return { seq: this.stored.length, batch: 'b', count: members.length };
  }

  #read(subject: string, query: { seq?: number; next_by_subj?: string; last_by_subj?: string }): unknown {
    if (subject.startsWith('$JS.API.STREAM.INFO')) return { state: { last_seq: this.stored.length } };
    const { seq = 0, next_by_subj: next, last_by_subj: last } = query;
    const found =
      last === undefined
        ? this.stored.find((one) =>
            next === undefined ? one.sequence === seq : one.subject === next && one.sequence >= seq,
          )
        : this.stored.findLast((one) => one.subject === last);
    if (found === undefined) return refused(404, CODE.noMessageFound);
    const lines = Object.entries(found.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const hdrs = Buffer.from(`NATS/1.0\r\n${lines.join('')}\r\n`).toString('base64');
    return {
      message: { subject: found.subject, seq: found.sequence, hdrs, data: Buffer.from(found.body).toString('base64') },
    };
  }
}
