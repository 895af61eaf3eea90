// Reading: one session opened cold, and everything that a log holds, as events and folded into state and all views. Each
// event is a commit of its own here, which is the most work for a reader.
import { jetstream } from '@nats-io/jetstream';
import { headers, nuid } from '@nats-io/transport-node';
import { decodeEvent, evolve, initialState } from '../../dist/machines/index.js';
import { applyAll, initViews } from '../../dist/projections/index.js';
import { open } from '../../dist/src/index.js';
import { once } from '../lib/measure.mjs';
import { linesAs, sessionLines } from '../session.mjs';

const BATCH = 1_000;
/** Messages that the client's consumer has under way: with more it was no faster where this was measured. */
const CONSUMER_MESSAGES = 1_000;
const PAGE = 5_000;

/** All lines in the order of the log: the sessions take turns. @returns an iterable of { session, version, line } */
function* history(sessions, events, cold) {
  const template = sessionLines(events).slice(0, events);
  const lines = Array.from({ length: sessions }, (_, index) => linesAs(template, `read-${index}`));
  for (let version = 1; version <= events; version += 1)
    for (const [index, of] of lines.entries()) yield { session: `read-${index}`, version, line: of[version - 1] };
  for (const count of cold)
    for (const [index, line] of linesAs(sessionLines(count).slice(0, count), `cold-${count}`).entries())
      yield { session: `cold-${count}`, version: index + 1, line };
}

