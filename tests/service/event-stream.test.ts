// A live stream on a real connection: of a reader that never reads, one that reads again, and those beside them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import { droppedReaderNews } from '../../src/log/news.ts';
import { eventStream } from '../../src/service/http/event-stream.ts';
import { LIVE_OPERATIONS } from '../../src/service/operations/live.ts';
import type { Operation, StreamItem } from '../../src/service/operations/operation.ts';
import { serviceOn } from '../../src/service/service.ts';
import { type SseItem, sseItems } from './serving.ts';

const PATIENT_MS = 600_000;

/** Serves a stream; at `/pinged` it pings so often that a reader that takes nothing is soon too slow. */
const streaming = async (items: (request: Request) => AsyncIterable<StreamItem>, cutMs = PATIENT_MS) => {
  const responses: HttpBindings['outgoing'][] = [];
  const server = createServer(
    getRequestListener((request, env) => {
      const { outgoing } = env as HttpBindings;
      responses.push(outgoing);
      const pingMs = request.url.endsWith('/pinged') ? 5 : PATIENT_MS;
      return eventStream(items(request), { outgoing: outgoing as never, pingMs, cutMs });
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}/`, responses };
};

/** Asks for the stream, and takes nothing of it. */
const neverReading = async (port: number): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1' }).pause();
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write('GET /pinged HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return socket;
};

/** A source without end, whose `ended` resolves when it was left. */
const endless = (bytes = 1_000) => {
  let leave = () => {};
  const ended = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const taken = { count: 0 };
  const items = async function* (): AsyncGenerator<StreamItem> {
    try {
      for (;;) {
        taken.count += 1;
        yield { id: `S:${taken.count}:0`, event: 'entry', data: { text: 'x'.repeat(bytes) } };
        // Timers run as well: pings.
        if (taken.count % 100 === 0) await new Promise(setImmediate);
      }
    } finally {
      leave();
    }
  };
  return { items, ended, taken };
};

/** What a socket still receives, as items; the body is chunked. */
const itemsOf = async (socket: Socket): Promise<SseItem[]> => {
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  const [, ...body] = text.split('\r\n\r\n');
  const whole = body
    .join('\r\n\r\n')
    .replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, '')
    .replace(/\r\n\r\n$/, '');
  const items: SseItem[] = [];
  for await (const item of sseItems(new Response(whole))) items.push(item);
  return items;
};

describe('a reader that takes nothing', () => {
  it('is told where to go on, behind what was sent to it, and its connection ends', async () => {
    const { items, ended, taken } = endless();
    const { port, responses } = await streaming(items);
    let dropped = 0;
    onTestFinished(
      droppedReaderNews.hear(() => {
        dropped += 1;
      }),
    );
    const socket = await neverReading(port);
    await ended;
    expect(dropped).toBe(1);
    // Nothing is held for it but what the buffer of the response takes, one item beyond it, and the end.
    const { writableLength = Number.NaN, writableHighWaterMark = 0 } = responses[0] ?? {};
    expect(writableLength).toBeLessThan(writableHighWaterMark + 2_000);
    const received = await itemsOf(socket);
    const last = received.pop();
    expect(last).toEqual({
      id: received.at(-1)?.id,
      event: 'closing',
      data: { reason: 'slow', after: received.at(-1)?.id },
    });
    expect(received.map(({ id }) => id)).toEqual(received.map((_, n) => `S:${n + 1}:0`));
    expect(taken.count - received.length).toBeLessThanOrEqual(1);
  });

  it('is cut off where it does not take that either', async () => {
    const { items, ended } = endless();
    const { port, responses } = await streaming(items, 1);
    const socket = await neverReading(port);
    await ended;
    const response = responses[0] as NonNullable<(typeof responses)[0]>;
    if (!response.destroyed) await once(response, 'close');
    expect(response.destroyed).toBe(true);
    socket.on('error', () => {}).resume();
    await once(socket, 'close');
  });

  it('gets the whole of a long item before the end', async () => {
    const { items, ended } = endless(20_000_000);
    const { port } = await streaming(items);
    const socket = await neverReading(port);
    await ended;
    const received = await itemsOf(socket);
    expect(received.map(({ event }) => event)).toEqual(['entry', 'closing']);
    const [entry, closing] = received as [{ data: { text: string } }, SseItem];
    expect(entry.data.text).toHaveLength(20_000_000);
    expect(closing.data).toEqual({ reason: 'slow', after: 'S:1:0' });
  });

  it('harms no other reader, and goes on from its position without a gap or a repeat', async () => {
    const service = serviceOn(memoryLog(), { draining: new AbortController().signal });
    onTestFinished(() => service.hub.close());
    const { sessions } = service.recorder;
    await sessions.send('s1', { name: 'session.start', data: { goal: 'Follow live' } });
    const content = 'x'.repeat(50_000);
    const write = async (count: number) => {
      for (let n = 0; n < count; n += 1)
        await sessions.send('s1', { name: 'entry.add', data: { entryType: 'note', title: `Note ${n}`, content } });
    };
    const [operation] = LIVE_OPERATIONS as unknown as [Extract<Operation, { kind: 'live' }>];
    const gone = new AbortController();
    onTestFinished(() => gone.abort());
    const follow = (after?: string) =>
      operation.run(
        service,
        { params: {}, query: { session: ['s1'], from: 'start', after }, body: undefined },
        { caller: { role: 'reader' }, signal: gone.signal },
      );
    const { port, url } = await streaming(() => follow());
    const ordinalOf = ({ data }: { data: unknown }) => (data as { event?: { ordinal: number } }).event?.ordinal;
    const others = Array.from({ length: 3 }, async () => {
      const ordinals: (number | undefined)[] = [];
      for await (const item of sseItems(await fetch(url, { signal: gone.signal }))) {
        if (ordinalOf(item) !== undefined) ordinals.push(ordinalOf(item));
        if (ordinals.length === 401) return ordinals;
      }
      return ordinals;
    });
    let isDropped = () => {};
    const dropped = new Promise<void>((resolve) => {
      isDropped = resolve;
    });
    onTestFinished(droppedReaderNews.hear(() => isDropped()));
    const socket = await neverReading(port);
    await write(400);
    const all = Array.from({ length: 401 }, (_, n) => n + 1);
    for (const ordinals of await Promise.all(others)) expect(ordinals).toEqual(all);
    await dropped;
    const received = await itemsOf(socket);
    const { data, event } = received.pop() as SseItem;
    expect(event).toBe('closing');
    const rest: (number | undefined)[] = [];
    for await (const item of follow((data as { after: string }).after)) {
      if (item.event === 'caught-up') break;
      rest.push(ordinalOf(item));
    }
    expect(rest.length).toBeGreaterThan(0);
    const before = received.map(ordinalOf).filter((ordinal) => ordinal !== undefined);
    expect([...before, ...rest]).toEqual(all);
  });
});

describe('a reader that has gone', () => {
  it('ends the source, also while nothing comes', async () => {
    let leave = () => {};
    const ended = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const gone = new AbortController();
    const { url } = await streaming(async function* ({ signal }) {
      try {
        yield { event: 'first', data: {} };
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        leave();
      }
    });
    const response = await fetch(url, { signal: gone.signal });
    for await (const { event } of sseItems(response)) {
      expect(event).toBe('first');
      break;
    }
    gone.abort();
    await ended;
  });
});
