// Phases, in the order of the profile; one that the profile lacks is added after them when an event first names it.

import { Table } from '../../machines/collections/table.ts';
import type { Profile } from '../../machines/profile.ts';
import { secondsBetween } from '../duration.ts';
import type { Slice } from '../slice.ts';
import type { Status } from '../status.ts';

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
  /** Why it was skipped, or reopened the last time. */
  readonly reason: string | null;
  readonly reopened: number;
}

export type PhasesState = Table<PhaseRow>;

const opened = (name: string, inProfile: boolean): PhaseRow => ({
  name,
  inProfile,
  status: 'pending',
  startedAt: null,
  endedAt: null,
  activeSince: null,
  spentS: null,
  notes: null,
  outputs: [],
  reason: null,
  reopened: 0,
});

const change = (phases: PhasesState, name: string, by: (row: PhaseRow) => PhaseRow): PhasesState =>
  phases.set(name, by(phases.get(name) ?? opened(name, false)));

const started = (row: PhaseRow, time: string): PhaseRow => ({
  ...row,
  status: 'active',
  startedAt: row.startedAt ?? time,
  endedAt: null,
  activeSince: row.activeSince ?? time,
});

const stopped = (row: PhaseRow, status: PhaseStatus, time: string): PhaseRow => {
  const seconds = secondsBetween(row.activeSince, time);
  return {
    ...row,
    status,
    endedAt: time,
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
      (row.status !== 'pending' || !row.inProfile || row.reopened > 0 || row.startedAt !== null)
    )
      next = next.set(row.name, { ...row, inProfile: false });
  return next;
};

/** The phase is active again, and those after it are pending. */
const reopened = (phases: PhasesState, name: string, reason: string, time: string): PhasesState => {
  let next = change(phases, name, (row) => ({ ...started(row, time), reason, reopened: row.reopened + 1 }));
  for (const row of next.get(name)?.inProfile ? phasesAfter(next, name) : [])
    if (row.inProfile && row.status !== 'pending')
      next = next.set(row.name, { ...stopped(row, 'pending', time), startedAt: null, endedAt: null });
  return next;
};

/** Phases that come after one; empty when it is unknown. */
export const phasesAfter = (phases: PhasesState, name: string): PhaseRow[] => {
  const rows = phases.values();
  const index = rows.findIndex((row) => row.name === name);
  return index < 0 ? [] : rows.slice(index + 1);
};

export const phases: Slice<PhasesState> = {
  init: Table.empty(),
  on: {
    session_started: (state, { data }) => reordered(state, data.profile),
    profile_chosen: (state, { data }) => reordered(state, data.profile),
    profile_amended: (state, { data }) => reordered(state, data.profile),
    phase_started: (state, { data, time }) => change(state, data.phase, (row) => started(row, time)),
    phase_completed: (state, { data, time }) =>
      change(state, data.phase, (row) => ({
        ...stopped(row, 'completed', time),
        notes: data.notes ?? row.notes,
        outputs: data.outputs ?? row.outputs,
      })),
    phase_skipped: (state, { data, time }) =>
      change(state, data.phase, (row) => ({ ...stopped(row, 'skipped', time), reason: data.reason })),
    phase_reopened: (state, { data, time }) => reopened(state, data.phase, data.reason, time),
  },
};
