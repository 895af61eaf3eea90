// MCP at one address of the service (Streamable HTTP), without a state between requests: each has its caller, and names its
// session, or the header `Reprise-Session` does.
import { createMcpHandler, type ServerEventBus } from '@modelcontextprotocol/server';
import { MAX_WHOLE_COMMIT_BYTES } from '../../log/commit-limit.ts';
import { wholeBody } from '../../service/http/body.ts';
import type { Caller, Service } from '../../service/service.ts';
import type { CurrentSession, McpAccess } from './access.ts';
import type { OnDefect } from './result.ts';
import { mcpServer } from './server.ts';
import { watchViews } from './watch-views.ts';

/** `Reprise-Session`, else the only session of a token that is limited to one. */
const sessionOf = (request: Request, { sessions }: Caller): CurrentSession => ({
  named: async () => request.headers.get('reprise-session') || (sessions?.length === 1 ? sessions[0] : undefined),
  join: async () => undefined,
});

const jsonIn = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

const listensTo = (message: unknown): string[] => {
  const { method, params } = (message ?? {}) as {
    method?: unknown;
    params?: { notifications?: { resourceSubscriptions?: unknown } };
  };
  const uris = params?.notifications?.resourceSubscriptions;
  return method === 'subscriptions/listen' && Array.isArray(uris) ? uris.map(String) : [];
};

/** @throws RequestError TOO_LARGE, BAD_REQUEST where the body breaks off */
export const answerMcp = async (
  service: Service,
  caller: Caller,
  request: Request,
  onDefect: OnDefect,
): Promise<Response> => {
  const { draining } = service;
  const { method, headers, signal, url } = request;
  const ends = AbortSignal.any([signal, draining, ...(caller.ends === undefined ? [] : [caller.ends])]);
  const access: McpAccess = { service: async () => service, caller, current: sessionOf(request, caller), ends };
  const bytes = method === 'POST' ? await wholeBody(request, MAX_WHOLE_COMMIT_BYTES) : undefined;
  const uris = bytes === undefined ? [] : listensTo(jsonIn(bytes));
  // Of this request alone, so that nobody is notified of a session that the caller may not see.
  const bus: ServerEventBus = {
    publish: () => undefined,
    subscribe(listener) {
      const stop = watchViews(access, uris, (uri) => listener({ kind: 'resource_updated', uri }), onDefect);
      const end = (): void => void handler.close();
      ends.addEventListener('abort', end, { once: true });
      return () => {
        stop();
        ends.removeEventListener('abort', end);
      };
    },
  };
  const handler = createMcpHandler(({ era }) => mcpServer(access, { watches: era === 'modern', onDefect }), {
    ...{ bus, maxRequestBodySize: MAX_WHOLE_COMMIT_BYTES },
  });
  return handler.fetch(
    bytes === undefined ? request : new Request(url, { method, headers, signal, body: bytes.slice() }),
  );
};
