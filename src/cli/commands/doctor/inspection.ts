// What `doctor` inspects, in order. Nothing is recorded, created or set; a write that is tried is removed again. Where a
// store holds a log and no server runs on it, one runs for the inspection alone, as for any command that reads.
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
import { natsUsers } from '../../../server/nats-users.ts';
import { type InstalledBinary, installedBinary } from '../../../server/server-binary.ts';
import { MIN_FREE_BYTES, storeHeld } from '../../../server/store-folder.ts';
import type { UserRights } from '../../../server/user-rights.ts';
import type { WriteCheck } from '../../../server/write-check.ts';
import { type LogHealth, logHealth } from '../../../session/record/record-health.ts';
import { type AccessInspection, inspectAccess } from './access-check.ts';

export interface Inspection {
  readonly node: string;
  /** Undefined for a server that NATS_URL names. */
  readonly store: StoreInspection | undefined;
  readonly cache: CacheInspection;
  /** What a start would use; undefined where it would be downloaded, or where none is started. */
  readonly binary: InstalledBinary | undefined;
  /** Undefined when none runs, or it cannot be reached. */
  readonly server: ServerInfo | undefined;
  /** True when it ran for this inspection alone. */
  readonly startedForThis: boolean;
  /** What the login of a server that NATS_URL names may do; undefined for a managed one. */
  readonly rights: UserRights | undefined;
  /** How many users of the managed server have a name. */
  readonly natsUsers: number;
  /** Who may use a service of this log. */
  readonly access: AccessInspection | undefined;
  /** Of each stream of the log, in the order of their names; none when there is no server for it. */
  readonly logs: readonly LogInspection[];
  /** Whether it stores what is written; undefined where that was not tried. `full`: its disk has no room for a try. */
  readonly write: WriteCheck | { readonly kind: 'full' } | undefined;
  /** Whether its sessions can be read; undefined where it has no stream, or one with other settings. */
  readonly sessions: LogHealth | undefined;
  /** Why the log cannot be reached. */
  readonly unreachable: RepriseError | undefined;
}

export interface InspectOptions {
  readonly store?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (sentence: string) => void;
}

const HOLDER_WAIT_MS = 10_000;
const POLL_MS = 200;
/** How long sessions are read: of a log with many, the newest. */
const READ_MS = 10_000;

/**
 * The server of a process that holds the store and is about to have one; undefined when nobody holds it.
 * @throws RepriseError SERVER_UNAVAILABLE when that process does not answer
 */
const holderOf = async (store: string, env: NodeJS.ProcessEnv): Promise<ServerInfo | undefined> => {
  // Sockets of dead processes are gone by now: `serverStatus` removes them.
  for (const until = performance.now() + HOLDER_WAIT_MS; inspectStore(store).locks > 0; ) {
    const server = await serverStatus({ store, env });
    if (server !== undefined) return server;
    if (performance.now() > until) throw storeHeld(store, HOLDER_WAIT_MS);
    await delay(POLL_MS);
  }
  return undefined;
};

/** On a full disk a write could stop the server, so none is tried. */
const writeOn = async (server: ServerInfo, store: StoreInspection | undefined): Promise<Inspection['write']> => {
  if (store !== undefined && store.freeBytes < MIN_FREE_BYTES) return { kind: 'full' };
  const { checkWrite } = await import('../../../server/write-check.ts');
  return checkWrite(server);
};

/** Undefined where the login is not let in: reaching the log then fails, too. */
const rightsOn = async (server: ServerInfo): Promise<UserRights | undefined> => {
  const { userRights } = await import('../../../server/user-rights.ts');
  return userRights(server).catch(() => undefined);
};

/** A failure to reach the log is part of the result. @throws bugs only */
export const inspect = async ({ store: named, env, onProgress }: InspectOptions): Promise<Inspection> => {
  const { NATS_URL, ...withoutUrl } = env;
  // A named store has its own server, whatever NATS_URL is.
  const used = named === undefined && NATS_URL ? env : withoutUrl;
  const isExternal = used.NATS_URL !== undefined;
  const folder = storeFolder({ store: named, env });
  const store = isExternal ? undefined : inspectStore(folder);
  const users = store === undefined ? 0 : natsUsers(folder).users.length;
  const found = { node: process.version, store, cache: inspectCache(env), natsUsers: users };
  let binary: InstalledBinary | undefined;
  let reached: Pick<Inspection, 'server' | 'startedForThis' | 'rights' | 'access' | 'logs' | 'write' | 'sessions'> = {
    ...{ server: undefined, startedForThis: false, rights: undefined, logs: [], write: undefined },
    ...{ access: undefined, sessions: undefined },
  };
  let unreachable: RepriseError | undefined;
  try {
    let server = await serverStatus({ store: folder, env: used });
    if (!isExternal) binary = await installedBinary(env);
    if (store !== undefined && server === undefined) server = await holderOf(folder, used);
    reached = { ...reached, server };
    const mayStart = store?.holdsLog === true && binary !== undefined;
    if (server !== undefined || mayStart) {
      const { inspectLog } = await import('../../../log/nats/inspect.ts');
      const { openStreams } = await import('../../../log/nats/open-streams.ts');
      const { streamNames } = await import('../../../log/nats/stream-names.ts');
      const names = streamNames(env);
      const handle = await ensureServer({ store: folder, env: used, ...defined({ onProgress }) });
      reached = { ...reached, server: handle, startedForThis: handle.started };
      try {
        reached = { ...reached, access: await inspectAccess(isExternal ? undefined : folder, handle) };
        if (isExternal) reached = { ...reached, rights: await rightsOn(handle) };
        const logs: LogInspection[] = [];
        for (const streamName of names) logs.push(await inspectLog({ ...handle, streamName }));
        reached = { ...reached, logs };
        if (logs.every(({ stream }) => stream?.differences.length === 0)) {
          reached = { ...reached, write: await writeOn(handle, store) };
          const log = await openStreams(handle, names);
          try {
            reached = { ...reached, sessions: await logHealth(log, READ_MS) };
          } finally {
            await log.close();
          }
        }
      } finally {
        await handle.release();
      }
    }
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    unreachable = error;
  }
  if (reached.access === undefined && store !== undefined)
    reached = { ...reached, access: await inspectAccess(folder, undefined) };
  return { ...found, binary, ...reached, unreachable };
};
