// Recorded events for tests of the chain: small, of several types, well formed.
import type { UnchainedEvent } from '../../machines/events/envelope.ts';
import type { Log } from '../../src/log/port.ts';
import { type ChainHead, encodeCommit, NEW_CHAIN } from '../../src/session/record/chain.ts';
import { appended, fresh } from '../../src/testing/log-contract/steps.ts';
import { PATIENCE_MS } from '../patience.ts';

const DATA = [
  ['file_created', { path: 'a.ts' }],
  ['warning_issued', { message: 'careful' }],
  ['file_modified', { path: 'ä\u2028.ts' }],
] as const;

/** `count` events of one commit that follow `after`: file_created, warning_issued, file_modified, file_created, ... */
export const eventsAfter = (sessionId: string, after: number, count: number): UnchainedEvent[] => {
  const commitid = fresh('commit');
  return Array.from({ length: count }, (_, n) => {
    const ordinal = after + n + 1;
    const [type, data] = DATA[(ordinal - 1) % DATA.length]!;
    return {
      specversion: '1.0',
      id: fresh('event'),
      source: 'test',
      type,
      time: '2026-01-31T14:50:00.000Z',
      sessionid: sessionId,
      ordinal,
      schemaversion: 1,
      actor: 'orchestrator',
      commandid: fresh('command'),
      commitid,
      recordedtime: '2026-01-31T14:50:00.000Z',
      data,
    } as UnchainedEvent;
  });
};

/**
 * A writer of one session: appends commits of so many events each, one after the other.
 * @param change makes other events of those that it would write
 */
export const sessionWriter = (
  log: Log,
  sessionId: string,
  change: (event: UnchainedEvent) => UnchainedEvent = (event) => event,
) => {
  let head: ChainHead = NEW_CHAIN;
  let expected = 0;
  return {
    async write(...sizes: number[]): Promise<void> {
      for (const size of sizes) {
        const encoded = encodeCommit(sessionId, eventsAfter(sessionId, head.ordinal, size).map(change), head);
        expected = appended(await log.append(sessionId, encoded.commit, { expected, deadlineMs: PATIENCE_MS }));
        head = encoded.head;
      }
    },
    sequence: () => expected,
    head: () => head,
  };
};
