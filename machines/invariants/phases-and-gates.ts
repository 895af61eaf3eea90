// The reducers of the process: its profile, its phases and its gates.

import { Table } from '../collections/table.ts';
import type { Profile } from '../profile.ts';
import { type EventIn, type Reducer, reducer } from './invariant.ts';
import { noStates, put, type States, stateIn } from './states.ts';
import { stateAfter, TRANSITIONS } from './transitions.ts';

/** The profile in force; undefined before the start. */
export const profile: Reducer<Profile | undefined> = reducer<Profile | undefined>(() => undefined, {
  session_started: (_, { data }) => data.profile,
  profile_chosen: (_, { data }) => data.profile,
  profile_amended: (_, { data }) => data.profile,
});

export interface Phases {
  /** Names in the profile's order. */
  readonly order: readonly string[];
  readonly states: States;
}

const phaseSignal = (phases: Phases, { type, data }: { type: string; data: { phase: string } }): Phases => ({
  order: phases.order,
  states: put(phases.states, data.phase, stateAfter('phase', stateIn(phases.states, 'phase', data.phase), type)),
});
const withOrder = (phases: Phases, event: { data: { profile: Profile } }): Phases => ({
  order: event.data.profile.phases,
  states: phases.states,
});

/** The phases after one in the profile's order; empty for a phase that the profile lacks. */
export const phasesAfter = (order: readonly string[], phase: string): readonly string[] => {
  const place = order.indexOf(phase);
  return place < 0 ? [] : order.slice(place + 1);
};

const againFrom = (phases: Phases, event: { type: string; data: { phase: string } }): Phases => {
  let { states } = phaseSignal(phases, event);
  for (const later of phasesAfter(phases.order, event.data.phase))
    if (states.of.has(later)) states = put(states, later, TRANSITIONS.phase.none);
  return { order: phases.order, states };
};

export const phases: Reducer<Phases> = reducer<Phases>(() => ({ order: [], states: noStates() }), {
  session_started: withOrder,
  profile_chosen: withOrder,
  profile_amended: withOrder,
  phase_started: phaseSignal,
  phase_completed: phaseSignal,
  phase_skipped: phaseSignal,
  phase_abandoned: phaseSignal,
  phase_reopened: againFrom,
  phase_unskipped: againFrom,
});

export const phaseIn = ({ states }: Phases, phase: string): string => stateIn(states, 'phase', phase);

export interface Gate {
  readonly key: string;
  readonly criteria: readonly string[];
  readonly guards: string | undefined;
  readonly state: string;
  /** Who defined it; undefined where it is known only from a verdict. */
  readonly by: 'event' | 'profile' | undefined;
}

export interface Gates {
  readonly order: readonly string[];
  /** By key: the id under which a gate was first known. */
  readonly rows: Table<Gate>;
  /** Key by id, where a gate was defined anew under another id. */
  readonly otherIds: Table<string>;
  /** Key of the gate that was given a name last. */
  readonly byName: Table<string>;
  /** Keys of the gates of the profile in force. */
  readonly ofProfile: readonly string[];
}

const known = (gates: Gates, id: string, name: string): string | undefined =>
  gates.rows.has(id) ? id : (gates.otherIds.get(id) ?? gates.byName.get(name));

/** The key of the gate that a verdict names: a defined one by id, else by name; else an undefined one of that id. */
export const gateNamed = (gates: Gates, gate: string): string =>
  gates.rows.get(gate)?.by === undefined ? (gates.otherIds.get(gate) ?? gates.byName.get(gate) ?? gate) : gate;

/** The key of the gate that a definition adds or replaces. */
export const gateDefined = (gates: Gates, { gateId, name }: { gateId: string; name: string }): string =>
  known(gates, gateId, name) ?? gateId;

const putGate = (gates: Gates, gate: Gate): Gates => ({ ...gates, rows: gates.rows.set(gate.key, gate) });
const nameGate = (gates: Gates, key: string, name: string): Gates => ({
  ...gates,
  byName: gates.byName.set(name, key),
});
const mentioned = (key: string): Gate => ({
  key,
  criteria: [],
  guards: undefined,
  state: TRANSITIONS.gate.none,
  by: undefined,
});

/** A new profile brings its gates; those of the old profile that it lacks become undefined gates. */
const withProfile = (gates: Gates, { data }: { data: { profile: Profile } }): Gates => {
  const { phases: order, gates: given } = data.profile;
  let after: Gates = { ...gates, order, ofProfile: given.map(({ id }) => id) };
  for (const key of gates.ofProfile) {
    const gate = after.rows.get(key);
    if (gate?.by === 'profile' && !after.ofProfile.includes(key)) after = putGate(after, mentioned(key));
  }
  for (const { id, name, criteria, guards } of given) {
    const gate = after.rows.get(id);
    if (gate?.by === 'event') continue;
    // A verdict that came before anybody defined the gate is not a verdict on what is defined now.
    const state = gate?.by === 'profile' ? gate.state : 'pending';
    after = nameGate(putGate(after, { key: id, criteria, guards, state, by: 'profile' }), id, name);
  }
  return after;
};

const verdict = (
  gates: Gates,
  { type, data }: EventIn<'quality_gate_passed' | 'quality_gate_failed' | 'quality_gate_waived'>,
): Gates => {
  const key = gateNamed(gates, data.gate);
  const gate = gates.rows.get(key) ?? mentioned(key);
  return putGate(gates, { ...gate, state: stateAfter('gate', gate.state, type) });
};

const noGates = (): Gates => ({
  order: [],
  rows: Table.empty(),
  otherIds: Table.empty(),
  byName: Table.empty(),
  ofProfile: [],
});

const gatesAgainFrom = (gates: Gates, { data }: { data: { phase: string } }): Gates => {
  // A gate comes after the phase that it guards, so the phase's own gates come after it too.
  const again = new Set(gates.order.includes(data.phase) ? [data.phase, ...phasesAfter(gates.order, data.phase)] : []);
  let { rows } = gates;
  for (const gate of rows.values())
    if (gate.guards !== undefined && again.has(gate.guards)) rows = rows.set(gate.key, { ...gate, state: 'pending' });
  return { ...gates, rows };
};

export const gates: Reducer<Gates> = reducer<Gates>(noGates, {
  session_started: withProfile,
  profile_chosen: withProfile,
  profile_amended: withProfile,
  gate_defined: (gates, { data }) => {
    const key = gateDefined(gates, data);
    const { criteria, guards } = data;
    const after = nameGate(putGate(gates, { key, criteria, guards, state: 'pending', by: 'event' }), key, data.name);
    return key === data.gateId ? after : { ...after, otherIds: after.otherIds.set(data.gateId, key) };
  },
  quality_gate_passed: verdict,
  quality_gate_failed: verdict,
  quality_gate_waived: verdict,
  phase_reopened: gatesAgainFrom,
  phase_unskipped: gatesAgainFrom,
});
