// What a command leaves open is as its sender last saw the session, not as others have made it since.
import { expect, test } from 'vitest';
import type { Decision } from '../../machines/decide.ts';
import type { State } from '../../machines/state/state.ts';
import { LAW } from '../../src/check/run/law.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { sha256 } from '../history.ts';

/** The decision on a command in the session as it is, of a sender who last saw it at `seen`. */
let ids = 0;
const newId = () => `e${++ids}`;
const decided = ({ state }: Run, seen: State, name: string, data: unknown = {}): Decision =>
  LAW.decide(
    state,
    { id: 'mine', name, data },
    { now: '2026-01-31T15:00:00.000Z', newId, commitId: 'c', sha256, seen },
  );
const facts = (decision: Decision): unknown =>
  decision.kind === 'accepted' ? decision.events.map(({ type, data }) => [type, data]) : decision;
const refusal = (decision: Decision): unknown => decision.kind === 'rejected' && decision.rejection;

const inContext = () => started().must('phase.next');

test('phase.next from a phase that another has left changes nothing, and says where the session is', () => {
  const run = inContext();
  const { state: seen } = run;
  run.must('phase.next');
  const why = 'phase Context is already completed, and phase Planning is active';
  expect(decided(run, seen, 'phase.next')).toEqual({ kind: 'unchanged', why });
  expect(decided(run, run.state, 'phase.next', { from: 'Context' })).toEqual({ kind: 'unchanged', why });
  // Its own sight, once it has read the session again.
  expect(decided(run, run.state, 'phase.next')).toMatchObject({ kind: 'accepted' });
});

test('phase.next starts the phase after one that another has completed, and only that one', () => {
  const run = inContext();
  const { state: seen } = run;
  run.must('phase.complete', { phase: 'Context' });
  expect(facts(decided(run, seen, 'phase.next', { notes: 'N' }))).toEqual([['phase_started', { phase: 'Planning' }]]);
  run.must('phase.start', { phase: 'Planning' }).must('phase.complete', { phase: 'Planning' });
  expect(decided(run, seen, 'phase.next')).toEqual({
    kind: 'unchanged',
    why: 'phase Context is already completed, and no phase is active',
  });
});

test('phase.next of a sender who saw a phase that another has abandoned starts the phase after it once', () => {
  const run = inContext();
  const { state: seen } = run;
  run.must('phase.abandon', { phase: 'Context', reason: 'Known already' });
  expect(facts(decided(run, seen, 'phase.next'))).toEqual([['phase_started', { phase: 'Planning' }]]);
  expect(decided(run, seen, 'phase.next', { carry: ['a1'] })).toMatchObject({
    kind: 'invalid',
    sentence: 'phase.next: phase Context is already abandoned, so that nothing is carried into the next',
  });
  run.must('phase.start', { phase: 'Planning' });
  expect(decided(run, seen, 'phase.next')).toEqual({
    kind: 'unchanged',
    why: 'phase Context is already abandoned, and phase Planning is active',
  });
});

test('phase.next passes over a phase that was skipped meanwhile', () => {
  const run = inContext();
  const { state: seen } = run;
  run.must('phase.complete', { phase: 'Context' }).must('phase.skip', { phase: 'Planning', reason: 'Known' });
  expect(facts(decided(run, seen, 'phase.next'))).toEqual([['phase_started', { phase: 'Execution' }]]);
});

test('phase.next of a sender who saw no phase active means the first that was pending', () => {
  const run = started();
  const { state: seen } = run;
  run.must('phase.next');
  expect(decided(run, seen, 'phase.next')).toEqual({ kind: 'unchanged', why: 'phase Context is already active' });
  run.must('phase.next');
  expect(decided(run, seen, 'phase.next')).toEqual({
    kind: 'unchanged',
    why: 'phase Context is already completed, and phase Planning is active',
  });
});

test('phase.next from a phase that is not active is refused, with what is legal', () => {
  const run = inContext().must('phase.next').must('phase.next');
  const { state: seen } = run;
  run.must('phase.complete', { phase: 'Execution' }).must('phase.reopen', { phase: 'Context', reason: 'Missed' });
  expect(refusal(decided(run, seen, 'phase.next'))).toMatchObject({
    rule: 'M.phase',
    detail: 'phase Execution is pending: phase_completed is not legal',
    legal: expect.arrayContaining([{ word: 'phase.complete', data: { phase: 'Context' }, needs: [] }]),
  });
  expect(run.refusedBy('phase.next', { from: 'Elsewhere' })).toEqual(['M.phase']);
});

