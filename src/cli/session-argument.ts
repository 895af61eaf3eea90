// SESSION, as every command that reads takes it. The log, and a server for it, are opened only for a session in the log:
// a file or a folder needs neither.
import { memoryLog } from '../log/memory.ts';
import type { Log } from '../log/port.ts';
import type { Source } from '../session/record/source.ts';
import { openSource } from '../session/source/open-source.ts';
import { type LogOptions, openToRead, type UsedLog } from './opened-log.ts';
import type { Terminal } from './terminal.ts';

export { begun, eventsUntil } from '../session/replay/begun.ts';

/**
 * Opens the session that `name` means (default: `$REPRISE_SESSION`, else the newest), uses it, and closes what that
 * opened, also after a failure. @throws RepriseError as `openSource`
 */
export const withSession = async <T>(
  terminal: Pick<Terminal, 'env' | 'note'>,
  options: LogOptions,
  name: string | undefined,
  use: (source: Source, log?: Log) => Promise<T>,
): Promise<T> => {
  let opened: UsedLog | undefined;
  try {
    const { secretsFrom } = await import('../secrets/secrets-file.ts');
    const source = await openSource(name ?? (terminal.env.REPRISE_SESSION || 'latest'), {
      env: terminal.env,
      secrets: await secretsFrom(terminal.env),
      openLog: async () => {
        opened = await openToRead(terminal, options);
        return opened?.log ?? memoryLog();
      },
    });
    return await use(source, opened?.log);
  } finally {
    await opened?.close();
  }
};
