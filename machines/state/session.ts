// The session itself: its profile, and the phases and gates that the profile brings.
import { Table } from '../collections/table.ts';
import type { StateOf } from '../life-cycles/all.ts';
import { gate } from '../life-cycles/gate.ts';
import { phase } from '../life-cycles/phase.ts';
import { session } from '../life-cycles/session.ts';
import type { Enforcement, Profile } from '../profile.ts';
import { activePhaseAfter } from './active-phase.ts';
import { definedGateId } from './gate-names.ts';
import { countChange, type Draft, moved, partChanges, targetOf } from './part.ts';

export interface PhaseRow {
  readonly state: StateOf<'phase'>;
}
export interface GateRow {
  readonly state: StateOf<'gate'>;
  /** Empty for a gate that is known only from a verdict. */
  readonly name: string;
  readonly criteria: readonly string[];
  readonly guards: string | undefined;
  /** False once a session has defined it itself: then no profile changes it any more. */
  readonly ofProfile: boolean;
}

export interface SessionState {
  readonly state: StateOf<'session'>;
  readonly outcome: 'completed' | 'failed' | 'cancelled' | undefined;
  /** The ordinal of the newest pause: a resumption is meant for one of them. */
  readonly pausedAt: number | undefined;
  /** False where facts came before `session_started`; then the profile is an empty one. */
  readonly started: boolean;
  readonly profile: Profile;
  readonly enforcement: Enforcement;
  /** The version of the law that the session started under. */
  readonly lawVersion: string;
  readonly classified: boolean;
  readonly profileChosen: boolean;
  /** A phase or cycle after the first has started. */
  readonly beyondFirst: boolean;

  readonly phases: Table<PhaseRow>;
  readonly activePhases: readonly string[];
  /** The one that token figures without a phase belong to. */
  readonly activePhase: string | null;
  readonly gates: Table<GateRow>;
  /** By name, the id of the gate that was given it last. */
  readonly gateNames: Table<string>;
  /** Of a gate defined anew under another id: the id it has, by that other. */
  readonly gateAliases: Table<string>;
}

/** The profile of a session before any event names one: no phases, no gates, no order. */
export const NO_PROFILE: Profile = {
  name: 'none',
  phases: [],
  cycles: true,
  gates: [],
  budget: { phases: {} },
  enforcement: 'observe',
  rules: {},
  limits: { ticksAtOnce: 10 },
};

export const initialSession: SessionState = {
  state: 'unstarted',
  outcome: undefined,
  pausedAt: undefined,
  started: false,
  profile: NO_PROFILE,
  enforcement: 'enforce',
  lawVersion: '',
  classified: false,
  profileChosen: false,
  beyondFirst: false,
  phases: Table.empty(),
  activePhases: [],
  activePhase: null,
  gates: Table.empty(),
  gateNames: Table.empty(),
  gateAliases: Table.empty(),
};

const FIRST_GATE: GateRow = { state: gate.initial, name: '', criteria: [], guards: undefined, ofProfile: false };

const phaseIn = (state: PhaseRow['state']): PhaseRow => ({ state });
const gateIn = (state: GateRow['state'], { name, criteria, guards, ofProfile }: GateRow = FIRST_GATE): GateRow => ({
  state,
  name,
  criteria,
  guards,
  ofProfile,
});

/** Adopts a profile: phases keep their state by name, and its gates replace those of the former profile. */
const adoptProfile = (next: Draft<SessionState>, profile: Profile): void => {
  const former = next.profile.gates.filter(({ id }) => !profile.gates.some((one) => one.id === id));
  next.profile = profile;
  for (const name of profile.phases)
    if (!next.phases.has(name)) next.phases = next.phases.set(name, { state: 'pending' });
  for (const { id } of former)
    next.gates = next.gates.update(id, (row) => (row.ofProfile ? { ...FIRST_GATE, ofProfile: true } : row));
  for (const { id, name, criteria, guards } of profile.gates) {
    const row = next.gates.get(id);
    // A gate known only from a verdict is not defined by it, and that verdict is not one on what is defined now.
    const defined = row !== undefined && row.name !== '';
    if (defined && !row.ofProfile) continue;
    const state = defined ? row.state : 'pending';
    next.gates = next.gates.set(id, { state, name, criteria, guards, ofProfile: true });
    next.gateNames = next.gateNames.set(name, id);
  }
};

