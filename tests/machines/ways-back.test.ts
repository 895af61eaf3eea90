// What comes after all: a lost agent that is found again, what is reported after the end of a session, a budget that changes.
import { describe, expect, test } from 'vitest';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { foldViews, showAll } from '../../projections/all.ts';
import { started } from '../../src/check/run/run.ts';
import { history } from '../history.ts';

const a1 = { agents: [{ agentId: 'a1' }] };
const launch = { agents: [{ agentId: 'a1', agentType: 'tester' }] };
const lost = () => started().must('agent.launch', launch).must('agent.lose', a1);
const viewsOf = ({ events }: { readonly events: Parameters<typeof foldViews>[0] }) => showAll(foldViews(events, 's1'));

describe('a lost agent', () => {
  test('that reports is found again: it runs, is counted, and has to end', () => {
    const decider = lost();
    expect(decider.state.work.runningAgents).toBe(0);
    decider.must('agent.report', { agentId: 'a1', text: 'Back' });
    expect(decider.events.slice(-2).map(({ type }) => type)).toEqual(['agent_found', 'agent_reported']);
    expect(decider.state.work.runningAgents).toBe(1);
    expect(viewsOf(decider).overview.agents).toMatchObject({ running: 1, lost: 0 });
    expect(decider.refusedBy('session.end', { outcome: 'completed' })).toContain('S.finished');
    decider.must('agent.report', { agentId: 'a1', text: 'Nearly' });
    expect(decider.events.at(-2)?.type).toBe('agent_reported');
    decider.must('agent.complete', a1);
    expect(decider.state.work.runningAgents).toBe(0);
  });

  test('completes or fails after all', () => {
    expect(viewsOf(lost().must('agent.complete', a1)).overview.agents).toMatchObject({ completed: 1, lost: 0 });
    expect(viewsOf(lost().must('agent.fail', a1)).overview.agents).toMatchObject({ failed: 1, lost: 0 });
  });

  test('that was found or completed ran all the time, in the timeline', () => {
    const record = (end: number) =>
      history()
        .start()
        .add('agent_launched', launch, { at: 0 })
        .add('agent_lost', a1, { at: 1 })
        .add('agent_found', a1, { at: 2 })
        .add('agent_completed', a1, { at: end });
    expect(viewsOf(record(3)).timeline.agents).toMatchObject([{ status: 'completed', durationS: 180 }]);
    const late = history()
      .start()
      .add('agent_launched', launch, { at: 0 })
      .add('agent_lost', a1, { at: 1 })
      .add('agent_completed', a1, { at: 4 });
    expect(viewsOf(late).timeline.agents).toMatchObject([{ status: 'completed', durationS: 240 }]);
  });

  test('is no other that was killed or failed: these stay ended', () => {
    const decider = started().must('agent.launch', launch).must('agent.kill', a1);
    decider.must('agent.report', { agentId: 'a1', text: 'Too late' });
    expect(decider.state.work.runningAgents).toBe(0);
    expect(decider.refusedBy('agent.find', a1)).toEqual(['M.agent']);
    expect(decider.refusedBy('agent.complete', a1)).toEqual(['M.agent']);
  });
});

describe('after the end of a session', () => {
  const over = () => {
    const decider = lost().must('tokens.use', { total: 5 }).must('session.end', { outcome: 'failed' });
    return { decider, before: viewsOf(decider).overview };
  };

  test('tokens and reports are recorded as late and counted, and the session stays as it ended', () => {
    const { decider, before } = over();
    decider.must('tokens.use', { total: 7 }).must('agent.report', { agentId: 'a1', text: 'Back' });
    const views = viewsOf(decider);
    expect(views.usage.total).toMatchObject({ tokens: 12, late: 7 });
    const { status, endedAt, durationS, agents } = before;
    expect(views.overview).toMatchObject({ status, endedAt, durationS, agents, tokens: { used: 12 } });
    expect(views.overview.late).toEqual({ tokens: 7, reports: 1 });
    expect(before.late).toBeUndefined();
    expect(checkHistory(decider.events, { sessionId: 's1' })).toEqual([]);
  });

  test('nothing else is', () => {
    const { decider } = over();
    expect(decider.refusedBy('agent.find', a1)).toEqual(['S.ended']);
    expect(decider.refusedBy('tokens.use', { total: -1 })).toEqual(['B.grows']);
    expect(decider.refusedBy('agent.report', { agentId: 'nobody', text: 'Who?' })).toEqual(['M.agent']);
  });
});

describe('a budget', () => {
  const budgets = ({ events }: { readonly events: Parameters<typeof foldViews>[0] }) => {
    const { plan, usage, overview } = viewsOf({ events });
    expect([usage.total.budget, overview.tokens.budget]).toEqual([plan.budget.total, plan.budget.total]);
    return [
      plan.budget.total,
      ...plan.budget.phases.map(({ phase, tokens, source }) => `${phase} ${tokens} ${source}`),
    ];
  };
  const amended = (budget: Profile['budget']) => ({
    profile: { ...(PROFILES.normal as Profile), budget },
    by: 'Ada',
    reason: 'More',
  });

  test('that is raised counts in every view, and may be passed and reported again', () => {
    const decider = started({ tokenBudget: 10 }).must('budget.allocate', { phase: 'Context', tokens: 5 });
    expect(decider.must('tokens.use', { total: 11 }).warnings()).toEqual(['B.session']);
    decider.must('budget.raise', { tokens: 20, reason: 'More' });
    decider.must('budget.raise', { tokens: 15, reason: 'More', phase: 'Context' });
    expect(budgets(decider)).toEqual([20, 'Context 15 session']);
    expect(decider.must('tokens.use', { total: 9 }).warnings()).toEqual([]);
    expect(decider.must('tokens.use', { total: 1 }).warnings()).toEqual(['B.session']);
  });

  test('of an amended profile counts where the amendment changes it, and only there', () => {
    const decider = started({ tokenBudget: 10 }).must('budget.allocate', { phase: 'Context', tokens: 5 });
    decider.must('profile.amend', amended({ phases: {} }));
    expect(budgets(decider)).toEqual([10, 'Context 5 session']);
    decider.must('profile.amend', amended({ session: 30, phases: { Planning: 7 } }));
    expect(budgets(decider)).toEqual([30, 'Planning 7 profile', 'Context 5 session']);
    decider.must('profile.amend', amended({ session: 30, phases: { Planning: 7, Context: 8 } }));
    expect(budgets(decider)).toEqual([30, 'Planning 7 profile', 'Context 8 profile']);
    decider.must('budget.raise', { tokens: 40, reason: 'More' });
    decider.must('profile.amend', amended({ session: 30, phases: { Context: 8 } }));
    expect(budgets(decider)).toEqual([40, 'Context 8 profile']);
    decider.must('profile.amend', amended({ phases: {} }));
    expect(budgets(decider)).toEqual([null]);
  });
});
