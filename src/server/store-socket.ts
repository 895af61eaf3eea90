// The sockets in a store's folder, by which a store has at most one server and its users find it. The kernel knows whether
// the owner of a socket lives: no lock of a dead process is mistaken for a live one and no reused process id for the owner,
// also across containers.
import { mkdtempSync, readdirSync, renameSync, rmdirSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOCK = /^lock-[0-9a-f]{8}\.sock$/;
// The shortest limit of a socket's path among the supported systems (macOS: 104 bytes with the closing zero).
const PATH_LIMIT_BYTES = 103;

/** Calls `use` with a path to `name` in `folder` that is short enough for a socket, through a link where needed. */
const withShortPath = async <T>(folder: string, name: string, use: (path: string) => Promise<T>): Promise<T> => {
  const direct = join(folder, name);
  if (Buffer.byteLength(direct) <= PATH_LIMIT_BYTES) return use(direct);
  const short = mkdtempSync(join(tmpdir(), 'r-'));
  const link = join(short, 's');
  try {
    symlinkSync(folder, link);
    return await use(join(link, name));
  } finally {
    try {
      unlinkSync(link);
    } finally {
      rmdirSync(short);
    }
  }
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const open = (folder: string, name: string): Promise<Socket> =>
  withShortPath(
    folder,
    name,
    (path) =>
      new Promise<Socket>((resolve, reject) => {
        const socket = connect({ path, allowHalfOpen: true });
        socket.once('connect', () => resolve(socket));
        // Not removed: a holder that is killed resets the connection, which its users see as a close.
        socket.on('error', reject);
      }),
  );

/** Names of the sockets of processes that hold a store, or held it and died. */
export const lockNames = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => LOCK.test(name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/**
 * Connects to the process that holds the store, or is about to hold it. Sockets of dead processes are removed on the way.
 * @param except the name of the caller's own socket
 * @returns undefined when there is no such process
 */
export const connectToHolder = async (folder: string, except?: string): Promise<Socket | undefined> => {
  for (const name of lockNames(folder)) {
    if (name === except) continue;
    const holder = await openLiving(folder, name);
    if (holder) return holder;
  }
  return undefined;
};

/** A connection to the owner of a socket; undefined when the owner is dead, and then the socket is removed. */
const openLiving = async (folder: string, name: string, resets = 0): Promise<Socket | undefined> => {
  try {
    return await open(folder, name);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    // It was killed during the connection: the next attempt is refused.
    if (code === 'ECONNRESET' && resets < 10) return openLiving(folder, name, resets + 1);
    if (code !== 'ECONNREFUSED') throw error;
    removeIfThere(join(folder, name));
    return undefined;
  }
};

const removeIfThere = (path: string): void => {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
};

/**
 * Takes the store for this process, unless another one holds it. Each contender first listens on a socket with a unique
 * name and then looks for others: of two at once at least one sees the other and gives way. No name is ever taken over, so
 * two processes can never both believe that they replaced a dead one.
 * @param server listens on the socket
 * @param id eight random hexadecimal digits
 * @returns a function that releases the store; undefined when another process holds it or is about to
 */
export const holdStore = async (folder: string, server: Server, id: string): Promise<(() => void) | undefined> => {
  const claim = `claim-${id}.sock`;
  const name = `lock-${id}.sock`;
  await withShortPath(
    folder,
    claim,
    (path) =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(path, () => resolve(void server.off('error', reject)));
      }),
  );
  // Renamed once it listens: under its final name no process can take it for a dead one.
  renameSync(join(folder, claim), join(folder, name));
  const release = () => {
    removeIfThere(join(folder, name));
    server.close();
  };
  const other = await connectToHolder(folder, name);
  if (other) {
    other.destroy();
    release();
    return undefined;
  }
  removeOldClaims(folder);
  return release;
};

// A process that is killed between listening and renaming leaves its claim behind.
const removeOldClaims = (folder: string): void => {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('claim-'))) {
    const age = Date.now() - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 60_000) removeIfThere(join(folder, name));
  }
};
