// A process's lease on the server of a store, over the servers that follow each other there: after `down` and `up`, and after
// the death of a supervisor.
import type { ServerInfo } from './server-info.ts';
import { askStatus, type Lease, takeLease } from './server-lease.ts';

/** How long the process that holds the store may take to answer. */
const ANSWER_MS = 2_000;

export interface FollowedLease extends Lease {
  /**
   * The server that runs on the store now, with a lease on it; undefined when none runs.
   * @throws RepriseError, or the error of the file system
   */
  find(): Promise<ServerInfo | undefined>;
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
  const next = async (): Promise<Lease | undefined> => {
    const taken = await takeLease(store, ANSWER_MS);
    return taken === 'none' ? again(current.info) : taken === 'changing' ? undefined : taken;
  };
  return {
    info: first.info,
    ended: first.ended,
    async find() {
      if (released) return undefined;
      if (!over) return askStatus(store, ANSWER_MS);
      const lease = await next();
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
