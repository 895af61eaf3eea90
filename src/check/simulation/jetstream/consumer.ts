// A pull consumer of a simulated JetStream server: hands on the messages of its subjects in order, as many as were requested.
import type { World } from '../world.ts';
import type { StoredMessage } from './stream.ts';

/** Sends a message, or a status, to who pulls. */
export type Deliver = (
  reply: string,
  message: StoredMessage | { readonly status: number; readonly pending?: number },
  consumerSequence: number,
) => void;

interface Pull {
  readonly reply: string;
  left: number;
  readonly cancel: () => void;
}

export class SimulatedConsumer {
  readonly name: string;
  /** Messages handed on. */
  delivered = 0;
  readonly #world: World;
  readonly #messages: readonly StoredMessage[];
  readonly #isWanted: (subject: string) => boolean;
  readonly #deliver: Deliver;
  readonly #pulls: Pull[] = [];
  /** Index of the next message of the stream. */
  #next: number;
  #beat = () => {};

  constructor(
    name: string,
    {
      world,
      messages,
      deliver,
    }: { readonly world: World; readonly messages: readonly StoredMessage[]; readonly deliver: Deliver },
    config: { readonly filter_subjects: readonly string[]; readonly opt_start_seq?: number },
  ) {
    this.name = name;
    this.#world = world;
    this.#messages = messages;
    this.#deliver = deliver;
    this.#next = (config.opt_start_seq ?? 1) - 1;
    const wanted = new Set(config.filter_subjects);
    this.#isWanted = [...wanted].some((subject) => subject.endsWith('.*'))
      ? () => true
      : (subject) => wanted.has(subject);
  }

  /** How many messages it has not handed on. */
  get pending(): number {
    let count = 0;
    for (let n = this.#next; n < this.#messages.length; n += 1)
      if (this.#isWanted((this.#messages[n] as StoredMessage).subject)) count += 1;
    return count;
  }

  pull(
    reply: string,
    { batch, expires, idle_heartbeat: beat }: { batch: number; expires: number; idle_heartbeat: number },
  ): void {
    const cancel = this.#world.after(expires / 1e6, undefined, `a pull of ${this.name} expires`, () => {
      this.#pulls.splice(this.#pulls.indexOf(pull), 1);
      this.#deliver(reply, { status: 408, pending: pull.left }, 0);
    });
    const pull: Pull = { reply, left: batch, cancel };
    this.#pulls.push(pull);
    this.advance();
    this.#beatEach(beat / 1e6);
  }

  /** Hands on what is there and was requested. */
  advance(): void {
    for (let pull = this.#pulls[0]; pull !== undefined; pull = this.#pulls[0]) {
      const message = this.#messages[this.#next];
      if (message === undefined) return;
      this.#next += 1;
      if (!this.#isWanted(message.subject)) continue;
      this.delivered += 1;
      this.#deliver(pull.reply, message, this.delivered);
      pull.left -= 1;
      if (pull.left > 0) continue;
      pull.cancel();
      this.#pulls.shift();
    }
  }

  /** Ends: whoever pulls hears nothing any more. */
  drop(): void {
    this.#beat();
    for (const { cancel } of this.#pulls.splice(0)) cancel();
  }

  #beatEach(ms: number): void {
    this.#beat();
    this.#beat = this.#world.after(ms, undefined, `${this.name} beats`, () => {
      const [pull] = this.#pulls;
      if (pull === undefined) return;
      this.#deliver(pull.reply, { status: 100 }, 0);
      this.#beatEach(ms);
    });
  }
}
