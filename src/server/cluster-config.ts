// The configuration file of one server of a cluster: that of a single server, with the routes to the others, the users of the
// store and a user of the system account.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterPlan, SYSTEM_USER, serverFolder } from './cluster-file.ts';
import { writePrivateFile } from './private-file.ts';
import { hasRoles, includeLine, usersBlock } from './server-config.ts';

const ROUTE_USER = 'reprise-route';

/**
 * Writes `nats.conf` in the server's folder.
 * @param config path of the configuration of a single server
 * @returns the path of the file
 */
export const writeClusterConfig = (store: string, place: number, plan: ClusterPlan, config: string): string => {
  const folder = realpathSync(serverFolder(store, place));
  const { name, routePassword, systemPassword, ports } = plan;
  const routes = ports
    .filter((_, other) => other !== place)
    .map(({ route }) => `    "nats://${ROUTE_USER}:${routePassword}@127.0.0.1:${route}"`);
  const path = join(folder, 'nats.conf');
  const text = `# Written at each start of this server, and when the users of the store change.
${includeLine(folder, config)}

${hasRoles(config) ? usersBlock(store) : ''}
cluster {
  name: "${name}"
  listen: "127.0.0.1:${ports[place]?.route}"
  authorization { user: "${ROUTE_USER}", password: "${routePassword}" }
  routes: [
${routes.join('\n')}
  ]
}

accounts {
  $SYS { users: [ { user: "${SYSTEM_USER}", password: "${systemPassword}" } ] }
}
`;
  writePrivateFile(path, text);
  return path;
};
