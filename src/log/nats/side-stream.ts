// Streams beside the log that only an admin writes: what was moved aside, and the tombstones of what was erased. They are as
// durable as the log, and created when the first message comes.
import type { StreamInfo } from '@nats-io/jetstream';
import { defined } from '../../../machines/defined.ts';
import { CODE, refusedBy, request, type Wire } from './api.ts';
import { openStream, SETTINGS, type StreamSettings } from './stream.ts';

/** @param root the first token of its subjects */
const settingsOf = (root: string): StreamSettings => ({
  ...SETTINGS,
  subjects: [`${root}.*`],
  allow_atomic: false,
  republish: undefined,
});

/** Streams of one server have theirs together: the id of a session says where it belongs. */
export const SIDE = {
  quarantine: { stream: 'REPRISE_QUARANTINE', root: 'quarantine' },
  tombstones: { stream: 'REPRISE_FORGOTTEN', root: 'forgotten' },
} as const;

/**
 * Makes sure that the stream is there.
 * @param log the stream of the log, whose replicas and placement it gets
 * @throws RepriseError STREAM_MISMATCH, LOG_UNREACHABLE
 */
export const ensureSideStream = async (
  wire: Wire,
  { stream, root }: (typeof SIDE)[keyof typeof SIDE],
  log: string,
): Promise<void> => {
  const untilMs = wire.clock.nowMs() + wire.deadlineMs;
  const info = await request<StreamInfo>(wire, `STREAM.INFO.${log}`);
  if (info.error !== undefined) throw refusedBy(wire, info.error);
  const { num_replicas: replicas, placement } = info.config;
  await openStream(wire, stream, replicas, untilMs, { settings: settingsOf(root), ...defined({ placement }) });
};

/**
 * How many messages each subject of a stream has; none where there is no such stream.
 * @param filter of subjects
 */
export const subjectsIn = async (wire: Wire, stream: string, filter: string): Promise<Map<string, number>> => {
  const all = new Map<string, number>();
  for (let offset = 0; ; ) {
    const body = { subjects_filter: filter, offset };
    const info = await request<StreamInfo & { total?: number }>(wire, `STREAM.INFO.${stream}`, body);
    if (info.error?.err_code === CODE.streamNotFound) return all;
    if (info.error !== undefined) throw refusedBy(wire, info.error);
    const subjects = Object.entries(info.state.subjects ?? {});
    for (const [subject, count] of subjects) all.set(subject, count);
    offset += subjects.length;
    if (subjects.length === 0 || offset >= (info.total ?? 0)) return all;
  }
};
