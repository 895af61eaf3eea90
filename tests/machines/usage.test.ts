import { describe, expect, it } from 'vitest';
import type { EventData } from '../../machines/events/catalog.ts';
import { activePhaseAfter, basisOf, TokenTally } from '../../machines/state/token-tally.ts';
import { history } from '../history.ts';

const tally = (...all: EventData['tokens_used'][]) => {
  const record = history();
  for (const data of all) record.add('tokens_used', data);
  return record.events.reduce(
    (sum, event) => (event.type === 'tokens_used' ? TokenTally.add(sum, event, 'Execution') : sum),
    TokenTally.init(),
  );
};

describe('the tally of tokens', () => {
  it('gives a figure to the phase that it names, else to the active one', () => {
    const sum = tally({ total: 10 }, { total: 7, phase: 'Review' });
    expect(TokenTally.phase(sum, 'Execution').tokens).toBe(10);
    expect(TokenTally.phase(sum, 'Review').tokens).toBe(7);
    expect(TokenTally.countedTotal(sum)).toBe(17);
  });

  it('never adds the figures of tasks, agents and todos to the own figure of their phase', () => {
    const sum = tally(
      { total: 100, phase: 'Execution' },
      { total: 60, taskId: 't1' },
      { total: 30, agentId: 'a1' },
      { total: 9, todoId: 'd' },
    );
    expect(TokenTally.countedTotal(sum)).toBe(100);
    expect(TokenTally.task(sum, 't1').tokens).toBe(60);
    expect(TokenTally.agent(sum, 'a1').tokens).toBe(30);
    expect(TokenTally.todo(sum, 'd').tokens).toBe(9);
  });

  it("takes for a phase's own only what names the phase alone", () => {
    for (const whose of [{ agentId: 'a1' }, { taskId: 't1' }, { todoId: 'd' }]) {
      const sum = tally({ total: 100, phase: 'Execution', ...whose }, { total: 30, phase: 'Execution' });
      expect(TokenTally.countedTotal(sum)).toBe(30);
    }
  });

  it('counts what is attributed where a phase has no figure of its own, and todos where only they have figures', () => {
    expect(TokenTally.countedTotal(tally({ total: 60, taskId: 't1' }, { total: 9, todoId: 'd', taskId: 't1' }))).toBe(
      60,
    );
    expect(TokenTally.countedTotal(tally({ total: 9, todoId: 'd', taskId: 't1' }))).toBe(9);
  });

  it('takes the own figure of a phase as soon as it comes, also after those of tasks', () => {
    expect(TokenTally.countedTotal(tally({ total: 60, taskId: 't1' }, { total: 55, phase: 'Execution' }))).toBe(55);
  });

  it('counts what the orchestrator used itself beside what its agents used', () => {
    const sum = tally({ total: 400, agentId: 'a1' }, { total: 7 }, { total: 5_000, agentId: 'a2' });
    expect(TokenTally.countedTotal(sum)).toBe(5_407);
  });

  it('adds input and output where no total is reported, and never cached, which is a part of input', () => {
    expect(TokenTally.countedTotal(tally({ input: 5, output: 6, cached: 4 }))).toBe(11);
    expect(TokenTally.countedTotal(tally({ input: 5, output: 6, total: 12 }))).toBe(12);
  });

  it('does not let an event with only a cost hide tokens', () => {
    const sum = tally({ total: 60, taskId: 't1', costUsd: 1 }, { costUsd: 3, phase: 'Execution' });
    expect(TokenTally.total(sum)).toMatchObject({ tokens: 60, costUsd: 3 });
  });

  it('counts the events that reported tokens and those that reported a cost, and shows no tokens where none did', () => {
    const both = tally({ total: 5, phase: 'Planning' }, { total: 7, costUsd: 2, phase: 'Review' });
    expect(TokenTally.total(both)).toMatchObject({ records: 2, costed: 1 });
    const onlyCost = tally({ costUsd: 3 });
    expect(TokenTally.total(onlyCost)).toEqual({
      records: 0,
      costed: 1,
      tokens: 0,
      input: 0,
      output: 0,
      cached: 0,
      costUsd: 3,
    });
    expect(onlyCost.phases.values().map(basisOf)).toEqual(['none']);
  });

  it('adds models up to the total of what counts', () => {
    const sum = tally(
      { total: 100, model: 'large', phase: 'Execution' },
      { total: 60, model: 'small', taskId: 't1' },
      { total: 5, model: 'small', taskId: 't2', phase: 'Review' },
    );
    expect(TokenTally.models(sum).map(({ model, figures }) => [model, figures.tokens])).toEqual([
      ['large', 100],
      ['small', 5],
    ]);
  });

  it('adds costs of models up to the total too', () => {
    const sum = tally(
      { total: 100, model: 'a', costUsd: 1, phase: 'Execution' },
      { total: 100, model: 'b', costUsd: 1, taskId: 't' },
    );
    expect(TokenTally.total(sum).costUsd).toBe(1);
    expect(TokenTally.models(sum).map(({ model, figures }) => [model, figures.costUsd])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
  });

  it('does not change the tally that it receives', () => {
    const before = tally({ total: 10 });
    const event = history().add('tokens_used', { total: 5 }).events[0];
    if (event?.type === 'tokens_used') TokenTally.add(before, event, null);
    expect(TokenTally.total(before).tokens).toBe(10);
    expect(TokenTally.phase(before, '').tokens).toBe(0);
  });
});

describe('the active phase', () => {
  it('is the one started or reopened last, until it ends', () => {
    const record = history()
      .add('phase_started', { phase: 'Context' })
      .add('phase_completed', { phase: 'Context' })
      .add('phase_started', { phase: 'Planning' })
      .add('phase_reopened', { phase: 'Context', reason: 'more to learn' })
      .add('phase_completed', { phase: 'Planning' })
      .add('phase_skipped', { phase: 'Context', reason: 'enough' });
    const seen: (string | null)[] = [];
    record.events.reduce((active: string | null, event) => {
      const next = activePhaseAfter(active, event);
      seen.push(next);
      return next;
    }, null);
    expect(seen).toEqual(['Context', null, 'Planning', 'Context', 'Context', null]);
  });
});
