// `cluster.json` in the store's folder: that the store is a cluster's, and what its servers keep from one start to the next.
// Mode 0600. Beside it each server has a folder of its own, `server-1` to `server-3`.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RepriseError } from '../errors.ts';
import { writePrivateFile } from './private-file.ts';

export const CLUSTER_SERVERS = 3;

export interface ClusterPlan {
  /** The cluster's name. Each server's is this, with its number. */
  readonly name: string;
  /** The password of the servers among themselves. */
  readonly routePassword: string;
  /** The password of user `reprise-system` in the system account: it reads what the servers report of themselves. */
  readonly systemPassword: string;
  /** The ports of each server, for clients and for the other servers; 0: any free one. Kept where they are free. */
  readonly ports: readonly { readonly client: number; readonly route: number }[];
  /** Whether its servers have elected a leader once: from then on each holds data. Absent in files of older versions. */
  readonly formed?: true;
}

export const SYSTEM_USER = 'reprise-system';

const clusterFile = (store: string): string => join(store, 'cluster.json');
export const serverFolder = (store: string, place: number): string => join(store, `server-${place + 1}`);

/** How many servers have to agree. */
export const QUORUM = 2;

/**
 * The servers of a cluster whose data are gone. Fewer than a quorum are brought up to date by the others. A quorum of servers
 * without data would agree that the log is empty, and the others would follow them.
 * @returns the folders that hold none, of a cluster that had data
 * @throws RepriseError STORE_DAMAGED where these are a quorum: before anything is started
 */
export const lostFolders = (store: string, { formed }: ClusterPlan): string[] => {
  if (!formed) return [];
  const places = Array.from({ length: CLUSTER_SERVERS }, (_, place) => place);
  const lost = places
    .map((place) => serverFolder(store, place))
    .filter((folder) => !existsSync(join(folder, 'jetstream')));
  if (lost.length < QUORUM) return lost;
  throw new RepriseError(
    'STORE_DAMAGED',
    `${lost.length} of the ${CLUSTER_SERVERS} servers on the store ${store} have lost their data: ${lost.join(', ')}. Started so, they would agree that the log is empty.`,
    {
      hint: 'Put these folders back, or all of the store, from a backup. Nothing was started or changed.',
      fields: { store, lost },
    },
  );
};

/** Whether the store holds, or is to hold, a log of one server or of a cluster; undefined for one that holds none. */
export const storeKind = (store: string): 'single' | 'cluster' | undefined =>
  existsSync(clusterFile(store)) ? 'cluster' : existsSync(join(store, 'jetstream')) ? 'single' : undefined;

/** @param wanted what is to be opened @throws RepriseError STORE_MISMATCH for a store of the other kind */
export const requireKind = (store: string, wanted: 'single' | 'cluster', found = storeKind(store)): void => {
  if (found === undefined || found === wanted) return;
  const [message, hint] =
    wanted === 'cluster'
      ? [
          `The store ${store} is that of a single server; it is not opened as a cluster.`,
          'Name another folder with --store for the cluster. `reprise export` and `reprise import` bring sessions there.',
        ]
      : [
          `The store ${store} is that of a cluster; it is not opened as a single server.`,
          'Start it with `reprise up --cluster`, or name another folder with --store.',
        ];
  throw new RepriseError('STORE_MISMATCH', message, { hint, fields: { store, found, wanted } });
};

/** The file's content; a new one, not yet written, where there is none. @throws the error of the file system */
export const readClusterPlan = (store: string): ClusterPlan => {
  if (existsSync(clusterFile(store))) return JSON.parse(readFileSync(clusterFile(store), 'utf8')) as ClusterPlan;
  const password = () => randomBytes(24).toString('base64url');
  return {
    name: `reprise-${randomBytes(4).toString('hex')}`,
    routePassword: password(),
    systemPassword: password(),
    ports: Array.from({ length: CLUSTER_SERVERS }, () => ({ client: 0, route: 0 })),
  };
};

export const writeClusterPlan = (store: string, plan: ClusterPlan): void =>
  writePrivateFile(clusterFile(store), `${JSON.stringify(plan, null, 2)}\n`);

export const serverName = ({ name }: ClusterPlan, place: number): string => `${name}-${place + 1}`;
