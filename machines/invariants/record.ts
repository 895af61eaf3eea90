// E: the record. Said from the envelope alone; the hash chain is checked where bytes are read.
import { Table } from '../collections/table.ts';
import { type Invariant, invariant, ledgerOfAll, named } from './invariant.ts';

const ordinal = invariant({
  id: 'E.ordinal',
  always: true,
  remembers: {
    last: ledgerOfAll<number>(
      () => 0,
      (last, event) => Math.max(last, event.ordinal),
    ),
  },
  asked: ({ last }, event) =>
    event.ordinal === last + 1 ? undefined : `ordinal ${event.ordinal} comes where ${last + 1} is due`,
});

const id = invariant({
  id: 'E.id',
  always: true,
  remembers: {
    ids: ledgerOfAll<Table<true>>(
      () => Table.empty(),
      (ids, event) => ids.set(event.id, true),
    ),
  },
  asked: ({ ids }, event) => (ids.has(event.id) ? `an earlier event has the id ${named(event.id)}` : undefined),
});

const session = invariant({
  id: 'E.session',
  always: true,
  remembers: {
    sessionId: ledgerOfAll<string>(
      (sessionId) => sessionId,
      (sessionId) => sessionId,
    ),
  },
  asked: ({ sessionId }, event) =>
    event.sessionid === sessionId ? undefined : `it is of the session ${event.sessionid}`,
});

interface Commands {
  readonly last: string | undefined;
  readonly heard: Table<true>;
}

const together = invariant({
  id: 'E.together',
  always: true,
  remembers: {
    commands: ledgerOfAll<Commands>(
      () => ({ last: undefined, heard: Table.empty() }),
      (commands, { commandid }) =>
        commands.last === commandid ? commands : { last: commandid, heard: commands.heard.set(commandid, true) },
    ),
  },
  asked: ({ commands }, { commandid }) =>
    commands.last !== commandid && commands.heard.has(commandid)
      ? `events of another command stand between those of ${named(commandid)}`
      : undefined,
});

const time = invariant({
  id: 'E.time',
  severity: 'warn',
  remembers: {
    clocks: ledgerOfAll<Table<string>>(
      () => Table.empty(),
      (clocks, event) => clocks.set(event.actor, event.time),
    ),
  },
  // Times have one width, so that the order of texts is that of times.
  asked: ({ clocks }, event) => {
    const before = clocks.get(event.actor);
    return before !== undefined && event.time < before ? `${named(event.actor)} was at ${before} before` : undefined;
  },
});

export const recordInvariants: readonly Invariant[] = [ordinal, id, session, together, time];