test('phase.next keeps from of itself, and records it nowhere', () => {
  const run = inContext();
  expect(facts(run.send('phase.next', { from: 'Context', notes: 'Read' }))).toEqual([
    ['phase_completed', { phase: 'Context', notes: 'Read' }],
    ['phase_started', { phase: 'Planning' }],
  ]);
});

test('E.seen: a launch and a review belong to the cycle, else the phase, that their sender saw, or are refused', () => {
  const launch = { agents: [{ agentId: 'a1', agentType: 'tester' }], wave: 1 };
  const run = inContext();
  const { state: seen } = run;
  expect(decided(run, seen, 'agent.launch', launch).kind).toBe('accepted');
  run.must('warning.issue', { message: 'Elsewhere' });
  expect(decided(run, seen, 'agent.launch', launch).kind).toBe('accepted');
  run.must('phase.next');
  for (const [name, data] of [
    ['agent.launch', launch],
    ['review.request', { of: 'The plan' }],
  ] as const)
    expect(refusal(decided(run, seen, name, data))).toMatchObject({
      rule: 'E.seen',
      detail: 'its sender last saw the session in phase Context; it is in phase Planning now',
      state: { phases: ['Planning'] },
    });
  // A fact is recorded as it was reported.
  expect(decided(run, seen, 'agent_launched', launch).kind).toBe('accepted');

  const cycles = started({ profile: 'cycles' }).must('cycle.start', { cycle: 1 });
  const { state: inCycle } = cycles;
  cycles.must('cycle.end', { cycle: 1 });
  expect(refusal(decided(cycles, inCycle, 'agent.launch', launch))).toMatchObject({
    detail: 'its sender last saw the session in cycle 1; it is in no cycle and no phase now',
  });
  cycles.must('cycle.start', { cycle: 2 });
  expect(refusal(decided(cycles, inCycle, 'agent.launch', launch))).toMatchObject({ rule: 'E.seen' });
});

test('E.seen: an observed session keeps a launch all the same', () => {
  const run = started({ enforcement: 'observe' }).must('phase.next');
  const { state: seen } = run;
  run.must('phase.next');
  expect(decided(run, seen, 'agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }] }).kind).toBe(
    'accepted',
  );
});

test('E.seen: a session is resumed from the pause that the sender saw, not from a later one', () => {
  const run = inContext().must('session.pause', { reason: 'Lunch' });
  const { state: seen } = run;
  expect(decided(run, seen, 'session.resume').kind).toBe('accepted');
  run.must('session.resume').must('session.pause', { reason: 'Stop: the server burns' });
  expect(refusal(decided(run, seen, 'session.resume'))).toMatchObject({
    rule: 'E.seen',
    detail: 'its sender last saw the pause of event 3; that of event 5 is another',
  });
  expect(decided(run, run.state, 'session.resume').kind).toBe('accepted');
});

test('a use of tokens belongs to the phase that its sender saw active', () => {
  const run = inContext();
  const { state: seen } = run;
  expect(facts(decided(run, seen, 'tokens.use', { total: 5 }))).toEqual([['tokens_used', { total: 5 }]]);
  run.must('phase.next');
  expect(facts(decided(run, seen, 'tokens.use', { total: 5 }))).toEqual([
    ['tokens_used', { total: 5, phase: 'Context' }],
  ]);
  expect(facts(decided(run, seen, 'tokens.use', { total: 5, phase: 'Review' }))).toEqual([
    ['tokens_used', { total: 5, phase: 'Review' }],
  ]);
  expect(facts(decided(run, seen, 'tokens_used', { total: 5 }))).toEqual([['tokens_used', { total: 5 }]]);
});

test('a verdict is on the gate and the criteria that its sender saw', () => {
  const run = started().must('gate.define', { gateId: 'g1', name: 'Ready', criteria: ['Clear', 'Short'] });
  const { state: seen } = run;
  run.must('gate.define', { gateId: 'g1', name: 'Set', criteria: ['Clear'] });
  const verdict = ['quality_gate_passed', { gate: 'g1', criteria: ['Clear', 'Short'] }];
  expect(facts(decided(run, seen, 'gate.pass', { gate: 'Ready' }))).toEqual([verdict]);
  run.must('gate.define', { gateId: 'g1', name: 'Set', criteria: ['Clear', 'Long'] });
  expect(refusal(decided(run, seen, 'gate.pass', { gate: 'Ready' }))).toMatchObject({
    rule: 'G.criteria',
    detail: 'the pass of gate g1 does not name: Long',
  });
});

test('what was seen of another record counts for nothing', () => {
  const run = inContext();
  const later = inContext().must('phase.next').must('warning.issue', { message: 'W' });
  expect(decided(run, later.state, 'phase.next').kind).toBe('accepted');
  expect(decided(run, LAW.initialState('s1'), 'phase.next').kind).toBe('accepted');
});
