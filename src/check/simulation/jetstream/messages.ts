// Messages as the client library of NATS hands them to the adapter, and what it sends.
import type { Connection } from '../../../log/nats/connection.ts';
import type { Answer, Published, StoredMessage } from './stream.ts';

type Request = Connection['request'];
export type Message = Awaited<ReturnType<Request>>;
export type Headers = Parameters<Request>[2]['headers'];

/** The headers as the client would put them on the wire. */
const headersIn = (headers: Headers): Readonly<Record<string, string>> => {
  if (headers === undefined || !('encode' in headers) || typeof headers.encode !== 'function') return {};
  const lines = Buffer.from(headers.encode()).toString().split('\r\n').slice(1, -2);
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
};

export const published = (subject: string, payload: string | Uint8Array | undefined, headers: Headers): Published => ({
  subject,
  body: typeof payload === 'string' ? Buffer.from(payload) : (payload ?? new Uint8Array()),
  headers: headersIn(headers),
});

/** What arrives of a message of the stream, or of a status. */
export const delivered = (
  message: StoredMessage | { readonly status: number; readonly pending?: number },
  consumer: string,
  consumerSequence: number,
): Message => {
  const values: Record<string, string> = {};
  if ('status' in message) {
    if (message.pending !== undefined) values['Nats-Pending-Messages'] = String(message.pending);
  } else values['Nats-Sequence'] = String(message.sequence);
  const isStatus = 'status' in message;
  const headers = {
    code: isStatus ? message.status : 0,
    get: (name: string) => values[name] ?? '',
    last: (name: string) => values[name] ?? '',
    has: (name: string) => name in values,
  };
  const reply = isStatus ? '' : `$JS.ACK.REPRISE.${consumer}.1.${message.sequence}.${consumerSequence}.0.0`;
  const data = isStatus ? new Uint8Array() : message.body;
  return { subject: isStatus ? '' : message.subject, data, headers, reply } as unknown as Message;
};

export const answerMessage = (answer: Answer): Message => ({ json: () => answer }) as unknown as Message;
