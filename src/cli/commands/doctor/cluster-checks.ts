// The health checks of a cluster: each of its servers, and whether the replicas of the stream are in step.
import type { LogInspection, StreamCopy } from '../../../log/nats/inspect.ts';
import type { ClusterServer, ServerInfo } from '../../../server/server-info.ts';
import { counted } from '../../render/figures.ts';
import { fail, pass, type Result, warn } from './health-check.ts';
import type { Inspection } from './inspection.ts';

const oneServer = ({ name, pid, url, syncInterval, trouble }: ClusterServer, store: string | undefined): Result => {
  if (trouble !== undefined)
    return warn(`${name}: ${trouble.message}`, `${store}/supervisor.log has more, and its own server.log.`);
  const syncs =
    syncInterval === undefined
      ? 'it has not reported how it syncs'
      : syncInterval === 'always'
        ? 'syncs every write'
        : `syncs every ${syncInterval}`;
  return pass(`${name} at ${url} (process ${pid}), ${syncs}`);
};

/** @returns undefined where one server runs alone */
export const clusterServers = ({ servers, store }: ServerInfo): Result[] | undefined =>
  servers?.map((server) => oneServer(server, store));

const WAIT_FOR_IT = 'It catches up by itself while the others run. Stop none of them until then.';

/** @param of which stream, in words; empty where there is one */
const oneCopy = ({ server, leads, inStep, offline, behind, silentSeconds }: StreamCopy, of: string): Result => {
  if (leads) return pass(`${server} leads ${of === '' ? 'the stream' : of}.`);
  const isWhat = (what: string): string => `${server} is ${what}${of && ` with ${of}`}.`;
  if (inStep) return pass(isWhat('in step'));
  if (offline) return warn(`${server} is down, or cannot be reached by the others.`, 'Start it, or connect it again.');
  if (behind > 0) return warn(isWhat(`${counted(behind, 'entry', 'entries')} behind`), WAIT_FOR_IT);
  if (silentSeconds > 0)
    return warn(
      `${server} has answered nothing for ${counted(silentSeconds, 'second')}${of && ` about ${of}`}.`,
      'It may be frozen, or cut off from the others.',
    );
  return warn(isWhat('not in step'), WAIT_FOR_IT);
};

export const replicas = ({ logs, server }: Inspection): Result[] => {
  const streams = logs.flatMap(({ stream }) => stream ?? []);
  return streams.flatMap((stream) => replicasOf(stream, server?.replicas ?? 1, streams.length > 1));
};

const replicasOf = (
  stream: NonNullable<LogInspection['stream']>,
  wanted: number,
  isOneOfSeveral: boolean,
): Result[] => {
  if (stream.replicas < wanted)
    return [
      warn(
        `Stream ${stream.name} has ${counted(stream.replicas, 'replica')} on a cluster of ${wanted} servers.`,
        `Set num_replicas of the stream to ${wanted} as an administrator.`,
      ),
    ];
  if (stream.copies.length > 0 && !stream.copies.some(({ leads }) => leads))
    return [fail(`No server leads stream ${stream.name}.`, 'A quorum of its servers must run and reach each other.')];
  return stream.copies.map((copy) => oneCopy(copy, isOneOfSeveral ? `stream ${stream.name}` : ''));
};
