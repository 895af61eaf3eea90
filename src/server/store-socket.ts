// The sockets in a store's folder, by which a store has at most one server and its users find it. The kernel answers
// whether a socket's owner lives, so a lock of a dead process is never mistaken for a live one, nor a reused process id
// for the owner, across containers too.
import { mkdtempSync, readdirSync, renameSync, rmdirSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOCK = /^lock-[0-9a-f]{8}\.sock$/;
// Shortest limit of a socket's path among the systems we run on (104 bytes with the closing zero on macOS).
const PATH_LIMIT_BYTES = 103;

/** Calls `use` with a path of `name` in `folder` that is short enough for a socket, by a link where it must be. */
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
        // Stays: a holder that is killed resets the connection, which its users see as its close.
        socket.on('error', reject);
      }),
  );

/** Names of the sockets of those who hold a store, or held it and died. */
export const lockNames = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => LOCK.test(name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/**
 * Connects to the process that holds the store, or is about to.
 * @param except the name of the caller's own socket
 * @returns undefined when there is none. Sockets of dead processes are removed on the way.
 */
export const connectToHolder = async (folder: string, except?: string): Promise<Socket | undefined> => {
  for (const name of lockNames(folder)) {
    if (name === except) continue;
    const holder = await openLiving(folder, name);
    if (holder) return holder;
  }
  return undefined;
};

/** A connection to a socket's owner; undefined when it is dead, and then its socket is removed. */
const openLiving = async (folder: string, name: string, resets = 0): Promise<Socket | undefined> => {
  try {
    return await open(folder, name);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    // Killed while we connected: the next connection is refused.
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
 * Takes the store for `server`'s process, or finds it taken. Each contender first listens on a socket of a name of its
 * own and then looks for others: of two at once at least one sees the other and steps back. (No name is ever taken
 * over, so no two processes can both believe that they took over a dead one's.)
 * @param id eight hexadecimal digits, random
 * @returns what gives the store back, or undefined when another process lives that holds it or is about to
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
  // Under its final name the socket is listening from the first moment, so nobody can take it for a dead one.
  renameSync(join(folder, claim), join(folder, name));
  const giveBack = () => {
    removeIfThere(join(folder, name));
    server.close();
  };
  const other = await connectToHolder(folder, name);
  if (other) {
    other.destroy();
    giveBack();
    return undefined;
  }
  removeOldClaims(folder);
  return giveBack;
};

// A process killed between listening and renaming leaves its claim behind.
const removeOldClaims = (folder: string): void => {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('claim-'))) {
    const age = Date.now() - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 60_000) removeIfThere(join(folder, name));
  }
};
