// SESSION, as every command that reads takes it. The log, and a server for it, are opened only for a session in the log:
// a file or a folder needs neither.
import { memoryLog } from '../log/memory.ts';
import type { Log } from '../log/port.ts';
import type { SourcedEvent } from '../session/record/place.ts';
import type { Source } from '../session/record/source.ts';
import type { Bound } from '../session/replay/bound.ts';
import { replay } from '../session/replay/replay.ts';
import { openSource } from '../session/source/open-source.ts';
import { type LogOptions, type OpenedLog, openToRead } from './opened-log.ts';
import type { Terminal } from './terminal.ts';

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
  let opened: OpenedLog | undefined;
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

/** The events of a session, and the time of the first, which gives a time without a date its day. */
export const begun = async (source: Source): Promise<{ startedAt: string; events: AsyncIterable<SourcedEvent> }> => {
  const rest = source.events()[Symbol.asyncIterator]();
  const first = await rest.next();
  const events = async function* () {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  return { startedAt: first.done ? '' : first.value.event.time, events: events() };
};

/** The events up to a moment; all of them without one. @throws RepriseError BAD_INPUT for a moment that the session lacks */
export const eventsUntil = async (
  source: Source,
  momentAfter?: (startedAt: string) => Bound,
): Promise<SourcedEvent['event'][]> => {
  const { startedAt, events } = await begun(source);
  const found: SourcedEvent['event'][] = [];
  if (momentAfter === undefined) for await (const { event } of events) found.push(event);
  else for await (const { event } of replay(events, { to: momentAfter(startedAt) })) found.push(event);
  return found;
};
