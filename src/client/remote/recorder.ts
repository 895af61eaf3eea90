// What the use-cases of the library record into, over HTTP: commands are requests, and an exported file goes to the import.
import { defined } from '../../../machines/defined.ts';
import type { Durability, Log } from '../../log/port.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import { holdsSession } from '../../session/write/holds-session.ts';
import type { CacheLimits } from '../../session/write/kept-sessions.ts';
import type { Recorder } from '../../session/write/recorder.ts';
import { type Transport, thrown } from '../transport.ts';
import type { OutputOf } from '../types.ts';
import { remoteSessions } from './sessions.ts';

/** An import takes as long as it needs: each of its commits has a deadline of its own. */
const LONG_MS = 3_600_000;

export interface RemoteRecorderOptions {
  readonly secrets?: SecretOptions | false | undefined;
  readonly cache?: CacheLimits | undefined;
}

/** @throws RepriseError USAGE for an invalid secret pattern or limit of the cache */
export const remoteRecorder = (transport: Transport, log: Log, options: RemoteRecorderOptions = {}): Recorder => ({
  log,
  sessions: remoteSessions(transport, log, defined(options)),
  hasSession: (sessionId) => holdsSession(log, sessionId),
  isAgain: false,
  secrets: options.secrets ?? {},
  async importCommits(commits, keepSecrets) {
    const pieces: Buffer[] = [];
    for await (const { lines } of commits) pieces.push(Buffer.from(`${lines.join('\n')}\n`));
    try {
      const response = await transport.ask(
        'import.export',
        {
          query: { secrets: keepSecrets ? 'keep' : 'refuse' },
          body: Buffer.concat(pieces),
          deadlineMs: LONG_MS,
        },
        true,
      );
      const { added, durability } = (await response.json()) as OutputOf<'import.export'>;
      return { added, durability: durability as Durability };
    } catch (error) {
      throw thrown(error);
    }
  },
});
