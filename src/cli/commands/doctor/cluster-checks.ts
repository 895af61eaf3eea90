// The health checks of a cluster: each of its servers, and whether the replicas of the stream are in step.
import type { StreamCopy } from '../../../log/nats/inspect.ts';
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

const oneCopy = ({ server, leads, inStep, offline, behind }: StreamCopy): Result => {
  if (leads) return pass(`${server} leads the stream.`);
  if (inStep) return pass(`${server} is in step.`);
  if (offline) return warn(`${server} is down, or cannot be reached by the others.`, 'Start it, or connect it again.');
  return warn(
    behind === 0 ? `${server} is not in step.` : `${server} is ${counted(behind, 'entry', 'entries')} behind.`,
    WAIT_FOR_IT,
  );
};

export const replicas = ({ log, server }: Inspection): Result[] => {
  const { stream } = log ?? {};
  if (stream === undefined) return [];
  const wanted = server?.replicas ?? 1;
  if (stream.replicas < wanted)
    return [
      warn(
        `Stream ${stream.name} has ${counted(stream.replicas, 'replica')} on a cluster of ${wanted} servers.`,
        `Set num_replicas of the stream to ${wanted} as an administrator.`,
      ),
    ];
  if (stream.copies.length > 0 && !stream.copies.some(({ leads }) => leads))
    return [fail(`No server leads stream ${stream.name}.`, 'A quorum of its servers must run and reach each other.')];
  return stream.copies.map(oneCopy);
};
