// A live stream that goes on after whatever cuts it: a restart of the service, of its log, a proxy. It asks again after the
// `id` of the last item received, so that nothing is missed and nothing comes twice.
import { isRepriseError } from '../errors.ts';
import type { Problem } from '../service/problem.ts';
import { messagesOf } from './sse.ts';
import { Answered, type Body, isPassing, NoAnswer, pause, pauseMs, type Transport, thrown } from './transport.ts';

/** An item of the stream, or news of the connection, each of the two once until the other follows. */
export type Resumed =
  | { readonly kind: 'item'; readonly event: string; readonly data: never }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'reconnected' }
  /** The last one, where it was asked for: the service ended the stream of a reader that took nothing. */
  | { readonly kind: 'slow'; readonly after: string | undefined };

export interface ResumeOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Whether it ends where the service found its reader too slow. Default false: it goes on from there. */
  readonly endsSlow?: boolean;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
}

/** Once an item has come, where the stream began is of no account. */
const NO_BEGINNING = { from: undefined, ordinal: undefined, time: undefined };

/** Failures of the log behind the service that pass. */
const isAway = (problem: Problem): boolean =>
  isPassing(problem) || problem.code === 'LOG_UNREACHABLE' || problem.code === 'SERVER_UNAVAILABLE';

/**
 * The items of a live operation. Until it answered once, it fails as any call does; from then on it goes on until `signal`
 * aborts. A slow reader slows the stream.
 * @throws RepriseError LOG_UNREACHABLE where nothing answers at first; what the operation fails with
 */
export async function* resumed(
  transport: Transport,
  name: string,
  { params = {}, query, endsSlow = false, signal }: ResumeOptions,
): AsyncGenerator<Resumed, void> {
  let after: string | undefined;
  let begun = false;
  let away = false;
  let caughtUp = false;
  for (let failures = 0; !signal?.aborted; ) {
    const cut = new AbortController();
    const ends = signal === undefined ? cut.signal : AbortSignal.any([signal, cut.signal]);
    let waitMs = 0;
    let isSlow = false;
    try {
      const input = {
        query: after === undefined ? query : { ...query, ...NO_BEGINNING, after },
        params,
        headers: { accept: 'text/event-stream' },
        signal: ends,
      };
      const { body } = begun ? await transport.once(name, input) : await transport.ask(name, input);
      begun = true;
      for await (const { id, event, data } of messagesOf(body as Body, () => cut.abort())) {
        if (signal?.aborted) return;
        if (event === 'closing') {
          isSlow = (JSON.parse(data) as { reason: string }).reason === 'slow';
          break;
        }
        const value = JSON.parse(data) as never;
        if (event === 'failed') throw new Answered((value as { problem: Problem }).problem, 0);
        if (event === 'disconnected') {
          if (!away) yield { kind: 'disconnected' };
          away = true;
          continue;
        }
        failures = 0;
        if (away) {
          away = false;
          yield { kind: 'reconnected' };
          if (signal?.aborted) return;
        }
        if (id !== undefined) after = id;
        if (event === 'reconnected' || (event === 'caught-up' && caughtUp)) continue;
        caughtUp ||= event === 'caught-up';
        yield { kind: 'item', event, data: value };
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof Answered && begun && isAway(error.problem)) waitMs = error.retryAfterMs;
      else if (error instanceof Answered || !begun) throw thrown(error);
      else if (isRepriseError(error) || !isCut(error, cut.signal)) throw error;
    } finally {
      cut.abort();
    }
    if (signal?.aborted) return;
    if (isSlow && endsSlow) {
      yield { kind: 'slow', after };
      return;
    }
    // It was this reader that took its time.
    if (isSlow) continue;
    if (!away) yield { kind: 'disconnected' };
    away = true;
    failures += 1;
    await pause(Math.max(waitMs, pauseMs(failures)), signal);
  }
}

/** Whether the connection failed, and not this code: a body that breaks off is a TypeError of `fetch`. */
const isCut = (error: unknown, cut: AbortSignal): boolean =>
  cut.aborted || error instanceof NoAnswer || error instanceof TypeError || typeof codeOf(error) === 'string';

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
