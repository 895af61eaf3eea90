// The service in the process of the test, on a log in memory or one that is given, asked over HTTP as any other.
import { onTestFinished } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { startService } from '../../src/service/serve.ts';
import { checkedFetch } from './checked-answer.ts';

export interface Served {
  readonly log: Log;
  readonly url: string;
  /** A request for a path, whose answer is checked against the service's OpenAPI document. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a body as JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The JSON of an answer. */
  json(path: string, init?: RequestInit): Promise<never>;
  drain(): Promise<void>;
}

/** Serves until the test ends. */
export const served = async (log: Log = memoryLog()): Promise<Served> => {
  const { url, drain } = await startService({ log, port: 0 });
  let drained: Promise<void> | undefined;
  const end = () => {
    drained ??= drain(2_000);
    return drained;
  };
  onTestFinished(end);
  const get: Served['get'] = (path, init) => checkedFetch(url, path, init);
  return {
    ...{ log, url, get },
    post: (path, body, headers = {}) =>
      get(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    json: async (path, init) => (await (await get(path, init)).json()) as never,
    drain: end,
  };
};
