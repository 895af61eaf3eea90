// The connection of one service or reader to the simulated JetStream server, as the adapter of the log uses it. Messages take
// a while, get lost, come late or twice; the connection breaks and comes back.
import { RepriseError } from '../../../errors.ts';
import { type Connection, NoAnswer } from '../../../log/nats/connection.ts';
import type { Link } from '../linked-log.ts';
import { clockOf } from '../world.ts';
import { answerMessage, delivered, type Headers, type Message, published } from './messages.ts';
import { commandOf, type SimulatedServer } from './server.ts';
import type { Answer, Published } from './stream.ts';

type Callback = (error: Error | null, message: Message) => void;

const PUBLISHING = [
  'lost-request',
  'lost-answer',
  'late-request',
  'late-answer',
  'doubled-request',
  'disconnect',
  'crash-while-sending',
] as const;
const ASKING = ['lost-request', 'lost-answer', 'disconnect'] as const;
const RECEIVING = ['disconnect'] as const;
const STREAMING = ['lost-request', 'disconnect'] as const;
/** The longest that a message is late. */
const LATE_MS = 15_000;

export const simulatedConnection = (server: SimulatedServer, link: Link, deadlineMs: number): Connection => {
  const { world, chance, life, name } = link;
  const { draws } = chance;
  const listeners = new Set<() => void>();
  const waiting = new Set<() => void>();
  const inboxes = new Map<string, Callback>();
  /** Sessions with a commit under way, as this client sees it. */
  const underWay = new Set<string>();
  let isUp = true;
  let isClosed = false;
  /** Grows with each connection: what was on its way over an earlier one is lost on the way back. */
  let connected = 1;
  /** When what was sent last arrives: one connection keeps the order. */
  let arrivesMs = 0;
  /** Members of batches whose last message is not sent yet. */
  let open: Published[] = [];

  const unreachable: Connection['unreachable'] = (seen = 'it cannot be reached', fields = {}) =>
    new RepriseError('LOG_UNREACHABLE', `The log is unavailable: ${seen}.`, { fields });

  const lose = (why: string) => {
    if (!isUp || !life.isAlive) return;
    isUp = false;
    connected += 1;
    world.tell(() => `${name} loses its connection (${why}).`);
    const lost = [...listeners];
    listeners.clear();
    inboxes.clear();
    for (const call of lost) call();
    const pauseMs = 5 + draws.latencyMs(`${name} connects ${connected}`) * 20;
    world.after(pauseMs, life, `${name} connects`, () => {
      isUp = true;
      world.tell(() => `${name} is connected again.`);
      const waited = [...waiting];
      waiting.clear();
      for (const call of waited) call();
    });
  };

  /** Does something at the server when what is sent now arrives. */
  const send = (what: string, call: () => void): void => {
    arrivesMs = Math.max(arrivesMs, world.nowMs + draws.latencyMs(`${what} there`));
    world.at(arrivesMs, undefined, `${what} arrives`, call);
  };

  /** Messages of one inbox stay in order. */
  const inOrderMs = new Map<string, number>();
  const deliverTo =
    (consumer: string) =>
    (inbox: string, message: Parameters<typeof delivered>[0], consumerSequence: number): void => {
      const over = connected;
      const what =
        'status' in message ? `${name} gets status ${message.status}` : `${name} gets message ${message.sequence}`;
      const atMs = Math.max(inOrderMs.get(inbox) ?? 0, world.nowMs + draws.latencyMs(`${what} ${consumerSequence}`));
      inOrderMs.set(inbox, atMs);
      world.at(atMs, life, what, () => {
        if (over !== connected) return;
        if (!('status' in message) && chance.faultOf(what, RECEIVING) !== undefined) {
          lose(what);
          return;
        }
        inboxes.get(inbox)?.(null, delivered(message, consumer, consumerSequence));
      });
    };

  /** A request and its one answer, over this connection. */
  const exchange = (
    what: string,
    timeoutMs: number,
    begin: (reply: (answer: Answer) => void) => void,
    { isLost = false, lateMs = 0 } = {},
  ): Promise<Message> =>
    new Promise((resolve, reject) => {
      const over = connected;
      const onLost = () => done(() => reject(new NoAnswer('disconnected')));
      const cancel = world.after(timeoutMs, life, `${what}: no answer`, () =>
        done(() => reject(new NoAnswer('timeout'))),
      );
      const done = (call: () => void) => {
        cancel();
        listeners.delete(onLost);
        call();
      };
      listeners.add(onLost);
      let answers = 0;
      begin((answer) => {
        answers += 1;
        if (isLost) return;
        const backMs = draws.latencyMs(`${what} back ${answers}`) + lateMs;
        world.after(backMs, life, `${what} is answered`, () => {
          if (over === connected) done(() => resolve(answerMessage(answer)));
        });
      });
    });

  const publish = async (members: readonly Published[], timeoutMs: number): Promise<Message> => {
    const last = members.at(-1) as Published;
    const isBatch = last.headers['Nats-Batch-Id'] !== undefined;
    const about = isBatch ? `a batch from ${commandOf(members[0] as Published)}` : commandOf(last);
    const what = chance.occasion(`${name} publishes ${about}`);
    const fault = chance.faultOf(what, PUBLISHING, members.length);
    const trace = (more: string) =>
      world.tell(() => {
        const all = members.map(
          (one) => `${commandOf(one)} after ${one.headers['Nats-Expected-Last-Subject-Sequence']}`,
        );
        return `${name} publishes ${isBatch ? `a batch of ${members.length}: ` : ''}${all.join('; ')}${more}.`;
      });
    const store = (reply: (answer: Answer) => void) => () =>
      isBatch ? server.publishBatch(members, reply) : server.publish(last, reply);
    const lateMs = draws.part(`${what} late`) * LATE_MS;
    switch (fault) {
      case 'lost-request':
        trace('; it is lost');
        return exchange(what, timeoutMs, () => {});
      case 'lost-answer':
        trace('; the answer will be lost');
        return exchange(what, timeoutMs, (reply) => send(what, store(reply)), { isLost: true });
      case 'late-request':
        trace('; it is late');
        return exchange(what, timeoutMs, (reply) => {
          world.after(lateMs, undefined, `${what} is late`, store(reply));
        });
      case 'late-answer':
        trace('; the answer is late');
        return exchange(what, timeoutMs, (reply) => send(what, store(reply)), { lateMs });
      case 'doubled-request':
        trace('; it arrives twice');
        return exchange(what, timeoutMs, (reply) => {
          send(what, store(reply));
          world.after(draws.latencyMs(`${what} again`) + 0.1, undefined, `${what} arrives again`, store(reply));
        });
      case 'disconnect': {
        const isSent = draws.part(`${what} sent`) < 0.7;
        trace(isSent ? '' : '; it is lost');
        const answer = exchange(what, timeoutMs, (reply) => {
          if (isSent) send(what, store(reply));
        });
        world.after(draws.part(`${what} cut`) * 6, life, `${what}: cut`, () => lose(what));
        return answer;
      }
      case 'crash-while-sending': {
        // Of a batch a part is sent, which the server never stores.
        const isSent = draws.part(`${what} sent`) < 0.5;
        trace(isSent ? ', and dies once it is sent' : ', and dies before it is sent');
        if (isSent)
          send(
            what,
            store(() => {}),
          );
        link.crash(what);
        return new Promise(() => {});
      }
      default:
        trace('');
        return exchange(what, timeoutMs, (reply) => send(what, store(reply)));
    }
  };

  const ask = (subject: string, payload: string, timeoutMs: number): Promise<Message> => {
    // Names of consumers are drawn by the adapter, and are no part of what happens.
    const [, , api = '', verb = ''] = subject.split('.');
    const what = chance.occasion(`${name} asks ${api}.${verb}`);
    const fault = chance.faultOf(what, ASKING);
    if (fault !== undefined) world.tell(() => `${what}: ${fault}.`);
    if (fault === 'disconnect') world.after(draws.part(`${what} cut`) * 6, life, `${what}: cut`, () => lose(what));
    const consumer = subject.split('.').at(-1) ?? '';
    return exchange(
      what,
      timeoutMs,
      (reply) => {
        if (fault !== 'lost-request') send(what, () => reply(server.api(subject, payload, deliverTo(consumer))));
      },
      { isLost: fault === 'lost-answer' },
    );
  };

  const nc = {
    info: { max_payload: 8 * 1024 * 1024 },
    publish(
      subject: string,
      payload: string | Uint8Array | undefined,
      options: { headers?: Headers; reply?: string } = {},
    ) {
      const { reply } = options;
      if (reply === undefined) {
        const member = published(subject, payload, options.headers);
        if (underWay.has(subject)) link.overlapped(subject);
        underWay.add(subject);
        open.push(member);
        return;
      }
      const what = chance.occasion(`${name} requests ${subject.split('.').slice(2, 4).join('.')}`);
      const fault = chance.faultOf(what, STREAMING);
      if (fault !== undefined) world.tell(() => `${what}: ${fault}.`);
      if (fault === 'lost-request') return;
      if (fault === 'disconnect') world.after(draws.part(`${what} cut`) * 6, life, `${what}: cut`, () => lose(what));
      const over = connected;
      send(what, () => {
        if (over === connected)
          server.answerMany(subject, String(payload), reply, deliverTo(subject.split('.').at(-1) ?? ''));
      });
    },
    subscribe(subject: string, { callback }: { callback: Callback }) {
      inboxes.set(subject, callback);
      return { unsubscribe: () => inboxes.delete(subject) };
    },
  };

  const connection: Connection = {
    clock: clockOf(world, life),
    nc: nc as unknown as Connection['nc'],
    url: 'nats://simulated',
    deadlineMs,
    seen: 'the connection was lost',
    unreachable,
    isClosed: () => isClosed,
    isUp() {
      if (isClosed) throw unreachable('the connection is closed');
      return isUp;
    },
    onLost(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async whenUp({ signal, timeoutMs }) {
      if (isUp || signal?.aborted) return;
      await new Promise<void>((resolve) => {
        const cancel =
          timeoutMs === undefined ? () => {} : world.after(timeoutMs, life, `${name} is not connected`, () => done());
        const done = () => {
          cancel();
          waiting.delete(done);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        waiting.add(done);
        signal?.addEventListener('abort', done, { once: true });
      });
    },
    async request(subject, payload, { timeoutMs, headers }) {
      if (!connection.isUp()) throw new NoAnswer('disconnected');
      if (subject.startsWith('$JS.API.')) return ask(subject, String(payload), timeoutMs);
      const last = published(subject, payload, headers);
      const batch = last.headers['Nats-Batch-Id'];
      const members =
        batch === undefined ? [last] : [...open.filter((one) => one.headers['Nats-Batch-Id'] === batch), last];
      if (members.length > 1) open = open.filter((one) => !members.includes(one));
      if (underWay.has(subject)) link.overlapped(subject);
      underWay.add(subject);
      try {
        return await publish(members, timeoutMs);
      } finally {
        for (const one of members) underWay.delete(one.subject);
      }
    },
    async close() {
      isClosed = true;
    },
  };
  return connection;
};
