import { describe, expect, it } from 'vitest';
import { project, usage } from '../../projections/index.ts';
import { history } from '../history.ts';
import { phased } from './sessions.ts';

describe('usage', () => {
  const document = project(usage, 'phased', phased().events);

  it('has the total against the budget, its cost and how long it took', () => {
    expect(document.total).toMatchObject({
      tokens: 2_500,
      budget: 10_000,
      percent: 25,
      costUsd: 0.25,
      durationS: 1_800,
    });
  });

  it('has each phase with its figures, their basis, its allocation and its time', () => {
    expect(
      document.phases.map(({ phase, tokens, basis, allocated, durationS }) => [
        phase,
        tokens,
        basis,
        allocated,
        durationS,
      ]),
    ).toEqual([
      ['Context', 0, 'none', null, 120],
      ['Planning', 500, 'attributed', null, 180],
      ['Execution', 2_000, 'attributed', 6_000, 1_200],
      ['Review', 0, 'none', null, 120],
      ['Delivery', 0, 'none', null, 120],
    ]);
  });

  it('attributes that use: to agents, to tasks with their estimates, to models', () => {
    expect(document.agents.map(({ agentId, tokens, durationS }) => [agentId, tokens, durationS])).toEqual([
      ['a1', 0, 480],
      ['a2', 1_200, 600],
      ['a3', 800, 360],
    ]);
    expect(document.tasks[0]).toMatchObject({ taskId: 't1', estimate: 2_000, percent: 0 });
    expect(document.models.map(({ model, tokens }) => [model, tokens])).toEqual([
      [null, 500],
      ['large', 1_200],
      ['small', 800],
    ]);
  });

  it('adds up: the phases are the total', () => {
    expect(document.phases.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(document.total.tokens);
  });

  it('attributes use while no phase was active to no phase', () => {
    const { events } = history()
      .start()
      .add('tokens_used', { total: 5 })
      .add('phase_started', { phase: 'Context' })
      .add('phase_completed', { phase: 'Context' })
      .add('tokens_used', { total: 7, todoId: 'd' });
    const shown = project(usage, 's1', events);
    expect(shown.phases).toMatchObject([
      { phase: 'Context', tokens: 0 },
      { phase: null, tokens: 12, basis: 'attributed', unattributed: 0 },
    ]);
    expect(shown.todos).toMatchObject([{ todoId: 'd', tokens: 7 }]);
  });
});
