// E: the record, checked by the envelope alone; the hash chain is checked where bytes are read.
import { Table } from '../collections/table.ts';
import { type Invariant, invariant, named, reducerOfAll } from './invariant.ts';

const ordinal = invariant({
  id: 'E.ordinal',
  always: true,
  memo: {
    last: reducerOfAll<number>(
      () => 0,
      (last, event) => Math.max(last, event.ordinal),
    ),
  },
  check: ({ last }, event) =>
    event.ordinal === last + 1 ? undefined : `expected ordinal ${last + 1}, got ${event.ordinal}`,
});

const id = invariant({
  id: 'E.id',
  always: true,
  memo: {
    ids: reducerOfAll<Table<true>>(
      () => Table.empty(),
      (ids, event) => ids.set(event.id, true),
    ),
  },
  check: ({ ids }, event) => (ids.has(event.id) ? `an earlier event has the id ${named(event.id)}` : undefined),
});

const session = invariant({
  id: 'E.session',
  always: true,
  memo: {
    sessionId: reducerOfAll<string>(
      (sessionId) => sessionId,
      (sessionId) => sessionId,
    ),
  },
  check: ({ sessionId }, event) =>
    event.sessionid === sessionId ? undefined : `expected session ${sessionId}, got ${event.sessionid}`,
});

interface Commands {
  readonly last: string | undefined;
  readonly seen: Table<true>;
}

const together = invariant({
  id: 'E.together',
  always: true,
  memo: {
    commands: reducerOfAll<Commands>(
      () => ({ last: undefined, seen: Table.empty() }),
      (commands, { commandid }) =>
        commands.last === commandid ? commands : { last: commandid, seen: commands.seen.set(commandid, true) },
    ),
  },
  check: ({ commands }, { commandid }) =>
    commands.last !== commandid && commands.seen.has(commandid)
      ? `events of another command are between those of command ${named(commandid)}`
      : undefined,
});

const time = invariant({
  id: 'E.time',
  severity: 'warn',
  memo: {
    clocks: reducerOfAll<Table<string>>(
      () => Table.empty(),
      (clocks, event) => clocks.set(event.actor, event.time),
    ),
  },
  // Times have one width, so that the order of texts is that of times.
  check: ({ clocks }, event) => {
    const before = clocks.get(event.actor);
    return before !== undefined && event.time < before
      ? `the last event of ${named(event.actor)} was at ${before}, this one is at ${event.time}`
      : undefined;
  },
});

const minutes = (time: string): number => Date.parse(time) / 60_000;

const ahead = invariant({
  id: 'E.ahead',
  severity: 'warn',
  memo: {},
  check: (_, { time, recordedtime }) =>
    time > recordedtime && minutes(time) - minutes(recordedtime) > 1
      ? `recorded at ${recordedtime}, it states ${time}`
      : undefined,
});

export const recordInvariants: readonly Invariant[] = [ordinal, id, session, together, ahead, time];
