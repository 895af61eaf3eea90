// How much one caller may take: requests a second by token, wrong tokens by address, streams at a time, bytes of a body by
// role. The figures are bounds against mistakes and abuse, far above what a program needs.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RequestError } from '../problem.ts';
import type { Role } from '../service.ts';

export interface LimitOptions {
  /** Requests a second of one token, over ten seconds. */
  readonly requestsPerSecond: number;
  /** Streams of one token at a time. */
  readonly streams: number;
}

export const DEFAULT_LIMITS: LimitOptions = { requestsPerSecond: 500, streams: 100 };

const WINDOW_S = 10;
/** Refused tokens of one address in a minute, before it waits. Nobody guesses 256 bits: this bounds the noise. */
const MOST_REFUSED = 60;
const REFUSED_WINDOW_S = 60;

const MIB = 1024 * 1024;
/** Of writers each operation bounds its own body. */
const MOST_BODY_BYTES: Readonly<Record<Role, number>> = {
  reader: MIB,
  writer: Number.POSITIVE_INFINITY,
  admin: Number.POSITIVE_INFINITY,
};

const tooMany = (what: string, { msBeforeNext }: { readonly msBeforeNext: number }): RequestError => {
  const retryAfter = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  return new RequestError('TOO_MANY_REQUESTS', `${what} Try again in ${retryAfter} s.`, { retryAfter });
};

export class Limits {
  readonly #options: LimitOptions;
  readonly #requests: RateLimiterMemory;
  readonly #refused = new RateLimiterMemory({ points: MOST_REFUSED, duration: REFUSED_WINDOW_S });
  readonly #streams = new Map<string, number>();

  constructor(options: LimitOptions = DEFAULT_LIMITS) {
    this.#options = options;
    this.#requests = new RateLimiterMemory({ points: options.requestsPerSecond * WINDOW_S, duration: WINDOW_S });
  }

  /** @throws RequestError TOO_MANY_REQUESTS */
  async takeRequest(key: string): Promise<void> {
    try {
      await this.#requests.consume(key);
    } catch (reason) {
      if (!(reason instanceof RateLimiterRes)) throw reason;
      throw tooMany(`This caller sends more than ${this.#options.requestsPerSecond} requests a second.`, reason);
    }
  }

  /**
   * Counts a token that was refused. One that is valid is let in whatever its neighbours behind one address send.
   * @throws RequestError TOO_MANY_REQUESTS where the address sent too many
   */
  async countRefused(address: string): Promise<void> {
    try {
      await this.#refused.consume(address);
    } catch (reason) {
      if (!(reason instanceof RateLimiterRes)) throw reason;
      throw tooMany('This address sent too many requests that were refused.', reason);
    }
  }

  /** @returns gives the place back. @throws RequestError TOO_MANY_REQUESTS */
  takeStream(key: string): () => void {
    const open = this.#streams.get(key) ?? 0;
    if (open >= this.#options.streams)
      throw tooMany(`This caller has ${open} streams open, the most that it may.`, { msBeforeNext: 5_000 });
    this.#streams.set(key, open + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = (this.#streams.get(key) ?? 1) - 1;
      if (left === 0) this.#streams.delete(key);
      else this.#streams.set(key, left);
    };
  }
}

export const bodyLimitOf = (role: Role): number => MOST_BODY_BYTES[role];

/** @throws RequestError TOO_LARGE */
export const requireFittingBody = (role: Role, contentLength: string | null, isChunked: boolean): void => {
  const most = bodyLimitOf(role);
  const isTooLarge = contentLength !== null && Number(contentLength) > most;
  if (!isTooLarge && !(isChunked && most !== Number.POSITIVE_INFINITY)) return;
  throw new RequestError(
    'TOO_LARGE',
    isTooLarge
      ? `The body has more than ${most / MIB} MiB, the most that a ${role} may send.`
      : `A ${role} states the length of a body (Content-Length).`,
    { limit: most },
  );
};
