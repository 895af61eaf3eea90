// Gates: the profile's are the defaults, `gate_defined` adds or replaces one, a verdict names its gate by id, else by name.

import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { EventOf, RecordedEvent } from '../../machines/events/envelope.ts';
import type { Profile } from '../../machines/profile.ts';
import { definedGateId, type GateNames, gateIdOf } from '../../machines/state/gate-names.ts';
import { type Moved, onMoves } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';

export type GateStatus = Status<'gate'>;

export interface Verdict {
  readonly verdict: Exclude<GateStatus, 'pending'>;
  readonly at: string;
  readonly by: string;
  readonly criteria: readonly string[];
  /** False where the gate had no criteria, and the verdict records that. */
  readonly criteriaDefined: boolean;
  readonly notes: string | null;
  readonly reason: string | null;
}

export interface GateRow {
  readonly id: string;
  /** Empty for a gate that nothing in force defines: it is known from verdicts, or a former profile had it. */
  readonly name: string;
  readonly shownName: string;
  readonly criteria: readonly string[];
  readonly guards: string | null;
  readonly source: 'profile' | 'defined' | 'mentioned' | 'former profile';
  readonly status: GateStatus;
  readonly verdicts: List<Verdict>;
}

export interface GatesState extends GateNames {
  readonly gates: Table<GateRow>;
  /** The profile's phases in order: a phase reopened closes the gates from its own on. */
  readonly phases: readonly string[];
}

/** The status of a gate that is defined, by an event or a profile. */
const DEFINED = statusAfter('gate', undefined, 'gate_defined');

const define = (state: GatesState, { data }: EventOf<'gate_defined'>): GatesState => {
  const { gateId, name, criteria, guards = null } = data;
  const id = definedGateId(state, data);
  const verdicts = state.gates.get(id)?.verdicts ?? List.empty();
  const row: GateRow = { id, name, shownName: name, criteria, guards, source: 'defined', status: DEFINED, verdicts };
  return {
    gates: state.gates.set(id, row),
    gateAliases: id === gateId ? state.gateAliases : state.gateAliases.set(gateId, id),
    gateNames: state.gateNames.set(name, id),
    phases: state.phases,
  };
};

/** The gates of a profile, then those of before: one that the session defined itself stays as it is. */
const ofProfile = (before: GatesState, profile: Profile): GatesState => {
  let rows: Table<GateRow> = Table.empty();
  let names = before.gateNames;
  for (const { id, name, criteria, guards = null } of profile.gates) {
    const row = before.gates.get(id);
    if (row?.source === 'defined') {
      rows = rows.set(id, row);
      continue;
    }
    // A verdict from before its gate was defined is shown, but does not count for it.
    const status = row?.source === 'profile' ? row.status : DEFINED;
    const verdicts = row?.verdicts ?? List.empty();
    rows = rows.set(id, { id, name, shownName: name, criteria, guards, source: 'profile', status, verdicts });
    names = names.set(name, id);
  }
  for (const [id, row] of before.gates.entries())
    if (!rows.has(id))
      rows = rows.set(
        id,
        row.source === 'profile' ? { ...row, name: '', guards: null, source: 'former profile' } : row,
      );
  return { gates: rows, gateAliases: before.gateAliases, gateNames: names, phases: profile.phases };
};

const judge = (state: GatesState, named: string, verdict: Verdict): GatesState => {
  const id = gateIdOf(state, named);
  const known = state.gates.get(id) ?? {
    id,
    name: '',
    shownName: id,
    criteria: verdict.criteria,
    guards: null,
    source: 'mentioned',
    verdicts: List.empty<Verdict>(),
  };
  const row: GateRow = { ...known, status: verdict.verdict, verdicts: known.verdicts.push(verdict) };
  return { ...state, gates: state.gates.set(id, row) };
};

interface VerdictData {
  readonly criteria: readonly string[];
  readonly criteriaDefined?: boolean | undefined;
  readonly notes?: string | undefined;
  readonly reason?: string | undefined;
}

/** Every event that moves a gate, other than its definition, is a verdict. */
const judged = (state: GatesState, { data, time, actor }: RecordedEvent, { id, signal }: Moved<'gate'>): GatesState => {
  const { criteria, criteriaDefined = true, notes, reason } = data as VerdictData;
  return judge(state, id, {
    verdict: statusAfter('gate', undefined, signal) as Verdict['verdict'],
    at: time,
    by: actor,
    criteria,
    criteriaDefined,
    notes: notes ?? null,
    reason: reason ?? null,
  });
};

/** Gates that guard the phase reopened or unskipped, or one after it are pending again. */
const reopenFrom = (state: GatesState, phase: string): GatesState => {
  const from = state.phases.indexOf(phase);
  if (from < 0) return state;
  let rows = state.gates;
  for (const [id, row] of rows.entries())
    if (row.guards !== null && state.phases.indexOf(row.guards) >= from) {
      const status = statusAfter('gate', row.status, 'earlier_phase_reopened');
      if (status !== row.status) rows = rows.set(id, { ...row, status });
    }
  return rows === state.gates ? state : { ...state, gates: rows };
};

export const gates: Slice<GatesState> = {
  init: { gates: Table.empty(), gateAliases: Table.empty(), gateNames: Table.empty(), phases: [] },
  on: {
    session_started: (state, { data }) => ofProfile(state, data.profile),
    profile_chosen: (state, { data }) => ofProfile(state, data.profile),
    profile_amended: (state, { data }) => ofProfile(state, data.profile),
    ...onMoves('gate', judged),
    gate_defined: define,
    phase_reopened: (state, { data }) => reopenFrom(state, data.phase),
    phase_unskipped: (state, { data }) => reopenFrom(state, data.phase),
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

/** A gate that the profile in force lacks is shown where it had a verdict. */
export const showGates = (state: GatesState): GateDocument[] =>
  state.gates
    .values()
    .filter(({ source, verdicts }) => source !== 'former profile' || verdicts.length > 0)
    .map(({ id, shownName, criteria, guards, status, verdicts }) => ({
      id,
      name: shownName,
      criteria,
      guards,
      status,
      verdicts: verdicts.slice(),
    }));
