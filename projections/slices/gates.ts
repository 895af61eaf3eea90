// Gates: the profile's are the defaults, `gate_defined` adds or replaces one, a verdict names its gate by id, else by name.

import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { Profile } from '../../machines/profile.ts';
import { type Moved, onMoves } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';

export type GateStatus = Status<'gate'>;

export interface Verdict {
  readonly verdict: Exclude<GateStatus, 'pending'>;
  readonly at: string;
  readonly by: string;
  readonly criteria: readonly string[];
  readonly notes: string | null;
  readonly reason: string | null;
}

export interface GateRow {
  readonly id: string;
  readonly name: string;
  readonly criteria: readonly string[];
  readonly guards: string | null;
  readonly source: 'profile' | 'defined' | 'mentioned';
  readonly status: GateStatus;
  readonly verdicts: List<Verdict>;
}

export interface GatesState {
  /** By a key of its own, which stays when a gate is replaced by one of the same name and another id. */
  readonly rows: Table<GateRow>;
  readonly byId: Table<string>;
  readonly byName: Table<string>;
  /** The profile's phases in order: a phase reopened closes the gates from its own on. */
  readonly phases: readonly string[];
}

/** The status of a gate that is defined, by an event or a profile. */
const DEFINED = statusAfter('gate', undefined, 'gate_defined');

const keyOf = (state: GatesState, id: string, name: string): string | undefined =>
  state.byId.get(id) ?? state.byName.get(name);

const put = (state: GatesState, gate: Omit<GateRow, 'status' | 'verdicts'>): GatesState => {
  const key = keyOf(state, gate.id, gate.name) ?? gate.id;
  const verdicts = state.rows.get(key)?.verdicts ?? List.empty();
  return {
    ...state,
    rows: state.rows.set(key, { ...gate, status: DEFINED, verdicts }),
    byId: state.byId.set(gate.id, key),
    byName: state.byName.has(gate.name) ? state.byName : state.byName.set(gate.name, key),
  };
};

/** The gates of a profile, those that stay with what happened to them; others only where something did. */
const ofProfile = (before: GatesState, profile: Profile): GatesState => {
  let next: GatesState = { ...gates.init, phases: profile.phases };
  const keep = (row: GateRow, key: string): void => {
    next = put(next, row);
    next = { ...next, rows: next.rows.set(key, row) };
  };
  for (const { id, name, criteria, guards } of profile.gates) {
    const key = before.byId.get(id);
    const row = key === undefined ? undefined : before.rows.get(key);
    if (row === undefined || row.source !== 'defined') {
      next = put(next, { id, name, criteria, guards: guards ?? null, source: 'profile' });
      const slot = keyOf(next, id, name) as string;
      if (row !== undefined)
        next = {
          ...next,
          // A verdict from before its gate was defined is shown, but does not count for it.
          rows: next.rows.update(slot, (fresh) => ({
            ...fresh,
            status: row.source === 'profile' ? row.status : fresh.status,
            verdicts: row.verdicts,
          })),
        };
    } else keep(row, keyOf(next, row.id, row.name) ?? row.id);
  }
  for (const row of before.rows.values())
    if (keyOf(next, row.id, row.name) === undefined && (row.source !== 'profile' || row.verdicts.length > 0))
      keep(row, row.id);
  return next;
};

const judge = (state: GatesState, gate: string, verdict: Verdict): GatesState => {
  const known = keyOf(state, gate, gate);
  const opened =
    known === undefined
      ? put(state, { id: gate, name: gate, criteria: verdict.criteria, guards: null, source: 'mentioned' })
      : state;
  const rows = opened.rows.update(known ?? gate, (row) => ({
    ...row,
    status: verdict.verdict,
    verdicts: row.verdicts.push(verdict),
  }));
  return { ...opened, rows };
};

interface VerdictData {
  readonly criteria?: readonly string[] | undefined;
  readonly notes?: string | undefined;
  readonly reason?: string | undefined;
}

/** Every event that moves a gate, other than its definition, is a verdict. */
const judged = (state: GatesState, { data, time, actor }: RecordedEvent, { id, signal }: Moved<'gate'>): GatesState => {
  const { criteria = [], notes, reason } = data as VerdictData;
  return judge(state, id, {
    verdict: statusAfter('gate', undefined, signal) as Verdict['verdict'],
    at: time,
    by: actor,
    criteria,
    notes: notes ?? null,
    reason: reason ?? null,
  });
};

/** Gates that guard the reopened phase or one after it are pending again. */
const reopenFrom = (state: GatesState, phase: string): GatesState => {
  const from = state.phases.indexOf(phase);
  if (from < 0) return state;
  let rows = state.rows;
  for (const [key, row] of rows.entries())
    if (row.guards !== null && state.phases.indexOf(row.guards) >= from) {
      const status = statusAfter('gate', row.status, 'earlier_phase_reopened');
      if (status !== row.status) rows = rows.set(key, { ...row, status });
    }
  return rows === state.rows ? state : { ...state, rows };
};

export const gates: Slice<GatesState> = {
  init: { rows: Table.empty(), byId: Table.empty(), byName: Table.empty(), phases: [] },
  on: {
    session_started: (state, { data }) => ofProfile(state, data.profile),
    profile_chosen: (state, { data }) => ofProfile(state, data.profile),
    profile_amended: (state, { data }) => ofProfile(state, data.profile),
    ...onMoves('gate', judged),
    gate_defined: (state, { data }) =>
      put(state, {
        id: data.gateId,
        name: data.name,
        criteria: data.criteria,
        guards: data.guards ?? null,
        source: 'defined',
      }),
    phase_reopened: (state, { data }) => reopenFrom(state, data.phase),
  },
};

/** A gate as documents show it. */
export interface GateDocument {
  id: string;
  name: string;
  criteria: readonly string[];
  guards: string | null;
  status: GateStatus;
  verdicts: Verdict[];
}

export const showGates = (state: GatesState): GateDocument[] =>
  state.rows.values().map(({ id, name, criteria, guards, status, verdicts }) => ({
    id,
    name,
    criteria,
    guards,
    status,
    verdicts: verdicts.slice(),
  }));
