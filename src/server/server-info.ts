// What is known of a running server: what `server.json` holds, what a command gets, what `status` prints.

/**
 * How long a server lives: `external` is the user's own (`NATS_URL`), never stopped by us; `command` ends with the last
 * command that uses it; `foreground` ends with the process that started it; `detached` stays until `down`.
 */
export type Lifetime = 'external' | 'command' | 'foreground' | 'detached';

/** A server and how to reach it. Passwords are for connecting, never for printing. */
export interface ServerInfo {
  /** `nats://host:port`, without credentials. */
  url: string;
  /** The application's user: appends and reads, erases nothing. */
  user?: string;
  password?: string;
  /** Set instead of user and password when `NATS_URL` holds a token. */
  token?: string;
  /** The user that may purge and delete. Only for a server that Reprise started. */
  adminUser?: string;
  adminPassword?: string;
  /** Process id of nats-server. */
  pid?: number;
  /** Process id of the process that watches over it. */
  supervisorPid?: number;
  /** As the server greets, for example `2.15.1`. */
  version: string;
  /** The folder that holds the log. */
  store?: string;
  /** nats-server's `sync_interval`: `always` means that what is acknowledged survives a power cut. Unknown for an external server. */
  syncInterval?: string;
  lifetime: Lifetime;
  /** ISO 8601, UTC. */
  startedAt?: string;
  /** Set when the server is older than it should be. */
  warning?: string;
}

export interface Credentials {
  user: string;
  password: string;
  adminUser: string;
  adminPassword: string;
}
