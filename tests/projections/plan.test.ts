import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { plan, project } from '../../projections/index.ts';
import { history } from '../history.ts';
import { cycled, phased } from './sessions.ts';

const planOf = (record: { events: RecordedEvent[] }) => project(plan, 's1', record.events);
const statuses = <Row extends { status: string }>(rows: readonly Row[], name: (row: Row) => string) =>
  Object.fromEntries(rows.map((row) => [name(row), row.status]));

describe('the plan', () => {
  const document = () => planOf(phased());

  it('shows what the session is for', () => {
    expect(document()).toMatchObject({
      goal: 'Reset passwords by email',
      request: 'Let users reset their password.',
      profile: 'normal',
      classification: { type: 'standard', complexity: 'medium' },
    });
  });

  it('has the phases of the profile in order, with times, notes and outputs', () => {
    expect(document().phases.map(({ name, status, durationS }) => [name, status, durationS])).toEqual([
      ['Context', 'completed', 120],
      ['Planning', 'completed', 180],
      ['Execution', 'completed', 1_200],
      ['Review', 'completed', 120],
      ['Delivery', 'completed', 120],
    ]);
    expect(document().phases[0]).toMatchObject({ notes: 'Goals restated', startedAt: '2026-01-31T14:00:00.000Z' });
    expect(document().phases[1]?.outputs).toEqual(['plan']);
  });

  it('has tasks with status, dependencies, wave, agents, estimate and tokens', () => {
    expect(document().tasks[0]).toMatchObject({
      id: 't1',
      status: 'completed',
      agents: ['a1'],
      estimate: 2_000,
      tokens: null,
    });
    expect(document().tasks[1]).toMatchObject({ id: 't2', dependencies: ['t1'], wave: 2, tokens: 1_200, attempts: 1 });
    expect(document().tasks[2]).toMatchObject({ id: 't3', status: 'dropped', reason: 'Mail comes later', tokens: 800 });
  });

  it('has waves with title, mode, agents, their outputs and tasks', () => {
    expect(document().waves).toMatchObject([
      { number: 1, title: 'Research', mode: 'serial', status: 'completed', tasks: ['t1'] },
      { number: 2, title: 'Build', mode: 'parallel', status: 'completed', tasks: ['t2', 't3'] },
    ]);
    expect(document().waves[0]?.agents).toMatchObject([{ id: 'a1', status: 'completed', outputs: ['analysis'] }]);
    expect(document().waves[1]?.agents).toMatchObject([
      { id: 'a2', status: 'completed' },
      { id: 'a3', status: 'failed', reason: 'no server' },
    ]);
  });

  it('has requirements and deliverables with their states', () => {
    expect(statuses(document().requirements, ({ id }) => id)).toEqual({ r1: 'met', r2: 'open' });
    expect(document().deliverables).toMatchObject([{ id: 'd1', status: 'delivered', path: 'src/reset.ts' }]);
  });

  it('has the budget of the session and the allocations to phases', () => {
    expect(document().budget).toEqual({
      total: 10_000,
      used: 2_500,
      percent: 25,
      phases: [{ phase: 'Execution', tokens: 6_000, source: 'session', used: 2_000, percent: 33.3 }],
    });
  });

  it('takes the budget from the profile where the session names none', () => {
    const profile: Profile = { ...(PROFILES.normal as Profile), budget: { session: 900, phases: { Review: 50 } } };
    const budget = planOf(history().start({ profile }).add('tokens_used', { total: 60, phase: 'Review' })).budget;
    expect(budget).toMatchObject({
      total: 900,
      phases: [{ phase: 'Review', tokens: 50, source: 'profile', percent: 120 }],
    });
  });

  it('counts waves within their cycle', () => {
    expect(planOf(cycled()).waves.map(({ cycle, number, status }) => [cycle, number, status])).toEqual([
      [1, 1, 'completed'],
      [2, 1, 'running'],
    ]);
  });

  it('shows a wave that is only planned as pending', () => {
    const record = history().start().add('task_planned', { taskId: 't', title: 'Later', wave: 3 });
    expect(planOf(record).waves).toMatchObject([{ number: 3, status: 'pending', agents: [], tasks: ['t'] }]);
  });

  it('keeps the attempts of a task that was tried again', () => {
    const record = history()
      .start()
      .add('task_planned', { taskId: 't', title: 'Hard' })
      .add('task_started', { taskId: 't', agentId: 'a' })
      .add('task_failed', { taskId: 't', agentId: 'a', reason: 'broke' })
      .add('task_started', { taskId: 't', agentId: 'b' });
    expect(planOf(record).tasks).toMatchObject([{ status: 'running', attempts: 2, agents: ['a', 'b'], reason: null }]);
    record.add('task_failed', { taskId: 't', agentId: 'b' }).add('task_started', { taskId: 't', agentId: 'b' });
    expect(planOf(record).tasks).toMatchObject([{ attempts: 3, agents: ['a', 'b'] }]);
  });
});

