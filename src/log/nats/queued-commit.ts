// A commit in the queue to the server, and its answer.
import { NoAnswer } from './connection.ts';
import type { Answer, Message } from './publish.ts';

/** The commit was not sent: the connection was lost, or the deadline passed, while it waited. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

export interface SendOptions {
  /** Milliseconds that the answer may take once it is sent. */
  readonly attemptMs: number;
  /** The deadline, on the clock of `performance.now`. */
  readonly untilMs: number;
  /** Not in a batch: it may be recorded already, and then the server would refuse the batch. */
  readonly isRepeat: boolean;
}

export class QueuedCommit {
  readonly message: Message;
  readonly options: SendOptions;
  readonly answered: Promise<Answer>;
  #timer: NodeJS.Timeout | undefined;
  #atDeadline: () => void = () => {};
  #resolve: (answer: Answer) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(message: Message, options: SendOptions) {
    this.message = message;
    this.options = options;
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** It waits to be sent. @param leave takes it out of where it waits, at its deadline */
  wait(leave: () => void): void {
    this.#atDeadline = () => {
      leave();
      this.fail(new NotSent('it waited behind other commits'));
    };
    const leftMs = Math.max(1, Math.ceil(this.options.untilMs - performance.now()));
    this.#timer ??= setTimeout(() => this.#atDeadline(), leftMs);
  }

  /** It is on its way: from now on it may be recorded. */
  leave(): void {
    this.#atDeadline = () => this.fail(new NoAnswer('timeout'));
  }

  answer(answer: Answer): void {
    clearTimeout(this.#timer);
    this.#resolve(answer);
  }

  fail(error: unknown): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }
}
