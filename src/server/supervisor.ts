// The process that watches over one nats-server: it holds the store, knows who uses the server, ends it when its
// lifetime is over. Its order is a line of JSON on standard input, which stays open as long as the starter lives; the
// answer is a line on standard output. Users connect to its socket in the store (store-socket.ts). It is not in the
// terminal's process group: Ctrl-C reaches the commands, not the server.

import { randomBytes } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { defined } from '../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../errors.ts';
import { eachLine } from './lines.ts';
import { type NatsProcess, portIsFree, startNats, stopOrphan } from './nats-process.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import type { ServerInfo } from './server-info.ts';
import { storeError } from './store-folder.ts';
import { holdStore } from './store-socket.ts';
import type { Reply, Request, SupervisorOrder, SupervisorOutcome } from './supervision.ts';

const DEFAULT_PORT = 4222;
/** Less than this free, and the first block of a stream would not fit. */
const MIN_FREE_BYTES = 16 * 1024 * 1024;
/** A server that dies is started again, at most so often in a minute: beyond that there is a cause to be seen. */
const RESTARTS_A_MINUTE = 3;

const answer = (outcome: SupervisorOutcome): void => void process.stdout.write(`${JSON.stringify(outcome)}\n`);
const reply = (socket: Socket, line: Reply): void => void socket.write(`${JSON.stringify(line)}\n`);

/** Who uses the server, and whether it is time to end it. */
class Supervisor {
  readonly #order: SupervisorOrder;
  readonly #leases = new Set<Socket>();
  readonly #connections = new Set<Socket>();
  #starterLives = true;
  #info: ServerInfo | undefined;
  #nats: NatsProcess | undefined;
  #starting: Promise<NatsProcess> | undefined;
  readonly #givenUp = new AbortController();
  #stopping = false;
  #restarts: number[] = [];
  #giveBack: () => void = () => undefined;

  constructor(order: SupervisorOrder) {
    this.#order = order;
  }

  async run(): Promise<void> {
    const { store } = this.#order;
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#connected(socket));
    try {
      const giveBack = await holdStore(store, server, randomBytes(4).toString('hex'));
      if (!giveBack) {
        answer({ outcome: 'occupied' });
        return process.exit(0);
      }
      this.#giveBack = giveBack;
      await stopOrphan(store);
      this.#info = await this.#start();
      writeServerFile(store, this.#info);
    } catch (error) {
      await this.#fail(isRepriseError(error) ? error : storeError(store, error));
      return;
    }
    for (const socket of this.#leases) reply(socket, this.#running());
    answer({ outcome: 'ready', info: this.#info });
    this.#watchOver();
    this.#review();
  }

  // Clients connect again by themselves: so a server that died comes back at the same address, with the same login.
  #watchOver(): void {
    void this.#nats?.ended.then(async () => {
      if (this.#stopping) return;
      const now = Date.now();
      this.#restarts = [...this.#restarts.filter((time) => now - time < 60_000), now];
      if (this.#restarts.length > RESTARTS_A_MINUTE) return this.#stop(1);
      try {
        this.#info = await this.#start(Number(new URL(this.#info?.url ?? '').port));
        writeServerFile(this.#order.store, this.#info);
        this.#watchOver();
      } catch {
        await this.#stop(1);
      }
    });
  }

  async #start(wanted = this.#order.port ?? DEFAULT_PORT): Promise<ServerInfo> {
    const { store, binary, config, credentials, lifetime } = this.#order;
    const { bavail, bsize } = statfsSync(store);
    if (bavail * bsize < MIN_FREE_BYTES)
      throw new RepriseError('STORE_FULL', `The disk that holds the store ${store} is full.`, {
        hint: 'Free some space there, or name another folder with --store.',
        fields: { store, freeBytes: bavail * bsize, neededBytes: MIN_FREE_BYTES },
      });
    const serverName = `reprise-${randomBytes(8).toString('hex')}`;
    const { signal } = this.#givenUp;
    const startAt = (port: number) => {
      this.#starting = startNats({ binary, config, store, port, serverName, credentials, signal });
      return this.#starting;
    };
    const port = wanted === 0 ? -1 : (await portIsFree(wanted)) ? wanted : this.#otherPort(wanted);
    try {
      this.#nats = await startAt(port);
    } catch (error) {
      // Somebody took the port between the look and the start.
      if (port === -1 || signal.aborted || (await portIsFree(port))) throw error;
      this.#nats = await startAt(this.#otherPort(port));
    }
    const { pid, greeting } = this.#nats;
    return {
      url: `nats://127.0.0.1:${this.#nats.port}`,
      ...credentials,
      pid,
      supervisorPid: process.pid,
      version: greeting.version,
      store,
      syncInterval: syncInterval(config),
      lifetime,
      startedAt: new Date().toISOString(),
    };
  }

  #otherPort(taken: number): number {
    if (this.#order.port === undefined && !this.#info) return -1;
    throw new RepriseError('SERVER_UNAVAILABLE', `Port ${taken} of this machine is taken by another program.`, {
      hint: 'Name another with --port, or none: a free one is found then.',
      fields: { port: taken },
    });
  }

  #connected(socket: Socket): void {
    this.#connections.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#connections.delete(socket);
      this.#letGo(socket);
    });
    socket.on('end', () => this.#letGo(socket));
    eachLine(socket, (line) => this.#asked(socket, line as Request));
  }

  #asked(socket: Socket, request: Request): void {
    if (this.#stopping || request === 'stop') {
      reply(socket, { state: 'stopping' });
      void this.#stop();
      return;
    }
    if (request === 'lease') this.#leases.add(socket);
    // A lease asked for while the server starts is answered when it is up.
    if (this.#info) reply(socket, this.#running());
    else if (request === 'status') reply(socket, { state: 'starting' });
  }

  #running(): Reply {
    return { state: 'running', info: this.#info as ServerInfo };
  }

  // The last of a command's users waits for the server's end, the others go at once.
  #letGo(socket: Socket): void {
    this.#leases.delete(socket);
    this.#review();
    if (!this.#stopping) socket.end();
  }

  starterLeft(): void {
    this.#starterLives = false;
    this.#review();
    if (!this.#stopping) answer({ outcome: 'released' });
  }

  #review(): void {
    if (this.#starterLives) return;
    const { lifetime } = this.#order;
    if (lifetime === 'foreground' || (lifetime === 'command' && this.#leases.size === 0)) void this.#stop();
  }

  async #fail(error: RepriseError): Promise<void> {
    const { code, message, hint, fields } = error;
    answer({ outcome: 'failed', failure: { code, message, ...defined({ hint }), fields } });
    await this.#stop(1);
  }

  /** Ends everything, in the order in which others may rely on it: the notice, the server, the lock. */
  async #stop(exitCode = 0): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    removeServerFile(this.#order.store);
    this.#givenUp.abort();
    await this.#starting?.then((nats) => nats.stop()).catch(() => undefined);
    this.#giveBack();
    for (const socket of this.#connections) socket.destroy();
    process.exit(exitCode);
  }

  stop(): void {
    void this.#stop();
  }
}

const syncInterval = (config: string): string =>
  /^\s*sync(?:_interval)?\s*[:=\s]\s*"?([0-9A-Za-z]+)/m.exec(readFileSync(config, 'utf8'))?.[1] ?? '2m';

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
