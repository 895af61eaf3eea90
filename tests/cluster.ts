// Three nats-servers on loopback with replicated streams, for tests: folders and ports of their own. They end with the test's
// process, however that ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNatsLog } from '../src/log/nats/log.ts';
import { findServerBinary } from '../src/server/server-binary.ts';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';
import { PATIENCE_MS } from './patience.ts';

const SERVERS = 3;

export interface Cluster {
  /** `nats://` of each server. */
  readonly urls: readonly string[];
  /** Kills a server where it stands. */
  kill9(place: number): Promise<void>;
  /** Starts a server that was killed, on its store and ports. */
  restart(place: number): void;
  /** Of a cluster that is cuttable: loses all that this server and the others say to each other. */
  cut(place: number): void;
  /** Connects it to the others again. */
  heal(place: number): void;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Whether a server can be cut off from the others: then each reaches each through a proxy. Default false. */
  readonly isCuttable?: boolean;
  /** Further lines of each server's configuration. */
  readonly more?: string;
}

/** The way from one server to another. */
interface Way {
  readonly ends: readonly [number, number];
  readonly proxy: LoopbackProxy;
  isCut: boolean;
}

const startWay = async (from: number, to: number, target: string): Promise<Way> => {
  const way: { isCut: boolean } = { isCut: false };
  const proxy = await startLoopbackProxy(target, (client, upstream) => {
    client.on('data', (bytes) => way.isCut || upstream.write(bytes));
    upstream.on('data', (bytes) => way.isCut || client.write(bytes));
  });
  return Object.assign(way, { ends: [from, to] as const, proxy });
};

/** The way of each server to each other. */
const startWays = async (routes: readonly string[]): Promise<Way[]> => {
  const ways: Way[] = [];
  for (const [to, target] of routes.entries())
    for (let from = 0; from < routes.length; from += 1) if (from !== to) ways.push(await startWay(from, to, target));
  return ways;
};

/** Ports that nobody listens on now. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    ports.push(address.port);
  }
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return ports;
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** The stream is created as soon as the servers have a leader. */
const untilReady = async (urls: readonly string[]): Promise<void> => {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      const log = await openNatsLog({ url: urls[0] as string, replicas: SERVERS });
      await log.close();
      return;
    } catch (error) {
      if (performance.now() > untilMs) throw error;
    }
  }
};

export const startCluster = async ({ isCuttable = false, more = '' }: ClusterOptions = {}): Promise<Cluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-cluster-'));
  const binary = await findServerBinary({ env: process.env, onProgress: () => undefined });
  const ports = await freePorts(2 * SERVERS);
  const routes = ports.slice(SERVERS).map((port) => `nats://127.0.0.1:${port}`);
  const ways = isCuttable ? await startWays(routes) : [];
  const children: ChildProcess[] = [];
  const start = (place: number) => {
    children[place] = spawn(binary, ['-c', join(folder, `${place}.conf`)], { stdio: 'ignore' });
  };
  const killAll = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const cluster: Cluster = {
    urls: ports.slice(0, SERVERS).map((port) => `nats://127.0.0.1:${port}`),
    async kill9(place) {
      const child = children[place] as ChildProcess;
      child.kill('SIGKILL');
      await ended(child);
    },
    restart: start,
    cut(place) {
      for (const way of ways) if (way.ends.includes(place)) way.isCut = true;
    },
    heal(place) {
      for (const way of ways) {
        if (!way.ends.includes(place)) continue;
        way.isCut = false;
        // What was lost is missing in the connections of before.
        way.proxy.cut();
      }
    },
    async stop() {
      killAll();
      for (const { proxy } of ways) await proxy.close();
      for (const child of children) await ended(child);
      process.off('exit', killAll);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    },
  };
  try {
    for (let place = 0; place < SERVERS; place += 1) {
      const store = join(folder, `${place}`);
      mkdirSync(store);
      const toOthers = ways.filter(({ ends: [from] }) => from === place).map(({ proxy }) => proxy.url);
      const cluster = isCuttable
        ? `no_advertise: true, routes: ${JSON.stringify(toOthers)}`
        : `routes: ${JSON.stringify(routes)}`;
      writeFileSync(
        join(folder, `${place}.conf`),
        `server_name: s${place}
listen: "127.0.0.1:${ports[place]}"
jetstream { store_dir: "${store}", sync_interval: always }
max_payload: 8MB
cluster { name: c, listen: "127.0.0.1:${ports[SERVERS + place]}", ${cluster} }
log_file: "${store}.log"
${more}
`,
      );
      start(place);
    }
    await untilReady(cluster.urls);
    return cluster;
  } catch (error) {
    const logs = Array.from({ length: SERVERS }, (_, place) =>
      readFileSync(join(folder, `${place}.log`), 'utf8').slice(-1_000),
    );
    await cluster.stop();
    throw new Error(`The servers did not become a cluster: ${error}\n${logs.join('\n')}`);
  }
};
