// The process that watches over the nats-server of a store, or over its three: it holds the store, knows who uses the server, and stops it when its
// lifetime is over. Its order is a line of JSON on standard input, which stays open while the starter lives; its outcome is
// a line on standard output. Users connect to its socket in the store (store-socket.ts). It is not in the terminal's
// process group: Ctrl-C reaches the commands, not the server.
import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { defined } from '../../machines/defined.ts';
import { isRepriseError, type RepriseError } from '../errors.ts';
import { eachLine } from './lines.ts';
import type { ServerInfo } from './server-info.ts';
import { storeError } from './store-folder.ts';
import { holdStore } from './store-socket.ts';
import { SupervisedCluster } from './supervised-cluster.ts';
import { SupervisedServer } from './supervised-server.ts';
import {
  type Reply,
  type Request,
  STARTING_EVERY_MS,
  type SupervisorOrder,
  type SupervisorOutcome,
  type Watched,
} from './supervision.ts';

const report = (outcome: SupervisorOutcome): void => void process.stdout.write(`${JSON.stringify(outcome)}\n`);
const reply = (socket: Socket, line: Reply): void => void socket.write(`${JSON.stringify(line)}\n`);

/** Who uses the server, and whether it is time to stop it. */
class Supervisor {
  readonly #order: SupervisorOrder;
  readonly #server: Watched;
  readonly #leases = new Set<Socket>();
  readonly #connections = new Set<Socket>();
  #starterLives = true;
  #stopping = false;
  #releaseStore: () => void = () => undefined;

  constructor(order: SupervisorOrder) {
    this.#order = order;
    const Kind = order.cluster ? SupervisedCluster : SupervisedServer;
    this.#server = new Kind(order, () => void this.#stop(1));
  }

  async run(): Promise<void> {
    const { store } = this.#order;
    const socket = createServer({ allowHalfOpen: true }, (connection) => this.#connected(connection));
    let info: ServerInfo;
    // Who waits for a lease learns that this process lives, however long the server takes.
    const starting = setInterval(() => {
      for (const lease of this.#leases) reply(lease, { state: 'starting' });
    }, STARTING_EVERY_MS);
    try {
      const release = await holdStore(store, socket, randomBytes(4).toString('hex'));
      if (release === undefined) {
        report({ outcome: 'occupied' });
        return process.exit(0);
      }
      this.#releaseStore = release;
      info = await this.#server.start();
    } catch (error) {
      await this.#fail(isRepriseError(error) ? error : storeError(store, error));
      return;
    } finally {
      clearInterval(starting);
    }
    for (const lease of this.#leases) reply(lease, { state: 'running', info });
    report({ outcome: 'ready', info });
    this.#stopIfUnused();
  }

  starterLeft(): void {
    this.#starterLives = false;
    this.#stopIfUnused();
    if (!this.#stopping) report({ outcome: 'released' });
  }

  stop(): void {
    void this.#stop();
  }

  #connected(socket: Socket): void {
    this.#connections.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#connections.delete(socket);
      this.#release(socket);
    });
    socket.on('end', () => this.#release(socket));
    eachLine(socket, (line) => this.#requested(socket, line as Request));
  }

  #requested(socket: Socket, request: Request): void {
    if (this.#stopping || request === 'stop') {
      reply(socket, { state: 'stopping' });
      void this.#stop();
      return;
    }
    if (request === 'lease') this.#leases.add(socket);
    const { info } = this.#server;
    // A lease that is requested while the server starts is granted when it is up.
    if (info === undefined) reply(socket, { state: 'starting' });
    else if (request !== 'reload') reply(socket, { state: 'running', info });
    else void this.#reload(socket, info);
  }

  async #reload(socket: Socket, info: ServerInfo): Promise<void> {
    try {
      await this.#server.reload();
      reply(socket, { state: 'reloaded', info });
    } catch {
      // The file could not be written: who asked sees that the server does not take the change.
      reply(socket, { state: 'running', info });
    }
  }

  // The last user of a `command` server waits until it has ended; the others leave at once.
  #release(socket: Socket): void {
    this.#leases.delete(socket);
    this.#stopIfUnused();
    if (!this.#stopping) socket.end();
  }

  #stopIfUnused(): void {
    if (this.#starterLives) return;
    const { lifetime } = this.#order;
    if (lifetime === 'foreground' || (lifetime === 'command' && this.#leases.size === 0)) void this.#stop();
  }

  async #fail(error: RepriseError): Promise<void> {
    const { code, message, hint, fields } = error;
    report({ outcome: 'failed', failure: { code, message, ...defined({ hint }), fields } });
    await this.#stop(1);
  }

  /** Ends everything in the order in which others rely on it: the notice, the server, the store. */
  async #stop(exitCode = 0): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    await this.#server.stop();
    this.#releaseStore();
    for (const socket of this.#connections) socket.destroy();
    process.exit(exitCode);
  }
}

process.umask(0o077);
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
let supervisor: Supervisor | undefined;
eachLine(process.stdin, (line) => {
  supervisor ??= new Supervisor(JSON.parse(line) as SupervisorOrder);
  void supervisor.run();
});
process.stdin.on('end', () => supervisor?.starterLeft());
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => supervisor?.stop());
process.on('SIGHUP', () => undefined);
