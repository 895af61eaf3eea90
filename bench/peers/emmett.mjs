// Emmett's event store on the same PostgreSQL, with its own schema and as many connections.
import { readFileSync } from 'node:fs';

const PACKAGE = new URL('../node_modules/@event-driven-io/emmett-postgresql/package.json', import.meta.url);

/** @param {{ url?: string, missing?: string }} postgres */
export const openEmmett = async (postgres) => {
  const { getPostgreSQLEventStore } = await import('@event-driven-io/emmett-postgresql');
  if (postgres.missing !== undefined) throw new Error(`needs PostgreSQL, which is missing: ${postgres.missing}`);
  const { pool } = postgres;
  const store = getPostgreSQLEventStore(postgres.url, { connectionOptions: { pool } });
  await store.schema.migrate();
  const eventOf = (line) => ({ type: 'entry', data: JSON.parse(line) });
  return {
    name: 'Emmett on PostgreSQL',
    version: JSON.parse(readFileSync(PACKAGE, 'utf8')).version,
    settings: 'as PostgreSQL, expectedStreamVersion',
    writers: (sessions, line) =>
      sessions.map((session) => {
        let expectedStreamVersion = 'STREAM_DOES_NOT_EXIST';
        return async () => {
          const appended = await store.appendToStream(session, [eventOf(line)], { expectedStreamVersion });
          expectedStreamVersion = appended.nextExpectedStreamVersion;
        };
      }),
    insertSession: (session, lines) =>
      store.appendToStream(session, lines.map(eventOf), { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' }),
    close: () => store.close(),
  };
};
