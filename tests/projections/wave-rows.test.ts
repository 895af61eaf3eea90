// Waves as the plan and the flow show them, each with all of its members.
import { describe, expect, test } from 'vitest';
import { flow, plan, project, timeline } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const launch = (agentId: string) => ({ agentId, agentType: 'tester' });
const wavesOf = ({ events }: History) => project(plan, 's1', events).waves;
const done = (record: History, ...ids: string[]): History =>
  record.add('agent_completed', { agents: ids.map((agentId) => ({ agentId })) });

test('a wave keeps its title, its mode and the reason for it over launches that give none, and takes others', () => {
  const shown = { title: 'Look', mode: 'parallel', reason: 'Apart from each other' } as const;
  const record = history()
    .add('agent_launched', { wave: 1, agents: [launch('a')], ...shown })
    .add('agent_launched', { wave: 1, agents: [launch('b')] });
  const agents = [{ id: 'a' }, { id: 'b' }];
  expect(wavesOf(record)).toMatchObject([{ cycle: null, phase: null, number: 1, ...shown, agents }]);
  record.add('agent_launched', { wave: 1, agents: [launch('c')], title: 'Mend', mode: 'serial', reason: 'One file' });
  expect(wavesOf(record)).toMatchObject([{ title: 'Mend', mode: 'serial', reason: 'One file' }]);
});

test('a wave that was launched without a title, a mode and a reason has null for each', () => {
  expect(wavesOf(history().add('agent_launched', { wave: 1, agents: [launch('a')] }))).toMatchObject([
    { title: null, mode: null, reason: null, status: 'running' },
  ]);
});

test('a wave outside of cycles and phases is named by its number alone', () => {
  const record = history().add('agent_launched', { wave: 3, agents: [launch('a')] });
  expect(project(flow, 's1', record.events).pattern.nodes[1]).toEqual({
    ...{ id: 'wave 3', kind: 'wave', label: 'wave 3', parts: ['tester'], mode: null, status: 'running' },
  });
  expect(project(timeline, 's1', record.events).waves).toMatchObject([{ id: 'wave 3', label: 'wave 3', wave: 3 }]);
});

test('each agent that is launched again in another wave stays in the earlier one as it was there', () => {
  const both = [launch('a'), launch('b')];
  const record = history().add('agent_launched', { wave: 1, agents: both });
  done(record, 'a').add('agent_failed', { agents: [{ agentId: 'b', reason: 'no' }] });
  done(record.add('agent_launched', { wave: 2, agents: both }), 'b').add('agent_launched', { wave: 3, agents: both });
  expect(wavesOf(record).map(({ agents }) => agents.map(({ id, status, reason }) => [id, status, reason]))).toEqual([
    [
      ['a', 'completed', null],
      ['b', 'failed', 'no'],
    ],
    [['b', 'completed', null]],
    [
      ['a', 'running', null],
      ['b', 'running', null],
    ],
  ]);
});

test('a wave is running while any of its agents is at work, and completed once none is', () => {
  const record = history().add('agent_launched', { wave: 1, agents: [launch('a'), launch('b')] });
  expect(wavesOf(done(record, 'a'))).toMatchObject([{ status: 'running' }]);
  expect(wavesOf(done(record, 'b'))).toMatchObject([{ status: 'completed' }]);
});

describe('a task that is planned for a wave by its number', () => {
  const rows = (record: History) =>
    wavesOf(record).map(({ cycle, phase, number, status, tasks }) => [cycle, phase, number, status, tasks]);
  const planned = (taskId: string, wave: number) => ({ taskId, title: taskId, wave });
  const launchFor = (agentId: string, wave: number, ...taskIds: string[]) => ({
    wave,
    agents: [{ ...launch(agentId), taskIds }],
  });

  test('is in the wave whose agents were given it, and not in a later wave of that number', () => {
    const record = history()
      .start()
      .add('task_planned', planned('t', 1))
      .add('task_planned', planned('u', 1))
      .add('phase_started', { phase: 'Context' })
      .add('agent_launched', launchFor('a', 1, 't'))
      .add('phase_started', { phase: 'Planning' })
      .add('agent_launched', launchFor('b', 1));
    expect(rows(record)).toEqual([
      [null, 'Context', 1, 'running', ['t']],
      [null, 'Planning', 1, 'running', ['u']],
    ]);
  });

  test('is in a wave that is pending until one of that number is launched, and of each number one', () => {
    const record = history()
      .add('task_planned', planned('t', 2))
      .add('task_planned', planned('u', 1))
      .add('task_planned', planned('v', 2));
    expect(wavesOf(record)).toEqual([
      {
        ...{ cycle: null, phase: null, number: 1, title: null, mode: null, reason: null, status: 'pending' },
        ...{ agents: [], tasks: ['u'] },
      },
      {
        ...{ cycle: null, phase: null, number: 2, title: null, mode: null, reason: null, status: 'pending' },
        ...{ agents: [], tasks: ['t', 'v'] },
      },
    ]);
    expect(rows(record.add('agent_launched', launchFor('a', 2)))).toEqual([
      [null, null, 1, 'pending', ['u']],
      [null, null, 2, 'running', ['t', 'v']],
    ]);
  });

  test('outside of cycles is in no wave of a cycle, though that has its number and was given it', () => {
    const record = history()
      .add('task_planned', planned('t', 1))
      .add('task_planned', planned('u', 1))
      .add('cycle_started', { cycle: 1 })
      .add('agent_launched', launchFor('a', 1, 't'));
    expect(rows(record)).toEqual([
      [null, null, 1, 'pending', ['t', 'u']],
      [1, null, 1, 'running', ['t']],
    ]);
  });

  test('in a cycle is in the wave of its cycle, though one outside of cycles has its number and was given it', () => {
    const record = history()
      .add('agent_launched', launchFor('a', 1, 't'))
      .add('cycle_started', { cycle: 1 })
      .add('task_planned', planned('t', 1))
      .add('task_planned', planned('u', 1));
    expect(rows(record)).toEqual([
      [null, null, 1, 'running', ['t']],
      [1, null, 1, 'pending', ['t', 'u']],
    ]);
  });
});

test('waves are in order of their cycle, then of the first wave of their phase, then of their number', () => {
  let agents = 0;
  const record = history().start();
  const wave = (number: number) => record.add('agent_launched', { wave: number, agents: [launch(`a${agents++}`)] });
  record.add('task_planned', { taskId: 't', title: 'T', wave: 9 }).add('phase_started', { phase: 'Planning' });
  wave(3);
  record.add('phase_started', { phase: 'Context' });
  wave(2);
  wave(1);
  record.add('phase_started', { phase: 'Planning' });
  wave(1);
  for (const cycle of [2, 1]) {
    record.add('cycle_started', { cycle });
    wave(2);
    wave(1);
    record.add('cycle_ended', { cycle });
  }
  expect(wavesOf(record).map(({ cycle, phase, number }) => [cycle, phase, number])).toEqual([
    ...[
      [null, 'Planning', 1],
      [null, 'Planning', 3],
      [null, 'Context', 1],
      [null, 'Context', 2],
      [null, null, 9],
    ],
    ...[
      [1, null, 1],
      [1, null, 2],
      [2, null, 1],
      [2, null, 2],
    ],
  ]);
});
