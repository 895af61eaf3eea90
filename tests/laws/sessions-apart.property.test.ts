// Views do not change when other sessions' events interleave. A projection takes the events of one session, so a
// reader of a mixed stream separates it by session first; the log, its subscription and its sessions do that.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { subscribe } from '../../src/session/follow/subscribe.ts';
import { foldFrom } from '../../src/session/record/same-views.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { Sessions } from '../../src/session/write/sessions.ts';
import { type AnySession, anySession } from '../any-session.ts';
import { runs } from '../more.ts';
import { codeOf, collect } from '../session/work.ts';
import { foldAll, textsByName } from './any-history.ts';

/** One name begins with another. */
const NAMES = ['s1', 's10', 's1-x'] as const;
type Name = (typeof NAMES)[number];

/** A writer of one session, whose ids and times count up. */
const writerOf = (log: Log, sessionId: string): Sessions => {
  let count = 0;
  return createSessions(log, {
    newId: () => `${sessionId}-${++count}`,
    now: () => new Date(Date.parse('2026-01-31T14:00:00.000Z') + count * 1_000),
  });
};

const plans = fc.record({
  sessions: fc.tuple(anySession(25), anySession(25), anySession(25)),
  turns: fc.infiniteStream(fc.nat()),
});
const commandsOf = ({ profile, list }: AnySession) => [
  { id: 'start', name: 'session.start', data: { goal: 'x', profile, enforcement: 'observe' } },
  ...list.map((generated, index) => ({ data: {}, ...generated, id: `command-${index}` })),
];

type Command = ReturnType<typeof commandsOf>[number];
/** Sends a command; `phase.next` is not one where a process has no phases. */
const sent = async (writer: Sessions, name: Name, command: Command): Promise<void> => {
  expect(['nothing was thrown', 'USAGE']).toContain(await codeOf(writer.send(name, command)));
};

const ownEvents = async (log: Log, sessionId: string): Promise<RecordedEvent[]> =>
  (await collect(createSessions(log).read(sessionId))).map(({ event }) => event);

/** Everything that a subscription to some sessions (default: all) delivers until it is caught up. */
const subscribed = async (log: Log, sessions?: readonly string[]): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const one of subscribe(log, sessions === undefined ? {} : { sessions })) {
    if (one.kind === 'event') events.push(one.event);
    else if (one.kind === 'caught-up') break;
  }
  return events;
};

/** Three sessions recorded in one log, in random turns, and each in a separate log. */
const recordedTwice = async ({ sessions, turns }: Plan) => {
  const together = memoryLog();
  const alone = new Map<Name, Log>();
  const waiting = new Map(NAMES.map((name, index) => [name, commandsOf(sessions[index] as AnySession)] as const));
  const writers = new Map(NAMES.map((name) => [name, writerOf(together, name)] as const));
  for (const [name, commands] of waiting) {
    const log = memoryLog();
    alone.set(name, log);
    const writer = writerOf(log, name);
    for (const command of commands) await sent(writer, name, command);
  }
  for (let left = [...waiting]; left.length > 0; left = left.filter(([, commands]) => commands.length > 0)) {
    const [name, commands] = left[(turns.next().value as number) % left.length] as (typeof left)[number];
    await sent(writers.get(name) as Sessions, name, commands.shift() as Command);
  }
  return { together, alone };
};
type Plan = {
  sessions: [AnySession, AnySession, AnySession];
  turns: fc.Stream<number>;
};

describe('views do not change when the events of other sessions interleave', () => {
  test('a session recorded among others has the same bytes, state and views that it has alone', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { together, alone } = await recordedTwice(plan);
        for (const [name, log] of alone) {
          const own = (await collect(log.read(name))).map(({ lines }) => lines);
          expect((await collect(together.read(name))).map(({ lines }) => lines)).toEqual(own);
          const views = textsByName(foldAll(await ownEvents(log, name), foldFrom(name)));
          expect(textsByName(foldAll(await ownEvents(together, name), foldFrom(name)))).toEqual(views);
        }
      }),
      { numRuns: runs(30) },
    );
  });

  test('a subscription to one session, to some or to all gives each session the views that it has alone', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { together, alone } = await recordedTwice(plan);
        for (const sessions of [['s1'], ['s10', 's1-x'], undefined]) {
          // One stream of several sessions: each event goes to the fold of the session that it names.
          const stream = await subscribed(together, sessions);
          const folds = new Map<string, ReturnType<typeof foldAll>>();
          for (const event of stream)
            folds.set(event.sessionid, foldAll([event], folds.get(event.sessionid) ?? foldFrom(event.sessionid)));
          expect([...folds.keys()].toSorted()).toEqual([...(sessions ?? NAMES)].toSorted());
          for (const [name, folded] of folds) {
            const own = await ownEvents(alone.get(name as Name) as Log, name);
            expect(textsByName(folded)).toEqual(textsByName(foldAll(own, foldFrom(name))));
          }
        }
      }),
      { numRuns: runs(30) },
    );
  });
});
