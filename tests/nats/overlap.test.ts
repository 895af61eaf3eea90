// While the server stores one batch, this process prepares the next: seen on a clock and a server that are simulated, so that
// the result is the same on every machine.
import type { Msg } from '@nats-io/nats-core';
import { expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { Wire } from '../../src/log/nats/api.ts';
import { CommitQueue } from '../../src/log/nats/commit-queue.ts';

/** Milliseconds: an fsync for a plain publish, some for a batch, and what each message of a batch adds. */
const PLAIN_MS = 0.36;
const BATCH_MS = 1.5;
const MESSAGE_MS = 0.025;
/** How long a message is on its way. */
const WAY_MS = 0.05;

class Simulation implements Clock {
  now = 0;
  #due: { readonly atMs: number; readonly call: () => void }[] = [];
  #serverIsFreeAt = 0;
  #published = 0;
  #stored = 0;
  readonly batches: number[] = [];
  readonly #besideMs: number;

  /** @param besideMs what a batch costs that is received while another is stored */
  constructor(besideMs: number) {
    this.#besideMs = besideMs;
  }

  nowMs(): number {
    return this.now;
  }

  after(ms: number, call: () => void): () => void {
    const one = { atMs: this.now + ms, call };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  }

  soon(call: () => void): void {
    this.after(0, call);
  }

  async until(endMs: number): Promise<void> {
    while (this.now < endMs) {
      // All promises that are settled have their turn.
      await new Promise(setImmediate);
      const next = this.#due.reduce((first, one) => (one.atMs < first.atMs ? one : first));
      this.#due = this.#due.filter((one) => one !== next);
      this.now = Math.max(this.now, next.atMs);
      next.call();
    }
  }

  get wire(): Wire {
    const wire: Partial<Wire> = {
      clock: this,
      isUp: () => true,
      onLost: () => () => {},
      nc: {
        publish: (_subject, _body, options) => {
          this.#taken(options?.headers);
          this.#published += 1;
        },
      },
      request: (_subject, _body, { headers }) => {
        this.#taken(headers);
        const count = this.#published + 1;
        this.#published = 0;
        if (count > 1) this.batches.push(count);
        const begin = Math.max(this.#serverIsFreeAt, this.now + WAY_MS);
        const batchMs = this.#serverIsFreeAt > this.now ? this.#besideMs : BATCH_MS;
        this.#serverIsFreeAt = begin + (count === 1 ? PLAIN_MS : batchMs + count * MESSAGE_MS);
        return new Promise((resolve) => {
          this.after(this.#serverIsFreeAt + WAY_MS - this.now, () => {
            this.#stored += count;
            const seq = this.#stored;
            resolve({ json: <T>() => ({ seq, count }) as T } as Msg);
          });
        });
      },
    };
    return wire as Wire;
  }

  /** As the client does, which sends the headers. */
  #taken(headers: unknown): void {
    (headers as { encode(): void }).encode();
  }
}

/**
 * Commits a second of so many callers, each of which takes so long to prepare one.
 * @param batchMs what a batch costs the server while another is under way
 */
const rateOf = async (
  callers: number,
  preparingMs: number,
  batchMs = BATCH_MS,
): Promise<{ rate: number; batches: readonly number[] }> => {
  const simulation = new Simulation(batchMs);
  const queue = new CommitQueue(simulation.wire);
  let done = 0;
  const send = async (session: number) => {
    const message = { subject: `session.${session}`, body: new Uint8Array(800), headers: [] };
    for (;;) {
      simulation.now += preparingMs;
      await queue.send(message, { attemptMs: 1_000, untilMs: simulation.now + 10_000, isAlone: false });
      // An answer passes through some hands before its caller sends more.
      for (let turn = 0; turn < 8; turn += 1) await undefined;
      done += 1;
    }
  };
  for (let session = 0; session < callers; session += 1) void send(session);
  await simulation.until(300);
  const before = done;
  await simulation.until(900);
  return { rate: (done - before) / 0.6, batches: simulation.batches };
};

test('one batch is prepared while the server stores another, where preparing takes longer than the fixed cost of a batch', async () => {
  const preparingMs = 0.08;
  const { rate } = await rateOf(64, preparingMs);
  const oneAfterTheOther = 64 / (64 * preparingMs + 2 * WAY_MS + BATCH_MS + 64 * MESSAGE_MS);
  expect(rate).toBeGreaterThan(1.2 * 1_000 * oneAfterTheOther);
});

test('all go out in one batch where preparing takes less than that', async () => {
  const { batches } = await rateOf(64, 0.005);
  expect(Math.max(...batches.slice(-10))).toBe(64);
});

test('all go out in one batch where a second one is found to cost more than it saves', async () => {
  const preparingMs = 0.08;
  const { rate, batches } = await rateOf(64, preparingMs, 10 * BATCH_MS);
  const oneAfterTheOther = 64 / (64 * preparingMs + 2 * WAY_MS + BATCH_MS + 64 * MESSAGE_MS);
  expect(rate).toBeGreaterThan(0.8 * 1_000 * oneAfterTheOther);
  expect(batches.filter((count) => count === 64).length).toBeGreaterThan(batches.length / 2);
});

test('few go out side by side, at the pace of the server', async () => {
  const { rate } = await rateOf(3, 0.08);
  expect(rate).toBeGreaterThan(0.9 * (1_000 / PLAIN_MS));
});