const pagesOf = function* (items, size) {
  let page = [];
  for (const item of items) {
    page.push(item);
    if (page.length === size) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
};

/** Stores lines as commits of one event, in atomic batches. */
const seedNats = async (nc, page) => {
  const id = nuid.next();
  const encoder = new TextEncoder();
  for (const [index, { session, line }] of page.entries()) {
    const header = headers();
    header.set('Nats-Batch-Id', id);
    header.set('Nats-Batch-Sequence', String(index + 1));
    const body = encoder.encode(`${line}\n`);
    const last = index === page.length - 1;
    if (last) header.set('Nats-Batch-Commit', '1');
    if (index > 0 && !last) nc.publish(`session.${session}`, body, { headers: header });
    else {
      const { data } = await nc.request(`session.${session}`, body, { headers: header, timeout: 60_000 });
      const answer = data.length === 0 ? {} : JSON.parse(new TextDecoder().decode(data));
      if (answer.error !== undefined) throw new Error(answer.error.description);
    }
  }
};

const HISTORY =
  'CREATE TABLE history (position bigint PRIMARY KEY, stream text NOT NULL, version int NOT NULL, body text NOT NULL, UNIQUE (stream, version))';

const seedPostgres = (pool, page, from) =>
  pool.query('INSERT INTO history SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::text[])', [
    page.map((_, index) => from + index),
    page.map(({ session }) => session),
    page.map(({ version }) => version),
    page.map(({ line }) => line),
  ]);

const seedSqlite = (database, page, from) => {
  const insert = database.prepare('INSERT INTO history VALUES (?, ?, ?, ?)');
  database.exec('BEGIN');
  for (const [index, { session, version, line }] of page.entries()) insert.run(from + index, session, version, line);
  database.exec('COMMIT');
};

const seed = async ({ raw, postgres, sqlite }, sessions, events, cold) => {
  if (postgres.missing === undefined) await postgres.pool.query(HISTORY);
  if (sqlite.missing === undefined) sqlite.database.exec(HISTORY);
  let from = 1;
  for (const page of pagesOf(history(sessions, events, cold), BATCH)) {
    await seedNats(raw.nc, page);
    if (postgres.missing === undefined) await seedPostgres(postgres.pool, page, from);
    if (sqlite.missing === undefined) seedSqlite(sqlite.database, page, from);
    from += page.length;
  }
  if (postgres.missing === undefined) await postgres.pool.query('ANALYZE history');
};

/** Folds events of many sessions into state and all views. */
const folding = () => {
  const sessions = new Map();
  return (event) => {
    const { sessionid } = event;
    const { state, views } = sessions.get(sessionid) ?? {
      state: initialState(sessionid),
      views: initViews(sessionid),
    };
    sessions.set(sessionid, { state: evolve(state, event), views: applyAll(views, event) });
  };
};

/** Counts what a reader reads, and fails where that is not all. */
const counting = async (total, read) => {
  const count = await read(total);
  if (count !== total) throw new Error(`read ${count} events of ${total}`);
};

const readers = ({ reprise, raw, postgres, sqlite }) => {
  const subscribed = async (total, each) => {
    let count = 0;
    for await (const received of reprise.reprise.subscribe({ from: 'start' })) {
      if (received.kind !== 'event') throw new Error(`received ${received.kind} after ${count} events`);
      each(received.event);
      count += 1;
      if (count === total) break;
    }
    return count;
  };
  const consumed = async (total) => {
    const consumer = await jetstream(raw.nc).consumers.get('REPRISE');
    let count = 0;
    for await (const _ of await consumer.consume({ max_messages: CONSUMER_MESSAGES })) {
      count += 1;
      if (count === total) break;
    }
    return count;
  };
  const fromPostgres = async (total, each) => {
    const query = {
      name: 'page',
      text: `SELECT body FROM history WHERE position > $1 AND position <= $2 ORDER BY position LIMIT ${PAGE}`,
    };
    let count = 0;
    while (count < total) {
      const { rows } = await postgres.pool.query({ ...query, values: [count, total] });
      if (rows.length === 0) break;
      for (const { body } of rows) each(body);
      count += rows.length;
    }
    return count;
  };
  const fromSqlite = async (total, each) => {
    let count = 0;
    const rows = sqlite.database.prepare('SELECT body FROM history WHERE position <= ? ORDER BY position');
    for (const { body } of rows.iterate(total)) {
      each(body);
      count += 1;
    }
    return count;
  };
  const decoded = () => {
    const fold = folding();
    return (line) => fold(decodeEvent(line));
  };
  return [
    ['consumer', 'raw', { ...raw, name: 'raw ordered consumer' }, (total) => consumed(total)],
    ['events', 'reprise', reprise, (total) => subscribed(total, () => {})],
    ['events', 'postgres', postgres, (total) => fromPostgres(total, JSON.parse)],
    ['events', 'sqlite', sqlite, (total) => fromSqlite(total, JSON.parse)],
    ['views', 'reprise', reprise, (total) => subscribed(total, folding())],
    ['views', 'postgres', postgres, (total) => fromPostgres(total, decoded())],
    ['views', 'sqlite', sqlite, (total) => fromSqlite(total, decoded())],
  ];
};

const coldReaders = ({ reprise, postgres, sqlite }) => {
  const folded = (session, lines) => {
    let state = initialState(session);
    for (const line of lines) state = evolve(state, decodeEvent(line));
    return state.ordinal ?? lines.length;
  };
  const text = 'SELECT body FROM history WHERE stream = $1 ORDER BY version';
  return [
    [
      'reprise',
      reprise,
      async (session) => {
        const one = await open({ log: reprise.reprise.log });
        const { head } = await one.load(session);
        await one.close();
        return head.ordinal;
      },
    ],
    [
      'postgres',
      postgres,
      async (session) => {
        const { rows } = await postgres.pool.query({ name: 'cold', text, values: [session] });
        folded(
          session,
          rows.map(({ body }) => body),
        );
        return rows.length;
      },
    ],
    [
      'sqlite',
      sqlite,
      async (session) => {
        const rows = sqlite.database.prepare(text.replace('$1', '?')).all(session);
        folded(
          session,
          rows.map(({ body }) => body),
        );
        return rows.length;
      },
    ],
  ];
};

/** @param peers of `openPeers` @param {{ sessions: number, events: number, cold: readonly number[], opens: number }} plan */
export const readRows = async (peers, { sessions, events, cold, opens }) => {
  await seed(peers, sessions, events, cold);
  const total = sessions * events;
  const everything = readers(peers).map(([what, key, peer, read]) => ({
    id: `read/${what}/${key}`,
    group: 'read',
    what,
    events: total,
    sessions,
    key,
    subject: peer.name,
    ...(peer.missing === undefined
      ? { run: () => once(total, () => counting(total, read)) }
      : { missing: peer.missing }),
  }));
  const opened = cold.flatMap((count) =>
    coldReaders(peers).map(([key, peer, read]) => ({
      id: `cold/${count}/${key}`,
      group: 'cold',
      events: count,
      key,
      subject: peer.name,
      ...(peer.missing === undefined
        ? {
            run: async () => {
              const times = [];
              for (let index = 0; index < Math.max(1, Math.round(opens / count)); index += 1)
                times.push((await once(count, () => counting(count, () => read(`cold-${count}`)))).ms);
              return { ms: times.sort((a, b) => a - b)[times.length >> 1] };
            },
          }
        : { missing: peer.missing }),
    })),
  );
  return [...opened, ...everything];
};
