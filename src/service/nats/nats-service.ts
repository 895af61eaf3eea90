// The service on NATS: it answers the requests of the operations in a queue group, so that several processes share them, and
// says on `$SRV` what it offers. It finds the server again after it ended, and drains without losing a request.
import { setTimeout as delay } from 'node:timers/promises';
import { type Msg, type NatsConnection, headers as newHeaders, type Subscription } from '@nats-io/nats-core';
import { type ConnectionOptions, openConnection } from '../../log/nats/connection.ts';
import { packageVersion } from '../../package-root.ts';
import { type Problem, problemOf, RequestError } from '../problem.ts';
import type { Service } from '../service.ts';
import { answerTo } from './answer.ts';
import {
  type Counted,
  type Identity,
  infoAnswer,
  newCount,
  pingAnswer,
  QUEUE,
  SERVICE_NAME,
  statsAnswer,
} from './discovery.ts';
import { ENDPOINTS, type Endpoint } from './subjects.ts';

export interface NatsServiceOptions {
  readonly connection: ConnectionOptions;
  /** Receives what a defect threw. */
  readonly onDefect?: (error: unknown) => void;
}

export interface NatsService {
  /** As `$SRV.PING` tells it. */
  readonly id: string;
  /**
   * Takes no more requests, and ends when those under way are answered.
   * @param graceMs after so long they are cut off
   */
  drain(graceMs: number): Promise<void>;
}

/** More requests at once are answered with TOO_MANY_REQUESTS. */
const MOST_AT_ONCE = 1_024;
/** The most bytes of one message of an answer in lines. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Whether this may be answered. The service answers with its own rights, whatever subject a request names: an answer goes to
 * an inbox, never to where a record would be made of it.
 */
const isAnswerable = ({ reply }: Msg): boolean => reply !== undefined && /^_INBOX[._]/.test(reply);

const problemHeaders = ({ status, detail }: Problem) => {
  const headers = newHeaders();
  headers.set('Nats-Service-Error-Code', String(status));
  // A header is one line of printable text.
  headers.set('Nats-Service-Error', detail.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 1_000));
  return headers;
};

class Answering {
  readonly #service: Service;
  readonly #onDefect: ((error: unknown) => void) | undefined;
  readonly #counts = new Map(ENDPOINTS.map((endpoint): [Endpoint, Counted] => [endpoint, newCount()]));
  readonly #ending = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(service: Service, { onDefect }: NatsServiceOptions) {
    this.#service = service;
    this.#onDefect = onDefect;
  }

  countOf = (endpoint: Endpoint): Counted => this.#counts.get(endpoint) as Counted;

  take(nc: NatsConnection, endpoint: Endpoint, message: Msg): void {
    const answered = this.#answer(nc, endpoint, message).finally(() => this.#underWay.delete(answered));
    this.#underWay.add(answered);
  }

  /** Resolves when all is answered; after `graceMs` what is left is cut off. */
  async drain(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#ending.abort(), graceMs);
    await Promise.all(this.#underWay);
    clearTimeout(timer);
  }

  async #answer(nc: NatsConnection, endpoint: Endpoint, message: Msg): Promise<void> {
    const began = performance.now();
    const count = this.countOf(endpoint);
    count.requests += 1;
    try {
      // Nobody would learn what became of it.
      if (!isAnswerable(message)) throw new RequestError('BAD_REQUEST', 'The request names no inbox to reply to.');
      if (this.#underWay.size > MOST_AT_ONCE)
        throw new RequestError('TOO_MANY_REQUESTS', `More than ${MOST_AT_ONCE} requests are under way.`);
      await this.#respond(nc, endpoint, message);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 500) this.#onDefect?.(error);
      count.errors += 1;
      count.lastError = problem.detail;
      if (isAnswerable(message) && !nc.isClosed())
        message.respond(JSON.stringify(problem), { headers: problemHeaders(problem) });
    }
    count.processingTime += (performance.now() - began) * 1e6;
  }

  async #respond(nc: NatsConnection, endpoint: Endpoint, message: Msg): Promise<void> {
    const most = nc.info?.max_payload ?? CHUNK_BYTES;
    const answer = answerTo(this.#service, endpoint, message, this.#ending.signal);
    if (endpoint.operation.kind === 'json') {
      for await (const text of answer) {
        const bytes = Buffer.byteLength(text);
        if (bytes > most)
          throw new RequestError(
            'TOO_LARGE',
            `The answer has ${bytes} bytes; a message of this server holds ${most}.`,
            {
              hint: 'Ask for a part of it, or over HTTP.',
            },
          );
        message.respond(text);
      }
      return;
    }
    let chunk: Buffer[] = [];
    let bytes = 0;
    const send = async (): Promise<void> => {
      if (bytes === 0) return;
      const all = Buffer.concat(chunk);
      chunk = [];
      bytes = 0;
      // Lines are split where they do not fit: the answer is the messages one after the other.
      for (let start = 0; start < all.length; start += CHUNK_BYTES)
        message.respond(all.subarray(start, start + CHUNK_BYTES));
      // The server has taken it before more is read: a long answer is never in memory as a whole.
      await nc.flush();
    };
    for await (const line of answer) {
      const encoded = Buffer.from(line);
      chunk.push(encoded);
      bytes += encoded.length;
      if (bytes >= CHUNK_BYTES) await send();
    }
    await send();
    message.respond();
  }
}

