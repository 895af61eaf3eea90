// The log that a command uses, and what it asks of it.
import type { Log } from '../log/port.ts';
import type { SecretOptions } from '../secrets/secret-options.ts';
import type { Lifetime } from '../server/managed-server.ts';
import type { Recorder } from '../session/write/recorder.ts';

export interface UsedLog {
  readonly log: Log;
  /**
   * What is recorded into.
   * @param again whether sessions that were forgotten begin anew under their ids
   */
  recorder(secrets: SecretOptions, again?: boolean): Promise<Recorder>;
  close(): Promise<void>;
}

export interface LogOptions {
  readonly store?: string | undefined;
  /** `--url`: the address of a service, instead of a store. `REPRISE_TOKEN` is the token that it is sent. */
  readonly url?: string | undefined;
  /** `--no-service`: false. A service that runs on the log is not used. Default true. */
  readonly service?: boolean | undefined;
  /** The lifetime of a server that is started for this. Default `command`. */
  readonly lifetime?: Exclude<Lifetime, 'external'>;
  /** True: a stream that is named must exist. Default false: the first command that records creates it. */
  readonly readsOnly?: boolean;
  /** How long each call waits for a log that does not answer, in milliseconds. Default 10,000. */
  readonly deadlineMs?: number;
}
