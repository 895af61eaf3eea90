// The nodes of the flow: the orchestrator, the waves, what comes after them, and the gates at the end.
import { describe, expect, it, test } from 'vitest';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { taskGraphText } from '../../projections/flow-text.ts';
import { flow, project } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const NORMAL = PROFILES.normal as Profile;
const patternOf = ({ events }: History) => project(flow, 's1', events).pattern;
const nodeOf = (record: History, id: string) => patternOf(record).nodes.find((node) => node.id === id);
const agent = (agentId: string, agentType = 'tester') => ({ agentId, agentType });
const begun = (...phases: string[]): History =>
  history().start({ profile: { ...NORMAL, phases, gates: [] } }, { at: 0 });

describe('the orchestrator', () => {
  const status = (record: History) => nodeOf(record, 'orchestrator')?.status;

  it('is running from the start of the session, and completed with it', () => {
    expect(status(history())).toBe('pending');
    expect(status(history().start())).toBe('running');
    expect(status(history().start().add('session_paused', {}))).toBe('running');
    expect(status(history().start().add('session_ended', { outcome: 'completed' }))).toBe('completed');
  });

  it.each(['failed', 'cancelled'] as const)('has failed where the session ended as %s', (outcome) => {
    expect(status(history().start().add('session_ended', { outcome }))).toBe('failed');
  });
});

describe('a wave', () => {
  const waves = (...agents: ReturnType<typeof agent>[]) => history().add('agent_launched', { wave: 1, agents });

  it('of one agent has no mode, and of several is parallel, where none was given', () => {
    expect(nodeOf(waves(agent('a')), 'wave 1')).toMatchObject({ mode: null, parts: ['tester'] });
    expect(nodeOf(waves(agent('a'), agent('b')), 'wave 1')).toMatchObject({ mode: 'parallel', parts: ['2 × tester'] });
  });

  it('names its agents that are paused, while any is', () => {
    const record = waves(agent('a'), agent('b'), agent('c', 'writer'));
    expect(nodeOf(record, 'wave 1')).not.toHaveProperty('paused');
    record.add('agent_paused', { agents: [{ agentId: 'b' }, { agentId: 'c' }] });
    expect(nodeOf(record, 'wave 1')).toEqual({
      ...{ id: 'wave 1', kind: 'wave', label: 'wave 1', parts: ['2 × tester', 'writer'], mode: 'parallel' },
      ...{ status: 'running', paused: ['b', 'c'] },
    });
    record.add('agent_resumed', { agents: [{ agentId: 'b' }, { agentId: 'c' }] });
    expect(nodeOf(record, 'wave 1')).not.toHaveProperty('paused');
  });

  it('that is only planned is left out', () => {
    const record = history().add('task_planned', { taskId: 't', title: 'T', wave: 1 });
    expect(patternOf(record).nodes.map(({ id }) => id)).toEqual(['orchestrator']);
  });
});

