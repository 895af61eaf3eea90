// The nats-server that a supervisor watches: started where its port allows, started again when it dies, however often,
// announced in the store's server.json.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { defined } from '../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../errors.ts';
import { storeCredentials } from './credentials.ts';
import { type NatsProcess, portIsFree, startNats, stopOrphan } from './nats-process.ts';
import { RECOVERED_MS, restartPauseMs } from './restart-pause.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import type { Credentials, ServerInfo, Trouble } from './server-info.ts';
import { MIN_FREE_BYTES, storeError, storeFull } from './store-folder.ts';
import type { SupervisorOrder } from './supervision.ts';
import { logLine } from './supervisor-log.ts';
import { watchWrites } from './watch-writes.ts';

const DEFAULT_PORT = 4222;
/** For startNats: any free port. */
const ANY_PORT = -1;

const syncIntervalOf = (config: string): string =>
  /^\s*sync(?:_interval)?\s*[:=\s]\s*"?([0-9A-Za-z]+)/m.exec(readFileSync(config, 'utf8'))?.[1] ?? '2m';

const requireFreeSpace = (store: string): void => {
  const { bavail, bsize } = statfsSync(store);
  const freeBytes = bavail * bsize;
  if (freeBytes < MIN_FREE_BYTES) throw storeFull(store, { freeBytes, neededBytes: MIN_FREE_BYTES });
};

export class SupervisedServer {
  readonly #order: SupervisorOrder;
  readonly #onStoreGone: () => void;
  readonly #abandoned = new AbortController();
  #credentials: Credentials | undefined;
  #info: ServerInfo | undefined;
  #trouble: Trouble | undefined;
  #starting: Promise<NatsProcess> | undefined;
  /** How often it ended or could not start since it was up for a while. */
  #failures = 0;

  /** @param onStoreGone called when the server ended and its store is no longer there */
  constructor(order: SupervisorOrder, onStoreGone: () => void) {
    this.#order = order;
    this.#onStoreGone = onStoreGone;
  }

  /** Undefined until it is up for the first time. */
  get info(): ServerInfo | undefined {
    return this.#info && { ...this.#info, ...defined({ trouble: this.#trouble }) };
  }

  /** @throws RepriseError SERVER_UNAVAILABLE, STORE_FULL, or the error of the file system */
  async start(): Promise<ServerInfo> {
    const { store, port } = this.#order;
    await stopOrphan(store);
    requireFreeSpace(store);
    this.#credentials = storeCredentials(store);
    return this.#run(port ?? DEFAULT_PORT, this.#credentials);
  }

  /** Ends the server so that it flushes; the notice in the store goes first. */
  async stop(): Promise<void> {
    removeServerFile(this.#order.store);
    this.#abandoned.abort();
    await this.#starting?.then((nats) => nats.stop()).catch(() => undefined);
  }

  async #run(wantedPort: number, credentials: Credentials): Promise<ServerInfo> {
    const { store, config, lifetime } = this.#order;
    requireFreeSpace(store);
    const nats = await this.#startNear(wantedPort, credentials);
    const { pid, port, greeting, ended } = nats;
    const info = {
      url: `nats://127.0.0.1:${port}`,
      ...credentials,
      pid,
      supervisorPid: process.pid,
      version: greeting.version,
      store,
      syncInterval: syncIntervalOf(config),
      lifetime,
      startedAt: new Date().toISOString(),
    } satisfies ServerInfo;
    try {
      writeServerFile(store, info);
    } catch (error) {
      await nats.stop();
      throw error;
    }
    this.#info = info;
    this.#trouble = undefined;
    const startedAt = performance.now();
    const over = new AbortController();
    let why = '';
    void watchWrites(info, {
      signal: over.signal,
      onTrouble: (trouble) => this.#setTrouble(trouble),
      onStuck: () => {
        why = 'stored nothing any more, as after a full disk, and ';
        void nats.stop();
      },
    });
    void ended.then((how) => {
      over.abort();
      if (performance.now() - startedAt > RECOVERED_MS) this.#failures = 0;
      const failure = new RepriseError('SERVER_UNAVAILABLE', `nats-server (process ${pid}) ${why}${how}.`);
      return this.#keepTrying(port, credentials, failure);
    });
    return info;
  }

  // Clients connect again by themselves, so the server comes back with the same login, where it can at the same address.
  async #keepTrying(port: number, credentials: Credentials, first: RepriseError): Promise<void> {
    const { signal } = this.#abandoned;
    for (let failure = first; !signal.aborted; ) {
      if (!existsSync(this.#order.store)) return this.#onStoreGone();
      this.#failures += 1;
      const pauseMs = restartPauseMs(this.#failures);
      this.#setTrouble(troubleOf(failure, this.#failures, pauseMs));
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const { pid, url } = await this.#run(port, credentials);
        logLine(this.#order.store, `nats-server (process ${pid}) is up again at ${url}.`);
        return;
      } catch (error) {
        failure = isRepriseError(error) ? error : storeError(this.#order.store, error);
      }
    }
  }

  #setTrouble(trouble: Trouble | undefined): void {
    if (trouble !== undefined) logLine(this.#order.store, trouble.message);
    this.#trouble = trouble;
  }

  async #startNear(wanted: number, credentials: Credentials): Promise<NatsProcess> {
    const port = wanted === 0 ? ANY_PORT : (await portIsFree(wanted)) ? wanted : this.#otherPort(wanted);
    try {
      return await this.#startAt(port, credentials);
    } catch (error) {
      // Another program may have taken the port between the check and the start.
      if (port === ANY_PORT || this.#abandoned.signal.aborted || (await portIsFree(port))) throw error;
      return this.#startAt(this.#otherPort(port), credentials);
    }
  }

  #startAt(port: number, credentials: Credentials): Promise<NatsProcess> {
    const { binary, config, store } = this.#order;
    const serverName = `reprise-${randomBytes(8).toString('hex')}`;
    const { signal } = this.#abandoned;
    this.#starting = startNats({ binary, config, store, port, serverName, credentials, signal });
    return this.#starting;
  }

  // A port that the user named is not replaced by another.
  #otherPort(taken: number): number {
    if (!this.#order.port) return ANY_PORT;
    throw new RepriseError('SERVER_UNAVAILABLE', `Port ${taken} of this machine is taken by another program.`, {
      hint: 'Name another port with --port, or leave it out: a free one is used then.',
      fields: { port: taken },
    });
  }
}

const troubleOf = ({ code, message }: RepriseError, failures: number, pauseMs: number): Trouble => ({
  code: code === 'STORE_FULL' ? code : 'SERVER_UNAVAILABLE',
  message: `${message} ${pauseMs === 0 ? 'It is started again' : `It is started again in ${pauseMs / 1000} s`} (failure ${failures}).`,
  failures,
});
