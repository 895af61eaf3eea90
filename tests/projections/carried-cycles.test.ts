// Agents that run on from one cycle into the next, as the views show them.
import { describe, expect, test } from 'vitest';
import { cycles, plan, project, timeline } from '../../projections/index.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { renderView } from '../../src/cli/render/render-view.ts';

const at = (time: string) => ({ time: `2026-01-31T${time}:00.000Z` });
const a1 = { agents: [{ agentId: 'a1' }] };
const report = (run: Run, time: string, agentId: string, text: string): Run =>
  run.must('agent.report', { agentId, text, verdict: 'pass' }, at(time));

/** Agents a1 and a2 of wave 1, and task t1, are launched in cycle 1; a1 and t1 go on into cycle 2, and a1 into cycle 3. */
const carried = (): Run => {
  const run = started({ profile: 'cycles' }, {})
    .must('cycle.start', { cycle: 1 }, at('14:00'))
    .must('task.plan', { taskId: 't1', title: 'T' }, at('14:00'))
    .must('task.start', { taskId: 't1' }, at('14:00'))
    .must(
      'agent.launch',
      { agents: ['a1', 'a2'].map((agentId) => ({ agentId, agentType: 'tester' })), wave: 1 },
      at('14:01'),
    )
    .must('agent.complete', { agents: [{ agentId: 'a2' }] }, at('14:05'));
  report(run, '14:06', 'a1', 'So far');
  run.must('cycle.end', { cycle: 1, carry: ['a1', 't1'] }, at('14:10')).must('cycle.start', { cycle: 2 }, at('14:11'));
  run.must('task.complete', { taskId: 't1' }, at('14:12'));
  report(run, '14:15', 'a1', 'Further');
  run.must('cycle.end', { cycle: 2, carry: ['a1'] }, at('14:20')).must('cycle.start', { cycle: 3 }, at('14:21'));
  report(run, '14:25', 'a1', 'Done');
  return run.must('agent.complete', a1, at('14:30')).must('cycle.end', { cycle: 3 }, at('14:31'));
};

describe('an agent that is carried into the next cycle', () => {
  test('is among the agents of each, with where it was launched and what it reported there', () => {
    const shown = project(cycles, 's1', carried().events).cycles;
    expect(
      shown.map(({ agents }) =>
        agents.map(({ id, status, wave, carriedFrom, reports }) => [
          ...[id, status, wave, carriedFrom],
          reports.map(({ text }) => text),
        ]),
      ),
    ).toEqual([
      [
        ['a1', 'completed', 1, undefined, ['So far']],
        ['a2', 'completed', 1, undefined, []],
      ],
      [['a1', 'completed', 1, 1, ['Further']]],
      [['a1', 'completed', 1, 1, ['Done']]],
    ]);
    expect(shown.map(({ carried: on, verdicts, learned }) => [on, verdicts.length, learned.length])).toEqual([
      [{ agents: ['a1'], tasks: ['t1'] }, 1, 0],
      [{ agents: ['a1'], tasks: [] }, 1, 0],
      [null, 1, 0],
    ]);
    expect(shown[1]?.agents[0]).toMatchObject({ startedAt: '2026-01-31T14:01:00.000Z', durationS: 29 * 60 });
  });

  test('stays in the wave of its launch, which ends with it; its cycles end at their own times', () => {
    const shown = project(timeline, 's1', carried().events);
    expect(shown.waves.map(({ id, durationS, agents }) => [id, durationS, agents])).toEqual([
      ['cycle 1 wave 1', 29 * 60, ['a1', 'a2']],
    ]);
    expect(
      shown.agents.map(({ id, cycle, wave, carriedInto, durationS }) => [id, cycle, wave, carriedInto, durationS]),
    ).toEqual([
      ['a1', 1, 1, [2, 3], 29 * 60],
      ['a2', 1, 1, undefined, 4 * 60],
    ]);
    expect(shown.cycles.map(({ id, status, durationS }) => [id, status, durationS])).toEqual([
      ['1', 'ended', 600],
      ['2', 'ended', 540],
      ['3', 'ended', 600],
    ]);
    expect(shown.tasks.map(({ id, status, durationS }) => [id, status, durationS])).toEqual([['t1', 'completed', 720]]);
    const waves = (events: Run['events']) =>
      project(plan, 's1', events).waves.map(({ cycle, number, status }) => [cycle, number, status]);
    expect(waves(carried().events)).toEqual([[1, 1, 'completed']]);
    expect(waves(carried().events.slice(0, -2))).toEqual([[1, 1, 'running']]);
  });

  test('does not keep a wave of that cycle from being launched', () => {
    const run = started({ profile: 'cycles' }).must('cycle.start', { cycle: 1 });
    run.must('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }], wave: 1 });
    run.must('cycle.end', { cycle: 1, carry: ['a1'] }).must('cycle.start', { cycle: 2 });
    run.must('agent.launch', { agents: [{ agentId: 'a2', agentType: 'tester' }], wave: 1 });
    run.must('agent.complete', { agents: [{ agentId: 'a2' }] });
    run.must('agent.launch', { agents: [{ agentId: 'a3', agentType: 'tester' }], wave: 2 });
    expect(run.warnings()).toEqual([]);
  });

  test('is not of the next where it ended before that started', () => {
    const run = started({ profile: 'cycles' }).must('cycle.start', { cycle: 1 });
    run.must('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }] });
    run
      .must('cycle.end', { cycle: 1, carry: ['a1'] })
      .must('agent.complete', a1)
      .must('cycle.start', { cycle: 2 });
    expect(project(cycles, 's1', run.events).cycles.map(({ agents }) => agents.length)).toEqual([1, 0]);
    expect(project(timeline, 's1', run.events).agents[0]?.carriedInto).toBeUndefined();
  });

  test('is shown as such on the pages', () => {
    const { events } = carried();
    const page = renderView('cycles', project(cycles, 's1', events));
    expect(page).toMatch(/a1 +29m 00s +carried from cycle 1/);
    expect(page).toContain('a1, t1 carried into the next cycle');
    expect(renderView('timeline', project(timeline, 's1', events)).replaceAll(/\s+/g, ' ')).toContain(
      'a1 (into cycles 2, 3)',
    );
  });
});
