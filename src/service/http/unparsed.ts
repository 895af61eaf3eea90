// What reaches the server and is no request that it can hand on: bytes that are no HTTP, headers without end, an address that
// is none. Each gets a problem document as every other mistake does.
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Problem, problemOf, RequestError } from '../problem.ts';
import { PROBLEM_TYPE, problemResponse } from './responses.ts';

const errorOf = ({ code }: NodeJS.ErrnoException): RequestError => {
  if (code === 'HPE_HEADER_OVERFLOW') return new RequestError('HEADERS_TOO_LARGE', 'The headers are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestError('TIMEOUT', 'The request did not come to its end.');
  return new RequestError('BAD_REQUEST', 'This is no HTTP request.');
};

const written = (problem: Problem, more = ''): string => {
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `connection: close${more}`,
    '',
    body,
  ].join('\r\n');
};

/** Where an answer was begun on the connection, a second one would be read as a part of it. */
const isAnswering = (socket: Duplex): boolean =>
  (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent === true;

/** Answers what the server itself would answer without a word, or not at all. */
export const answerUnparsed = (server: Server): void => {
  server.on('clientError', (error, socket) => {
    if (!socket.writable || isAnswering(socket)) socket.destroy();
    else socket.end(written(problemOf(errorOf(error))));
  });
  server.on('connect', (_: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const allow = ['GET', 'HEAD', 'POST'];
    const error = new RequestError('METHOD_NOT_ALLOWED', 'This is no proxy.', { allow });
    socket.end(written(problemOf(error), `\r\nallow: ${allow.join(', ')}`));
  });
  server.on('checkExpectation', (_: IncomingMessage, response: ServerResponse) => {
    const problem = problemOf(new RequestError('EXPECTATION_FAILED', 'Only `Expect: 100-continue` is known.'));
    response.writeHead(problem.status, { 'content-type': PROBLEM_TYPE, connection: 'close' });
    response.end(JSON.stringify(problem));
  });
};

/** The answer to what the adapter cannot make a request of: an address or a host that is none. */
export const notARequest = (): Response =>
  problemResponse(problemOf(new RequestError('BAD_REQUEST', 'The address of the request, or its Host, is none.')));
