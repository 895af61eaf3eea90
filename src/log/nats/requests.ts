// Requests of one connection and their answers, on one inbox. Those of the client make for each request two promises with
// a timer, a race of both, and an error with its stack although it was answered: a tenth of a lone writer's time.
import { createInbox, type Msg, type MsgHdrs, type NatsConnection, PermissionViolationError } from '@nats-io/nats-core';
import { defined } from '../../../machines/defined.ts';
import type { Clock } from '../../clock.ts';
import { Deadlines, type Waiting } from './deadlines.ts';

/** Why a request has no answer. `silent`: in the second half of its time the server answered no ping either. */
export type Unanswered = 'no-responders' | 'silent' | 'timeout';

interface Request extends Waiting {
  readonly subject: string;
  settle(message: Msg): void;
  fail(error: unknown): void;
}

const NO_RESPONDERS = 503;

export class Requests {
  readonly nc: NatsConnection;
  readonly #clock: Clock;
  readonly #errorOf: (why: Unanswered) => Error;
  readonly #inbox: string;
  readonly #deadlines: Deadlines;
  readonly #open = new Map<string, Request>();
  #made = 0;
  #isOver = false;

  /**
   * @param inboxPrefix of what this user may subscribe to; default the client's
   * @param errorOf the error of a request that has no answer; one that is not permitted fails with PermissionViolationError
   */
  constructor(nc: NatsConnection, clock: Clock, inboxPrefix: string | undefined, errorOf: (why: Unanswered) => Error) {
    this.nc = nc;
    this.#clock = clock;
    this.#errorOf = errorOf;
    this.#inbox = `${createInbox(inboxPrefix)}.`;
    this.#deadlines = new Deadlines(clock);
    nc.subscribe(`${this.#inbox}*`, {
      callback: (error, message) => {
        if (error === null) return this.#answer(message);
        this.#isOver = true;
        this.failAll(() => error);
      },
    });
    void this.#watchPermissions();
  }

  /** True once answers cannot be received here any more: the server ended the subscription. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends a request; the headers are taken before it returns. @throws what the client throws where it refuses to send */
  send(subject: string, payload: string | Uint8Array, timeoutMs: number, headers: MsgHdrs | undefined): Promise<Msg> {
    this.#made += 1;
    const token = this.#made.toString(36);
    this.nc.publish(subject, payload, { reply: this.#inbox + token, ...defined({ headers }) });
    return new Promise((resolve, reject) => {
      this.#open.set(token, this.#request(subject, token, timeoutMs, resolve, reject));
    });
  }

  /** The requests under way get no answer any more. */
  failAll(errorOf: () => Error): void {
    for (const request of [...this.#open.values()]) request.fail(errorOf());
  }

  #request(
    subject: string,
    token: string,
    timeoutMs: number,
    resolve: (message: Msg) => void,
    reject: (error: unknown) => void,
  ): Request {
    const endMs = this.#clock.nowMs() + timeoutMs;
    let isPinged = false;
    let isSilent = false;
    const leave = () => {
      this.#open.delete(token);
      this.#deadlines.delete(request);
    };
    const request = {
      subject,
      // Looked at after half of its time, then at its end.
      untilMs: endMs - timeoutMs / 2,
      settle: (message: Msg) => {
        leave();
        resolve(message);
      },
      fail: (error: unknown) => {
        leave();
        reject(error);
      },
      late: () => {
        if (isPinged) return request.fail(this.#errorOf(isSilent ? 'silent' : 'timeout'));
        isPinged = true;
        // A server that stands still accepts what is sent, and answers no ping either.
        isSilent = true;
        this.nc.flush().then(
          () => {
            isSilent = false;
          },
          () => undefined,
        );
        request.untilMs = endMs;
        this.#deadlines.add(request);
      },
    };
    this.#deadlines.add(request);
    return request;
  }

  #answer(message: Msg): void {
    const request = this.#open.get(message.subject.slice(this.#inbox.length));
    // Otherwise it came too late.
    if (request === undefined) return;
    if (message.data.length === 0 && message.headers?.code === NO_RESPONDERS)
      request.fail(this.#errorOf('no-responders'));
    else request.settle(message);
  }

  /** A server refuses a publish by an error of the connection that names the subject. */
  async #watchPermissions(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type !== 'error' || !(status.error instanceof PermissionViolationError)) continue;
      const { operation, subject } = status.error;
      if (operation !== 'publish') continue;
      for (const request of [...this.#open.values()]) if (request.subject === subject) request.fail(status.error);
    }
  }
}
