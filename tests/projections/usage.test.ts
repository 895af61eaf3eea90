import { describe, expect, it } from 'vitest';
import { project, usage } from '../../projections/index.ts';
import { styleOf } from '../../src/cli/render/palette.ts';
import { viewPage } from '../../src/cli/render/view-page.ts';
import { history } from '../history.ts';
import { phased } from './sessions.ts';

describe('usage', () => {
  const document = () => project(usage, 'phased', phased().events);

  it('has the total against the budget, its cost and how long it took', () => {
    expect(document().total).toMatchObject({
      tokens: 2_500,
      budget: 10_000,
      percent: 25,
      costUsd: 0.25,
      durationS: 1_800,
    });
  });

  it('has each phase with its figures, their basis, its allocation and its time', () => {
    expect(
      document().phases.map(({ phase, tokens, basis, allocated, durationS }) => [
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
    expect(document().agents.map(({ agentId, tokens, durationS }) => [agentId, tokens, durationS])).toEqual([
      ['a1', 0, 480],
      ['a2', 1_200, 600],
      ['a3', 800, 360],
    ]);
    expect(document().tasks[0]).toMatchObject({ taskId: 't1', estimate: 2_000, percent: 0 });
    expect(document().models.map(({ model, tokens }) => [model, tokens])).toEqual([
      [null, 500],
      ['large', 1_200],
      ['small', 800],
    ]);
  });

  it('adds up: the phases are the total', () => {
    expect(document().phases.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(document().total.tokens);
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

  it('shows what each provider bills, the cache apart, whichever way it was reported', () => {
    const { events } = history()
      .start()
      .add('tokens_used', { model: 'm', provider: 'openai', input: 100, cached: 60, output: 10, costUsd: 0.5 })
      .add('tokens_used', { model: 'm', provider: 'openai', input: 10, output: 1 })
      .add('tokens_used', {
        ...{ model: 'm', provider: 'anthropic', input: 40, cached: 60, cacheCreation: 5, output: 10 },
        inputWithoutCache: true,
      })
      .add('tokens_used', { total: 3 });
    const shown = project(usage, 's1', events);
    const cache = { tokens: 115, input: 105, uncached: 40, cached: 60, cacheCreation: 5, output: 10 };
    expect(shown.providers).toEqual([
      {
        ...{ provider: 'openai', tokens: 121, input: 110, uncached: 50, cached: 60, cacheCreation: 0, output: 11 },
        costUsd: 0.5,
      },
      { provider: 'anthropic', ...cache, costUsd: null },
      { provider: null, tokens: 3, input: 0, uncached: 0, cached: 0, cacheCreation: 0, output: 0, costUsd: null },
    ]);
    expect(shown.models.map(({ model, provider, tokens }) => [model, provider, tokens])).toEqual([
      ['m', 'openai', 121],
      ['m', 'anthropic', 115],
      [null, null, 3],
    ]);
    expect(shown.total).toMatchObject({ tokens: 239, input: 215, uncached: 90, cached: 120, cacheCreation: 5 });
    const page = viewPage('usage', shown, styleOf({ colours: false }));
    expect(page).toMatch(/^As billed\n +INPUT +CACHE READ +CACHE WRITTEN +OUTPUT +SUM +COST$/m);
    expect(page).toMatch(/^ {2}anthropic +40 +60 +5 +10 +115$/m);
    expect(page).toMatch(/^ {2}openai +50 +60 +0 +11 +121 +\$0.50$/m);
  });

  it('bills nothing below zero where more was cached than went in, and leaves the bill out where no kinds are known', () => {
    const contradicts = history().start().add('tokens_used', { input: 10, cached: 60 }).events;
    expect(project(usage, 's1', contradicts).total).toMatchObject({ tokens: 10, uncached: 0, cached: 60 });
    const total = history().start().add('tokens_used', { total: 10 }).events;
    expect(viewPage('usage', project(usage, 's1', total), styleOf({ colours: false }))).not.toContain('As billed');
  });
});

it('of what has not ended is of unknown duration, and of what began again the time of its ended turns', () => {
  const record = history()
    .add('agent_launched', { agents: ['a', 'b'].map((agentId) => ({ agentId, agentType: 'x' })) }, { at: 0 })
    .add('task_started', { taskId: 't' }, { at: 0 })
    .add('task_failed', { taskId: 't' }, { at: 2 })
    .add('task_started', { taskId: 't' }, { at: 5 })
    .add('agent_completed', { agents: [{ agentId: 'a' }, { agentId: 'stranger' }] }, { at: 6 });
  const durations = () => {
    const { agents, tasks } = project(usage, 's1', record.events);
    return [...agents.map(({ agentId, durationS }) => [agentId, durationS]), tasks[0]?.durationS];
  };
  expect(durations()).toEqual([['a', 360], ['b', null], ['stranger', null], 120]);
  record.add('task_completed', { taskId: 't' }, { at: 6 });
  expect(durations().at(-1)).toBe(180);
});
