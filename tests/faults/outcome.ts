// The end of every fault test: the writers end by themselves, and the oracle finds nothing wrong with what the log holds. What
// was measured on the way is kept for the table of `npm run test:faults`.
import { expect, type TestContext } from 'vitest';
import { judge } from './oracle.ts';
import { type Reach, readStored, verifyClean } from './stored.ts';
import type { Writer } from './writers.ts';

/** A row of the table. */
export interface FaultRow {
  /** In a few words. */
  readonly scenario: string;
  readonly faults: number;
  readonly acknowledged: number;
  /** Attempts that ended as unknown. */
  readonly unknown: number;
  /** Attempts that ended with an error which states that nothing was recorded. */
  readonly failed: number;
  /** From the end of each fault to the time when every writer had an acknowledgement again. */
  readonly backMs: readonly number[];
}

declare module 'vitest' {
  interface TaskMeta {
    faultRow?: FaultRow;
  }
}

/** The most sessions that are verified by a command each; the oracle judges all of them. */
const VERIFIED = 2;

export interface OutcomeOptions {
  /** In a few words, for the table. */
  readonly scenario: string;
  /** All writers that there were; those that still run are asked to end. */
  readonly writers: readonly Writer[];
  readonly reach: Reach;
  /** How often the fault was made. */
  readonly faults: number;
  readonly backMs?: readonly number[];
  /** Writers that were killed, which end without an exit code. */
  readonly killed?: readonly Writer[];
}

export const expectNothingLost = async (
  { task }: TestContext,
  { scenario, writers, reach, faults, backMs = [], killed = [] }: OutcomeOptions,
): Promise<void> => {
  for (const writer of writers) {
    const code = await writer.stop();
    const last = writer.notes().at(-1);
    if (killed.includes(writer)) continue;
    expect({ writer: writer.name, code, last: last?.kind }, JSON.stringify(last)).toEqual({
      writer: writer.name,
      code: 0,
      last: 'ended',
    });
  }
  const notes = writers.flatMap((writer) => writer.notes());
  const sessions = new Set(writers.flatMap((writer) => writer.sessions));
  const stored = new Map([...(await readStored(reach))].filter(([session]) => sessions.has(session)));
  expect(judge(notes, stored).slice(0, 5)).toEqual([]);
  await verifyClean([...stored.keys()].slice(0, VERIFIED), reach);
  const count = (kind: string) => notes.filter((note) => note.kind === kind).length;
  const before = task.meta.faultRow;
  task.meta.faultRow = {
    scenario,
    faults: faults + (before?.faults ?? 0),
    acknowledged: count('acknowledged') + (before?.acknowledged ?? 0),
    unknown: count('unknown') + (before?.unknown ?? 0),
    failed: count('failed') + (before?.failed ?? 0),
    backMs: [...(before?.backMs ?? []), ...backMs],
  };
};