const followActive = (next: Draft<SessionState>, event: Parameters<typeof activePhaseAfter>[1]): void => {
  next.activePhase = activePhaseAfter(next.activePhase, event, next.profile.phases);
};

export const sessionChanges = partChanges<SessionState>({
  copy: (part) => ({
    state: part.state,
    outcome: part.outcome,
    pausedAt: part.pausedAt,
    started: part.started,
    profile: part.profile,
    enforcement: part.enforcement,
    lawVersion: part.lawVersion,
    classified: part.classified,
    profileChosen: part.profileChosen,
    beyondFirst: part.beyondFirst,
    phases: part.phases,
    activePhases: part.activePhases,
    activePhase: part.activePhase,
    gates: part.gates,
    gateNames: part.gateNames,
    gateAliases: part.gateAliases,
  }),
  steps: {
    session: (next, { signal }) => {
      next.state = targetOf(session, next.state, signal);
    },
    phase: (next, { id, signal }) => {
      const from = next.phases.get(id)?.state ?? phase.initial;
      const to = targetOf(phase, from, signal);
      next.phases = moved(next.phases, id, to, phaseIn);
      const change = countChange(phase.isActive, from, to);
      if (change > 0) next.activePhases = [...next.activePhases, id];
      else if (change < 0) next.activePhases = next.activePhases.filter((name) => name !== id);
      if (from !== to && to !== 'pending' && to !== 'skipped' && next.profile.phases[0] !== id) next.beyondFirst = true;
    },
    gate: (next, { id, signal }) => {
      const to = targetOf(gate, next.gates.get(id)?.state ?? gate.initial, signal);
      next.gates = moved(next.gates, id, to, gateIn);
    },
  },
  events: {
    session_started: (next, { data }) => {
      next.started = true;
      next.enforcement = data.enforcement;
      next.lawVersion = data.law;
      if (data.classification !== undefined) next.classified = true;
      adoptProfile(next, data.profile);
    },
    session_classified: (next) => {
      next.classified = true;
    },
    profile_chosen: (next, { data }) => {
      next.profileChosen = true;
      adoptProfile(next, data.profile);
    },
    profile_amended: (next, { data }) => adoptProfile(next, data.profile),
    session_paused: (next, { ordinal }) => {
      next.pausedAt = ordinal;
    },
    session_ended: (next, { data }) => {
      next.outcome = data.outcome;
    },
    phase_started: followActive,
    phase_completed: followActive,
    phase_skipped: followActive,
    phase_abandoned: followActive,
    phase_unskipped: followActive,
    phase_reopened: followActive,
    gate_defined: (next, { data }) => {
      const { name, criteria, guards } = data;
      const id = definedGateId(next, data);
      next.gates = next.gates.update(id, (row) => ({ ...row, name, criteria, guards, ofProfile: false }));
      next.gateNames = next.gateNames.set(name, id);
      if (id !== data.gateId) next.gateAliases = next.gateAliases.set(data.gateId, id);
    },
    cycle_started: (next, { data }) => {
      if (data.cycle > 1) next.beyondFirst = true;
    },
  },
});

/** True once an event has named a profile. */
export const hasProfile = ({ profile }: SessionState): boolean => profile !== NO_PROFILE;

/** True where the profile runs in cycles. */
export const inCycles = ({ session }: { readonly session: SessionState }): boolean =>
  hasProfile(session) && session.profile.cycles;