describe('phases and gates', () => {
  const toReview = () =>
    history()
      .start({}, { at: 0 })
      .add('phase_started', { phase: 'Context' }, { at: 0 })
      .add('phase_completed', { phase: 'Context' }, { at: 1 })
      .add('phase_started', { phase: 'Planning' }, { at: 1 })
      .add('phase_completed', { phase: 'Planning' }, { at: 2 })
      .add('phase_started', { phase: 'Execution' }, { at: 2 })
      .add('phase_completed', { phase: 'Execution' }, { at: 5 })
      .add('quality_gate_passed', { gate: 'execution-review', criteria: [] }, { at: 5 })
      .add('phase_started', { phase: 'Review' }, { at: 6 });

  it('go back: the phase reopened is active, those after it and the gates from its own on are pending', () => {
    const document = planOf(toReview().add('phase_reopened', { phase: 'Planning', reason: 'forgot' }, { at: 10 }));
    expect(statuses(document.phases, ({ name }) => name)).toEqual({
      Context: 'completed',
      Planning: 'active',
      Execution: 'pending',
      Review: 'pending',
      Delivery: 'pending',
    });
    expect(document.phases[1]).toMatchObject({ reopened: 1, reason: 'forgot' });
    expect(document.currentPhase).toBe('Planning');
    expect(document.gates[0]).toMatchObject({
      id: 'execution-review',
      status: 'pending',
      verdicts: [{ verdict: 'passed' }],
    });
  });

  it('go back together: after a reopening the gate of that phase is pending too', () => {
    const document = planOf(toReview().add('phase_reopened', { phase: 'Execution', reason: 'forgot' }));
    expect(document.gates[0]).toMatchObject({ id: 'execution-review', guards: 'Execution', status: 'pending' });
  });

  it('count the time of a phase that was reopened without the time between', () => {
    const document = planOf(
      toReview()
        .add('phase_reopened', { phase: 'Execution', reason: 'forgot' }, { at: 10 })
        .add('phase_completed', { phase: 'Execution' }, { at: 12 }),
    );
    expect(document.phases[2]).toMatchObject({ status: 'completed', durationS: 300 });
    expect(document.phases[3]).toMatchObject({ name: 'Review', status: 'pending', startedAt: null });
  });

  it('show of each verdict whether its gate had criteria', () => {
    const { gates } = planOf(
      history()
        .start()
        .add('quality_gate_failed', { gate: 'postflight', criteria: ['x'] })
        .add('quality_gate_passed', { gate: 'postflight', criteria: [], criteriaDefined: false }),
    );
    expect(gates.find(({ id }) => id === 'postflight')?.verdicts).toMatchObject([
      { criteria: ['x'], criteriaDefined: true },
      { criteria: [], criteriaDefined: false },
    ]);
  });

  it('find a gate by its id, then by its name', () => {
    const record = history()
      .start()
      .add('quality_gate_failed', { gate: 'Postflight validation', criteria: ['x'], reason: 'no' })
      .add('quality_gate_passed', { gate: 'postflight', criteria: ['x'] });
    const gate = planOf(record).gates.find(({ id }) => id === 'postflight');
    expect(gate).toMatchObject({ status: 'passed', verdicts: [{ verdict: 'failed' }, { verdict: 'passed' }] });
    expect(planOf(record).gates).toHaveLength(2);
  });

  it('replace a gate of the profile that has the same id or name, and add any other', () => {
    const { gates } = planOf(phased());
    expect(gates.map(({ id, name, status }) => [id, name, status])).toEqual([
      ['execution-review', 'Execution → Review', 'passed'],
      ['postflight', 'Postflight validation', 'waived'],
    ]);
    const added = planOf(
      history()
        .start()
        .add('gate_defined', { gateId: 'g', name: 'Security', criteria: ['a'] }),
    );
    expect(added.gates.map(({ id, guards }) => [id, guards])).toContainEqual(['g', null]);
  });

  it('follow a profile that is amended, and keep what happened', () => {
    const normal = PROFILES.normal as Profile;
    const profile: Profile = { ...normal, phases: ['Context', 'Security', ...normal.phases.slice(1)], gates: [] };
    const document = planOf(
      toReview().add('profile_amended', { profile, profileHash: '0'.repeat(64), by: 'Ada', reason: 'needed' }),
    );
    expect(document.phases.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'Context completed',
      'Security pending',
      'Planning completed',
      'Execution completed',
      'Review active',
      'Delivery pending',
    ]);
    expect(document.gates).toMatchObject([{ id: 'execution-review', status: 'passed' }]);
  });
});

