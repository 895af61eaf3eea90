// Subscribing to a log without a hub, for a process with one subscriber: events as they are recorded, with or without
// history, decoded and checked on the way.
import { defined } from '../../../machines/defined.ts';
import type { Log } from '../../log/port.ts';
import { decodeCommit } from '../record/chain.ts';
import { Delivery } from './delivery.ts';
import type { Subscribed, SubscribeOptions } from './options.ts';

/**
 * Follows sessions without a gap or a repeat, across restarts of the server, until `signal` aborts. A subscription from the
 * start, from an ordinal or a time, checks each chain from its first event; one that begins later trusts the first event
 * that it reads of each session, and checks from there. It ends with the error of the last one where every session that was
 * named has a fault: nothing would follow any more.
 * @throws RepriseError RECORD_INVALID (what, where, expected, got), BAD_INPUT, BAD_SESSION_ID, LOG_UNREACHABLE
 */
export async function* subscribe(log: Log, options: SubscribeOptions = {}): AsyncGenerator<Subscribed, void> {
  const { signal } = options;
  const delivery = new Delivery(options);
  const { sessions, from } = delivery;
  const items: Subscribed[] = [];
  for await (const received of log.follow({ sessions, from, ...defined({ signal }) })) {
    switch (received.kind) {
      case 'commit': {
        const { commit } = received;
        const { sessionId, position } = commit;
        delivery.commit({ sessionId, position, decode: (head) => decodeCommit(commit, head) }, items);
        break;
      }
      case 'invalid':
        delivery.invalid(received.sessionId, received.position, received.error, items);
        break;
      default:
        items.push(received);
    }
    for (const item of items) {
      if (signal?.aborted) return;
      yield item;
    }
    items.length = 0;
    if (delivery.failure !== undefined) throw delivery.failure;
  }
}
