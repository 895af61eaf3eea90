// A nats-server that is kept running: started where its port allows, and started again when it ends, however often.
import { randomBytes } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isRepriseError, RepriseError } from '../errors.ts';
import { type NatsProcess, portIsFree, startNats } from './nats-process.ts';
import { RECOVERED_MS, restartPauseMs } from './restart-pause.ts';
import type { Credentials, Trouble } from './server-info.ts';
import { MIN_FREE_BYTES, storeError, storeFull } from './store-folder.ts';

/** For startNats: any free port. */
const ANY_PORT = -1;

/** @throws RepriseError STORE_FULL */
export const requireFreeSpace = (store: string): void => {
  const { bavail, bsize } = statfsSync(store);
  const freeBytes = bavail * bsize;
  if (freeBytes < MIN_FREE_BYTES) throw storeFull(store, { freeBytes, neededBytes: MIN_FREE_BYTES });
};

export interface ServerPlan {
  readonly binary: string;
  /** Its folder: what it stores, its log and its process id. */
  readonly folder: string;
  /** Path of its configuration file, called before each start. */
  config(): Promise<string>;
  /** Writes that file anew for the server that runs: nothing but its users may differ. @throws the error of the file system */
  rewrite(): void;
  /** Default: a new one at each start. */
  readonly serverName?: string;
  /** A port that a person named: it is not replaced by another. 0 or undefined: none. */
  readonly namedPort: number | undefined;
  readonly credentials: Credentials;
  /** Called when it is up, each time. A failure ends it again. */
  onUp(running: RunningServer): void;
  /** Called when it has ended, each time. */
  onEnded?(): void;
  /** Called when it ended and its folder is no longer there. */
  onFolderGone(): void;
  /** Takes a sentence for the log of the supervisor. */
  log(sentence: string): void;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

export class KeptServer {
  readonly #plan: ServerPlan;
  readonly #abandoned = new AbortController();
  #trouble: Trouble | undefined;
  #starting: Promise<NatsProcess> | undefined;
  #running: RunningServer | undefined;
  /** Why it is ended, as the middle of a sentence. */
  #why = '';
  /** How often it ended or could not start since it was up for a while. */
  #failures = 0;

  constructor(plan: ServerPlan) {
    this.#plan = plan;
  }

  /** Why it takes nothing now. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Where it is, or was when it was up last. */
  get running(): RunningServer | undefined {
    return this.#running;
  }

  setTrouble(trouble: Trouble | undefined): void {
    if (trouble !== undefined) this.#plan.log(trouble.message);
    this.#trouble = trouble;
  }

  /**
   * @param wantedPort 0: any free one. Another that is taken is replaced by a free one, unless a person named it.
   * @throws RepriseError SERVER_UNAVAILABLE, STORE_FULL, or the error of the file system
   */
  async start(wantedPort: number): Promise<RunningServer> {
    const { folder } = this.#plan;
    requireFreeSpace(folder);
    const nats = await this.#startNear(wantedPort);
    const { pid, port, greeting, ended } = nats;
    const startedAt = new Date().toISOString();
    const running = { url: `nats://127.0.0.1:${port}`, port, pid, version: greeting.version, startedAt };
    const before = { running: this.#running, trouble: this.#trouble };
    this.#running = running;
    this.#trouble = undefined;
    try {
      this.#plan.onUp(running);
    } catch (error) {
      this.#running = before.running;
      this.#trouble = before.trouble;
      await nats.stop();
      throw error;
    }
    const upAt = performance.now();
    void ended.then((how) => {
      this.#plan.onEnded?.();
      if (performance.now() - upAt > RECOVERED_MS) this.#failures = 0;
      const failure = new RepriseError('SERVER_UNAVAILABLE', `nats-server (process ${pid}) ${this.#why}${how}.`);
      this.#why = '';
      return this.#keepTrying(port, failure);
    });
    return running;
  }

  /** Ends it so that it is started again. @param why the middle of a sentence: what it did */
  startAgain(why: string): void {
    this.#why = why;
    void this.#starting?.then((nats) => nats.stop()).catch(() => undefined);
  }

  /** Lets it read its configuration again, written anew. One that is down does so at its next start. */
  async reload(): Promise<void> {
    this.#plan.rewrite();
    await this.#starting?.then((nats) => nats.reload()).catch(() => undefined);
  }

  /** Ends it for good, so that it flushes. */
  async stop(): Promise<void> {
    this.#abandoned.abort();
    await this.#starting?.then((nats) => nats.stop()).catch(() => undefined);
  }

  // Clients connect again by themselves, so the server comes back with the same login, where it can at the same address.
  async #keepTrying(port: number, first: RepriseError): Promise<void> {
    const { folder, log } = this.#plan;
    const { signal } = this.#abandoned;
    for (let failure = first; !signal.aborted; ) {
      if (!existsSync(folder)) return this.#plan.onFolderGone();
      this.#failures += 1;
      const pauseMs = restartPauseMs(this.#failures);
      this.setTrouble(troubleOf(failure, this.#failures, pauseMs));
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const { pid, url } = await this.start(port);
        log(`nats-server (process ${pid}) is up again at ${url}.`);
        return;
      } catch (error) {
        failure = isRepriseError(error) ? error : storeError(folder, error);
      }
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
    const { binary, folder, credentials } = this.#plan;
    const { serverName = `reprise-${randomBytes(8).toString('hex')}` } = this.#plan;
    const { signal } = this.#abandoned;
    this.#starting = this.#plan
      .config()
      .then((config) => startNats({ binary, config, store: folder, port, serverName, credentials, signal }));
    return this.#starting;
  }

  #otherPort(taken: number): number {
    if (!this.#plan.namedPort) return ANY_PORT;
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
