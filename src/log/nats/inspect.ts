// A look at a server and its log that makes nothing and changes nothing: what `openNatsLog` would find.
import type { StreamInfo } from '@nats-io/jetstream';
import type { Durability } from '../port.ts';
import { ask, CODE, refusedBy } from './api.ts';
import { type Address, openConnection } from './connection.ts';
import { durabilityOf, STREAM_NAME } from './log.ts';
import { type Difference, differences } from './stream.ts';

export interface LogLook {
  /** As the server greets. */
  readonly version: string;
  /** The largest message that it takes, in bytes. */
  readonly maxPayloadBytes: number;
  /** Undefined when no log was made there yet. */
  readonly stream:
    | {
        readonly name: string;
        readonly replicas: number;
        readonly commits: number;
        readonly sessions: number;
        readonly bytes: number;
        /** Settings that are not as the log needs them. */
        readonly differences: readonly Difference[];
      }
    | undefined;
  /** What an acknowledgement promises there. */
  readonly durability: Durability;
}

/**
 * @param syncInterval the server's, where it is known
 * @throws RepriseError LOG_UNREACHABLE, also for a server without JetStream
 */
export const inspectLog = async (
  address: Address & { readonly syncInterval?: string; readonly streamName?: string },
): Promise<LogLook> => {
  const name = address.streamName ?? STREAM_NAME;
  const connection = await openConnection(address);
  try {
    const { version = '', max_payload: maxPayloadBytes = 0 } = connection.nc.info ?? {};
    const info = await ask<StreamInfo>(connection, `STREAM.INFO.${name}`);
    const isMissing = info.error?.err_code === CODE.streamNotFound;
    if (info.error !== undefined && !isMissing) throw refusedBy(connection, info.error);
    if (isMissing)
      return { version, maxPayloadBytes, stream: undefined, durability: durabilityOf(address.syncInterval, 1) };
    const { config, state } = info;
    return {
      version,
      maxPayloadBytes,
      stream: {
        ...{ name, replicas: config.num_replicas, differences: differences(config) },
        ...{ commits: state.messages, sessions: state.num_subjects ?? 0, bytes: state.bytes },
      },
      durability: durabilityOf(address.syncInterval, config.num_replicas),
    };
  } finally {
    await connection.close();
  }
};
