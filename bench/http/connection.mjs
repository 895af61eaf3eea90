// A connection that is kept alive and has one request under way: it writes a request and reads its answer to the end that
// Content-Length states. A client of less than that would be no client of HTTP; one of more would be measured in its place.
import { once } from 'node:events';
import { connect } from 'node:net';

const END_OF_HEADERS = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)\r\n/i;

/** @param {string} url `http://127.0.0.1:4280` */
export const openConnection = async (url) => {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let got = Buffer.alloc(0);
  /** @type {{ resolve: (answer: { status: number, body: string }) => void, reject: (error: Error) => void } | undefined} */
  let waiting;
  const settle = (how, value) => {
    const one = waiting;
    waiting = undefined;
    one?.[how](value);
  };
  socket.on('data', (chunk) => {
    got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
    const headersEnd = got.indexOf(END_OF_HEADERS);
    if (headersEnd < 0) return;
    const headers = got.latin1Slice(0, headersEnd + 2);
    const length = LENGTH.exec(headers)?.[1];
    if (length === undefined) return void socket.destroy(new Error(`an answer of unknown length: ${headers}`));
    const end = headersEnd + END_OF_HEADERS.length + Number(length);
    if (got.length < end) return;
    const body = got.utf8Slice(headersEnd + END_OF_HEADERS.length, end);
    if (got.length > end) return void socket.destroy(new Error('there is more than one answer to a request'));
    got = Buffer.alloc(0);
    settle('resolve', { status: Number(headers.slice(9, 12)), body });
  });
  socket.on('error', (error) => settle('reject', error));
  socket.on('close', () => settle('reject', new Error('the connection was closed')));
  return {
    /** @param {string} path @param {unknown} value sent as JSON */
    post(path, value) {
      const body = JSON.stringify(value);
      return new Promise((resolve, reject) => {
        // A service ends a connection that is not used for some seconds.
        if (!socket.writable) return void reject(new Error('the connection was closed'));
        waiting = { resolve, reject };
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
      });
    },
    close: () => socket.destroy(),
  };
};