describe('facts that contradict each other', () => {
  it('open what nobody named before, and stay in the recorded order', () => {
    const record = history()
      .start()
      .add('phase_completed', { phase: 'Elsewhere' })
      .add('task_completed', { taskId: 'ghost' })
      .add('quality_gate_passed', { gate: 'unheard', criteria: ['c'] })
      .add('deliverable_delivered', { deliverableId: 'd' })
      .add('requirement_met', { requirementId: 'r' });
    const document = planOf(record);
    expect(document.phases.at(-1)).toMatchObject({
      name: 'Elsewhere',
      inProfile: false,
      status: 'completed',
      durationS: null,
    });
    expect(document.tasks).toMatchObject([{ id: 'ghost', title: 'ghost', status: 'completed', attempts: 0 }]);
    expect(document.gates.at(-1)).toMatchObject({ id: 'unheard', status: 'passed', criteria: ['c'] });
    expect(document.deliverables).toMatchObject([{ status: 'delivered', description: null }]);
    expect(document.requirements).toMatchObject([{ status: 'met', description: null }]);
  });

  it('show an agent whose end has no launch as unmatched', () => {
    const record = history()
      .start()
      .add('agent_launched', { wave: 1, agents: [{ agentId: 'a', agentType: 'x' }] })
      .add('agent_launched', { agents: [{ agentId: 'free', agentType: 'x' }] })
      .add('agent_completed', { agents: [{ agentId: 'a' }, { agentId: 'b' }] });
    const { waves, agentsOutsideWaves } = planOf(record);
    expect(waves[0]?.agents).toMatchObject([{ id: 'a', status: 'completed' }]);
    expect(agentsOutsideWaves).toMatchObject([
      { id: 'free', status: 'running' },
      { id: 'b', status: 'unmatched', type: 'unknown' },
    ]);
  });

  it('show no outputs of an agent that only reported', () => {
    const record = history().start().add('agent_reported', { agentId: 'a', text: 'Done' });
    expect(planOf(record).agentsOutsideWaves).toMatchObject([{ id: 'a', status: 'unmatched' }]);
    record.add('agent_completed', { agents: [{ agentId: 'a' }] });
    expect(planOf(record).agentsOutsideWaves).toMatchObject([{ id: 'a', status: 'unmatched', outputs: [] }]);
  });
});
