// `service.json` in the store's folder: which services run on its log, for every program of the same user. The one that has
// run longest is named at the top, those beside it in `others`, so that when it ends, however it ends, the next is found.
// Mode 0600, written atomically; of a service that is gone the process id with the start of its process says so.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from './private-file.ts';
import { processStart } from './process-identity.ts';
import { makeStore } from './store-folder.ts';

/** A service that runs. */
export interface ServiceRecord {
  /** `http://127.0.0.1:4280`. */
  readonly url: string;
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** By what the process id is known to be still that service. */
  readonly processStart: string;
  /** The servers of its log where they are not the managed one of this store: `nats://host:port`, without a login. */
  readonly natsUrl?: string;
  /** The streams of its log. */
  readonly streams: readonly string[];
}

/** Which log a service is to be on. */
export type ServedLog = Pick<ServiceRecord, 'natsUrl' | 'streams'>;

export const serviceFile = (store: string): string => join(store, 'service.json');

const isRecord = (value: unknown): value is ServiceRecord => {
  if (typeof value !== 'object' || value === null) return false;
  const { url, pid, startedAt, processStart: start, streams } = value as Record<string, unknown>;
  return (
    [url, startedAt, start].every((text) => typeof text === 'string') &&
    Number.isSafeInteger(pid) &&
    Array.isArray(streams)
  );
};

const isRunning = ({ pid, processStart: start }: ServiceRecord): boolean => processStart(pid) === start;

/** What the file names, the first first; none where there is no file, or its content is not valid. */
const written = (store: string): ServiceRecord[] => {
  try {
    const { others, ...first } = JSON.parse(readFileSync(serviceFile(store), 'utf8')) as { others?: unknown };
    return [first, ...(Array.isArray(others) ? others : [])].filter(isRecord);
  } catch {
    return [];
  }
};

/** The services that run now and are named in the file, the one that has run longest first. */
export const runningServices = (store: string): ServiceRecord[] => written(store).filter(isRunning);

/** The service to use for a log; undefined where none runs on it. */
export const serviceOf = (store: string, { natsUrl, streams }: ServedLog): ServiceRecord | undefined =>
  runningServices(store).find((one) => one.natsUrl === natsUrl && one.streams.join() === streams.join());

const write = (store: string, [first, ...others]: readonly ServiceRecord[]): void => {
  if (first === undefined) rmSync(serviceFile(store), { force: true });
  else
    writePrivateFile(
      serviceFile(store),
      `${JSON.stringify({ ...first, ...(others.length > 0 && { others }) }, null, 2)}\n`,
    );
};

/** Two services may write at once, and one entry is lost: each looks so often whether it is named. */
const LOOK_MS = 1_000;

/**
 * Names a service of this process in the file until the returned function is called.
 * @throws RepriseError, or the error of the file system
 */
export const announceService = (store: string, log: ServedLog & { readonly url: string }): (() => void) => {
  const start = processStart(process.pid);
  if (start === undefined) throw new Error(`process ${process.pid} is not found`);
  makeStore(store);
  const own: ServiceRecord = { ...log, pid: process.pid, processStart: start, startedAt: new Date().toISOString() };
  const isOwn = ({ pid, url }: ServiceRecord): boolean => pid === own.pid && url === own.url;
  const look = (): void => {
    const running = runningServices(store);
    if (!running.some(isOwn)) write(store, [...running, own]);
  };
  look();
  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // The store is away, or full: the next look may succeed.
    }
  }, LOOK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (written(store).some(isOwn))
      write(
        store,
        runningServices(store).filter((one) => !isOwn(one)),
      );
  };
};
