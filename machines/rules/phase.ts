// P: phases. G: the gates between them.

import { phase as phaseLifeCycle } from '../life-cycles/phase.ts';
import { definedGateId, gateIdOf } from '../state/gate-names.ts';
import { hasProfile } from '../state/session.ts';
import type { State } from '../state/state.ts';
import { fixed, listed, rule } from './rule.ts';

const isDone = (state: State, phase: string): boolean =>
  phaseLifeCycle.isEnded(state.session.phases.get(phase)?.state ?? phaseLifeCycle.initial);

/**
 * The phases whose gates come before a place in the order: the one before it and, while those are skipped, the ones
 * before these. An earlier gate was checked when the phase after it started; skipping starts nothing.
 */
const phasesBefore = (state: State, index: number): Set<string> => {
  const before = new Set<string>();
  for (let at = index - 1; at >= 0; at -= 1) {
    const phase = state.session.profile.phases[at] as string;
    before.add(phase);
    if (state.session.phases.get(phase)?.state !== 'skipped') break;
  }
  return before;
};

/** Names of the gates that guard a phase and have neither passed nor been waived. */
const shutGates = (state: State, guards: (phase: string) => boolean): string[] =>
  state.session.gates
    .values()
    .filter(
      (gate) => gate.guards !== undefined && guards(gate.guards) && gate.state !== 'passed' && gate.state !== 'waived',
    )
    .map((gate) => `${gate.name} (${gate.state})`);

export const phaseRules = [
  rule(
    'P.order',
    'error',
    "Phases run in the profile's order: one starts only when all before it are completed, skipped or abandoned.",
    ['phase_started'],
    (state, { data }) => {
      const index = state.session.profile.phases.indexOf(data.phase);
      if (index < 0) return undefined;
      const before = state.session.profile.phases.slice(0, index).filter((phase) => !isDone(state, phase));
      return before.length > 0 ? `phases not finished before ${data.phase}: ${listed(before)}` : undefined;
    },
  ),
  rule('P.one', 'error', 'At most one phase is active.', ['phase_started'], (state, { data }) => {
    const index = state.session.profile.phases.indexOf(data.phase);
    // An active earlier phase violates P.order already.
    const others = state.session.activePhases.filter((name) => {
      const other = state.session.profile.phases.indexOf(name);
      return name !== data.phase && (index < 0 || other < 0 || other > index);
    });
    return others.length > 0 ? `already active: ${listed(others)}` : undefined;
  }),
];

const STARTED = new Set(['active', 'completed', 'abandoned']);

export const amendmentRules = [
  rule(
    'P.kept',
    'error',
    'A new profile keeps the phases that have started, in their order.',
    ['profile_chosen', 'profile_amended'],
    (state, { data }) => {
      const begun = state.session.profile.phases.filter((phase) =>
        STARTED.has(state.session.phases.get(phase)?.state ?? ''),
      );
      const missing = begun.filter((phase) => !data.profile.phases.includes(phase));
      if (missing.length > 0) return `profile ${data.profile.name} lacks ${listed(missing)}`;
      const order = data.profile.phases.filter((phase) => begun.includes(phase));
      return order.join('\n') === begun.join('\n')
        ? undefined
        : `profile ${data.profile.name} has them in the order ${listed(order)}`;
    },
  ),
];

export const gateRules = [
  rule(
    'G.guard',
    'error',
    'A gate that guards a phase is passed or waived before the phase after it starts, or the session ends as completed.',
    ['phase_started', 'session_ended'],
    (state, event) => {
      const { phases } = state.session.profile;
      if (event.type === 'session_ended') {
        if (event.data.outcome !== 'completed') return undefined;
        const last = phasesBefore(state, phases.length);
        const shut = shutGates(state, (phase) => last.has(phase) || !phases.includes(phase));
        return shut.length > 0 ? `gates not passed: ${listed(shut)}` : undefined;
      }
      const index = phases.indexOf(event.data.phase);
      if (index < 1) return undefined;
      const before = phasesBefore(state, index);
      const shut = shutGates(state, (phase) => before.has(phase));
      return shut.length > 0 ? `gates not passed before ${event.data.phase}: ${listed(shut)}` : undefined;
    },
  ),
  rule(
    'G.started',
    'error',
    'A gate that guards a phase passes or fails only once that phase has started; it may be waived before.',
    ['quality_gate_passed', 'quality_gate_failed'],
    (state, { data }) => {
      const phase = state.session.gates.get(gateIdOf(state.session, data.gate))?.guards;
      if (phase === undefined) return undefined;
      const current = state.session.phases.get(phase)?.state ?? 'pending';
      return STARTED.has(current) ? undefined : `gate ${data.gate} guards phase ${phase}, which is ${current}`;
    },
  ),
  rule(
    'G.criteria',
    'error',
    'A verdict names its criteria, or records that its gate has none; a pass names all that its gate has.',
    // A waiver gives its reason instead.
    ['quality_gate_passed', 'quality_gate_failed'],
    (state, event) => {
      const { gate, criteria, criteriaDefined } = event.data;
      const required = state.session.gates.get(gateIdOf(state.session, gate))?.criteria ?? [];
      if (criteriaDefined === false && required.length > 0) return `gate ${gate} has criteria: ${listed(required)}`;
      if (criteria.length === 0 && criteriaDefined !== false) return `the verdict on gate ${gate} names no criterion`;
      if (event.type !== 'quality_gate_passed') return undefined;
      const missing = required.filter((criterion) => !criteria.includes(criterion));
      return missing.length > 0 ? `the pass of gate ${gate} does not name: ${listed(missing)}` : undefined;
    },
  ),
  rule(
    'G.defined',
    'error',
    'A gate is added or replaced only until the phase it guards is completed.',
    ['gate_defined'],
    (state, { data }) => {
      const guarded = [data.guards, state.session.gates.get(definedGateId(state.session, data))?.guards];
      const done = guarded.find(
        (phase) => phase !== undefined && state.session.phases.get(phase)?.state === 'completed',
      );
      return done === undefined ? undefined : `phase ${done} is completed`;
    },
  ),
  fixed(
    rule(
      'G.guards',
      'error',
      'A gate guards a phase of the profile, or nothing.',
      ['gate_defined'],
      (state, { data }) =>
        data.guards !== undefined && hasProfile(state.session) && !state.session.profile.phases.includes(data.guards)
          ? `profile ${state.session.profile.name} has no phase ${data.guards}`
          : undefined,
    ),
  ),
];
