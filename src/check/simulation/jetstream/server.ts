// A simulated JetStream server, as far as the adapter of the log talks to it: publishes and atomic batches, which its disk
// or a quorum takes a while to store, reads through the leader and by direct batches, and pull consumers.
import { CODE } from '../../../log/nats/api.ts';
import type { Chance } from '../chance.ts';
import { commandIn } from '../linked-log.ts';
import type { World } from '../world.ts';
import { type Deliver, SimulatedConsumer } from './consumer.ts';
import { type Answer, type Checked, type Published, refused, SimulatedStream, type StoredMessage } from './stream.ts';

/** Sends the answer to a request. */
export type Reply = (answer: Answer) => void;

const CREATED = '2026-01-31T13:59:00.000000Z';
/** What storing takes: an fsync for each plain publish, a few for a batch, however large. */
const PLAIN_MS = 1.5;
const BATCH_MS = 2;
const EACH_OF_BATCH_MS = 0.01;

interface Query {
  readonly seq?: number;
  readonly next_by_subj?: string;
  readonly last_by_subj?: string;
  readonly batch?: number;
}

/** The commands of a message's events, for the story. */
export const commandOf = ({ body }: Pick<Published, 'body'>): string => {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  return [...new Set(text.split('\n').filter(Boolean).map(commandIn))].join(', ');
};

export class SimulatedServer {
  readonly stream: SimulatedStream;
  readonly #world: World;
  readonly #chance: Chance;
  readonly #consumers = new Map<string, SimulatedConsumer>();
  #diskIsFreeMs = 0;
  #stored = 0;
  #made = 0;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
    const { draws } = chance;
    this.stream = new SimulatedStream(
      draws.part('the stream is replicated') < 0.5,
      draws.pick('largest batch', [1_000, 1_000, 12]),
    );
  }

  publish(message: Published, reply: Reply): void {
    this.#take([message], () => this.stream.check(message), PLAIN_MS, reply);
  }

  publishBatch(members: readonly Published[], reply: Reply): void {
    this.#take(members, () => this.stream.checkBatch(members), BATCH_MS + members.length * EACH_OF_BATCH_MS, reply);
  }

  /** A replicated stream accepts first, and stores what a quorum has; one server does both at once, one after the other. */
  #take(members: readonly Published[], check: () => Checked, takesMs: number, reply: Reply): void {
    const { stream } = this;
    const world = this.#world;
    const about = () => members.map(commandOf).join('; ');
    const answered = (answer: Answer) => {
      const { error } = answer as { error?: { err_code: number; description: string } };
      const how =
        error === undefined
          ? `${answer.duplicate === true ? 'had it as' : 'stored as'} ${answer.seq}`
          : `refused: ${error.description} (${error.err_code})`;
      world.trace(`server: ${how}`);
      world.tell(
        () => `the server has ${members.length > 1 ? `a batch of ${members.length} (${about()})` : about()}: ${how}.`,
      );
      reply(answer);
    };
    const store = (checked: Checked) => {
      if ('answer' in checked) return answered(checked.answer);
      answered(stream.store(checked.accepted));
      for (const consumer of this.#consumers.values()) consumer.advance();
    };
    this.#stored += 1;
    if (stream.isReplicated) {
      const checked = check();
      if ('answer' in checked) {
        answered(checked.answer);
        return;
      }
      stream.begin(checked.accepted);
      const quorumMs = takesMs + this.#chance.draws.latencyMs(`quorum ${this.#stored}`);
      world.after(quorumMs, undefined, 'a quorum has it', () => {
        stream.end(checked.accepted);
        store(checked);
      });
      return;
    }
    this.#diskIsFreeMs = Math.max(this.#diskIsFreeMs, world.nowMs) + takesMs;
    world.at(this.#diskIsFreeMs, undefined, 'the disk has it', () => store(check()));
  }

  /** A request to JetStream's API with one answer. */
  api(subject: string, payload: string, deliver: Deliver): Answer {
    const { stream } = this;
    const [what = '', verb = '', , name = ''] = subject.slice('$JS.API.'.length).split('.');
    switch (`${what}.${verb}`) {
      case 'STREAM.INFO':
        return { created: CREATED, config: { num_replicas: 1 }, state: { last_seq: stream.messages.length } };
      case 'STREAM.MSG':
        return this.#get(JSON.parse(payload));
      case 'CONSUMER.CREATE': {
        const { config } = JSON.parse(payload);
        // The adapter draws the name, which is no part of what happens.
        this.#made += 1;
        const made = new SimulatedConsumer(
          `consumer ${this.#made}`,
          { world: this.#world, messages: stream.messages, deliver },
          config,
        );
        this.#consumers.set(name, made);
        return { name, num_pending: made.pending, delivered: { consumer_seq: 0, stream_seq: 0 } };
      }
      case 'CONSUMER.INFO': {
        const consumer = this.#consumers.get(name);
        if (consumer === undefined) return refused(CODE.consumerNotFound, 404);
        return { name, num_pending: consumer.pending, delivered: { consumer_seq: consumer.delivered, stream_seq: 0 } };
      }
      case 'CONSUMER.DELETE':
        this.#consumers.get(name)?.drop();
        this.#consumers.delete(name);
        return { success: true };
      default:
        throw new Error(`the simulated server does not know ${subject}`);
    }
  }

  /** A request with several messages as its answer. */
  answerMany(subject: string, payload: string, reply: string, deliver: Deliver): void {
    const parts = subject.slice('$JS.API.'.length).split('.');
    if (parts[0] === 'DIRECT') {
      this.#direct(JSON.parse(payload), reply, deliver);
      return;
    }
    const consumer = this.#consumers.get(parts[4] ?? '');
    if (consumer === undefined) deliver(reply, { status: 503 }, 0);
    else consumer.pull(reply, JSON.parse(payload));
  }

  #direct({ seq = 1, next_by_subj: subject = '', batch = 1 }: Query, reply: string, deliver: Deliver): void {
    const found = this.stream.of(subject).filter(({ sequence }) => sequence >= seq);
    for (const message of found.slice(0, batch)) deliver(reply, message, 0);
    deliver(reply, { status: found.length === 0 ? 404 : 204 }, 0);
  }

  #get({ seq = 0, next_by_subj: next, last_by_subj: last }: Query): Answer {
    const { stream } = this;
    const found: StoredMessage | undefined =
      last !== undefined
        ? stream.of(last).at(-1)
        : next !== undefined
          ? stream.of(next).find(({ sequence }) => sequence >= seq)
          : stream.messages[seq - 1];
    if (found === undefined) return refused(CODE.noMessageFound, 404);
    const lines = Object.entries(found.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const hdrs = Buffer.from(`NATS/1.0\r\n${lines.join('')}\r\n`).toString('base64');
    return {
      message: { subject: found.subject, seq: found.sequence, hdrs, data: Buffer.from(found.body).toString('base64') },
    };
  }

  /** It is killed and starts again: consumers in memory are gone, what is stored is not. */
  restart(): void {
    for (const consumer of this.#consumers.values()) consumer.drop();
    this.#consumers.clear();
  }
}
