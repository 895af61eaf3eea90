// Requests to a service: tried again while nothing answers, until a deadline; what it answers with a problem is thrown.
import { RepriseError } from '../errors.ts';
import type { Problem } from '../service/problem.ts';
import { requestFailure } from './not-sent.ts';
import { errorOf } from './problem.ts';
import { ROUTES } from './routes.ts';

/** What a client uses of the body of a response. */
export interface Body {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/** What a client uses of a response. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Body | null;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

export interface Asked {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

/** What a client uses of `fetch`. */
export type Fetch = (url: string, init: Asked) => Promise<Answer>;

export interface TransportOptions {
  /** The address of the service: `http://127.0.0.1:4280`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string;
  /** How long a call is tried while nothing answers, or the service is going down: milliseconds. Default 10,000. */
  readonly deadlineMs?: number;
  /** Default: the global one. */
  readonly fetch?: Fetch;
}

export interface CallInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  /** JSON, or bytes and text as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
}

/** A problem that was answered, before it is an error: some are results. */
export class Answered extends Error {
  override readonly name = 'Answered';
  readonly problem: Problem;
  readonly retryAfterMs: number;

  constructor(problem: Problem, retryAfterMs: number) {
    super(problem.detail);
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer, or one of something else. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** Whether the request may have been received. */
  readonly mayBeSent: boolean;
  /** Whether the certificate of the service was not accepted. */
  readonly isCertificate: boolean;

  constructor(message: string, mayBeSent: boolean, cause?: unknown, isCertificate = false) {
    super(message, { cause });
    this.mayBeSent = mayBeSent;
    this.isCertificate = isCertificate;
  }
}

const DEFAULT_DEADLINE_MS = 10_000;
/** How much longer than its own deadline a service may take to say so. */
const GRACE_MS = 5_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** The pause before the next attempt: longer each time, with jitter. @param failures from 1 */
export const pauseMs = (failures: number): number =>
  (0.5 + Math.random() / 2) * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));

/** Waits, unless `signal` aborts before. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });

/** Whether a problem passes by itself: the service is going down, or has too much to do. */
export const isPassing = ({ code, status }: Problem): boolean =>
  code === 'DRAINING' || code === 'TOO_MANY_REQUESTS' || (code === 'PROXY' && status >= 502);

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;

const retryAfterMs = (response: Answer): number => 1_000 * (Number(response.headers.get('retry-after')) || 0);

export class Transport {
  readonly url: string;
  readonly deadlineMs: number;
  readonly #fetch: Fetch;
  readonly #token: string | undefined;

  /** @throws RepriseError USAGE for an address that is none of HTTP */
  constructor({ url, token, deadlineMs = DEFAULT_DEADLINE_MS, fetch: given }: TransportOptions) {
    this.url = addressOf(url);
    this.#token = token;
    this.deadlineMs = deadlineMs;
    this.#fetch = given ?? ((input, init) => fetch(input, init));
  }

  /** One request, not tried again. @throws Answered, NoAnswer; what `signal` aborts with */
  async once(name: string, { params = {}, query = {}, body, headers = {}, signal }: CallInput): Promise<Answer> {
    const [, method = '', path = ''] = (ROUTES[name] ?? '').split(' ');
    if (path === '') throw new Error(`there is no operation ${name}`);
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])));
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
    const asked = search.size === 0 ? '' : `?${search}`;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const init: Asked = {
      method: method.toUpperCase(),
      headers: {
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        ...(body !== undefined && { 'content-type': isRaw ? 'application/x-ndjson' : 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: (isRaw ? body : JSON.stringify(body)) as string | Uint8Array<ArrayBuffer> }),
      ...(signal !== undefined && { signal }),
    };
    let response: Answer;
    try {
      response = await this.#fetch(`${this.url}${filled}${asked}`, init);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw this.#noAnswer(error);
    }
    if (!response.ok) throw await this.#answered(response);
    return response;
  }

  /**
   * A request, tried again while nothing answers.
   * @param isChange whether it changes something: then no answer means that its outcome is not known
   * @throws Answered; RepriseError LOG_UNREACHABLE, UNKNOWN_OUTCOME
   */
  async ask(name: string, input: CallInput, isChange = false): Promise<Answer> {
    const { deadlineMs = this.deadlineMs, signal } = input;
    const untilMs = performance.now() + deadlineMs;
    let mayBeSent = false;
    for (let failures = 1; ; failures += 1) {
      let passing: Answered | undefined;
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), Math.max(0, untilMs - performance.now()) + GRACE_MS);
      try {
        const ends = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
        return await this.once(name, { ...input, signal: ends });
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        const failed = late.signal.aborted ? new NoAnswer('it did not answer', true) : error;
        if (failed instanceof Answered && isPassing(failed.problem)) passing = failed;
        else if (!(failed instanceof NoAnswer)) throw failed;
        else mayBeSent ||= failed.mayBeSent;
        // Asking again, with a token, would not make it another.
        if (failed instanceof NoAnswer && failed.isCertificate) throw this.#given(failed, isChange && mayBeSent);
        const waitMs = Math.max(pauseMs(failures), passing?.retryAfterMs ?? 0);
        if (performance.now() + waitMs >= untilMs) {
          if (passing !== undefined && !mayBeSent) throw passing;
          throw this.#given(failed as Error, isChange && mayBeSent);
        }
        await pause(waitMs, signal);
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** The error where nothing answered until the deadline. */
  unreachable(error: Error): RepriseError {
    const { message, cause } = error;
    return new RepriseError('LOG_UNREACHABLE', `The service at ${this.url} cannot be reached: ${message}.`, {
      hint:
        error instanceof NoAnswer && error.isCertificate
          ? 'Name the file of the certificate that signed it in NODE_EXTRA_CA_CERTS, and use a name that it has.'
          : 'Check that it runs (`reprise serve`) and that the address is right.',
      fields: { url: this.url },
      cause,
    });
  }

  #given(error: Error, isUnknown: boolean): RepriseError {
    if (!isUnknown) return this.unreachable(error);
    return new RepriseError(
      'UNKNOWN_OUTCOME',
      `It is not known whether the service at ${this.url} recorded it: ${error.message}.`,
      {
        hint: 'Send the same again, with the same command id: it counts once.',
        fields: { url: this.url },
        cause: error,
      },
    );
  }

  #noAnswer(error: unknown): NoAnswer {
    const { why, mayBeSent, isCertificate } = requestFailure(error);
    return new NoAnswer(why, mayBeSent, error, isCertificate);
  }

  async #answered(response: Answer): Promise<Answered | NoAnswer> {
    const { status } = response;
    let value: unknown;
    try {
      value = JSON.parse(await response.text());
    } catch {
      value = undefined;
    }
    if (isProblem(value)) return new Answered(value, retryAfterMs(response));
    return new NoAnswer(`something answered with ${status} that is no service of Reprise`, status >= 500);
  }
}

/** The address without a slash at its end. @throws RepriseError USAGE */
const addressOf = (url: string): string => {
  if (/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/i.test(url)) return url.replace(/\/+$/, '');
  throw new RepriseError('USAGE', `${JSON.stringify(url)} is no address of a service.`, {
    hint: 'It reads http://HOST:PORT, as `reprise serve` prints it.',
    fields: { url },
  });
};

/** What a call threw, as the library throws it. */
export const thrown = (error: unknown): unknown => (error instanceof Answered ? errorOf(error.problem) : error);
