// A service in this process on a real server, with tokens, and requests as anybody may write them: any method, host and path,
// which `fetch` would not send.
import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { onTestFinished } from 'vitest';
import { openAdmin } from '../../../src/admin/open-admin.ts';
import { answerMcp } from '../../../src/agents/mcp/answer-http.ts';
import { openNatsLog } from '../../../src/log/nats/log.ts';
import type { Log } from '../../../src/log/port.ts';
import type { AccessOptions } from '../../../src/service/auth/access.ts';
import type { TokenStore } from '../../../src/service/auth/token-store.ts';
import { type CreatedToken, createToken, type TokenWish } from '../../../src/service/auth/tokens.ts';
import { openTokenStream } from '../../../src/service/nats/token-stream.ts';
import { type Running, startService } from '../../../src/service/serve.ts';
import { createSessions } from '../../../src/session/write/create-sessions.ts';
import { startTestServer } from '../../real-server.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Stops reading once the body holds this. */
  readonly until?: string | RegExp;
  readonly options?: RequestOptions & { readonly ca?: string };
}

export interface Given {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly json: Record<string, unknown>;
}

export interface Guarded {
  readonly running: Running;
  readonly log: Log;
  readonly tokens: TokenStore;
  /** The folder of the server. */
  readonly store: string;
  create(wish: TokenWish): Promise<CreatedToken>;
  ask(path: string, asked?: Asked): Promise<Given>;
  /** The newest sequence of each session. */
  heads(): Promise<unknown>;
}

const jsonIn = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** Sends one request. */
export const ask = async (url: string, path: string, asked: Asked = {}): Promise<Given> => {
  const { method = 'GET', headers = {}, token, body, until, options } = asked;
  const { protocol, hostname, port } = new URL(url);
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const send = protocol === 'https:' ? tlsRequest : plainRequest;
  const request = send({
    ...{ hostname: hostname.replace(/^\[|\]$/g, ''), port, path, method, agent: false },
    headers: {
      ...(text !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(text)),
      }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...options,
  });
  request.end(text);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let read = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    read += chunk;
    if (until !== undefined && (typeof until === 'string' ? read.includes(until) : until.test(read))) break;
  }
  request.destroy();
  return { status: response.statusCode ?? 0, headers: response.headers, body: read, json: jsonIn(read) };
};

/** Two sessions, each with a text that stands nowhere else. */
export const MARKS = { s1: 'the goal of the first', s2: 'the goal of the second' } as const;

/** A service until the test ends. */
export const guarded = async (access: AccessOptions = {}, host = '127.0.0.1'): Promise<Guarded> => {
  const { service, close } = await untilClosed(access, host);
  onTestFinished(close);
  return service;
};

export const untilClosed = async (
  access: AccessOptions = {},
  host = '127.0.0.1',
): Promise<{ service: Guarded; close(): Promise<void> }> => {
  const server = await startTestServer();
  const log = await openNatsLog(server.info);
  const tokens = await openTokenStream(server.info);
  const { NATS_URL: _notUsed, ...env } = process.env;
  const running = await startService({
    ...{ log, nats: server.info, host, port: 0, access, mcp: answerMcp },
    openAdmin: () => openAdmin({ store: server.store, env }),
  });
  const stop = async (): Promise<void> => {
    await running.drain(200);
    await tokens.close();
    await log.close();
    await server.stop();
  };
  const sessions = createSessions(log);
  for (const [id, goal] of Object.entries(MARKS)) await sessions.send(id, { name: 'session.start', data: { goal } });
  const service: Guarded = {
    ...{ running, log, tokens, store: server.store },
    create: (wish) => createToken(tokens, wish),
    ask: (path, asked) => ask(running.url, path, asked),
    heads: async () => log.sessions(),
  };
  return { service, close: stop };
};
