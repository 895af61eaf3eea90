// Faults that comparing rules and invariants found: each of these was once reported wrongly, twice, or not at all.
// Rules and invariants are both evaluated.
import { expect, test } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { fold } from '../../machines/fold.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { stateOf } from '../../machines/state/entities.ts';
import { initialState } from '../../machines/state/state.ts';
import { type History, history } from '../history.ts';
import { reported } from './reported.ts';

const NORMAL = PROFILES.normal as Profile;
const CYCLES = PROFILES.cycles as Profile;
const start = (profile: Profile = NORMAL): History => history('s1').start({ enforcement: 'observe', profile });
const launch = (h: History, agentId: string, wave: number): History =>
  h.add('agent_launched', { agents: [{ agentId, agentType: 'tester' }], wave });
const ended = (h: History, agentId: string): History => h.add('agent_completed', { agents: [{ agentId }] });
const amended = (h: History, profile: Profile): History =>
  h.add('profile_amended', { profile, profileHash: '0'.repeat(64), by: 'me', reason: 'Better so' });
const HASH = '0'.repeat(64);

test('an ordinal that is used twice puts none of the events after it out of order', () => {
  const { events } = start()
    .add('warning_issued', { message: 'One' })
    .add('warning_issued', { message: 'Two' })
    .add('warning_issued', { message: 'Three' });
  const again = { ...(events[1] as RecordedEvent), id: 'another', commandid: 'command-2' };
  expect(reported([...events.slice(0, 2), again, ...events.slice(2)])).toEqual(['2 E.ordinal']);
});

test('skipping a phase does not start it: the session is still in its first phase', () => {
  const h = start().add('phase_started', { phase: 'Context' });
  h.add('phase_skipped', { phase: 'Planning', reason: 'Planned before' });
  h.add('session_classified', { classification: { complexity: 'low' } });
  expect(reported(h.events)).toEqual([]);
});

test('an agent whose end has no launch stays unmatched when it ends again', () => {
  const { events } = ended(ended(start(), 'a1'), 'a1');
  expect(reported(events)).toEqual(['2 M.agent', '3 M.agent']);
  expect(fold(events, initialState('s1')).work.agents.get('a1')?.state).toBe('unmatched');
});

test('waves are counted in the open cycle, else in the session', () => {
  const h = ended(launch(ended(launch(start(CYCLES), 'a1', 1), 'a1'), 'a2', 2), 'a2').add('cycle_started', {
    cycle: 1,
  });
  ended(launch(h, 'a3', 1), 'a3').add('cycle_ended', { cycle: 1 });
  expect(reported(ended(launch(h, 'a4', 3), 'a4').events)).toEqual([]);
  expect(reported(launch(h, 'a5', 5).events)).toEqual([`${h.events.length} W.number`]);
});

test('a cycle numbered 0 is not the same as no open cycle', () => {
  const h = launch(start(CYCLES), 'a1', 0).add('cycle_started', { cycle: 0 });
  expect(reported(launch(h, 'a2', 1).events)).toEqual(['2 W.number', '3 C.number']);
});

test('a session without a known profile is not one in cycles', () => {
  const h = history('s1').add('plan_item_added', { itemId: 'i1', text: 'One' });
  expect(reported(h.add('session_ended', { outcome: 'completed' }).events)).toEqual(['1 S.first', '2 S.satisfied']);
});

test('a profile that was chosen counts where the start is missing', () => {
  const h = history('s1').add('profile_chosen', { profile: NORMAL, profileHash: HASH });
  expect(reported(h.add('phase_started', { phase: 'Dreaming' }).events)).toEqual(['1 S.first', '2 P.known']);
});

test('a dependency that was never planned is reported once, when the task is planned', () => {
  const h = start().add('task_planned', { taskId: 't1', title: 'One', dependencies: ['t0'] });
  expect(reported(h.add('task_started', { taskId: 't1' }).events)).toEqual(['2 T.depends']);
});

