// The health checks of an inspection: each passes, or warns with what would be better, or fails.
import type { LogInspection } from '../../../log/nats/inspect.ts';
import type { Durability } from '../../../log/port.ts';
import type { ServerInfo } from '../../../server/server-info.ts';
import { judgeServerVersion, STARTED_FROM } from '../../../server/server-version.ts';
import { durabilitySentence } from '../../render/durability.ts';
import { counted, number } from '../../render/figures.ts';
import { uninterpretedText } from '../../render/uninterpreted.ts';
import { accessResults } from './access-check.ts';
import { clusterServers, replicas } from './cluster-checks.ts';
import { largeTexts } from './data-checks.ts';
import { faultySession } from './faulty-sessions.ts';
import { fail, type HealthCheck, pass, type Result, warn } from './health-check.ts';
import type { Inspection } from './inspection.ts';
import { roles } from './roles-check.ts';

/** Below this a server may stop in the middle of a commit, and serves nobody until it is started again. */
const TOO_LITTLE_BYTES = 64 * 1024 * 1024;
const LITTLE_BYTES = 1024 * 1024 * 1024;
/** The most sessions of a kind that are named. */
const MOST_SESSIONS = 20;
const NODE_FROM = [20, 19] as const;

const size = (bytes: number): string => {
  if (bytes >= LITTLE_BYTES) return `${(bytes / LITTLE_BYTES).toFixed(1)} GB`;
  const kilobytes = Math.ceil(bytes / 1024);
  return kilobytes >= 1024 ? `${number(Math.floor(kilobytes / 1024))} MB` : `${number(kilobytes)} KB`;
};

const node = ({ node: version }: Inspection): Result => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isSupported = major > NODE_FROM[0] || (major === NODE_FROM[0] && minor >= NODE_FROM[1]);
  return isSupported ? pass(`Node ${version}`) : fail(`Node ${version}`, `Use Node ${NODE_FROM.join('.')} or newer.`);
};

const server = ({ server: running, startedForThis, store, binary, unreachable }: Inspection): Result | Result[] => {
  if (unreachable !== undefined) return fail(unreachable.message, unreachable.hint || undefined);
  if (running?.trouble !== undefined)
    return fail(running.trouble.message, `${running.store}/supervisor.log and server.log there have more.`);
  if (running !== undefined) {
    const ofCluster = clusterServers(running);
    if (ofCluster !== undefined) return ofCluster;
    const whose = running.lifetime === 'external' ? 'named by NATS_URL' : `process ${running.pid}`;
    const message = `nats-server ${running.version} at ${running.url} (${whose})`;
    return pass(startedForThis ? `${message}, started for this check` : message);
  }
  if (store?.holdsLog)
    return warn(
      'No server runs, and no nats-server is installed: the log was not checked.',
      'Run `reprise up`: it downloads one.',
    );
  return pass(
    binary === undefined
      ? 'No server runs; the first command that needs one downloads and starts it.'
      : 'No server runs; the first command that needs one starts it.',
  );
};

const binary = ({ binary: installed, server: running }: Inspection): Result | undefined => {
  if (installed === undefined) return undefined;
  const from = { NATS_SERVER: 'named by NATS_SERVER', PATH: 'on PATH', cache: 'downloaded earlier' }[installed.from];
  const message = `nats-server ${installed.version}, ${installed.path} (${from})`;
  return running === undefined || running.version === installed.version
    ? pass(message)
    : warn(
        `${message}; the running server is ${running.version}`,
        'Stop the server (`reprise down`): the next start uses the installed one.',
      );
};

const version = ({ server: running }: Inspection): Result | undefined => {
  if (running === undefined) return undefined;
  const judged = judgeServerVersion(running.version);
  return judged.verdict === 'good' ? undefined : fail(judged.sentence, `Update it to ${STARTED_FROM} or newer.`);
};

const NO_LOG = 'There is no log yet; the first command that records creates it.';

const streams = ({ logs, store, server: running }: Inspection): Result[] => {
  if (logs.length === 0) return running === undefined && store?.holdsLog === false ? [pass(NO_LOG)] : [];
  if (logs.every(({ stream }) => stream === undefined)) return [pass(NO_LOG)];
  return logs.flatMap(streamOf);
};

const streamOf = (log: LogInspection): Result[] => {
  if (log.stream === undefined)
    return [pass(`There is no stream ${log.name} yet; the first command that records creates it.`)];
  const { name, sessions, commits, bytes, differences } = log.stream;
  const held = `${counted(sessions, 'session')}, ${counted(commits, 'append')}, ${size(bytes)}`;
  if (differences.length === 0) return [pass(`Stream ${name} has the settings that the log needs (${held}).`)];
  return differences.map(({ setting, found, wanted }) =>
    fail(
      `Stream ${name}: ${setting} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}.`,
      `Set ${setting} of the stream as an administrator, or use another server.`,
    ),
  );
};

