// Three nats-servers of one store, as their supervisor watches them: each kept running, all announced in one server.json.
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { writeClusterConfig } from './cluster-config.ts';
import {
  CLUSTER_SERVERS,
  type ClusterPlan,
  lostFolders,
  QUORUM,
  readClusterPlan,
  SYSTEM_USER,
  serverFolder,
  serverName,
  writeClusterPlan,
} from './cluster-file.ts';
import { askServers, type ServerReport, syncIntervalOfAll } from './cluster-report.ts';
import { announced, storeCredentials, writeRoleFiles } from './credentials.ts';
import { KeptServer, requireFreeSpace } from './kept-server.ts';
import { portIsFree, stopOrphan } from './nats-process.ts';
import { hasRoles } from './server-config.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import type { ClusterServer, Credentials, ServerInfo, Trouble } from './server-info.ts';
import type { SupervisorOrder, Watched } from './supervision.ts';
import { logLine } from './supervisor-log.ts';
import { watchWrites } from './watch-writes.ts';

/** How long the servers may take to elect a leader. */
const READY_MS = 120_000;
/** With a leader, one that is not in step is waited for so long: a quorum is enough to begin with. */
const IN_STEP_MS = 10_000;
const POLL_MS = 50;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

export class SupervisedCluster implements Watched {
  readonly #order: SupervisorOrder;
  readonly #onStoreGone: () => void;
  readonly #over = new AbortController();
  readonly #startedAt = new Date().toISOString();
  #plan: ClusterPlan;
  #credentials: Credentials | undefined;
  #servers: KeptServer[] = [];
  /** What each server syncs, by its name. */
  #syncs = new Map<string, string | undefined>();
  #isUp = false;
  /** Whether its configuration has the four roles. */
  readonly #hasRoles: boolean;
  #diskTrouble: Trouble | undefined;

  /** @param onStoreGone called when a server ended and its folder is no longer there */
  constructor(order: SupervisorOrder, onStoreGone: () => void) {
    this.#order = order;
    this.#onStoreGone = onStoreGone;
    this.#plan = readClusterPlan(order.store);
    this.#hasRoles = hasRoles(order.config);
  }

