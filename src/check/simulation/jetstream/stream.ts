// The stream of a simulated JetStream server: what nats-server 2.12 to 2.15 decides about a publish or an atomic batch, on
// one server and on a replicated stream.
import { CODE } from '../../../log/nats/api.ts';

export interface Published {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface StoredMessage extends Published {
  readonly sequence: number;
}

/** The answer to a publish, as JSON. */
export type Answer = Readonly<Record<string, unknown>>;

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  [CODE.wrongLastSequence]: 'wrong last sequence',
  [CODE.wrongLastSequenceUnknown]: 'wrong last sequence',
  [CODE.duplicateInProcess]: 'duplicate message id is in process',
  [CODE.duplicateInBatch]: 'atomic publish contains duplicate message id',
  [CODE.batchTooLarge]: 'atomic publish batch is too large',
  [CODE.noMessageFound]: 'no message found',
  10176: 'atomic publish batch is incomplete',
};

export const refused = (errorCode: number, code = 400): Answer => ({
  error: { code, err_code: errorCode, description: DESCRIPTIONS[errorCode] ?? 'refused' },
});

/** A publish or a batch that was accepted, and is to be stored; or the answer. */
export type Checked = { readonly accepted: readonly Published[] } | { readonly answer: Answer };

export class SimulatedStream {
  readonly messages: StoredMessage[] = [];
  /** How many lines all of them have. */
  lines = 0;
  readonly #bySubject = new Map<string, StoredMessage[]>();
  readonly #ids = new Map<string, number>();
  /** Accepted and not stored yet, where a quorum has to have it first: by subject, and their ids. */
  readonly #inFlight = new Map<string, number>();
  readonly #inProcess = new Set<string>();
  readonly isReplicated: boolean;
  readonly #maxBatch: number;

  constructor(isReplicated: boolean, maxBatch: number) {
    this.isReplicated = isReplicated;
    this.#maxBatch = maxBatch;
  }

  of(subject: string): readonly StoredMessage[] {
    return this.#bySubject.get(subject) ?? [];
  }

  last(subject: string): number {
    return this.of(subject).at(-1)?.sequence ?? 0;
  }

  /** Replicated streams look at the id of a message before they look at its expectation. */
  check(message: Published): Checked {
    const id = idOf(message);
    const known = this.#ids.get(id);
    if (!this.isReplicated && !this.#isExpected(message)) return { answer: refused(CODE.wrongLastSequence) };
    if (known !== undefined) return { answer: { stream: 'REPRISE', seq: known, duplicate: true } };
    if (this.#inProcess.has(id)) return { answer: refused(CODE.duplicateInProcess) };
    if (this.#inFlight.has(message.subject)) return { answer: refused(CODE.wrongLastSequenceUnknown) };
    return this.#isExpected(message) ? { accepted: [message] } : { answer: refused(CODE.wrongLastSequence) };
  }

  checkBatch(members: readonly Published[]): Checked {
    const isWhole =
      members.every(({ headers }, n) => headers['Nats-Batch-Sequence'] === String(n + 1)) &&
      members.at(-1)?.headers['Nats-Batch-Commit'] === '1';
    if (!isWhole) return { answer: refused(10176) };
    if (members.length > this.#maxBatch) return { answer: refused(CODE.batchTooLarge) };
    if (members.some((one) => this.#ids.has(idOf(one)) || this.#inProcess.has(idOf(one))))
      return { answer: refused(CODE.duplicateInBatch) };
    const isDoubled = new Set(members.map(({ subject }) => subject)).size < members.length;
    if (isDoubled || members.some(({ subject }) => this.#inFlight.has(subject)))
      return { answer: refused(CODE.wrongLastSequenceUnknown) };
    return members.every((one) => this.#isExpected(one))
      ? { accepted: members }
      : { answer: refused(CODE.wrongLastSequence) };
  }

  /** What is accepted waits for a quorum. */
  begin(messages: readonly Published[]): void {
    for (const one of messages) {
      this.#inFlight.set(one.subject, (this.#inFlight.get(one.subject) ?? 0) + 1);
      this.#inProcess.add(idOf(one));
    }
  }

  end(messages: readonly Published[]): void {
    for (const one of messages) {
      const left = (this.#inFlight.get(one.subject) ?? 1) - 1;
      if (left > 0) this.#inFlight.set(one.subject, left);
      else this.#inFlight.delete(one.subject);
      this.#inProcess.delete(idOf(one));
    }
  }

  /** @returns the answer to who published it */
  store(messages: readonly Published[]): Answer {
    for (const message of messages) {
      const stored = { ...message, sequence: this.messages.length + 1 };
      this.messages.push(stored);
      for (const byte of message.body) if (byte === LINE_FEED) this.lines += 1;
      const ofSubject = this.#bySubject.get(message.subject);
      if (ofSubject === undefined) this.#bySubject.set(message.subject, [stored]);
      else ofSubject.push(stored);
      this.#ids.set(idOf(message), stored.sequence);
    }
    const seq = this.messages.length;
    return messages.length === 1
      ? { stream: 'REPRISE', seq }
      : { stream: 'REPRISE', seq, batch: 'b', count: messages.length };
  }

  #isExpected({ subject, headers }: Published): boolean {
    return Number(headers['Nats-Expected-Last-Subject-Sequence']) === this.last(subject);
  }
}

const LINE_FEED = 10;
const idOf = ({ headers }: Published): string => headers['Nats-Msg-Id'] as string;
