// Waves as the plan and the flow show them, each with all of its members.
import { expect, test } from 'vitest';
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
