// The stream that holds the log: made once with these settings, compared each time it is opened, never changed.
import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { RepriseError } from '../../errors.ts';
import { type AskOptions, ask, CODE, refusedBy } from './api.ts';
import type { Connection } from './connection.ts';

export const SUBJECT = 'session.';
export const subjectOf = (sessionId: string): string => SUBJECT + sessionId;
export const sessionIdOf = (subject: string): string => subject.slice(SUBJECT.length);

/**
 * What the log relies on. Left to the user: replicas, placement, compression, description, metadata, and the window in
 * which the server knows a message id again (a repeat is recognised by its expectation).
 */
export const SETTINGS = {
  subjects: [`${SUBJECT}*`],
  storage: 'file',
  retention: 'limits',
  discard: 'new',
  max_age: 0,
  max_bytes: -1,
  max_msgs: -1,
  max_msgs_per_subject: -1,
  max_msg_size: -1,
  deny_delete: true,
  /** Purging is kept from the application by permission; the admin needs it for erasure. */
  deny_purge: false,
  allow_direct: true,
  allow_atomic: true,
  allow_rollup_hdrs: false,
  allow_msg_ttl: false,
  republish: { src: `${SUBJECT}>`, dest: `live.${SUBJECT}>` },
} as const;

/** What must not be there at all. */
const ABSENT = [
  'mirror',
  'sources',
  'subject_transform',
  'sealed',
  'no_ack',
  'allow_msg_counter',
  'allow_msg_schedules',
] as const;

export interface Difference {
  readonly setting: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

const sameValue = (found: unknown, wanted: unknown): boolean => {
  if (wanted === false || wanted === 0) return !found;
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  const [a, b] = [found, wanted] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameValue(a[key], b[key] ?? false));
};

/** Every setting of a stream that is not as the log needs it. */
export const differences = (config: StreamConfig): Difference[] => {
  const found = config as unknown as Record<string, unknown>;
  const differ: Difference[] = [];
  for (const [setting, wanted] of Object.entries(SETTINGS))
    if (!sameValue(found[setting], wanted)) differ.push({ setting, found: found[setting], wanted });
  for (const setting of ABSENT) if (found[setting]) differ.push({ setting, found: found[setting], wanted: undefined });
  // Acknowledged before it is written: the result of an append would promise too much.
  if (found.persist_mode !== undefined && found.persist_mode !== 'default')
    differ.push({ setting: 'persist_mode', found: found.persist_mode, wanted: 'default' });
  return differ;
};

/**
 * The stream, made when there is none.
 * @param replicas for a stream that is made; one that exists keeps what it has
 * @throws RepriseError STREAM_MISMATCH naming each setting
 */
export const openStream = async (connection: Connection, name: string, replicas: number): Promise<StreamInfo> => {
  let info = await ask<StreamInfo>(connection, `STREAM.INFO.${name}`);
  if (info.error?.err_code === CODE.streamNotFound)
    info = await ask<StreamInfo>(connection, `STREAM.CREATE.${name}`, { name, ...SETTINGS, num_replicas: replicas });
  if (info.error?.err_code === CODE.streamNameInUse) info = await ask<StreamInfo>(connection, `STREAM.INFO.${name}`);
  if (info.error !== undefined) throw refusedBy(connection, info.error);
  const differ = differences(info.config);
  if (differ.length > 0)
    throw new RepriseError(
      'STREAM_MISMATCH',
      `Stream ${name} at ${connection.url} has other settings than the log needs: ${differ
        .map(({ setting, found, wanted }) => `${setting} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
        .join('; ')}.`,
      {
        hint: 'It was left as it is. Change these settings yourself, or name another stream.',
        fields: { stream: name, differences: differ },
      },
    );
  return info;
};

/** What the stream holds now. @throws RepriseError LOG_UNREACHABLE also when the stream is gone */
export const streamState = async (
  connection: Connection,
  name: string,
  options: AskOptions = {},
): Promise<{ end: number; created: string }> => {
  const info = await ask<StreamInfo>(connection, `STREAM.INFO.${name}`, undefined, options);
  if (info.error !== undefined) throw refusedBy(connection, info.error);
  return { end: info.state.last_seq, created: info.created };
};
