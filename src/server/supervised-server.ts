// The one nats-server of a store, as its supervisor watches it: kept running, announced in the store's server.json.
import { readFileSync } from 'node:fs';
import { defined } from '../../machines/defined.ts';
import { announced, storeCredentials, writeRoleFiles } from './credentials.ts';
import { KeptServer, type RunningServer } from './kept-server.ts';
import { stopOrphan } from './nats-process.ts';
import { hasRoles, writeServerConfig } from './server-config.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import type { Credentials, ServerInfo } from './server-info.ts';
import type { SupervisorOrder, Watched } from './supervision.ts';
import { logLine } from './supervisor-log.ts';
import { watchWrites } from './watch-writes.ts';

const DEFAULT_PORT = 4222;

const syncIntervalOf = (config: string): string =>
  /^\s*sync(?:_interval)?\s*[:=\s]\s*"?([0-9A-Za-z]+)/m.exec(readFileSync(config, 'utf8'))?.[1] ?? '2m';

export class SupervisedServer implements Watched {
  readonly #order: SupervisorOrder;
  readonly #onStoreGone: () => void;
  #server: KeptServer | undefined;
  #info: ServerInfo | undefined;
  /** Over when the present process has ended. */
  #over = new AbortController();

  /** @param onStoreGone called when the server ended and its store is no longer there */
  constructor(order: SupervisorOrder, onStoreGone: () => void) {
    this.#order = order;
    this.#onStoreGone = onStoreGone;
  }

  get info(): ServerInfo | undefined {
    return this.#info && { ...this.#info, ...defined({ trouble: this.#server?.trouble }) };
  }

  async start(): Promise<ServerInfo> {
    const { store, binary, config, port } = this.#order;
    await stopOrphan(store);
    const credentials = storeCredentials(store);
    this.#server = new KeptServer({
      ...{ binary, folder: store, namedPort: port, credentials },
      config: async () => writeServerConfig(store, config),
      rewrite: () => void writeServerConfig(store, config),
      onUp: (running) => this.#announce(running, credentials),
      onEnded: () => this.#over.abort(),
      onFolderGone: this.#onStoreGone,
      log: (sentence) => logLine(store, sentence),
    });
    await this.#server.start(port ?? DEFAULT_PORT);
    return this.#info as ServerInfo;
  }

  async reload(): Promise<void> {
    await this.#server?.reload();
  }

  async stop(): Promise<void> {
    removeServerFile(this.#order.store);
    await this.#server?.stop();
  }

  #announce({ url, pid, version, startedAt }: RunningServer, credentials: Credentials): void {
    const { store, config, lifetime } = this.#order;
    const supervisorPid = process.pid;
    const syncInterval = syncIntervalOf(config);
    const logins = announced(credentials, hasRoles(config));
    const info = { url, ...logins, pid, supervisorPid, version, store, syncInterval, lifetime, startedAt };
    if (hasRoles(config)) writeRoleFiles(store, info, credentials);
    writeServerFile(store, info);
    this.#info = info;
    this.#over = new AbortController();
    void watchWrites(info, {
      signal: this.#over.signal,
      onTrouble: (trouble) => this.#server?.setTrouble(trouble),
      onStuck: () => this.#server?.startAgain('stored nothing any more, as after a full disk, and '),
    });
  }
}