const write = ({ write: tried, logs, server: running }: Inspection): Result | undefined => {
  if (logs.every(({ stream }) => stream === undefined)) return undefined;
  switch (tried?.kind) {
    case undefined:
      return running?.lifetime === 'external'
        ? warn(
            'No write was tried: what is written to a server of your own, only its administrator could remove.',
            'A command that records reports by itself when a write fails.',
          )
        : undefined;
    case 'no-log':
      return undefined;
    case 'written':
      return pass('A write was acknowledged; what it wrote was removed.');
    case 'full':
      return fail(
        'No write was tried: the disk is full.',
        'Free some space there: the server is started again by itself.',
      );
    case 'stuck':
    case 'failed':
      return fail(
        `A write was not acknowledged: ${tried.reason}.`,
        'The server is started again by itself when its disk has room; `reprise down` and `reprise up` do it now.',
      );
    default:
      return tried satisfies never;
  }
};

const sessions = ({ sessions: health }: Inspection): Result[] => {
  if (health === undefined || health.sessions === 0) return [];
  const { faulty, uninterpreted, read } = health;
  const results = [
    ...faulty.slice(0, MOST_SESSIONS).map(faultySession),
    ...uninterpreted
      .slice(0, MOST_SESSIONS)
      .map(({ sessionId, reports }) =>
        warn(
          `Session ${sessionId}: ${reports.map(uninterpretedText).join('; ')}.`,
          'Update Reprise: a newer version wrote this session.',
        ),
      ),
  ];
  const more = faulty.length + uninterpreted.length - results.length;
  if (more > 0) results.push(fail(`${counted(more, 'more session')} with faults, or with what is not interpreted.`));
  if (read < health.sessions)
    return [...results, pass(`${number(read)} of ${counted(health.sessions, 'session')} were read, the newest.`)];
  if (results.length > 0) return results;
  return [pass(`${counted(read, 'session')} read, without a fault.`)];
};

/** Of each durability once: streams of one log may have different replicas. */
const durabilities = ({ logs, server: running }: Inspection): Result[] =>
  running === undefined
    ? []
    : [...new Set(logs.map(({ durability }) => durability))].map((one) => durabilityOf(one, running));

const durabilityOf = (durability: Durability, running: ServerInfo): Result => {
  const message = `${durability}: ${durabilitySentence(durability, running)}`;
  if (durability === 'flushed' || durability === 'replicated-flushed') return pass(message);
  if (durability === 'unknown' || durability === 'replicated-unknown')
    return warn(
      message,
      'Name a login of the system account in NATS_SYSTEM_URL: the servers then report what they sync.',
    );
  return warn(
    message,
    running.lifetime === 'external'
      ? 'Set `sync_interval: always` in the settings of every server that holds the stream.'
      : 'Set `sync_interval: always` in the settings that REPRISE_NATS_CONF names, and restart the server.',
  );
};

const disk = ({ store }: Inspection): Result | undefined => {
  if (store === undefined) return undefined;
  const message = `${size(store.freeBytes)} of ${size(store.totalBytes)} are free for the store ${store.store}`;
  const advice = 'Free some space there, or name another folder with --store.';
  if (store.freeBytes < TOO_LITTLE_BYTES) return fail(message, advice);
  return store.freeBytes < LITTLE_BYTES ? warn(message, advice) : pass(message);
};

const lock = ({ store, server: running, startedForThis, unreachable }: Inspection): Result | undefined => {
  // Whether the store is free is known only once the server was reached.
  if (store === undefined || !store.exists || unreachable !== undefined) return undefined;
  if (running !== undefined && !startedForThis)
    return pass(`The store is held by process ${running.supervisorPid}, for its server.`);
  return pass(
    store.locks === 0 ? 'No process holds the store.' : 'The store was held by a process that died; it is free.',
  );
};

const cache = ({ cache: { folder, servers }, server: running }: Inspection): Result | undefined =>
  running?.lifetime === 'external'
    ? undefined
    : pass(`${folder}: ${servers.length === 0 ? 'no nats-server was downloaded' : servers.join(', ')}`);

/** In the order in which they are read. */
const CHECKS: readonly [HealthCheck['name'], (inspection: Inspection) => Result | readonly Result[] | undefined][] = [
  ['node', node],
  ['server', server],
  ['binary', binary],
  ['version', version],
  ['stream', streams],
  ['roles', roles],
  ['access', ({ access }) => access && accessResults(access)],
  ['replicas', replicas],
  ['texts', largeTexts],
  ['write', write],
  ['sessions', sessions],
  ['durability', durabilities],
  ['disk', disk],
  ['lock', lock],
  ['cache', cache],
];

export const healthChecks = (inspection: Inspection): HealthCheck[] =>
  CHECKS.flatMap(([name, check]) => [check(inspection) ?? []].flat().map((result) => ({ name, ...result })));
