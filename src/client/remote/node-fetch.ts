// `fetch` of the command line, on `node:http`: the global one takes longer to load than a command takes.
import { Agent, type IncomingMessage, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Answer, Body, Fetch } from '../transport.ts';

const bodyOf = (message: IncomingMessage): Body => ({
  getReader() {
    const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    return {
      async read() {
        const { done, value } = await chunks.next();
        return { done: done === true, value };
      },
      async cancel() {
        message.destroy();
      },
    };
  },
});

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** A `fetch` that keeps its connections for the requests that follow. */
export const nodeFetch = (): Fetch => {
  const agents = { 'http:': new Agent({ keepAlive: true }), 'https:': new SecureAgent({ keepAlive: true }) };
  return (url, { method, headers, body, signal }) =>
    new Promise<Answer>((resolve, reject) => {
      const address = new URL(url);
      const isSecure = address.protocol === 'https:';
      const asked = (isSecure ? secureRequest : request)(address, {
        ...{ method, agent: agents[isSecure ? 'https:' : 'http:'] },
        headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
        ...(signal !== undefined && { signal }),
      });
      let isConnected = false;
      asked.once('socket', (socket) => {
        isConnected = asked.reusedSocket;
        socket.once(isSecure ? 'secureConnect' : 'connect', () => {
          isConnected = true;
        });
      });
      // What no connection was made for was not sent.
      asked.once('error', (error) => reject(Object.assign(error, { isSent: isConnected })));
      asked.once('response', (message) => {
        const { statusCode: status = 0 } = message;
        const text = () => textOf(message);
        resolve({
          ...{ ok: status >= 200 && status < 300, status, body: bodyOf(message), text },
          headers: { get: (name) => [message.headers[name.toLowerCase()] ?? null].flat()[0] as string | null },
          json: async () => JSON.parse(await text()) as unknown,
        });
      });
      asked.end(body);
    });
};
