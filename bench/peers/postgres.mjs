// PostgreSQL by hand: one INSERT an append, and a unique key of stream and version as the expectation. Its server is of
// Debian's package `postgresql`, or whatever `initdb` and `postgres` are in the PATH, with a folder and a port of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DEBIAN = '/usr/lib/postgresql';
/** What waits for a connection is queued in this process. Other numbers of connections were not compared. */
export const POOL = 64;
const START_MS = 60_000;

/** The folder of `initdb` and `postgres`: the newest of Debian's, else one of the PATH. */
const binaries = () => {
  const has = (folder) => {
    try {
      const names = readdirSync(folder);
      return names.includes('initdb') && names.includes('postgres');
    } catch {
      return false;
    }
  };
  let versions = [];
  try {
    versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  } catch {}
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find(has);
  if (found === undefined) throw new Error('neither initdb nor postgres is installed: apt-get install postgresql');
  return found;
};

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`. */
const userToRun = () => {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody'])
    try {
      const id = (which) => Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {}
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
};

/** Every folder above, and the folder itself. */
const upwards = (path) => (dirname(path) === path ? [path] : [path, ...upwards(dirname(path))]);

/**
 * A new folder for the data. Another user must be able to enter it, on the same disk as the other stores: the folder of
 * temporary files may be its owner's alone.
 */
const dataFolder = (folder, { uid, gid }) => {
  if (uid === undefined) return mkdtempSync(join(folder, 'postgres-'));
  chmodSync(folder, 0o711);
  const isOpen = (path) => upwards(path).every((one) => (statSync(one).mode & 0o001) !== 0);
  const { dev } = statSync(folder);
  const place = [folder, '/tmp', '/var/tmp'].find((path) => isOpen(path) && statSync(path).dev === dev);
  if (place === undefined)
    throw new Error(`PostgreSQL does not run as root, and its user cannot enter ${folder}: name another TMPDIR`);
  const data = mkdtempSync(join(place, 'reprise-bench-postgres-'));
  chownSync(data, uid, gid);
  return data;
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

/** Ends the server, at once for its clients, when standard input ends: with this process, however that ends. */
const GUARD =
  'exec 3<&0; "$@" 3<&- & server=$!; (cat <&3 >/dev/null; kill -INT $server) & guard=$!; wait $server; kill $guard; rm -rf "$0"';

/** @returns the connection string, and what ends the server */
const startServer = async (folder, sync) => {
  const bin = binaries();
  const user = userToRun();
  const data = dataFolder(folder, user);
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
  const options = { ...user, env, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: POOL * 4,
    fsync: 'on',
    synchronous_commit: sync === 'always' ? 'on' : 'off',
    logging_collector: 'off',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn('sh', ['-c', GUARD, data, join(bin, 'postgres'), '-D', data, ...args], {
    ...options,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  let log = '';
  server.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-2_000);
  });
  const stop = async () => {
    server.stdin.end();
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { url: `postgres://bench@127.0.0.1:${port}/postgres`, server, stop, log: () => log };
};

/** @param {number} max connections, which are kept */
export const poolOf = (pg, url, max) => {
  const pool = new pg.Pool({ connectionString: url, max, idleTimeoutMillis: 0 });
  pool.on('error', () => {}); // a connection that ends while it is idle, as at the end of the server
  return pool;
};

/** A pool once the server answers. */
const connectTo = async (pg, { url, server, log }) => {
  for (const until = Date.now() + START_MS; ; ) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return poolOf(pg, url, POOL);
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until)
        throw new Error(`PostgreSQL did not start: ${log()}`, { cause: error });
      await sleep(50);
    }
  }
};

const INSERT = {
  name: 'insert',
  text: 'INSERT INTO events (stream, version, body) VALUES ($1, $2, $3)',
};
const INSERT_MANY = {
  name: 'insert-many',
  text: 'INSERT INTO events (stream, version, body) SELECT $1, version, body FROM unnest($2::int[], $3::text[]) AS t (version, body)',
};
const NEWEST = { name: 'newest', text: 'SELECT coalesce(max(version), 0) AS version FROM events WHERE stream = $1' };
const UNIQUE_VIOLATION = '23505';
const TABLE = 'CREATE TABLE events (stream text, version int, body text NOT NULL, PRIMARY KEY (stream, version))';

/** Appends to a stream to which others append too: reads its version, inserts the next, and tries again where another was faster. */
export const appendContended = async (pool, stream, line) => {
  for (;;) {
    const { rows } = await pool.query({ ...NEWEST, values: [stream] });
    try {
      await pool.query({ ...INSERT, values: [stream, rows[0].version + 1, line] });
      return;
    } catch (error) {
      if (error.code !== UNIQUE_VIOLATION) throw error;
    }
  }
};

/** @param {string} folder @param {'always' | 'relaxed'} sync */
export const openPostgres = async (folder, sync) => {
  const { default: pg } = await import('pg');
  const server = await startServer(folder, sync);
  let pool;
  try {
    pool = await connectTo(pg, server);
    await pool.query(TABLE);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const { rows } = await pool.query('SHOW server_version');
  return {
    name: 'PostgreSQL',
    version: rows[0].server_version,
    settings: `fsync on, synchronous_commit ${sync === 'always' ? 'on' : 'off'}, ${POOL} connections, prepared INSERT`,
    url: server.url,
    pool,
    writers: (sessions, line) =>
      sessions.map((session) => {
        let version = 0;
        return async () => {
          version += 1;
          await pool.query({ ...INSERT, values: [session, version, line] });
        };
      }),
    /** One statement for all lines of a new session. */
    insertSession: (session, lines) =>
      pool.query({ ...INSERT_MANY, values: [session, lines.map((_, index) => index + 1), lines] }),
    async close() {
      await pool.end();
      await server.stop();
    },
  };
};