test('a name that an observed session does not have is reported where it first comes, an enforced one reports each', () => {
  const named = (h: History): History => {
    for (const todoId of ['d1', 'd2']) h.add('todo_created', { todoId, content: 'It', agentId: 'a9', taskId: 't9' });
    return h.add('tokens_used', { total: 1, agentId: 'a9', taskId: 't9' }).add('task_planned', {
      ...{ taskId: 't1', title: 'One', dependencies: ['t9'] },
    });
  };
  expect(reported(named(start()).events)).toEqual(['2 T.known', '2 A.planned']);
  expect(reported(named(history('s1').start({ enforcement: 'enforce', profile: NORMAL })).events)).toEqual([
    ...['2 T.known', '2 A.planned', '3 T.known', '3 A.planned', '4 T.known', '4 A.known', '5 T.depends'],
  ]);
});

test('a name that was unknown is known once what it names begins, and unknown again when that is removed', () => {
  const add = (h: History, itemId: string): History =>
    h.add('plan_item_added', { itemId, text: itemId, sectionId: 'p1' });
  const h = add(start(CYCLES), 'i1').add('plan_section_added', { sectionId: 'p1', title: 'First' });
  add(add(h, 'i2').add('plan_section_removed', { sectionId: 'p1' }), 'i3');
  expect(reported(h.events)).toEqual(['2 L.known']);
});

test('a finding that was resolved blocks again only when it is reported as one that blocks', () => {
  const report = (h: History, blocks: boolean): History =>
    h.add('agent_reported', { agentId: 'a1', text: 'It', findings: [{ findingId: 'f1', text: 'Leak', blocks }] });
  const resolved = (): History => {
    const h = report(start(CYCLES).add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester' }] }), true);
    return ended(h.add('follow_up_resolved', { findingId: 'f1' }), 'a1');
  };
  const end = (h: History): string[] =>
    reported(h.add('session_ended', { outcome: 'completed' }).events).filter((line) => line.startsWith('7'));
  expect(end(report(resolved(), false))).toEqual(['7 C.validated']);
  expect(end(report(resolved(), true))).toEqual(['7 C.complete', '7 C.validated']);
});

test('an item that follows a sibling has its parent, one that moves nowhere stays, one below itself too', () => {
  const add = (h: History, itemId: string, place = {}): History =>
    h.add('plan_item_added', { itemId, text: itemId, ...place });
  const nested = (): History => add(add(add(start(CYCLES), 'i1'), 'i2', { parent: 'i1' }), 'i3', { after: 'i2' });
  const done = (h: History): History =>
    h.add('plan_item_done', { itemId: 'i2' }).add('plan_item_done', { itemId: 'i1' });
  expect(reported(done(nested()).events)).toEqual(['6 L.parent']);
  expect(reported(done(nested().add('plan_item_moved', { itemId: 'i3' })).events)).toEqual(['7 L.parent']);
  expect(reported(nested().add('plan_item_moved', { itemId: 'i1', after: 'i2' }).events)).toEqual(['5 L.place']);
  const itself = add(start(CYCLES), 'i1').add('plan_item_moved', { itemId: 'i1', parent: 'i1' });
  expect(reported(itself.add('plan_item_done', { itemId: 'i1' }).events)).toEqual(['3 L.place']);
});

test('a gate whose id is the name of another is a separate gate', () => {
  const h = start().add('gate_defined', { gateId: 'Postflight validation', name: 'Mine', criteria: ['All'] });
  const { gates } = fold(h.events, initialState('s1')).session;
  expect(gates.keys()).toEqual(['execution-review', 'postflight', 'Postflight validation']);
  expect(reported(h.add('quality_gate_waived', { gate: 'postflight', criteria: [], reason: 'No' }).events)).toEqual([]);
  expect(stateOf(fold(h.events, initialState('s1')), 'gate', 'Postflight validation')).toBe('pending');
});

test('a gate known only from a verdict is defined by the next profile, and needs a new verdict', () => {
  const h = start({ ...NORMAL, gates: [] }).add('quality_gate_passed', { gate: 'early', criteria: ['By nobody'] });
  amended(h, { ...NORMAL, gates: [{ id: 'early', name: 'Early', criteria: [], guards: 'Context' }] });
  h.add('phase_started', { phase: 'Context' }).add('phase_completed', { phase: 'Context' });
  expect(reported(h.add('phase_started', { phase: 'Planning' }).events)).toEqual(['2 G.known', '6 G.guard']);
});
