// What was not sent is said to be so: a change whose request reached nobody has no unknown outcome. By `fetch`, and by the one
// that the command line uses.
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeFetch } from '../../src/client/remote/node-fetch.ts';
import { type Fetch, Transport } from '../../src/client/transport.ts';

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

/** A server with a certificate that nobody signed; counts the requests that it receives. */
const secured = async (name: string) => {
  const names = [{ name: 'commonName', value: name }];
  const { cert, private: key } = await generate(names, {
    ...{ keyType: 'ec' as const, algorithm: 'sha256' },
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  const received: string[] = [];
  const listener: RequestListener = ({ url = '' }, response) => {
    received.push(url);
    response.end('{}');
  };
  const port = await listening(createTlsServer({ cert, key }, listener));
  return { url: `https://127.0.0.1:${port}`, received, cert };
};

const sending = async (url: string, fetch: Fetch) => {
  const transport = new Transport({ url, fetch, deadlineMs: 1, token: 'secret' });
  const input = { params: { session: 's1' }, body: { name: 'phase.next' } };
  return transport.ask('session.send', input, true).catch((error: unknown) => error);
};

describe.each([
  ['fetch', (): Fetch => fetch],
  ['fetch of the command line', nodeFetch],
] as const)('by %s', (_, makeFetch) => {
  it('a certificate that is not known, or of another host, receives nothing, and is not asked again', async () => {
    const { url, received } = await secured('localhost');
    const asked: string[] = [];
    const counted: Fetch = (address, init) => {
      asked.push(address);
      return makeFetch()(address, init);
    };
    const transport = new Transport({ url, fetch: counted });
    const error = await transport.ask('log.describe', {}, true).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: expect.stringContaining('its certificate is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)'),
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    expect([asked.length, received]).toEqual([1, []]);
  });

  it('a name that is not found, a port where nobody listens, and one without TLS receive nothing', async () => {
    const port = await listening(createServer((_request, response) => void response.end('{}')));
    const closed = createServer();
    const gone = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    for (const url of [
      `http://127.0.0.1:${gone}`,
      `http://localhost:${gone}`,
      'http://no-such-host.invalid',
      `https://127.0.0.1:${port}`,
    ])
      expect([url, await sending(url, makeFetch())]).toMatchObject([url, { code: 'LOG_UNREACHABLE' }]);
  });

  it('a connection that breaks off in the middle leaves the outcome unknown', async () => {
    const port = await listening(createServer(({ socket }) => void socket.destroy()));
    expect(await sending(`http://127.0.0.1:${port}`, makeFetch())).toMatchObject({ code: 'UNKNOWN_OUTCOME' });
  });
});

it('a certificate of another host is named as such', async () => {
  const { cert, url } = await secured('example.org');
  const { request } = await import('node:https');
  const trusting: Fetch = (address) =>
    new Promise((_, reject) => {
      request(address, { ca: cert }).once('error', reject).end();
    });
  expect(await sending(url, trusting)).toMatchObject({
    code: 'LOG_UNREACHABLE',
    message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
  });
});