describe('the integration', () => {
  const launched = (record: History): History =>
    record.add('agent_launched', { wave: 1, agents: [agent('a')] }, { at: 1 });
  const within = (...phases: string[]) => launched(begun(...phases).add('phase_started', { phase: 'A' }, { at: 1 }));
  const integration = (record: History) => nodeOf(record, 'integration');

  it('is what comes after the phase of the last launch, and is none where nothing comes after', () => {
    expect(integration(within('A', 'B', 'C'))).toEqual({
      ...{ id: 'integration', kind: 'integration', label: 'integration', parts: ['B', 'C'] },
      ...{ mode: null, status: 'pending' },
    });
    expect(integration(within('A'))).toBeUndefined();
    expect(integration(within('A', 'B').add('phase_skipped', { phase: 'B', reason: 'No' }))).toBeUndefined();
  });

  it('is none where no agent was launched, or none in a phase', () => {
    expect(integration(begun('A', 'B').add('phase_started', { phase: 'A' }))).toBeUndefined();
    expect(integration(launched(begun('A', 'B')))).toBeUndefined();
  });

  it('comes after launches alone, and not after the end of an agent that was never launched', () => {
    const record = within('A', 'B').add('phase_started', { phase: 'B' }, { at: 2 });
    record.add('agent_completed', { agents: [{ agentId: 'stranger' }] }, { at: 3 });
    expect(integration(record)?.parts).toEqual(['B']);
  });

  it('is pending until one of its phases begins, running until all have ended, then completed', () => {
    const record = within('A', 'B', 'C').add('phase_completed', { phase: 'A' }, { at: 2 });
    expect(integration(record)?.status).toBe('pending');
    expect(integration(record.add('phase_started', { phase: 'B' }, { at: 3 }))?.status).toBe('running');
    expect(integration(record.add('phase_completed', { phase: 'B' }, { at: 4 }))?.status).toBe('running');
    expect(integration(record.add('phase_abandoned', { phase: 'C', reason: 'No' }, { at: 5 }))?.status).toBe(
      'completed',
    );
  });

  it('has failed where the session was given up before all of it had ended', () => {
    const record = () => within('A', 'B', 'C').add('phase_completed', { phase: 'B' });
    expect(integration(record().add('session_ended', { outcome: 'failed' }))?.status).toBe('failed');
    expect(integration(record().add('session_ended', { outcome: 'cancelled' }))?.status).toBe('failed');
    const done = record().add('phase_completed', { phase: 'C' }).add('session_ended', { outcome: 'failed' });
    expect(integration(done)?.status).toBe('completed');
  });
});

describe('the postflight', () => {
  const gate = (id: string, guards?: string) => ({
    ...{ id, name: id.toUpperCase(), criteria: ['Clear'] },
    ...(guards !== undefined && { guards }),
  });
  const gates = [gate('g', 'B'), gate('h', 'B'), gate('early', 'A'), gate('free')];
  const judged = (...verdicts: ['quality_gate_passed' | 'quality_gate_failed' | 'quality_gate_waived', string][]) => {
    const record = history().start({ profile: { ...NORMAL, phases: ['A', 'B'], gates } });
    for (const [type, id] of verdicts) record.add(type, { gate: id, criteria: ['Clear'], reason: 'r' } as never);
    return record;
  };
  const status = (record: History) => nodeOf(record, 'postflight')?.status;

  it('is made of the gates that guard the last phase', () => {
    expect(nodeOf(judged(['quality_gate_passed', 'h']), 'postflight')).toEqual({
      ...{ id: 'postflight', kind: 'postflight', label: 'postflight', parts: ['G: pending', 'H: passed'] },
      ...{ mode: null, status: 'pending' },
    });
  });

  it('is pending until each has a verdict, failed while one failed, else completed', () => {
    expect(status(judged())).toBe('pending');
    expect(status(judged(['quality_gate_passed', 'g'], ['quality_gate_waived', 'h']))).toBe('completed');
    expect(status(judged(['quality_gate_failed', 'g']))).toBe('failed');
    expect(status(judged(['quality_gate_passed', 'g'], ['quality_gate_failed', 'h']))).toBe('failed');
  });
});

test('a diagram has a box for each node with its parts on lines of their own', () => {
  const record = history().start({ profile: { ...NORMAL, name: 'own', phases: ['A', 'B', 'C'], gates: [] } });
  record.add('phase_started', { phase: 'A' }).add('agent_launched', { wave: 1, title: 'Look', agents: [agent('a')] });
  expect(patternOf(record).mermaid).toBe(
    [
      'flowchart TD',
      '  n1["orchestrator<br/>own"]',
      '  n2["A wave 1: Look<br/>tester"]',
      '  n3["integration<br/>B<br/>C"]',
      '  n1 --> n2',
      '  n2 --> n3',
    ].join('\n'),
  );
});

test('a task is a line: its mark, its id, a title other than that, its wave, and all that it comes after', () => {
  const node = { id: 't', title: 't', status: 'pending', wave: null, dependencies: [] } as const;
  expect(
    taskGraphText([
      node,
      { ...node, id: 'u', title: ' Look\n', status: 'running', wave: 2, dependencies: ['t'] },
      { ...node, id: 'v', status: 'failed', dependencies: ['t', 'u'], dropped: ['u'] },
    ]),
  ).toBe('[ ] t\n[~] u: Look, wave 2, after t\n[!] v: t, after t, u (dropped)');
});
