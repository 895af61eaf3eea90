// Follows sessions for as long as a person watches: over a server that comes back, and over one that is gone for good
// and replaced by another on the same store, without a gap or a repeat.
import { setTimeout as delay } from 'node:timers/promises';
import { defined } from '../../../../machines/defined.ts';
import type { EventType } from '../../../../machines/events/catalog.ts';
import { isRepriseError } from '../../../errors.ts';
import type { Log } from '../../../log/port.ts';
import { serverStatus } from '../../../server/managed-server.ts';
import { type Subscribed, type SubscribeFrom, subscribe } from '../../../session/replay/subscribe.ts';
import { type LogOptions, type OpenedLog, openLog } from '../../opened-log.ts';
import type { Terminal } from '../../terminal.ts';

export interface LiveOptions extends LogOptions {
  /** Empty: all sessions. */
  readonly sessions: readonly string[];
  readonly types?: readonly EventType[] | undefined;
  readonly from: SubscribeFrom;
  /** Ends it. */
  readonly signal: AbortSignal;
}

const POLL_MS = 500;

/** The end of the log as a position: unlike `now`, it is the same on the next connection. */
const endOf = async (log: Log): Promise<SubscribeFrom> => {
  let sequence = 0;
  for (const head of await log.sessions()) sequence = Math.max(sequence, head.sequence);
  return sequence === 0 ? 'start' : { position: { stream: log.stream, sequence } };
};

const nextServer = async (
  terminal: Pick<Terminal, 'env' | 'note'>,
  options: LiveOptions,
): Promise<OpenedLog | undefined> => {
  const { store, signal } = options;
  while (!signal.aborted) {
    if (await serverStatus({ env: terminal.env, store })) return openLog(terminal, options);
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
};

/**
 * The items of `subscribe`, until `signal` aborts; `opened` is closed at the end. A server that is gone for good is
 * reported as `disconnected`; the next one on the store, whoever starts it, as `reconnected`.
 */
export async function* followLive(
  terminal: Pick<Terminal, 'env' | 'note'>,
  opened: OpenedLog,
  options: LiveOptions,
): AsyncGenerator<Subscribed, void> {
  const { sessions, types, signal } = options;
  let current: OpenedLog | undefined = opened;
  let from = options.from;
  let caughtUp = false;
  let cutOff = false;
  // Over all connections: the next one begins in the middle of each record, and would take up a faulty one again.
  const faulty = new Set<string>();
  while (current !== undefined) {
    const { log, server, close }: OpenedLog = current;
    const gone = new AbortController();
    void server.ended.then(() => gone.abort());
    try {
      if (from === 'now') from = await endOf(log);
      if (cutOff) yield { kind: 'reconnected' };
      cutOff = false;
      const items = subscribe(log, {
        from,
        signal: AbortSignal.any([signal, gone.signal]),
        ...(sessions.length === 0 ? {} : { sessions }),
        ...defined({ types }),
      });
      for await (const one of items) {
        if (one.kind === 'event' && faulty.has(one.event.sessionid)) continue;
        if (one.kind === 'fault') {
          if (faulty.has(one.sessionId)) continue;
          faulty.add(one.sessionId);
        }
        if (one.kind === 'event') from = { position: one.position };
        if (one.kind === 'disconnected') cutOff = true;
        if (one.kind === 'reconnected') cutOff = false;
        if (one.kind === 'caught-up') {
          if (caughtUp) continue;
          caughtUp = true;
        }
        yield one;
      }
    } catch (error) {
      if (!isRepriseError(error, 'LOG_UNREACHABLE') || !gone.signal.aborted) throw error;
    } finally {
      await close();
    }
    if (signal.aborted) return;
    if (!cutOff) yield { kind: 'disconnected' };
    cutOff = true;
    current = await nextServer(terminal, options);
  }
}
