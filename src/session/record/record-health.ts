// Whether the sessions of a log can be read: which have a fault, and which hold what only a newer version interprets.

import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { isRepriseError, type RepriseError } from '../../errors.ts';
import { byNewest } from '../../log/by-newest.ts';
import type { Log, Position } from '../../log/port.ts';
import { logSource } from './source.ts';
import { type UninterpretedReport, uninterpretedTally } from './uninterpreted-tally.ts';

export interface RecordHealth {
  /** RECORD_INVALID, or BAD_SESSION_ID for a name that is no session id. */
  readonly fault: RepriseError | undefined;
  readonly uninterpreted: readonly UninterpretedReport[];
}

/** Reads a session of a log up to its first fault. @throws RepriseError LOG_UNREACHABLE */
export const readHealth = async (
  log: Log,
  sessionId: string,
  onEvent: (event: RecordedEvent) => void = () => undefined,
): Promise<RecordHealth> => {
  const tally = uninterpretedTally();
  let fault: RepriseError | undefined;
  try {
    for await (const { event } of logSource(log, sessionId).events()) {
      tally.add(event);
      onEvent(event);
    }
  } catch (error) {
    if (!isRepriseError(error, 'RECORD_INVALID') && !isRepriseError(error, 'BAD_SESSION_ID')) throw error;
    fault = error;
  }
  return { fault, uninterpreted: tally.report() };
};

/** A session whose record has a fault. */
export interface FaultySession {
  readonly sessionId: string;
  readonly fault: RepriseError;
  /** Of the message with the fault; where that is not known, of the newest message. */
  readonly position: Position;
}

/** The message that a fault is in: of a line it is in `place`. */
const positionIn = ({ fields }: RepriseError): Position | undefined => {
  const place = typeof fields.place === 'object' ? fields.place : {};
  const { stream, sequence }: Partial<Position> = { ...fields, ...place };
  return typeof stream === 'string' && typeof sequence === 'number' ? { stream, sequence } : undefined;
};

export interface LogHealth {
  readonly sessions: number;
  /** How many of them were read: the newest, as far as the time allowed. */
  readonly read: number;
  readonly faulty: readonly FaultySession[];
  readonly uninterpreted: readonly { readonly sessionId: string; readonly reports: readonly UninterpretedReport[] }[];
}

/**
 * Reads the sessions of a log, the newest first.
 * @param maxMs no session is begun after this time
 * @throws RepriseError LOG_UNREACHABLE
 */
export const logHealth = async (log: Log, maxMs: number): Promise<LogHealth> => {
  const until = performance.now() + maxMs;
  const heads = (await log.sessions()).sort(byNewest);
  const faulty: LogHealth['faulty'][number][] = [];
  const uninterpreted: LogHealth['uninterpreted'][number][] = [];
  let read = 0;
  for (const { sessionId, sequence, stream = log.stream } of heads) {
    if (performance.now() > until) break;
    const { fault, uninterpreted: reports } = await readHealth(log, sessionId);
    read += 1;
    if (fault !== undefined) faulty.push({ sessionId, fault, position: positionIn(fault) ?? { stream, sequence } });
    if (reports.length > 0) uninterpreted.push({ sessionId, reports });
  }
  return { sessions: heads.length, read, faulty, uninterpreted };
};
