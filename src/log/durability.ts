// What an acknowledgement promises, from the settings of the servers and of the stream.
import type { Durability } from './port.ts';

/**
 * @param syncInterval of the server; of a cluster `always` only where each server that holds the stream syncs so: which of
 *   them make the quorum of an acknowledgement is not known
 * @param replicas of the stream
 */
export const durabilityOf = (syncInterval: string | undefined, replicas: number): Durability => {
  const synced = syncInterval === undefined ? 'unknown' : syncInterval === 'always' ? 'flushed' : 'cached';
  return replicas > 1 ? `replicated-${synced}` : synced;
};
