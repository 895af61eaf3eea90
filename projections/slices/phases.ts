// Phases, in the order of the profile; one that the profile lacks is added after them when an event first names it.

import { Table } from '../../machines/collections/table.ts';
import type { EventOf } from '../../machines/events/envelope.ts';
import { phase } from '../../machines/life-cycles/phase.ts';
import type { Profile } from '../../machines/profile.ts';
import { secondsBetween } from '../duration.ts';
import { onMoves, rowMover } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';
import { type CarriedWork, carriedOf } from './carried.ts';

export type PhaseStatus = Status<'phase'>;

export interface PhaseRow {
  readonly name: string;
  readonly inProfile: boolean;
  readonly status: PhaseStatus;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Since when it is active this time; and the seconds of the times before. */
  readonly activeSince: string | null;
  readonly spentS: number | null;
  readonly notes: string | null;
  readonly outputs: readonly string[];
  /** What ran when it ended the last time and went on into the next phase; `null` for none. */
  readonly carried: CarriedWork | null;
  /** Why it was skipped, unskipped, abandoned or reopened the last time. */
  readonly reason: string | null;
  readonly reopened: number;
}

export type PhasesState = Table<PhaseRow>;

const opened = (name: string, inProfile: boolean): PhaseRow => ({
  name,
  inProfile,
  status: phase.initial,
  startedAt: null,
  endedAt: null,
  activeSince: null,
  spentS: null,
  notes: null,
  outputs: [],
  carried: null,
  reason: null,
  reopened: 0,
});

const started = (row: PhaseRow, status: PhaseStatus, time: string): PhaseRow => ({
  ...row,
  status,
  startedAt: row.startedAt ?? time,
  endedAt: null,
  carried: null,
  activeSince: row.activeSince ?? time,
});

const stopped = (row: PhaseRow, status: PhaseStatus, time: string): PhaseRow => {
  const seconds = secondsBetween(row.activeSince, time);
  return {
    ...row,
    status,
    endedAt: time,
    carried: null,
    activeSince: null,
    spentS: seconds === null ? row.spentS : (row.spentS ?? 0) + seconds,
  };
};

/** Rows in the order of another profile, each with what happened to it; phases that it lacks and events named follow. */
const reordered = (phases: PhasesState, profile: Profile): PhasesState => {
  let next: PhasesState = Table.empty();
  for (const name of profile.phases)
    next = next.set(name, { ...(phases.get(name) ?? opened(name, true)), inProfile: true });
  for (const row of phases.values())
    if (
      !next.has(row.name) &&
      (row.status !== phase.initial || !row.inProfile || row.reopened > 0 || row.startedAt !== null)
    )
      next = next.set(row.name, { ...row, inProfile: false });
  return next;
};

/** Phases that come after one; empty when it is unknown. */
export const phasesAfter = (phases: PhasesState, name: string): PhaseRow[] => {
  const rows = phases.values();
  const index = rows.findIndex((row) => row.name === name);
  return index < 0 ? [] : rows.slice(index + 1);
};

const moveRow = rowMover<'phase', PhaseRow>(
  'phase',
  (name) => opened(name, false),
  (row, status, { time }) => {
    if (phase.isActive(status)) return started(row, status, time);
    return phase.isEnded(status) ? stopped(row, status, time) : { ...row, status };
  },
  {
    phase_completed: (row, status, { data, time }) => ({
      ...stopped(row, status, time),
      notes: data.notes ?? row.notes,
      outputs: data.outputs ?? row.outputs,
      carried: carriedOf(data.carried),
    }),
    phase_skipped: (row, status, { data, time }) => ({ ...stopped(row, status, time), reason: data.reason }),
    phase_abandoned: (row, status, { data, time }) => ({
      ...stopped(row, status, time),
      reason: data.reason,
      carried: carriedOf(data.carried),
    }),
    phase_unskipped: (row, status, { data, time }) => ({
      ...stopped(row, status, time),
      startedAt: null,
      endedAt: null,
      reason: data.reason,
    }),
    phase_reopened: (row, status, { data, time }) => ({
      ...started(row, status, time),
      reason: data.reason,
      reopened: row.reopened + 1,
    }),
  },
);

/** The phase reopened or unskipped, and those after it, which are pending again. */
const againFrom = (state: PhasesState, event: EventOf<'phase_reopened'> | EventOf<'phase_unskipped'>): PhasesState => {
  const { phase: id } = event.data;
  let next = moveRow(state, event, { id, signal: event.type }, undefined);
  for (const row of phasesAfter(next, id)) {
    const status = statusAfter('phase', row.status, 'earlier_phase_reopened');
    if (row.inProfile)
      next = next.set(row.name, { ...stopped(row, status, event.time), startedAt: null, endedAt: null });
  }
  return next;
};

export const phases: Slice<PhasesState> = {
  init: Table.empty(),
  on: {
    session_started: (state, { data }) => reordered(state, data.profile),
    profile_chosen: (state, { data }) => reordered(state, data.profile),
    profile_amended: (state, { data }) => reordered(state, data.profile),
    ...onMoves('phase', (state, event, moved) => moveRow(state, event, moved, undefined)),
    phase_reopened: againFrom,
    phase_unskipped: againFrom,
  },
};
