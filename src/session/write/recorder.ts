// What a use-case records into: a log, the sessions that write to it, and what is replaced as a secret on the way.
import type { Log } from '../../log/port.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import { createSessions } from './create-sessions.ts';
import type { Sessions, SessionsOptions } from './sessions.ts';

export interface Recorder {
  readonly log: Log;
  readonly sessions: Sessions;
  /** As in `OpenOptions`; `false`: nothing is replaced. */
  readonly secrets: SecretOptions | false;
}

/** @throws RepriseError USAGE for an invalid secret pattern */
export const recorderOn = (
  log: Log,
  secrets: SecretOptions | false = {},
  options: Pick<SessionsOptions, 'hasSession'> = {},
): Recorder => ({
  log,
  sessions: createSessions(log, { ...options, secrets }),
  secrets,
});
