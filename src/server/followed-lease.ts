// A process's lease on the server of a store, over the servers that follow each other there: after `down` and `up`, and after
// the death of a supervisor.
import type { ServerInfo } from './server-info.ts';
import { askStatus, type Lease, takeLease } from './server-lease.ts';

/** How long the process that holds the store may take to answer. */
const silentMs = 2_000;

export interface FollowedLease extends Lease {
  /**
   * The server that runs on the store now, with a lease on it; undefined when none runs.
   * @param signal gives up
   * @throws RepriseError, or the error of the file system
   */
  find(signal?: AbortSignal): Promise<ServerInfo | undefined>;
}

/** @param again a lease on a server that is started now, where this process may start one */
export const followedLease = (
  store: string,
  first: Lease,
  again: (last: ServerInfo) => Promise<Lease | undefined>,
): FollowedLease => {
  let current = first;
  let over = false;
  let released = false;
  const adopt = (lease: Lease) => {
    current = lease;
    over = false;
    void lease.ended.then(() => {
      if (current === lease) over = true;
    });
  };
  adopt(first);
  const next = async (signal: AbortSignal | undefined): Promise<Lease | undefined> => {
    const taken = await takeLease(store, { silentMs, signal });
    return taken === 'none' ? again(current.info) : taken === 'changing' ? undefined : taken;
  };
  return {
    info: first.info,
    ended: first.ended,
    wasStarting: first.wasStarting,
    async find(signal) {
      if (released) return undefined;
      if (!over) return askStatus(store, { silentMs, signal });
      const lease = await next(signal);
      if (lease === undefined) return undefined;
      if (released) {
        await lease.release();
        return undefined;
      }
      adopt(lease);
      return lease.info;
    },
    release() {
      released = true;
      return current.release();
    },
  };
};
