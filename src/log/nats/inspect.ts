// Inspects a server and its log without creating or changing anything: what `openNatsLog` would find.
import type { StreamInfo } from '@nats-io/jetstream';
import { defined } from '../../../machines/defined.ts';
import { durabilityOf } from '../durability.ts';
import type { Durability } from '../port.ts';
import { CODE, refusedBy, request } from './api.ts';
import { type ConnectionOptions, openConnection } from './connection.ts';
import { type DataInspection, inspectData } from './inspect-data.ts';
import { type Difference, differences } from './stream.ts';
import { STREAM_NAME } from './stream-names.ts';

/** The stream as one server of a cluster has it. */
export interface StreamCopy {
  readonly server: string;
  readonly leads: boolean;
  /** Has all that was acknowledged, as far as the leader knows. */
  readonly inStep: boolean;
  readonly offline: boolean;
  /** How many entries of the leader's it has not confirmed. */
  readonly behind: number;
  /** For how many seconds the leader has received nothing from it. */
  readonly silentSeconds: number;
}

export interface LogInspection {
  /** Of the stream that was looked for. */
  readonly name: string;
  /** The version of the server, as in its greeting. */
  readonly version: string;
  /** The largest message that the server takes. */
  readonly maxPayloadBytes: number;
  /** Undefined when the server holds no log yet. */
  readonly stream:
    | {
        readonly name: string;
        readonly replicas: number;
        /** Of a cluster: each server that holds the stream; none where one server holds it alone. */
        readonly copies: readonly StreamCopy[];
        readonly commits: number;
        readonly sessions: number;
        readonly bytes: number;
        /** Settings that differ from those that the log needs. */
        readonly differences: readonly Difference[];
      }
    | undefined;
  /** Large data beside the log; absent where there are none. */
  readonly data?: DataInspection;
  /** What an acknowledgement of this server promises. */
  readonly durability: Durability;
}

/** How long sessions with large data are read. */
const READ_MS = 5_000;

/**
 * A server that is frozen, or cut off without its connection being closed, counts as current until it is noticed as gone: the
 * leader receives an answer from each every second.
 */
const SILENT_SECONDS = 10;

const copiesOf = ({ cluster, config }: StreamInfo): StreamCopy[] => {
  if (cluster === undefined || config.num_replicas === 1) return [];
  const { leader, replicas = [] } = cluster;
  const followers = replicas.map(({ name, current, offline = false, lag = 0, active = 0 }) => {
    const silentSeconds = Math.floor(active / 1e9);
    const inStep = current && !offline && lag === 0 && silentSeconds < SILENT_SECONDS;
    return { server: name, leads: false, inStep, offline, behind: lag, silentSeconds };
  });
  const leading = { leads: true, inStep: true, offline: false, behind: 0, silentSeconds: 0 };
  const copies = leader ? [{ server: leader, ...leading }, ...followers] : followers;
  return copies.sort((a, b) => (a.server < b.server ? -1 : 1));
};

/**
 * @param address.syncInterval nats-server's `sync_interval`, where it is known
 * @param address.replicas of a stream that the first command would create. Default 1
 * @throws RepriseError LOG_UNREACHABLE, also for a server without JetStream
 */
export const inspectLog = async (
  address: ConnectionOptions & {
    readonly syncInterval?: string;
    readonly streamName?: string;
    readonly replicas?: number;
  },
): Promise<LogInspection> => {
  const name = address.streamName ?? STREAM_NAME;
  const connection = await openConnection(address);
  try {
    const { version = '', max_payload: maxPayloadBytes = 0 } = connection.nc.info ?? {};
    const info = await request<StreamInfo>(connection, `STREAM.INFO.${name}`);
    const isMissing = info.error?.err_code === CODE.streamNotFound;
    if (info.error !== undefined && !isMissing) throw refusedBy(connection, info.error);
    const promised = (replicas: number) => durabilityOf(address.syncInterval, replicas);
    if (isMissing)
      return { name, version, maxPayloadBytes, stream: undefined, durability: promised(address.replicas ?? 1) };
    const { config, state } = info;
    const data = await inspectData(connection, name, READ_MS);
    return {
      ...defined({ data }),
      name,
      version,
      maxPayloadBytes,
      stream: {
        ...{ name, replicas: config.num_replicas, differences: differences(config) },
        copies: copiesOf(info),
        ...{ commits: state.messages, sessions: state.num_subjects ?? 0, bytes: state.bytes },
      },
      durability: promised(config.num_replicas),
    };
  } finally {
    await connection.close();
  }
};
