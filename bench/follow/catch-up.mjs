// Catching up with everything that a log holds: one subscriber of a hub, beside the client's ordered consumer with the same
// decoding, and with the chain checked too.
import { jetstream } from '@nats-io/jetstream';
import { headers, nuid } from '@nats-io/transport-node';
import { decodeEvent } from '../../dist/machines/index.js';
import { createHub } from '../../dist/src/index.js';
import { decodeCommit, NEW_CHAIN } from '../../dist/src/session/record/chain.js';
import { once } from '../lib/measure.mjs';
import { linesAs, sessionLines } from '../session.mjs';

const BATCH = 1_000;
const CONSUMER_MESSAGES = 1_000;
/** What the server's supervisor writes to see that writing works. */
const WRITE_CHECK = 'session.$write-check';

/** Stores sessions of so many events each, which take turns, as commits of one event. */
export const seed = async (nc, sessions, events) => {
  const template = sessionLines(events).slice(0, events);
  const lines = Array.from({ length: sessions }, (_, index) => linesAs(template, `read-${index}`));
  let id = nuid.next();
  let place = 0;
  for (let version = 0; version < events; version += 1)
    for (let index = 0; index < sessions; index += 1) {
      const header = headers();
      place += 1;
      header.set('Nats-Batch-Id', id);
      header.set('Nats-Batch-Sequence', String(place));
      const isLast = place === BATCH || (version === events - 1 && index === sessions - 1);
      const [subject, body] = [`session.read-${index}`, `${lines[index][version]}\n`];
      if (isLast) header.set('Nats-Batch-Commit', '1');
      if (place > 1 && !isLast) {
        nc.publish(subject, body, { headers: header });
        continue;
      }
      const answer = await nc.request(subject, body, { headers: header, timeout: 60_000 });
      const { error } = answer.data.length === 0 ? {} : answer.json();
      if (error !== undefined) throw new Error(error.description);
      if (!isLast) continue;
      id = nuid.next();
      place = 0;
    }
};

const byConsumer = async (nc, total, take) => {
  const consumer = await jetstream(nc).consumers.get('REPRISE');
  const decoder = new TextDecoder();
  let count = 0;
  for await (const message of await consumer.consume({ max_messages: CONSUMER_MESSAGES })) {
    if (message.subject === WRITE_CHECK) continue;
    const lines = decoder.decode(message.data).split('\n');
    lines.pop();
    take(message.subject, lines);
    count += lines.length;
    if (count === total) break;
  }
  return count;
};

const bySubscriber = async (log, total) => {
  const hub = createHub(log);
  let count = 0;
  for await (const one of hub.subscribe()) {
    if (one.kind !== 'event') throw new Error(`received ${one.kind} after ${count} events`);
    count += 1;
    if (count === total) break;
  }
  await hub.close();
  return count;
};

const counted = async (total, read) => {
  const count = await read();
  if (count !== total) throw new Error(`read ${count} events of ${total}`);
};

/** Events a second, of each way once. */
export const catchUp = async ({ reading, nc }, total) => {
  const { rate: consumer } = await once(total, () =>
    counted(total, () => byConsumer(nc, total, (_, lines) => lines.forEach(decodeEvent))),
  );
  const { rate: ours } = await once(total, () => counted(total, () => bySubscriber(reading, total)));
  const heads = new Map();
  const { rate: checked } = await once(total, () =>
    counted(total, () =>
      byConsumer(nc, total, (subject, lines) => {
        const sessionId = subject.slice('session.'.length);
        const { head, fault } = decodeCommit({ sessionId, lines }, heads.get(sessionId) ?? NEW_CHAIN);
        if (fault !== undefined) throw new Error(JSON.stringify(fault));
        heads.set(sessionId, head);
      }),
    ),
  );
  return { consumer, ours, checked };
};
