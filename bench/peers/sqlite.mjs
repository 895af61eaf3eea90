// SQLite by hand: one INSERT an append, and a unique key of stream and version as the expectation. It runs within this
// process, so that its calls come one after the other whatever the number of sessions is.
import { join } from 'node:path';

/** Node's own where it has one, else libSQL's build, which has the same calls. */
const openDatabase = async (file) => {
  try {
    const { DatabaseSync } = await import('node:sqlite');
    return { database: new DatabaseSync(file), driver: 'node:sqlite' };
  } catch {
    const { default: Database } = await import('libsql');
    return { database: new Database(file), driver: 'libsql' };
  }
};

/** @param {string} folder @param {'always' | 'relaxed'} sync */
export const openSqlite = async (folder, sync) => {
  const { database, driver } = await openDatabase(join(folder, `events-${sync}.db`));
  const synchronous = sync === 'always' ? 'FULL' : 'NORMAL';
  database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=${synchronous};
    CREATE TABLE events (stream TEXT, version INTEGER, body TEXT NOT NULL, PRIMARY KEY (stream, version)) WITHOUT ROWID`);
  const insert = database.prepare('INSERT INTO events (stream, version, body) VALUES (?, ?, ?)');
  const { version } = database.prepare('SELECT sqlite_version() AS version').get();
  return {
    name: 'SQLite',
    version: `${version} (${driver})`,
    settings: `WAL, synchronous=${synchronous}`,
    database,
    writers: (sessions, line) =>
      sessions.map((session) => {
        let version = 0;
        return async () => {
          version += 1;
          insert.run(session, version, line);
        };
      }),
    /** One transaction for all lines of a new session. */
    async insertSession(session, lines) {
      database.exec('BEGIN IMMEDIATE');
      for (const [index, line] of lines.entries()) insert.run(session, index + 1, line);
      database.exec('COMMIT');
    },
    async close() {
      database.close();
    },
  };
};