const discover = (nc: NatsConnection, self: Identity, answering: Answering): Subscription[] => {
  const answers = {
    PING: () => pingAnswer(self),
    INFO: () => infoAnswer(self, ENDPOINTS),
    STATS: () => statsAnswer(self, ENDPOINTS, answering.countOf),
  };
  return Object.entries(answers).flatMap(([verb, answer]) =>
    [`$SRV.${verb}`, `$SRV.${verb}.${SERVICE_NAME}`, `$SRV.${verb}.${SERVICE_NAME}.${self.id}`].map((subject) =>
      nc.subscribe(subject, {
        callback: (error, message) => {
          if (error === null && isAnswerable(message)) message.respond(JSON.stringify(answer()));
        },
      }),
    ),
  );
};

const listen = (nc: NatsConnection, self: Identity, answering: Answering): Subscription[] => [
  ...discover(nc, self, answering),
  ...ENDPOINTS.flatMap((endpoint) =>
    [endpoint.subject, endpoint.namedSubject ?? []].flat().map((subject) =>
      nc.subscribe(subject, {
        queue: QUEUE,
        callback: (error, message) => {
          if (error === null) answering.take(nc, endpoint, message);
        },
      }),
    ),
  ),
];

/** Whether the server has taken what was sent. */
const isTaken = async (nc: NatsConnection): Promise<boolean> => {
  try {
    await nc.flush();
    return true;
  } catch {
    return false;
  }
};

/**
 * Serves the operations on NATS, on a connection of its own, until it is drained.
 * @throws RepriseError LOG_UNREACHABLE
 */
export const startNatsService = async (service: Service, options: NatsServiceOptions): Promise<NatsService> => {
  const connection = await openConnection(options.connection);
  const answering = new Answering(service, options);
  const self: Identity = {
    id: crypto.randomUUID(),
    version: packageVersion(),
    started: new Date().toISOString(),
    metadata: { stream: service.log.stream },
  };
  let subscriptions: Subscription[] = [];
  let draining = false;
  /** Each connection is a new one: what was subscribed on the one before is gone with it. */
  const keepListening = async (listens: () => void): Promise<void> => {
    while (!draining) {
      await connection.whenUp({});
      const lost = new Promise<void>((resolve) => void connection.onLost(resolve));
      const { nc } = connection;
      subscriptions = listen(nc, self, answering);
      if (await isTaken(nc)) listens();
      await lost;
    }
  };
  await new Promise<void>((resolve) => {
    // Waiting for a connection fails once it is closed, which is how this ends.
    keepListening(resolve).catch(() => resolve());
  });
  return {
    id: self.id,
    async drain(graceMs) {
      draining = true;
      const answered = async (): Promise<void> => {
        if (!connection.isUp()) return;
        await Promise.all(subscriptions.map((one) => one.drain().catch(() => undefined)));
        await answering.drain(graceMs);
        await isTaken(connection.nc);
      };
      // A server that stands still answers no end of a subscription either.
      const late = new AbortController();
      const isLate = delay(graceMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([answered(), isLate]);
      late.abort();
      await connection.close();
    },
  };
};
