// Events that change several entities: reopened phases, reviews, waves of two cycles.
import { expect, test } from 'vitest';
import { hasError, type Violation } from '../../machines/check.ts';
import { fold, judge } from '../../machines/fold.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import type { History } from '../history.ts';
import { amended, cycles, ended, HASH, launch, NORMAL, phase, start } from './rule-cases/rule-cases.ts';

const stateOf = ({ events }: History): State => fold(events, initialState('s1'));
const toldOfLast = ({ events }: History): string[] =>
  judge(fold(events.slice(0, -1), initialState('s1')), events.at(-1)!).violations.map(({ rule }) => rule);
const reopen = (h: History, name: string): History => h.add('phase_reopened', { phase: name, reason: 'A hole in it' });

test('reopening a phase puts the gates from it on back to pending, and none before it', () => {
  const gates = [
    { id: 'g', name: 'G', criteria: [], guards: 'Context' },
    { id: 'k', name: 'K', criteria: [], guards: 'Planning' },
    { id: 'free', name: 'Free', criteria: [] },
  ];
  const h = start({ ...NORMAL, gates });
  for (const { id } of gates) h.add('quality_gate_passed', { gate: id, criteria: ['Clear'] });
  reopen(phase(phase(h, 'Context'), 'Planning'), 'Planning');
  const state = stateOf(h);
  expect(gates.map(({ id }) => state.session.gates.get(id)?.state)).toEqual(['passed', 'pending', 'passed']);
});

test('a skipped phase that is pending again has not started: a profile can still be chosen', () => {
  const h = start().add('phase_skipped', { phase: 'Planning', reason: 'Known' });
  reopen(phase(h, 'Context'), 'Context');
  expect(stateOf(h).session.phases.get('Planning')?.state).toBe('pending');
  expect(stateOf(h).session.beyondFirst).toBe(false);
  expect(stateOf(h.add('phase_started', { phase: 'Planning' })).session.beyondFirst).toBe(true);
});

test('a cycle that waits for a person continues with the last awaited review, and with no other', () => {
  const h = cycles().add('cycle_started', { cycle: 1 });
  h.add('review_requested', { reviewId: 'v1', of: 'It' });
  const cycle = () => stateOf(h).work.cycles.get('1')?.state;
  expect(cycle()).toBe('awaiting');
  h.add('review_given', { reviewId: 'v9', verdict: 'approved' });
  expect(cycle()).toBe('awaiting');
  h.add('review_given', { reviewId: 'v1', verdict: 'approved' });
  expect(cycle()).toBe('open');
});

test('waves with one number in two cycles are two waves', () => {
  const h = launch(cycles().add('cycle_started', { cycle: 1 }), ['a1'], 1).add('cycle_ended', { cycle: 1 });
  launch(h.add('cycle_started', { cycle: 2 }), ['b1'], 1);
  expect(stateOf(h).work.runningWaves).toEqual([
    { cycle: 1, wave: 1, agents: 1 },
    { cycle: 2, wave: 1, agents: 1 },
  ]);
  expect(toldOfLast(launch(ended(h, 'b1'), ['b2'], 2))).toEqual([]);
  expect(stateOf(ended(h, 'a1')).work.runningWaves).toEqual([{ cycle: 2, wave: 2, agents: 1 }]);
});

test('a gate that a profile removes and another adds again waits for a new verdict', () => {
  const h = start().add('quality_gate_passed', { gate: 'postflight', criteria: ['Clear'] });
  amended(h, { ...NORMAL, gates: [] });
  expect(stateOf(h).session.gates.get('postflight')).toMatchObject({ state: 'undefined', name: '', criteria: [] });
  amended(h, NORMAL);
  expect(stateOf(h).session.gates.get('postflight')).toMatchObject({ state: 'pending', name: 'Postflight validation' });
});

test('a limit that was passed is reported again under the profile that was chosen since', () => {
  const profile = { ...NORMAL, budget: { ...NORMAL.budget, session: 5 } };
  const h = start(profile).add('tokens_used', { total: 10 });
  expect(toldOfLast(h)).toEqual(['B.session']);
  expect(toldOfLast(h.add('tokens_used', { total: 10 }))).toEqual([]);
  h.add('profile_chosen', { profile, profileHash: HASH });
  expect(toldOfLast(h.add('tokens_used', { total: 10 }))).toEqual(['B.session']);
});

test('one error among warnings is an error', () => {
  const violation = (severity: Violation['severity']): Violation => ({ rule: 'X', sentence: '', severity, detail: '' });
  expect(hasError([])).toBe(false);
  expect(hasError([violation('warn')])).toBe(false);
  expect(hasError([violation('warn'), violation('error')])).toBe(true);
});
