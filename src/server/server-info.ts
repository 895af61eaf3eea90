// A running server as data: the content of `server.json`, and what `status` prints.

/**
 * When a server ends. `external`: it is the user's own (`NATS_URL`) and never stopped by Reprise. `command`: with the last
 * command that uses it. `foreground`: with the process that started it. `detached`: by `reprise down`.
 */
export type Lifetime = 'external' | 'command' | 'foreground' | 'detached';

/** Why a server takes nothing now. Its supervisor starts it again by itself. */
export interface Trouble {
  /** STORE_FULL: its disk is full. SERVER_UNAVAILABLE: it ended, or cannot start. */
  code: 'STORE_FULL' | 'SERVER_UNAVAILABLE';
  /** What happened, and when it is started again: a sentence. */
  message: string;
  /** How often it ended, or could not start, without a minute between. */
  failures: number;
}

/** One server of a cluster. */
export interface ClusterServer {
  /** As the cluster knows it, and as `server-N` in the store. */
  name: string;
  url: string;
  pid: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Its `sync_interval`, from the server itself; unknown while it has not answered. */
  syncInterval?: string;
  /** Set while it is down. */
  trouble?: Trouble;
}

/** A server and how to reach it. Passwords are for connecting, never for printing. */
export interface ServerInfo {
  /** `nats://host:port`, without credentials. */
  url: string;
  /** The addresses of all servers of a cluster, `url` among them: any of them leads to the log. */
  urls?: readonly string[];
  /** The servers of a cluster that Reprise started, in order. `url` and `pid` are those of one that runs. */
  servers?: readonly ClusterServer[];
  /** Replicas of a stream that is created. Default 1. */
  replicas?: number;
  /** The user of the role `service`: appends and reads, erases nothing. */
  user?: string;
  password?: string;
  /** Where answers to that user come: no other role may subscribe there. Default: `_INBOX`. */
  inboxPrefix?: string;
  /** Set instead of user and password when `NATS_URL` holds a token. */
  token?: string;
  /** The user that may purge and delete. Only of a server that Reprise started. */
  adminUser?: string;
  adminPassword?: string;
  /** Where answers to the admin come. Default: `_INBOX`. */
  adminInboxPrefix?: string;
  /** Process id of nats-server. */
  pid?: number;
  /** Process id of its supervisor. */
  supervisorPid?: number;
  /** From the server's greeting, for example `2.15.1`. */
  version: string;
  /** The folder that holds the log. */
  store?: string;
  /**
   * nats-server's `sync_interval`; with `always` an acknowledged commit survives a power cut. Of a cluster `always` only
   * where each server syncs so. Unknown for an external server.
   */
  syncInterval?: string;
  lifetime: Lifetime;
  /** ISO 8601, UTC. */
  startedAt?: string;
  /** Set when the server is older than recommended. */
  warning?: string;
  /** Set while it takes nothing. */
  trouble?: Trouble;
}

/** The users of the roles and their passwords. */
export interface Credentials {
  /** Of the role `service`. */
  user: string;
  password: string;
  writerUser: string;
  writerPassword: string;
  readerUser: string;
  readerPassword: string;
  adminUser: string;
  adminPassword: string;
}
