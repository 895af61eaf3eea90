// A service that ends while it is used, drained or killed: what was answered is recorded and nothing else, and its readers and
// writers go on at a second service of the same log without a gap or a repeat.
import { describe, expect, it } from 'vitest';
import { runningServices, serviceOf } from '../../src/server/service-file.ts';
import { note, sendTo, serviceProcess, startSession } from './processes.ts';
import { type Reader, reader } from './reader.ts';
import { newStore } from './serving.ts';

const READERS = 50;
const WRITERS = 20;
const LOG = { streams: ['REPRISE'] };
const sessionOf = (writer: number) => `w${writer}`;

interface Written {
  /** Ids of commands that were answered with 200. */
  readonly answered: Set<string>;
  /** Of those that got no answer: the connection ended. */
  readonly unanswered: Set<string>;
  /** Statuses of the other answers. */
  readonly refused: Map<number, number>;
}

/** Commands into one session, one after the other, until no answer comes. */
const write = async (url: string, writer: number, written: Written, at: { count: number }): Promise<void> => {
  for (let index = 0; ; index += 1) {
    const id = `n${writer}-${index}`;
    try {
      const answer = await sendTo(url, sessionOf(writer), note(id));
      await answer.arrayBuffer();
      at.count += 1;
      if (answer.status === 200) written.answered.add(id);
      else written.refused.set(answer.status, (written.refused.get(answer.status) ?? 0) + 1);
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    } catch {
      written.unanswered.add(id);
      return;
    }
  }
};

/** Ids of the notes that a session holds, in order. */
const notesIn = async (url: string, session: string): Promise<string[]> => {
  const answer = await fetch(`${url}/v1/sessions/${session}/events?limit=10000`);
  const { events } = (await answer.json()) as { events: { event: { type: string; commandid: string } }[] };
  return events.filter(({ event }) => event.type === 'workbook_entry_added').map(({ event }) => event.commandid);
};

/** Waits until a condition holds. */
const until = (condition: () => boolean) => expect.poll(condition, { timeout: 300_000, interval: 20 }).toBe(true);

/** Each reader has every event of each session once, in order. */
const expectWhole = (readers: readonly Reader[], lengths: ReadonlyMap<string, number>): void => {
  for (const { got } of readers) {
    const bySession = new Map<string, number[]>();
    for (const one of got) {
      const [session = '', ordinal] = one.split(':');
      bySession.set(session, [...(bySession.get(session) ?? []), Number(ordinal)]);
    }
    for (const [session, length] of lengths)
      expect(bySession.get(session)).toEqual(Array.from({ length }, (_, index) => index + 1));
  }
};

const servers = async (store: string) => {
  const args = ['--port', '0', '--store', store];
  const first = await serviceProcess(args);
  return { first, second: await serviceProcess(args) };
};

const startAll = (url: string) =>
  Promise.all(Array.from({ length: WRITERS }, (_, writer) => startSession(url, sessionOf(writer))));

describe('a service that is used by 50 readers and 20 writers', () => {
  it('drains: each command is answered or not recorded, each stream closes with its position, and all go on elsewhere', async () => {
    const store = newStore();
    const { first, second } = await servers(store);
    expect(serviceOf(store, LOG)?.url).toBe(first.url);
    await startAll(first.url);
    const readers = Array.from({ length: READERS }, reader);
    const reading = readers.map((one) => one.read(first.url));
    const written: Written = { answered: new Set(), unanswered: new Set(), refused: new Map() };
    const at = { count: 0 };
    const writing = Array.from({ length: WRITERS }, (_, writer) => write(first.url, writer, written, at));
    await until(() => at.count > 4 * WRITERS && readers.every(({ got }) => got.length > WRITERS));
    first.child.kill('SIGTERM');
    const { code } = await first.ended;
    await Promise.all([...writing, ...reading]);
    expect(code).toBe(0);
    expect(first.log().filter(({ msg }) => msg === 'requests were cut off')).toEqual([]);

    // Nothing but 503 beside what was recorded.
    expect([...written.refused.keys()].filter((status) => status !== 503)).toEqual([]);
    const recorded = new Set<string>();
    const lengths = new Map<string, number>();
    for (let writer = 0; writer < WRITERS; writer += 1) {
      const notes = await notesIn(second.url, sessionOf(writer));
      expect(new Set(notes).size).toBe(notes.length);
      for (const id of notes) recorded.add(id);
      lengths.set(sessionOf(writer), notes.length + 1);
    }
    expect([...recorded].sort()).toEqual([...written.answered].sort());
    for (const { last, closedAt } of readers) expect(closedAt).toBe(last);

    // Those who look are led to the second, and go on there.
    const next = serviceOf(store, LOG)?.url as string;
    expect(next).toBe(second.url);
    for (let writer = 0; writer < WRITERS; writer += 1) {
      expect((await sendTo(next, sessionOf(writer), note(`after-${writer}`))).status).toBe(200);
      lengths.set(sessionOf(writer), (lengths.get(sessionOf(writer)) as number) + 1);
    }
    const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
    await Promise.all(readers.map((one) => one.read(next, () => one.got.length >= total)));
    expectWhole(readers, lengths);
  });

  it('is killed: clients send again and go on at the second', async () => {
    const store = newStore();
    const { first, second } = await servers(store);
    await startAll(first.url);
    const readers = Array.from({ length: 10 }, reader);
    const reading = readers.map((one) => one.read(first.url));
    const written: Written = { answered: new Set(), unanswered: new Set(), refused: new Map() };
    const at = { count: 0 };
    const writing = Array.from({ length: WRITERS }, (_, writer) => write(first.url, writer, written, at));
    await until(() => at.count > 4 * WRITERS && readers.every(({ got }) => got.length > WRITERS));
    first.child.kill('SIGKILL');
    await Promise.all([first.ended, ...writing, ...reading]);
    expect(serviceOf(store, LOG)?.url).toBe(second.url);

    // A command that got no answer is sent again, and counts once.
    const lengths = new Map<string, number>();
    for (const id of written.unanswered) {
      const writer = Number(/^n(\d+)-/.exec(id)?.[1]);
      expect((await sendTo(second.url, sessionOf(writer), note(id))).status).toBe(200);
      const notes = await notesIn(second.url, sessionOf(writer));
      const expected = [...written.answered, id].filter((one) => one.startsWith(`n${writer}-`));
      expect(notes.sort()).toEqual(expected.sort());
      lengths.set(sessionOf(writer), notes.length + 1);
    }
    expect(lengths.size).toBe(WRITERS);
    const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
    await Promise.all(readers.map((one) => one.read(second.url, () => one.got.length >= total)));
    expectWhole(readers, lengths);

    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(runningServices(store)).toEqual([]);
  });
});
