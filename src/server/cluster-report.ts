// What servers report of themselves, asked in their system account: how each syncs, and whether a cluster has a leader.
import { connect } from '@nats-io/transport-node';
import { defined } from '../../machines/defined.ts';

const CONNECT_MS = 2_000;
const ANSWER_MS = 1_000;

/** What one server reports. */
export interface ServerReport {
  readonly name: string;
  /** `always`, or a duration such as `2m`; undefined where it runs without JetStream. */
  readonly syncInterval: string | undefined;
  /** True for the one that leads the cluster, when every other server is in step with it. */
  readonly leadsAll: boolean;
  readonly hasLeader: boolean;
}

/** The part of nats-server's answer that is read (its JSZ report). */
interface JetStreamReport {
  readonly server: { readonly name: string };
  readonly data?: {
    readonly config?: { readonly sync_interval?: number; readonly sync_always?: boolean };
    readonly meta_cluster?: {
      readonly leader?: string;
      readonly cluster_size?: number;
      readonly replicas?: readonly { readonly current?: boolean; readonly offline?: boolean }[];
    };
  };
}

const NS = 1_000_000_000;
/** nats-server's own default. */
const DEFAULT_NS = 120 * NS;

const durationText = (ns: number): string => {
  const seconds = ns / NS;
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
};

const reported = ({ server: { name }, data }: JetStreamReport): ServerReport => {
  const { config, meta_cluster: meta } = data ?? {};
  const { leader = '', replicas = [], cluster_size: size = 0 } = meta ?? {};
  return {
    name,
    syncInterval: config && (config.sync_always ? 'always' : durationText(config.sync_interval ?? DEFAULT_NS)),
    hasLeader: leader !== '',
    leadsAll:
      leader === name && replicas.length === size - 1 && replicas.every(({ current, offline }) => current && !offline),
  };
};

/**
 * The `sync_interval` of servers together: `always` where each syncs so, else that of one that does not; undefined where one
 * did not report it.
 */
export const syncIntervalOfAll = (intervals: readonly (string | undefined)[]): string | undefined =>
  intervals.find((one) => one !== undefined && one !== 'always') ??
  (intervals.length === 0 || intervals.includes(undefined) ? undefined : 'always');

export interface SystemLogin {
  readonly urls: readonly string[];
  readonly user?: string;
  readonly password?: string;
  /** Instead of user and password. */
  readonly token?: string;
}

/**
 * Asks all servers that can be reached. The end of the answers is not announced: they are waited for until `count` came,
 * at most a second.
 * @throws what the client library throws when none can be reached
 */
export const askServers = async (
  { urls, user, password, token }: SystemLogin,
  count: number,
): Promise<ServerReport[]> => {
  const nc = await connect({
    ...{ servers: [...urls], name: 'reprise-report' },
    ...defined({ user, pass: password, token }),
    ...{ reconnect: false, timeout: CONNECT_MS },
  });
  try {
    const answers = await nc.requestMany('$SYS.REQ.SERVER.PING.JSZ', '{}', {
      ...{ strategy: 'count', maxMessages: count, maxWait: ANSWER_MS },
    });
    const reports: ServerReport[] = [];
    for await (const answer of answers) reports.push(reported(answer.json<JetStreamReport>()));
    return reports;
  } finally {
    await nc.close();
  }
};
