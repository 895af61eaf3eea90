// What a course stands on: the log itself, how services and readers reach it, and what it really holds.

import { MAX_COMMIT_BYTES } from '../../log/commit-limit.ts';
import { memoryLog } from '../../log/memory.ts';
import { logOver } from '../../log/nats/log.ts';
import { QueueRoom } from '../../log/nats/queue-room.ts';
import { storedCommit } from '../../log/nats/stored-commit.ts';
import { subjectOf } from '../../log/nats/stream.ts';
import type { Log } from '../../log/port.ts';
import type { Chance } from './chance.ts';
import { simulatedConnection } from './jetstream/connection.ts';
import { SimulatedServer } from './jetstream/server.ts';
import { type Link, linkedLog } from './linked-log.ts';
import type { World } from './world.ts';

export interface Ground {
  /** What the log holds, read without a network. */
  readonly truth: Log;
  /** The stream sequence of its newest commit. */
  readonly end: () => number;
  /** How many events it has. */
  readonly events: () => number;
  /** The log as a service or a reader reaches it. */
  readonly reach: (link: Link) => Log;
}

/** Any log, reached over a network that is simulated at the port: what is asked of the log, and its answer. */
export const overPort = (log: Log): Ground => {
  let end = 0;
  let events = 0;
  const store: Log = {
    ...log,
    async append(...call) {
      const result = await log.append(...call);
      // A commit that was sent again is in its first place.
      if (result.kind === 'appended' && result.position.sequence > end) {
        end = result.position.sequence;
        events += call[1].lines.length;
      }
      return result;
    },
  };
  return { truth: log, end: () => end, events: () => events, reach: (link) => linkedLog(store, link) };
};

const STREAM = 'REPRISE';
const DEADLINE_MS = 10_000;

/** The JetStream adapter itself, over connections to a simulated server: batches, settling, pulls and all. */
export const overJetStream = (world: World, chance: Chance): Ground => {
  const server = new SimulatedServer(world, chance);
  const { stream } = server;
  const truth: Log = {
    ...memoryLog({ stream: STREAM }),
    async *read(sessionId, { after = 0 } = {}) {
      for (const { sequence, body } of stream.of(subjectOf(STREAM, sessionId)))
        if (sequence > after) yield storedCommit(sessionId, STREAM, sequence, body);
    },
  };
  return {
    truth,
    end: () => stream.messages.length,
    events: () => stream.lines,
    reach(link) {
      const connection = simulatedConnection(server, link, DEADLINE_MS);
      const { draws } = chance;
      const maxCommits = draws.pick(`${link.name} queue`, [10_000, 10_000, 8]);
      const whenFull = draws.pick(`${link.name} when full`, ['wait', 'fail'] as const);
      return logOver(connection, {
        stream: STREAM,
        room: new QueueRoom({ maxCommits, whenFull }, connection.clock),
        durability: 'flushed',
        maxCommitBytes: MAX_COMMIT_BYTES,
        store: undefined,
      });
    },
  };
};