  get info(): ServerInfo | undefined {
    const [first] = this.#servers;
    if (!this.#isUp || first?.running === undefined || this.#credentials === undefined) return undefined;
    const { store, lifetime } = this.#order;
    const servers = this.#servers.map((server, place) => this.#described(server, place));
    const one = servers.find(({ trouble }) => trouble === undefined) ?? (servers[0] as ClusterServer);
    const syncInterval = syncIntervalOfAll(servers.map((server) => server.syncInterval));
    return {
      ...{ url: one.url, urls: servers.map(({ url }) => url), ...announced(this.#credentials, this.#hasRoles) },
      ...{ pid: one.pid, supervisorPid: process.pid, version: first.running.version, store },
      ...defined({ syncInterval }),
      ...{ lifetime, startedAt: this.#startedAt, servers, replicas: CLUSTER_SERVERS },
      ...defined({ trouble: this.#diskTrouble ?? withoutQuorum(servers) }),
    };
  }

  async start(): Promise<ServerInfo> {
    const { store, port = 0 } = this.#order;
    for (const folder of lostFolders(store, this.#plan))
      logLine(store, `${folder} holds no data any more: the other servers bring it up to date.`);
    for (let place = 0; place < CLUSTER_SERVERS; place += 1) {
      makeFolder(serverFolder(store, place), 0o700);
      await stopOrphan(serverFolder(store, place));
    }
    requireFreeSpace(store);
    this.#credentials = storeCredentials(store);
    for (let place = 0; place < CLUSTER_SERVERS; place += 1) await this.#setRoute(place);
    this.#servers = this.#plan.ports.map((_, place) => this.#server(place, this.#credentials as Credentials));
    await Promise.all(
      this.#servers.map(async (server, place) => {
        const { client = 0 } = this.#plan.ports[place] ?? {};
        const wanted = (place === 0 && port) || client;
        await server.start(wanted).catch(async (error: unknown) => {
          // Another program may have taken the port for the other servers since it was chosen.
          if (await portIsFree(this.#plan.ports[place]?.route ?? 0)) throw error;
          await server.start(wanted);
        });
      }),
    );
    await this.#untilReady();
    this.#isUp = true;
    this.#plan = { ...this.#plan, formed: true };
    writeClusterPlan(store, this.#plan);
    const info = this.#announce() as ServerInfo;
    void watchWrites(
      { ...info, store },
      {
        signal: this.#over.signal,
        onTrouble: (trouble) => {
          if (trouble !== undefined) logLine(store, trouble.message);
          this.#diskTrouble = trouble;
        },
        onStuck: () => {
          for (const server of this.#servers) server.startAgain('stored nothing any more, as after a full disk, and ');
        },
      },
    );
    return info;
  }

  async reload(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.reload()));
  }

  async stop(): Promise<void> {
    removeServerFile(this.#order.store);
    this.#over.abort();
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  #server(place: number, credentials: Credentials): KeptServer {
    const { store, binary, config, port } = this.#order;
    const name = serverName(this.#plan, place);
    return new KeptServer({
      ...{ binary, folder: serverFolder(store, place), serverName: name, credentials },
      namedPort: place === 0 ? port : undefined,
      config: async () => {
        await this.#setRoute(place);
        return writeClusterConfig(store, place, this.#plan, config);
      },
      // With the port for the other servers that it has: it is taken by itself.
      rewrite: () => void writeClusterConfig(store, place, this.#plan, config),
      onUp: (running) => {
        this.#setPorts(place, { client: running.port });
        if (this.#isUp) void this.#upAgain();
      },
      onFolderGone: this.#onStoreGone,
      log: (sentence) => logLine(store, `${name}: ${sentence}`),
    });
  }

  /** A port for the other servers that is free now; where it is a new one, this server reaches the others. */
  async #setRoute(place: number): Promise<void> {
    const { route = 0 } = this.#plan.ports[place] ?? {};
    if (route === 0 || !(await portIsFree(route))) this.#setPorts(place, { route: await freePort() });
  }

  #setPorts(place: number, ports: { client?: number; route?: number }): void {
    this.#plan = { ...this.#plan, ports: this.#plan.ports.map((one, n) => (n === place ? { ...one, ...ports } : one)) };
    writeClusterPlan(this.#order.store, this.#plan);
  }

  #described(server: KeptServer, place: number): ClusterServer {
    const name = serverName(this.#plan, place);
    const { url = '', pid = 0, startedAt = '' } = server.running ?? {};
    return { name, url, pid, startedAt, ...defined({ syncInterval: this.#syncs.get(name), trouble: server.trouble }) };
  }

  #announce(): ServerInfo | undefined {
    const { info } = this;
    if (info === undefined) return undefined;
    if (this.#hasRoles && this.#credentials !== undefined) writeRoleFiles(this.#order.store, info, this.#credentials);
    writeServerFile(this.#order.store, info);
    return info;
  }

  /** A server was started again, perhaps with other settings. */
  async #upAgain(): Promise<void> {
    try {
      this.#announce();
      await this.#ask();
      if (!this.#over.signal.aborted) this.#announce();
    } catch {
      // The next start of one announces again; until then the socket of the supervisor answers.
    }
  }

  async #ask(): Promise<ServerReport[]> {
    const urls = this.#servers.flatMap(({ running }) => running?.url ?? []);
    const login = { urls, user: SYSTEM_USER, password: this.#plan.systemPassword };
    const reports = await askServers(login, CLUSTER_SERVERS).catch(() => []);
    for (const { name, syncInterval } of reports) this.#syncs.set(name, syncInterval);
    return reports;
  }

  /** Waits until the servers have a leader with which all are in step. @throws RepriseError SERVER_UNAVAILABLE */
  async #untilReady(): Promise<void> {
    const begin = performance.now();
    for (;;) {
      const reports = await this.#ask();
      const waitedMs = performance.now() - begin;
      if (reports.length === CLUSTER_SERVERS && reports.some(({ leadsAll }) => leadsAll)) return;
      if (waitedMs > IN_STEP_MS && reports.some(({ hasLeader }) => hasLeader)) return;
      if (waitedMs > READY_MS || this.#over.signal.aborted)
        throw new RepriseError(
          'SERVER_UNAVAILABLE',
          `The ${CLUSTER_SERVERS} servers on the store ${this.#order.store} elected no leader in ${READY_MS / 1000} s.`,
          { hint: 'Their logs are `server.log` in the folders server-1 to server-3 of the store.' },
        );
      await delay(POLL_MS);
    }
  }
}

const withoutQuorum = (servers: readonly ClusterServer[]): Trouble | undefined => {
  const down = servers.filter(({ trouble }) => trouble !== undefined);
  if (servers.length - down.length >= QUORUM) return undefined;
  return {
    code: 'SERVER_UNAVAILABLE',
    message: `${down.length} of ${servers.length} servers are down, and ${QUORUM} are needed. ${down[0]?.trouble?.message}`,
    failures: Math.max(...down.map(({ trouble }) => trouble?.failures ?? 0)),
  };
};
