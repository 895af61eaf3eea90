import { describe, expect, it } from 'vitest';
import type { EventData } from '../../machines/events/catalog.ts';
import { fold } from '../../machines/fold.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { activePhaseAfter } from '../../machines/state/active-phase.ts';
import { initialState } from '../../machines/state/state.ts';
import { basisOf, TokenTally, unattributedOf } from '../../machines/state/token-tally.ts';
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
      expect(TokenTally.countedTotal(sum)).toBe(100);
      expect(sum.phases.get('Execution')).toMatchObject({ own: { tokens: 30 }, byAgent: { tokens: 100 } });
    }
  });

  it('counts the larger of what a task reported and what its todos used', () => {
    const todo = { todoId: 'd', taskId: 't1' };
    expect(TokenTally.countedTotal(tally({ total: 60, taskId: 't1' }, { total: 9, ...todo }))).toBe(60);
    expect(TokenTally.countedTotal(tally({ total: 60, taskId: 't1' }, { total: 90, ...todo }))).toBe(90);
    expect(TokenTally.countedTotal(tally({ total: 9, ...todo }))).toBe(9);
  });

  it('counts what one agent reported beside what the todos of another used', () => {
    for (const task of [{}, { taskId: 't1' }]) {
      const sum = tally({ total: 900, agentId: 'a1', ...task }, { total: 900, agentId: 'a2', todoId: 'd', ...task });
      expect(TokenTally.countedTotal(sum)).toBe(1_800);
      expect(['a1', 'a2'].map((agentId) => TokenTally.agent(sum, agentId).tokens)).toEqual([900, 900]);
    }
  });

  it('counts what the orchestrator used itself beside a todo that belongs to nobody', () => {
    expect(TokenTally.countedTotal(tally({ total: 960, todoId: 'd1' }, { total: 60 }))).toBe(1_020);
  });

  it("takes a todo's use for a part of what its agent reported, or of what its task did", () => {
    const todo = { total: 300, agentId: 'a1', taskId: 't1', todoId: 'd' };
    expect(TokenTally.countedTotal(tally({ total: 900, agentId: 'a1' }, todo))).toBe(900);
    expect(TokenTally.countedTotal(tally({ total: 900, taskId: 't1' }, todo))).toBe(900);
  });

  it('gives what a todo used to the agent and the task that it was created for, where nothing else is named', () => {
    const [created] = history().add('todo_created', { todoId: 'd', content: 'D', agentId: 'a1', taskId: 't1' }).events;
    const [used, other] = history()
      .add('tokens_used', { total: 300, todoId: 'd' })
      .add('tokens_used', { total: 5, todoId: 'd', agentId: 'a2', taskId: 't2' }).events;
    if (created?.type !== 'todo_created' || used?.type !== 'tokens_used' || other?.type !== 'tokens_used')
      throw new Error('the events are of other types');
    const before = tally({ total: 900, agentId: 'a1' });
    const sum = [used, other].reduce(
      (all, event) => TokenTally.add(all, event, 'Execution'),
      TokenTally.todoOf(before, created),
    );
    expect(TokenTally.countedTotal(sum)).toBe(905);
    expect(['t1', 't2'].map((taskId) => TokenTally.task(sum, taskId).tokens)).toEqual([300, 5]);
    expect(TokenTally.todo(sum, 'd').tokens).toBe(305);
  });

  it('counts the larger of the own figure of a phase and of what is attributed in it, whichever comes first', () => {
    for (const own of [55, 65]) {
      const [attributed, phase] = [
        { total: 60, taskId: 't1' },
        { total: own, phase: 'Execution' },
      ];
      for (const order of [
        [attributed, phase],
        [phase, attributed],
      ])
        expect(TokenTally.countedTotal(tally(...order))).toBe(Math.max(own, 60));
    }
  });

  it("shows what of a phase's own figure nothing else accounts for", () => {
    const sum = tally({ total: 100, phase: 'Execution' }, { total: 60, taskId: 't1' });
    expect(unattributedOf(sum.phases.get('Execution'))).toBe(40);
    expect(basisOf(sum.phases.get('Execution'))).toBe('own');
    expect(unattributedOf(tally({ total: 60, taskId: 't1' }).phases.get('Execution'))).toBe(0);
  });

  it('counts what is attributed in a phase where that is more, or where the phase has no figure of its own', () => {
    const basis = (...all: EventData['tokens_used'][]) => basisOf(tally(...all).phases.get('Execution'));
    expect(basis({ total: 50, phase: 'Execution' }, { total: 60, taskId: 't1' })).toBe('attributed');
    expect(basis({ total: 0, taskId: 't1' })).toBe('attributed');
  });

  it('counts what the orchestrator used itself beside what its agents used', () => {
    const sum = tally({ total: 400, agentId: 'a1' }, { total: 7 }, { total: 5_000, agentId: 'a2' });
    expect(TokenTally.countedTotal(sum)).toBe(5_407);
  });

  it('adds input and output where no total is reported, and never cached, which is a part of input', () => {
    expect(TokenTally.countedTotal(tally({ input: 5, output: 6, cached: 4 }))).toBe(11);
    expect(TokenTally.countedTotal(tally({ input: 5, output: 6, total: 12 }))).toBe(12);
  });

  it('adds what a cache had to an input that leaves it out, so that both ways to report are the same use', () => {
    const among = tally({ input: 5_100, cached: 5_000, cacheCreation: 60, output: 6 });
    const beside = tally({ input: 40, cached: 5_000, cacheCreation: 60, output: 6, inputWithoutCache: true });
    expect(TokenTally.total(among)).toEqual(TokenTally.total(beside));
    expect(TokenTally.total(beside)).toMatchObject({ tokens: 5_106, input: 5_100, records: 1 });
    expect(TokenTally.total(tally({ cached: 7, inputWithoutCache: true }))).toMatchObject({ tokens: 7, records: 1 });
    expect(TokenTally.total(tally({ cached: 7, cacheCreation: 3 }))).toMatchObject({ tokens: 0, records: 0 });
    // A total that was reported stands.
    expect(TokenTally.countedTotal(tally({ total: 9, input: 4, cached: 70, inputWithoutCache: true }))).toBe(9);
  });

  it('counts a budget with what a cache had, by rules and invariants alike', () => {
    const record = history('s1')
      .start({ tokenBudget: 100 })
      .add('tokens_used', { input: 40, cached: 50, cacheCreation: 20, inputWithoutCache: true });
    expect(fold(record.events, initialState('s1')).budget.tokens.session.tokens).toBe(110);
    const violated = checkHistory(record.events).flatMap(({ violations }) => violations.map(({ rule }) => rule));
    expect(violated).toEqual(['B.session']);
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
      cacheCreation: 0,
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

  it('shows what was used without naming a model, so that the models add up', () => {
    const sum = tally({ total: 60, model: 'large', agentId: 'a1' }, { total: 5 });
    expect(TokenTally.models(sum).map(({ model, figures }) => [model, figures.tokens])).toEqual([
      ['large', 60],
      [undefined, 5],
    ]);
  });

  it('counts for the models what an owner reported itself where its todos used as much', () => {
    const sum = tally(
      { total: 60, model: 'large', agentId: 'a1' },
      { total: 60, model: 'small', agentId: 'a1', todoId: 'd' },
    );
    expect(TokenTally.models(sum).map(({ model, figures }) => [model, figures.tokens, figures.records])).toEqual([
      ['large', 60, 1],
      ['small', 0, 0],
    ]);
  });

  it('counts for the models by agents where agents and tasks give the same sum', () => {
    const sum = tally(
      { total: 60, model: 'large', agentId: 'a1' },
      { total: 60, model: 'middle', taskId: 't1' },
      { total: 90, model: 'small', agentId: 'a1', taskId: 't1', todoId: 'd' },
    );
    expect(TokenTally.models(sum).map(({ model, figures }) => [model, figures.tokens])).toEqual([
      ['large', 0],
      ['middle', 60],
      ['small', 90],
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
      const next = activePhaseAfter(active, event, []);
      seen.push(next);
      return next;
    }, null);
    expect(seen).toEqual(['Context', null, 'Planning', 'Context', 'Context', null]);
  });

  it('that no phase is active after an abandonment, nor where one before the active phase is unskipped', () => {
    const order = ['Context', 'Planning', 'Review'];
    const activeAfter = (active: string, h: ReturnType<typeof history>) =>
      activePhaseAfter(active, h.events[0]!, order);
    const unskipped = (phase: string) => history().add('phase_unskipped', { phase, reason: 'needed' });
    const abandoned = (phase: string) => history().add('phase_abandoned', { phase, reason: 'a dead end' });
    expect(activeAfter('Planning', abandoned('Planning'))).toBeNull();
    expect(activeAfter('Planning', abandoned('Review'))).toBe('Planning');
    expect(activeAfter('Planning', unskipped('Context'))).toBeNull();
    expect(activeAfter('Planning', unskipped('Planning'))).toBeNull();
    expect(activeAfter('Planning', unskipped('Review'))).toBe('Planning');
    expect(activeAfter('Planning', unskipped('Dreaming'))).toBe('Planning');
  });
});
