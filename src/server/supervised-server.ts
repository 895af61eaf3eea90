// The nats-server that a supervisor watches: started where its port allows, started again when it dies, announced in the
// store's server.json while it runs.
import { randomBytes } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import { RepriseError } from '../errors.ts';
import { type NatsProcess, portIsFree, startNats, stopOrphan } from './nats-process.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import type { ServerInfo } from './server-info.ts';
import { storeFull } from './store-folder.ts';
import type { SupervisorOrder } from './supervision.ts';

const DEFAULT_PORT = 4222;
/** For startNats: any free port. */
const ANY_PORT = -1;
/** With less free, the first block of a stream would not fit. */
const MIN_FREE_BYTES = 16 * 1024 * 1024;
/** A server that dies more often than this has a cause that a person must see. */
const MAX_RESTARTS_A_MINUTE = 3;

const syncIntervalOf = (config: string): string =>
  /^\s*sync(?:_interval)?\s*[:=\s]\s*"?([0-9A-Za-z]+)/m.exec(readFileSync(config, 'utf8'))?.[1] ?? '2m';

const requireFreeSpace = (store: string): void => {
  const { bavail, bsize } = statfsSync(store);
  const freeBytes = bavail * bsize;
  if (freeBytes < MIN_FREE_BYTES) throw storeFull(store, { freeBytes, neededBytes: MIN_FREE_BYTES });
};

export class SupervisedServer {
  readonly #order: SupervisorOrder;
  readonly #onLost: () => void;
  readonly #abandoned = new AbortController();
  #info: ServerInfo | undefined;
  #starting: Promise<NatsProcess> | undefined;
  #restarts: number[] = [];

  /** @param onLost called when the server died and is not started again */
  constructor(order: SupervisorOrder, onLost: () => void) {
    this.#order = order;
    this.#onLost = onLost;
  }

  /** Undefined until it is up for the first time. */
  get info(): ServerInfo | undefined {
    return this.#info;
  }

  /** @throws RepriseError SERVER_UNAVAILABLE, STORE_FULL */
  async start(): Promise<ServerInfo> {
    await stopOrphan(this.#order.store);
    return this.#run(this.#order.port ?? DEFAULT_PORT);
  }

  /** Ends the server so that it flushes; the notice in the store goes first. */
  async stop(): Promise<void> {
    removeServerFile(this.#order.store);
    this.#abandoned.abort();
    await this.#starting?.then((nats) => nats.stop()).catch(() => undefined);
  }

  async #run(wantedPort: number): Promise<ServerInfo> {
    const { store, config, credentials, lifetime } = this.#order;
    requireFreeSpace(store);
    const { pid, port, greeting, ended } = await this.#startNear(wantedPort);
    const info: ServerInfo = {
      url: `nats://127.0.0.1:${port}`,
      ...credentials,
      pid,
      supervisorPid: process.pid,
      version: greeting.version,
      store,
      syncInterval: syncIntervalOf(config),
      lifetime,
      startedAt: new Date().toISOString(),
    };
    writeServerFile(store, info);
    this.#info = info;
    void ended.then(() => this.#restart(port));
    return info;
  }

  // Clients reconnect by themselves, so a server that died comes back at the same address with the same login.
  async #restart(port: number): Promise<void> {
    if (this.#abandoned.signal.aborted) return;
    const now = Date.now();
    this.#restarts = [...this.#restarts.filter((time) => now - time < 60_000), now];
    if (this.#restarts.length > MAX_RESTARTS_A_MINUTE) return this.#onLost();
    try {
      await this.#run(port);
    } catch {
      this.#onLost();
    }
  }

  async #startNear(wanted: number): Promise<NatsProcess> {
    const port = wanted === 0 ? ANY_PORT : (await portIsFree(wanted)) ? wanted : this.#otherPort(wanted);
    try {
      return await this.#startAt(port);
    } catch (error) {
      // Another program may have taken the port between the check and the start.
      if (port === ANY_PORT || this.#abandoned.signal.aborted || (await portIsFree(port))) throw error;
      return this.#startAt(this.#otherPort(port));
    }
  }

  #startAt(port: number): Promise<NatsProcess> {
    const { binary, config, store, credentials } = this.#order;
    const serverName = `reprise-${randomBytes(8).toString('hex')}`;
    const { signal } = this.#abandoned;
    this.#starting = startNats({ binary, config, store, port, serverName, credentials, signal });
    return this.#starting;
  }

  // A port that the user named, or that clients know already, is not replaced by another.
  #otherPort(taken: number): number {
    if (this.#order.port === undefined && this.#info === undefined) return ANY_PORT;
    throw new RepriseError('SERVER_UNAVAILABLE', `Port ${taken} of this machine is taken by another program.`, {
      hint: 'Name another port with --port, or leave it out: a free one is used then.',
      fields: { port: taken },
    });
  }
}
