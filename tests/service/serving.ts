// `reprise serve` as people run it: a process on a store of its own, asked over HTTP.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RunningCli, startCli } from '../cli/run-cli.ts';
import { checkedFetch } from './checked-answer.ts';

export interface Serving extends RunningCli {
  readonly url: string;
  readonly store: string;
  /** A request for a path of the service, whose answer is checked against the service's OpenAPI document. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a body as JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** Serves a new store, or one that is named, until the test ends. */
export const serving = async (args: readonly string[] = [], store = newStore()): Promise<Serving> => {
  const running = startCli(['serve', '--port', '0', '--store', store, ...args]);
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  });
  const [, url = ''] = await running.until('stdout', / at (http:\/\/\S+)/);
  const get: Serving['get'] = (path, init) => checkedFetch(url, path, init);
  return {
    ...running,
    url,
    store,
    get,
    post: (path, body, headers = {}) =>
      get(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
};

/** A folder for a store, removed after the test. */
export const newStore = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-serve-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'store');
};

export interface SseItem {
  readonly id?: string;
  readonly event: string;
  readonly data: never;
}

/** The items of a stream of server-sent events, as they come. */
export async function* sseItems(response: Response): AsyncGenerator<SseItem> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = text
        .slice(0, end)
        .split('\n')
        .filter((line) => !line.startsWith(':'))
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
      text = text.slice(end + 2);
      const { id, event, data } = Object.fromEntries(fields) as Record<string, string | undefined>;
      if (event !== undefined)
        yield { ...(id !== undefined && { id }), event, data: JSON.parse(data ?? 'null') as never };
    }
  }
}
