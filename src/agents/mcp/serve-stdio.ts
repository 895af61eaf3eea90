// MCP on standard input and output, until the input ends or a signal aborts.
import type { Readable } from 'node:stream';
import type { JSONRPCMessage, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Caller, Service } from '../../service/service.ts';
import type { CurrentSession, McpAccess } from './access.ts';
import { type LineOutput, LineTransport } from './line-transport.ts';
import { mcpServer } from './server.ts';
import { Watches, watchViews } from './watch-views.ts';

export interface StdioOptions {
  readonly input: Readable;
  readonly output: LineOutput;
  /** Takes a line for standard error. */
  readonly note: (line: string) => void;
  readonly service: () => Promise<Service>;
  readonly caller: Caller;
  readonly current: CurrentSession;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** The resources that a message of the client asks to watch, and under which key; undefined for any other message. */
const watched = (message: JSONRPCMessage): { readonly key: string; readonly uris: readonly string[] } | undefined => {
  if (!('method' in message) || !('id' in message) || message.method !== 'subscriptions/listen') return undefined;
  const { notifications } = (message.params ?? {}) as { notifications?: { resourceSubscriptions?: unknown } };
  const uris = notifications?.resourceSubscriptions;
  return Array.isArray(uris) ? { key: `listen ${message.id}`, uris: uris.map(String) } : undefined;
};

/** Resolves when the connection has ended and everything that was asked before is answered. */
export const serveOnStdio = async (options: StdioOptions): Promise<void> => {
  const { input, output, note, service, caller, current, signal } = options;
  const waits = new AbortController();
  const access: McpAccess = { service, caller, current, ends: AbortSignal.any([signal, waits.signal]) };
  const onDefect = (error: unknown): void =>
    note(`reprise mcp: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  let newest: McpServer | undefined;
  const notify = (uri: string): void => {
    newest?.server.sendResourceUpdated({ uri }).catch(onDefect);
  };
  const watches = new Watches((uris) => watchViews(access, uris, notify, onDefect));
  const transport = new LineTransport(input, output, {
    onMessage(message) {
      const asked = watched(message);
      if (asked !== undefined) watches.start(asked.key, asked.uris);
      if ('method' in message && message.method === 'notifications/cancelled')
        watches.stop(`listen ${(message.params as { requestId?: unknown } | undefined)?.requestId}`);
    },
    onEnd: () => waits.abort(),
  });
  let isClosed = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const handle = serveStdio(
    ({ era }) => {
      const made = mcpServer(access, { watches: true, onDefect });
      newest = made;
      if (era === 'legacy') {
        made.server.setRequestHandler('resources/subscribe', ({ params: { uri } }) => {
          watches.start(uri, [uri]);
          return {};
        });
        made.server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
          watches.stop(uri);
          return {};
        });
      }
      return made;
    },
    { transport, onerror: ({ message }) => note(`reprise mcp: ${message}`) },
  );
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    isClosed();
  };
  const end = (): void => void handle.close();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  await closed;
  watches.stopAll();
};
