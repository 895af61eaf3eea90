// A commit in the queue to the server, and its answer.
import { NoAnswer } from './connection.ts';
import type { Deadlines, Waiting } from './deadlines.ts';
import type { Answer, Message } from './publish.ts';

/** The commit was not sent: the connection was lost, or the deadline passed, while it waited. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

export interface SendOptions {
  /** Milliseconds that the answer may take once it is sent. */
  readonly attemptMs: number;
  /** The deadline, on the clock of the connection. */
  readonly untilMs: number;
  /**
   * Alone and at once, not in a batch: the server may refuse it, and then would refuse the batch. It may be recorded already,
   * or another process writes to its session.
   */
  readonly isAlone: boolean;
}

export class QueuedCommit implements Waiting {
  readonly message: Message;
  readonly options: SendOptions;
  readonly answered: Promise<Answer>;
  #deadlines: Deadlines | undefined;
  #leaveQueue: (() => void) | undefined;
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

  get untilMs(): number {
    return this.options.untilMs;
  }

  /** It waits to be sent. @param leave takes it out of where it waits, at its deadline */
  wait(deadlines: Deadlines, leave: () => void): void {
    this.#leaveQueue = leave;
    if (this.#deadlines === undefined) deadlines.add(this);
    this.#deadlines = deadlines;
  }

  /** It is on its way: from now on it may be recorded. */
  leave(): void {
    this.#leaveQueue = undefined;
  }

  late(): void {
    const leave = this.#leaveQueue;
    leave?.();
    this.fail(leave === undefined ? new NoAnswer('timeout') : new NotSent('it waited behind other commits'));
  }

  answer(answer: Answer): void {
    this.#deadlines?.delete(this);
    this.#resolve(answer);
  }

  fail(error: unknown): void {
    this.#deadlines?.delete(this);
    this.#reject(error);
  }
}
