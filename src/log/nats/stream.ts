// The stream that holds the log: created with these settings, compared with them at each opening, never changed.
import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { RepriseError } from '../../errors.ts';
import { CODE, delay, pauseBefore, type RequestOptions, refusedBy, request, type Wire } from './api.ts';

/**
 * The first token of a stream's subjects: `session`, and of a stream `REPRISE-2026-11` `session-2026-11`. The subjects of two
 * streams of one server must not overlap.
 */
export const rootOf = (stream: string): string => `session${/^REPRISE(-.+)$/.exec(stream)?.[1] ?? ''}`;
export const subjectOf = (stream: string, sessionId: string): string => `${rootOf(stream)}.${sessionId}`;
export const sessionIdOf = (subject: string): string => subject.slice(subject.indexOf('.') + 1);

/**
 * The settings that the log relies on, of stream REPRISE. Left to the user: replicas, placement, compression, description, metadata, and the
 * server's window for duplicate message ids (a repeat is recognised by its expectation).
 */
export const SETTINGS = {
  subjects: ['session.*'],
  storage: 'file',
  retention: 'limits',
  discard: 'new',
  max_age: 0,
  max_bytes: -1,
  max_msgs: -1,
  max_msgs_per_subject: -1,
  max_msg_size: -1,
  deny_delete: true,
  /** The permissions of the application exclude purging; the admin needs it for erasure. */
  deny_purge: false,
  allow_direct: true,
  allow_atomic: true,
  allow_rollup_hdrs: false,
  allow_msg_ttl: false,
  republish: { src: 'session.>', dest: 'live.session.>' },
} as const;

export type StreamSettings = Readonly<Record<string, unknown>>;

/** The settings of the stream with this name. */
const settingsOf = (stream: string): StreamSettings => {
  const root = rootOf(stream);
  return { ...SETTINGS, subjects: [`${root}.*`], republish: { src: `${root}.>`, dest: `live.${root}.>` } };
};

/** Settings that must not be set. */
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
  const [a, b] = [new Map<string, unknown>(Object.entries(found)), new Map<string, unknown>(Object.entries(wanted))];
  return [...new Set([...a.keys(), ...b.keys()])].every((key) => sameValue(a.get(key), b.get(key) ?? false));
};

/**
 * Every setting of a stream that differs from what the log needs.
 * @param needed default: of the log's own stream
 */
export const differences = (config: StreamConfig, needed: StreamSettings = settingsOf(config.name)): Difference[] => {
  const settings = new Map<string, unknown>(Object.entries(config));
  const differ: Difference[] = [];
  const need = (setting: string, wanted: unknown, isMet: boolean) => {
    if (!isMet) differ.push({ setting, found: settings.get(setting), wanted });
  };
  for (const [setting, wanted] of Object.entries(needed))
    need(setting, wanted, sameValue(settings.get(setting), wanted));
  for (const setting of ABSENT) need(setting, undefined, !settings.get(setting));
  // In another mode a commit is acknowledged before it is written, which is less than an append promises.
  need('persist_mode', 'default', (settings.get('persist_mode') ?? 'default') === 'default');
  return differ;
};

export interface NewStream {
  /** Default: those of the log's own stream. */
  readonly settings?: StreamSettings;
  readonly placement?: StreamConfig['placement'];
  readonly metadata?: StreamConfig['metadata'];
  /** True: it is not created. Default false. */
  readonly mustExist?: boolean;
}

/**
 * The stream, created when there is none.
 * @param replicas of a stream that is created; one that exists is not changed
 * @param untilMs the deadline, on the clock of the connection
 * @throws RepriseError STREAM_MISMATCH with each setting that differs; USAGE where it must exist and does not; LOG_UNREACHABLE
 */
export const openStream = async (
  connection: Wire,
  name: string,
  replicas: number,
  untilMs: number,
  { settings = settingsOf(name), mustExist = false, ...given }: NewStream = {},
): Promise<StreamInfo> => {
  const ask = (subject: string, body?: object) =>
    request<StreamInfo>(connection, subject, body, { deadlineMs: Math.max(1, untilMs - connection.clock.nowMs()) });
  let info = await ask(`STREAM.INFO.${name}`);
  if (info.error?.err_code === CODE.streamNotFound && mustExist)
    throw new RepriseError('USAGE', `There is no stream ${name} at ${connection.url}.`, {
      hint: 'Is its name mistyped (REPRISE_STREAMS)? A stream is created by the first command that records into it.',
      fields: { stream: name },
    });
  if (info.error?.err_code === CODE.streamNotFound)
    for (let attempt = 1; ; attempt += 1) {
      info = await ask(`STREAM.CREATE.${name}`, { name, ...settings, num_replicas: replicas, ...given });
      // The servers of a cluster find each other one after the other.
      if (info.error?.err_code !== CODE.noPeers || replicas === 1 || connection.clock.nowMs() > untilMs) break;
      await delay(connection.clock, pauseBefore(attempt));
    }
  if (info.error?.err_code === CODE.streamNameInUse) info = await ask(`STREAM.INFO.${name}`);
  if (info.error !== undefined) throw refusedBy(connection, info.error);
  const differ = differences(info.config, settings);
  if (differ.length > 0)
    throw new RepriseError(
      'STREAM_MISMATCH',
      `Stream ${name} at ${connection.url} does not have the settings that the log needs: ${differ
        .map(
          ({ setting, found, wanted }) =>
            `${setting} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted) ?? 'none'}`,
        )
        .join('; ')}.`,
      {
        hint: 'The stream was not changed. Change these settings yourself, or name another stream.',
        fields: { stream: name, differences: differ },
      },
    );
  return info;
};

/** The last sequence of the stream, and when it was created. @throws RepriseError LOG_UNREACHABLE, also without the stream */
export const streamState = async (
  connection: Wire,
  name: string,
  options: RequestOptions = {},
): Promise<{ end: number; created: string }> => {
  const info = await request<StreamInfo>(connection, `STREAM.INFO.${name}`, undefined, options);
  if (info.error !== undefined) throw refusedBy(connection, info.error);
  return { end: info.state.last_seq, created: info.created };
};
