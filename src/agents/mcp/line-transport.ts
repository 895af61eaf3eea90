// MCP over two byte streams, one message a line. A line that is no message is answered with an error, and one that is too long
// is passed over: the connection goes on with the next. What was asked before the input ended is still answered.
import type { Readable } from 'node:stream';
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { MAX_WHOLE_COMMIT_BYTES } from '../../log/commit-limit.ts';

/** A message may be as large as the largest command, with room for what JSON adds. */
const MOST_BYTES = MAX_WHOLE_COMMIT_BYTES + 1024 * 1024;
const LINE_FEED = 0x0a;
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
/** After so long what is under way when the input ends is given up. */
const LAST_MS = 10_000;

export interface LineOutput {
  write(text: string): void;
  /** Resolves when there is room for more. */
  drained(): Promise<void>;
}

export interface LineTransportOptions {
  /** Each message as it comes, before the server has it. */
  readonly onMessage?: (message: JSONRPCMessage) => void;
  /** Called once, when the input has ended: what waits is to be answered soon. */
  readonly onEnd?: () => void;
  /** Default 65 MiB. */
  readonly mostBytes?: number;
}

const isRequest = (message: JSONRPCMessage): message is JSONRPCMessage & { id: string | number; method: string } =>
  'method' in message && 'id' in message;

export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #input: Readable;
  readonly #output: LineOutput;
  readonly #options: LineTransportOptions;
  readonly #mostBytes: number;
  readonly #unanswered = new Set<string | number>();
  #chunks: Buffer[] = [];
  #bytes = 0;
  #passesOver = false;
  #hasEnded = false;
  #isClosed = false;
  #last: NodeJS.Timeout | undefined;

  constructor(input: Readable, output: LineOutput, options: LineTransportOptions = {}) {
    this.#input = input;
    this.#output = output;
    this.#options = options;
    this.#mostBytes = options.mostBytes ?? MOST_BYTES;
  }

  async start(): Promise<void> {
    this.#input.on('data', this.#take);
    this.#input.on('end', this.#end);
    this.#input.on('close', this.#end);
    this.#input.on('error', this.#end);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#isClosed) return;
    this.#output.write(`${JSON.stringify(message)}\n`);
    if (!('method' in message) && message.id !== undefined) this.#settle(message.id);
    await this.#output.drained();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#last);
    this.#input.off('data', this.#take);
    this.#input.off('end', this.#end);
    this.#input.off('close', this.#end);
    this.#input.pause();
    this.onclose?.();
  }

  readonly #take = (chunk: Buffer | string): void => {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let at = rest.indexOf(LINE_FEED); at >= 0 && !this.#isClosed; at = rest.indexOf(LINE_FEED)) {
      this.#add(rest.subarray(0, at));
      this.#line();
      rest = rest.subarray(at + 1);
    }
    this.#add(rest);
  };

  #add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#mostBytes) {
      this.#chunks = [];
      this.#passesOver = true;
    } else if (piece.length > 0) this.#chunks.push(piece);
  }

  #line(): void {
    const text = Buffer.concat(this.#chunks).toString('utf8').trim();
    const isTooLong = this.#passesOver;
    this.#chunks = [];
    this.#bytes = 0;
    this.#passesOver = false;
    if (isTooLong) this.#refuse(null, INVALID_REQUEST, `The message has more than ${this.#mostBytes} bytes.`);
    else if (text !== '') this.#message(text);
  }

  #message(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.#refuse(null, PARSE_ERROR, 'The line is not JSON.');
      return;
    }
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(value);
    } catch {
      const { id } = (value ?? {}) as { id?: unknown };
      const known = typeof id === 'string' || typeof id === 'number' ? id : null;
      this.#refuse(known, INVALID_REQUEST, 'The line is no JSON-RPC message.');
      return;
    }
    // A subscription is never answered.
    if (isRequest(message) && message.method !== 'subscriptions/listen') this.#unanswered.add(message.id);
    if ('method' in message && message.method === 'notifications/cancelled') {
      const { requestId } = (message.params ?? {}) as { requestId?: string | number };
      if (requestId !== undefined) this.#settle(requestId);
    }
    this.#options.onMessage?.(message);
    this.onmessage?.(message);
  }

  #refuse(id: string | number | null, code: number, message: string): void {
    this.#output.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
    this.onerror?.(new Error(message));
  }

  #settle(id: string | number): void {
    this.#unanswered.delete(id);
    if (this.#hasEnded && this.#unanswered.size === 0) void this.close();
  }

  readonly #end = (): void => {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#bytes > 0) this.onerror?.(new Error('The input ended in the middle of a line.'));
    this.#options.onEnd?.();
    if (this.#unanswered.size === 0) void this.close();
    else this.#last = setTimeout(() => void this.close(), LAST_MS);
  };
}
