// Real MCP clients for the tests: over stdio with the built command as its process, and over HTTP.
import type { Readable } from 'node:stream';
import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { environment, MAIN } from '../../cli/run-cli.ts';

export interface Answer {
  readonly isError: boolean;
  readonly data: never;
  /** Of an error. */
  readonly error: {
    readonly code: string;
    readonly detail: string;
    readonly hint?: string;
    readonly rule?: string;
    readonly sentence?: string;
    readonly legal?: readonly { readonly word: string; readonly data: unknown }[];
    readonly faults?: readonly { readonly message: string }[];
  };
}

/** Calls a tool; its data are those of its text and of its structured content, which are the same. */
export const callTool = async (
  client: Client,
  name: string,
  given: Record<string, unknown> = {},
  timeout = 120_000,
): Promise<Answer> => {
  const {
    content,
    structuredContent,
    isError = false,
  } = await client.callTool({ name, arguments: given }, { timeout });
  const [first] = content as { type: string; text: string }[];
  const data = JSON.parse(first?.text ?? 'null') as { error?: unknown };
  if (JSON.stringify(structuredContent) !== JSON.stringify(data)) throw new Error(`two answers: ${first?.text}`);
  return { isError, data: data as never, error: data.error as never };
};

export type Era = 'modern' | 'legacy';
const optionsOf = (era: Era): ClientOptions => ({
  versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' },
});

export interface StdioOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  readonly era?: Era;
}

/** A client of `reprise mcp`; it ends with the test. */
export const stdioClient = async (args: readonly string[], { cwd, env, era = 'modern' }: StdioOptions) => {
  const client = new Client({ name: 'test', version: '1' }, optionsOf(era));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [MAIN, 'mcp', ...args],
    env: environment(env) as Record<string, string>,
    ...{ cwd, stderr: 'pipe' },
  });
  (transport.stderr as Readable | null)?.resume();
  onTestFinished(() => client.close());
  await client.connect(transport);
  return client;
};

export interface HttpOptions {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly era?: Era;
}

/** A client of the `/mcp` of a service; it ends with the test. */
export const httpClient = async (url: string, { token, headers = {}, era = 'modern' }: HttpOptions = {}) => {
  const client = new Client({ name: 'test', version: '1' }, optionsOf(era));
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  onTestFinished(() => client.close());
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', url), {
      requestInit: { headers: { ...headers, ...authorization } },
    }),
  );
  return client;
};

/** The addresses in change notices, and a wait for the next of one. */
export const noticesOf = (client: Client) => {
  const seen: string[] = [];
  let wake = (): void => undefined;
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    seen.push(params.uri);
    wake();
  });
  return {
    seen,
    async until(count: number): Promise<void> {
      while (seen.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
  };
};
