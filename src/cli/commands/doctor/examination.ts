// What `doctor` looks at, in order. Nothing is recorded, made or set: where a store holds a log and no server runs on it,
// one runs for the look alone, as for any command that reads.

import { setTimeout as delay } from 'node:timers/promises';
import { defined } from '../../../../machines/defined.ts';
import { isRepriseError, type RepriseError } from '../../../errors.ts';
import type { LogInspection } from '../../../log/nats/inspect.ts';
import {
  type CacheInspection,
  inspectCache,
  inspectStore,
  type StoreInspection,
} from '../../../server/inspect-store.ts';
import { ensureServer, type ServerInfo, serverStatus, storeFolder } from '../../../server/managed-server.ts';
import { type InstalledBinary, installedBinary } from '../../../server/server-binary.ts';
import { storeHeld } from '../../../server/store-folder.ts';

export interface Examined {
  readonly node: string;
  /** Undefined for a server of one's own. */
  readonly store: StoreInspection | undefined;
  readonly cache: CacheInspection;
  /** What a start would use; undefined where it would be fetched, or where none is started. */
  readonly binary: InstalledBinary | undefined;
  /** Undefined when none runs, or it cannot be reached. */
  readonly server: ServerInfo | undefined;
  /** True when it ran for this look alone. */
  readonly startedForThis: boolean;
  /** Undefined when it was not looked at: there is none, or no server for it. */
  readonly log: LogInspection | undefined;
  /** Why the log cannot be reached. */
  readonly unreachable: RepriseError | undefined;
}

export interface ExamineOptions {
  readonly store?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (sentence: string) => void;
}

const HOLDER_WAIT_MS = 10_000;
const BETWEEN_LOOKS_MS = 200;

/**
 * The server of a process that holds the store and is about to have one; undefined when nobody holds it.
 * @throws RepriseError SERVER_UNAVAILABLE when that process does not answer
 */
const holderOf = async (store: string, env: NodeJS.ProcessEnv): Promise<ServerInfo | undefined> => {
  // Sockets of dead processes are gone by now: whoever asks for a status removes them.
  for (const until = performance.now() + HOLDER_WAIT_MS; inspectStore(store).locks > 0; ) {
    const server = await serverStatus({ store, env });
    if (server !== undefined) return server;
    if (performance.now() > until) throw storeHeld(store, HOLDER_WAIT_MS);
    await delay(BETWEEN_LOOKS_MS);
  }
  return undefined;
};

/** Of what fails while the log is looked at, only bugs are thrown. */
export const examine = async ({ store: named, env, onProgress }: ExamineOptions): Promise<Examined> => {
  const { NATS_URL, ...withoutUrl } = env;
  // A store that is named means its own server, whatever NATS_URL says.
  const used = named === undefined && NATS_URL ? env : withoutUrl;
  const isOwn = used.NATS_URL !== undefined;
  const folder = storeFolder({ store: named, env });
  const store = isOwn ? undefined : inspectStore(folder);
  const cache = inspectCache(env);
  const { version: node } = process;
  let binary: InstalledBinary | undefined;
  let server: ServerInfo | undefined;
  let log: LogInspection | undefined;
  let startedForThis = false;
  let unreachable: RepriseError | undefined;
  try {
    server = store?.exists === false ? undefined : await serverStatus({ store: folder, env: used });
    if (!isOwn) binary = await installedBinary(env);
    if (store !== undefined && server === undefined) server = await holderOf(folder, used);
    const mayStart = store?.holdsLog === true && binary !== undefined;
    if (server !== undefined || mayStart) {
      const { inspectLog } = await import('../../../log/nats/inspect.ts');
      const handle = await ensureServer({
        store: folder,
        env: used,
        ...defined({ onProgress }),
      });
      server = handle;
      startedForThis = handle.started;
      try {
        log = await inspectLog(handle);
      } finally {
        await handle.release();
      }
    }
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    unreachable = error;
  }
  return { node, store, cache, binary, server, startedForThis, log, unreachable };
};
