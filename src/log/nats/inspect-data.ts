// Inspects the stream of large data beside a log: which of them no event refers to. Nothing is changed.
import type { StreamInfo } from '@nats-io/jetstream';
import { dataRefIn, lacksData } from '../data-ref.ts';
import { CODE, refusedBy, request, type Wire } from './api.ts';
import { type Connection, NoAnswer } from './connection.ts';
import { dataSettingsOf, dataStreamOf } from './data-store.ts';
import { openPull } from './pull.ts';
import { type Difference, differences, subjectOf } from './stream.ts';

export interface DataInspection {
  readonly stream: string;
  readonly replicas: number;
  readonly bytes: number;
  readonly objects: number;
  /**
   * Subjects, without the number of the part, of objects that no event refers to: their command was refused after they were
   * stored, or it is being recorded now.
   */
  readonly unreferenced: readonly string[];
  /** How many sessions with large data were not read in the time that there was. */
  readonly unread: number;
  readonly differences: readonly Difference[];
}

/** The objects of the stream, by session. @throws RepriseError LOG_UNREACHABLE */
const objectsIn = async (wire: Wire, stream: string): Promise<Map<string, Set<string>>> => {
  const bySession = new Map<string, Set<string>>();
  for (let offset = 0; ; ) {
    const info = await request<StreamInfo & { total?: number }>(wire, `STREAM.INFO.${stream}`, {
      ...{ subjects_filter: '>', offset },
    });
    if (info.error !== undefined) throw refusedBy(wire, info.error);
    const subjects = Object.keys(info.state.subjects ?? {});
    for (const subject of subjects) {
      const object = subject.slice(0, subject.lastIndexOf('.'));
      const [, sessionId = ''] = object.split('.');
      bySession.set(sessionId, (bySession.get(sessionId) ?? new Set()).add(object));
    }
    offset += subjects.length;
    if (subjects.length === 0 || offset >= (info.total ?? 0)) return bySession;
  }
};

/** The hashes of the data that the messages of a session refer to. @throws RepriseError LOG_UNREACHABLE */
const referencesIn = async (connection: Connection, stream: string, sessionId: string): Promise<Set<string>> => {
  const found = new Set<string>();
  const filter_subjects = [subjectOf(stream, sessionId)];
  const pull = await openPull(connection, stream, { deliver_policy: 'all', filter_subjects });
  try {
    let left = pull.pending;
    if (left === 0) return found;
    for await (const messages of pull.messages()) {
      for (const { data } of messages)
        for (const line of Buffer.from(data).toString().split('\n')) {
          const ref = lacksData(line) ? dataRefIn(line) : undefined;
          if (ref !== undefined) found.add(ref.sha256);
        }
      left -= messages.length;
      if (left <= 0 || (messages.length === 0 && (await pull.isDrained()))) break;
    }
    return found;
  } catch (error) {
    throw error instanceof NoAnswer ? connection.unreachable(error.message) : error;
  } finally {
    pull.drop();
  }
};

/**
 * @param log the stream of the log
 * @param readMs how long sessions are read
 * @returns undefined where no large data were ever stored
 * @throws RepriseError LOG_UNREACHABLE
 */
export const inspectData = async (
  connection: Connection,
  log: string,
  readMs: number,
): Promise<DataInspection | undefined> => {
  const stream = dataStreamOf(log);
  const info = await request<StreamInfo>(connection, `STREAM.INFO.${stream}`);
  if (info.error?.err_code === CODE.streamNotFound) return undefined;
  if (info.error !== undefined) throw refusedBy(connection, info.error);
  // Objects first: one that is stored meanwhile is not among them, and its event is found.
  const bySession = await objectsIn(connection, stream);
  const untilMs = connection.clock.nowMs() + readMs;
  const unreferenced: string[] = [];
  let objects = 0;
  let unread = 0;
  for (const [sessionId, all] of bySession) {
    objects += all.size;
    if (connection.clock.nowMs() > untilMs) {
      unread += 1;
      continue;
    }
    const referred = await referencesIn(connection, log, sessionId);
    for (const object of all) if (!referred.has(object.slice(object.lastIndexOf('.') + 1))) unreferenced.push(object);
  }
  const { config, state } = info;
  return {
    ...{ stream, replicas: config.num_replicas, bytes: state.bytes, objects, unreferenced, unread },
    differences: differences(config, dataSettingsOf(log)),
  };
};
