// A paused agent has not ended: it counts for every rule, count and view, and is shown as paused.
import { describe, expect, test } from 'vitest';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { legalMoves } from '../../machines/legal.ts';
import { foldViews, showAll } from '../../projections/all.ts';
import { started } from '../../src/check/run/run.ts';
import { summaryText } from '../../src/cli/commands/send/result-text.ts';
import { describeEvent } from '../../src/cli/render/describe-event.ts';

const a1 = { agents: [{ agentId: 'a1' }] };
const paused = () =>
  started({ profile: 'cycles' })
    .must('cycle.start', { cycle: 1 })
    .must('task.plan', { taskId: 't1', title: 'One' })
    .must('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }], wave: 1 })
    .must('agent.pause', { agents: [{ agentId: 'a1', reason: 'Waits for a key' }] });

describe('a paused agent', () => {
  test.each([
    ['keeps its cycle open', 'cycle.end', { cycle: 1 }, 'C.agents'],
    [
      'keeps the next wave from launching',
      'agent.launch',
      { agents: [{ agentId: 'a2', agentType: 'tester' }], wave: 2 },
      'W.after',
    ],
    ['keeps the session from completing', 'session.end', { outcome: 'completed' }, 'S.finished'],
    ['does not complete', 'agent.complete', a1, 'M.agent'],
    ['does not fail', 'agent.fail', a1, 'M.agent'],
  ])('%s', (_title, word, data, rule) => {
    const run = paused();
    const decision = run.send(word as 'cycle.end', data as never);
    expect(decision).toMatchObject({ kind: 'rejected' });
    if (decision.kind === 'rejected') expect(decision.rejection.violations.map((one) => one.rule)).toContain(rule);
  });

  test.each([
    ['cycle.end', { cycle: 1 }, 'agent a1 has not ended'],
    ['agent.launch', { agents: [{ agentId: 'a2', agentType: 'tester' }], wave: 2 }, 'agent a1 has not ended'],
    ['session.end', { outcome: 'completed' }, 'agent a1 has not ended'],
  ])('is not called running where %s is refused', (word, data, detail) => {
    const decision = paused().send(word as 'cycle.end', data as never);
    if (decision.kind !== 'rejected') throw new Error(decision.kind);
    expect(decision.rejection.violations.map((one) => one.detail).join()).toContain(detail);
    expect(summaryText(decision.rejection.state)).toContain('1 agent not ended');
  });

  test('may have tasks started under it, report, and be killed', () => {
    paused().must('task.start', { taskId: 't1', agentId: 'a1' });
    paused()
      .must('agent.report', { agentId: 'a1', text: 'Nearly' })
      .must('agent.kill', a1)
      .must('cycle.end', { cycle: 1 });
  });

  test('completes once it is resumed, which is what is legal', () => {
    const words = legalMoves(paused().state).map(({ word }) => word);
    expect(words.filter((word) => word.startsWith('agent.'))).toEqual(['agent.resume', 'agent.launch']);
    paused().must('agent.resume', a1).must('agent.complete', a1).must('cycle.end', { cycle: 1 });
  });

  test('is shown as paused in every view that shows agents', () => {
    const { events, state } = paused();
    expect(state.work.runningAgents).toBe(1);
    const views = showAll(foldViews(events, 's1'));
    expect(views.plan.waves[0]).toMatchObject({
      status: 'running',
      agents: [{ id: 'a1', status: 'paused', reason: 'Waits for a key' }],
    });
    expect(views.timeline.agents[0]).toMatchObject({ id: 'a1', status: 'paused', endedAt: null });
    expect(views.cycles.cycles[0]?.agents[0]).toMatchObject({ id: 'a1', status: 'paused' });
    expect(views.overview.agents).toMatchObject({ total: 1, running: 0, paused: 1 });
    expect(describeEvent(events.at(-1)!)).toBe('a1: Waits for a key');
    expect(checkHistory(events, { sessionId: 's1' }).flatMap(({ violations }) => violations)).toEqual([]);
  });
});
