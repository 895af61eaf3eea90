// What an acknowledgement promises, in words.
import { durabilityOf } from '../../log/durability.ts';
import type { Durability } from '../../log/port.ts';
import type { ServerInfo } from '../../server/server-info.ts';

/** The end of `Recorded 1 event, ...`. */
export const DURABLE: Readonly<Record<Durability, string>> = {
  flushed: 'on the disk: it survives a power cut',
  cached: 'with the operating system: it survives the death of the server, not a power cut',
  'replicated-flushed': 'on the disks of a quorum of servers: it survives a power cut of all, and the loss of a disk',
  'replicated-cached': 'with a quorum of operating systems: it survives the power cut of one machine, not of all',
  'replicated-unknown': 'with a quorum of servers; whether on their disks is not known',
  memory: 'in memory',
  unknown: 'acknowledged; how durably is not known',
};

const SENTENCES: Readonly<Record<Durability, (syncInterval: string | undefined) => string>> = {
  flushed: () => 'Every event is on the disk before it is acknowledged: it survives a power cut.',
  cached: (interval) =>
    `Events are synced to the disk every ${interval}: a power cut loses those acknowledged since the last sync.`,
  'replicated-flushed': () =>
    'Every event is on the disks of a quorum of servers before it is acknowledged: it survives a power cut of all machines, and the loss of one.',
  'replicated-cached': (interval) =>
    `A quorum of servers has every event before it is acknowledged, and syncs it to its disks every ${interval}: it survives the power cut of one machine; one of all machines loses those acknowledged since the last sync.`,
  'replicated-unknown': () =>
    'A quorum of servers has every event before it is acknowledged; what a power cut of all loses depends on their settings.',
  memory: () => 'Events are in the memory of this process.',
  unknown: () => 'What an acknowledged event survives depends on the settings of that server.',
};

type Syncing = Pick<ServerInfo, 'syncInterval'>;

/** The promise, in a sentence. */
export const durabilitySentence = (durability: Durability, { syncInterval }: Syncing): string =>
  SENTENCES[durability](syncInterval);

/** What a server promises for the stream that it is to hold. */
export const serverDurability = (server: Syncing & Pick<ServerInfo, 'replicas'>): string =>
  durabilitySentence(durabilityOf(server.syncInterval, server.replicas ?? 1), server);
