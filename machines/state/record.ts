// The record: what the envelopes of the events so far have used, whatever the events themselves were.
import { Table } from '../collections/table.ts';
import type { RecordedEvent } from '../events/envelope.ts';

export interface CommandRow {
  readonly firstOrdinal: number;
  /** Events that the command became. */
  readonly count: number;
  readonly hash: string | undefined;
}

export interface RecordState {
  readonly commands: Table<CommandRow>;
  readonly lastCommand: string | undefined;
  readonly eventIds: Table<true>;
  /** The newest event's time, by actor. */
  readonly lastTimes: Table<string>;
  /** The latest `time` of all. */
  readonly lastTime: string | undefined;
}

export const initialRecord: RecordState = {
  commands: Table.growing(),
  lastCommand: undefined,
  eventIds: Table.growing(),
  lastTimes: Table.empty(),
  lastTime: undefined,
};

/** The record after one more event, of any type. */
export const evolveRecord = (record: RecordState, event: RecordedEvent): RecordState => ({
  commands: record.commands.set(event.commandid, counted(record.commands.get(event.commandid), event)),
  lastCommand: event.commandid,
  eventIds: record.eventIds.set(event.id, true),
  lastTimes: record.lastTimes.set(event.actor, event.time),
  lastTime: record.lastTime === undefined || event.time > record.lastTime ? event.time : record.lastTime,
});

const counted = (known: CommandRow | undefined, { ordinal, commandhash }: RecordedEvent): CommandRow =>
  known === undefined
    ? { firstOrdinal: ordinal, count: 1, hash: commandhash }
    : { firstOrdinal: known.firstOrdinal, count: known.count + 1, hash: known.hash };
