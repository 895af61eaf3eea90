// A wave belongs to its cycle; where no cycle is open to the active phase, and where no phase is to the session.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flow, plan, project, timeline, todo } from '../../projections/index.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { renderView } from '../../src/cli/render/render-view.ts';
import { anySession } from '../any-session.ts';
import { runs } from '../more.ts';

const at = (time: string) => ({ time: `2026-01-31T${time}:00.000Z`, actor: time });
const launch = (run: Run, id: string, wave: number, time: string): Run =>
  run.must('agent.launch', { agents: [{ agentId: id, agentType: 'tester' }], wave }, at(time));
const end = (run: Run, id: string, time: string): Run =>
  run.must('agent.complete', { agents: [{ agentId: id }] }, at(time));

/** Wave 1 in Context in the morning, and wave 1 in Planning in the evening. */
const twoPhases = (): Run => {
  const run = started({}, {}).must('phase.next', {}, at('14:01'));
  end(launch(run, 'a1', 1, '14:05'), 'a1', '14:10');
  run.must('phase.next', {}, at('14:11'));
  return end(launch(run, 'a2', 1, '22:00'), 'a2', '22:15');
};

test('waves of two phases with one number are two waves, each with its own span and saved time', () => {
  const document = project(timeline, 's1', twoPhases().events);
  expect(document.waves.map(({ id, phase, wave, durationS, agents }) => [id, phase, wave, durationS, agents])).toEqual([
    ['Context wave 1', 'Context', 1, 300, ['a1']],
    ['Planning wave 1', 'Planning', 1, 900, ['a2']],
  ]);
  expect(document.saved.waves.map(({ phase, spanS }) => [phase, spanS])).toEqual([
    ['Context', 300],
    ['Planning', 900],
  ]);
  expect(document.agents.map(({ id, phase, wave }) => [id, phase, wave])).toEqual([
    ['a1', 'Context', 1],
    ['a2', 'Planning', 1],
  ]);
});

test('the plan and the flow show both, by phase and number', () => {
  const { events } = twoPhases();
  expect(project(plan, 's1', events).waves.map(({ phase, number, agents }) => [phase, number, agents.length])).toEqual([
    ['Context', 1, 1],
    ['Planning', 1, 1],
  ]);
  const { nodes } = project(flow, 's1', events).pattern;
  expect(nodes.filter(({ kind }) => kind === 'wave').map(({ id }) => id)).toEqual([
    'Context wave 1',
    'Planning wave 1',
  ]);
});

test('a task of a planned wave is in the wave of that number that its agent was launched in, else in the newest', () => {
  const run = twoPhases();
  const task = (taskId: string, wave: number) => run.must('task.plan', { taskId, title: taskId, wave }, at('22:20'));
  task('given', 1);
  task('planned', 1);
  task('later', 2);
  run.must('phase.next', {}, at('22:21'));
  run.must(
    'agent.launch',
    { agents: [{ agentId: 'a3', agentType: 'tester', taskIds: ['given'] }], wave: 1 },
    at('22:22'),
  );
  const { waves } = project(plan, 's1', run.events);
  expect(waves.map(({ phase, number, status, tasks }) => [phase, number, status, tasks])).toEqual([
    ['Context', 1, 'completed', []],
    ['Planning', 1, 'completed', []],
    ['Execution', 1, 'running', ['given', 'planned']],
    [null, 2, 'pending', ['later']],
  ]);
});

test('a wave within a cycle belongs to the cycle, whatever phase is active', () => {
  const run = started({ profile: { name: 'both', phases: ['A', 'B'], cycles: true } })
    .must('phase.next')
    .must('cycle.start', { cycle: 1 });
  launch(run, 'a1', 1, '14:05');
  expect(project(timeline, 's1', run.events).waves).toMatchObject([{ id: 'cycle 1 wave 1', cycle: 1, phase: null }]);
});

test('waves begin anew in each phase or count on through the session, and wait for earlier ones of their own phase', () => {
  const again = twoPhases();
  again.must('phase.next', {}, at('22:30'));
  expect(launch(again, 'a3', 1, '22:31').warnings()).toEqual([]);
  expect(again.refusedBy('agent.launch', { agents: [{ agentId: 'a4', agentType: 'tester' }], wave: 2 })).toEqual([
    'W.after',
  ]);
  const on = twoPhases().must('phase.next', {}, at('22:30'));
  expect(end(launch(on, 'a3', 2, '22:31'), 'a3', '22:32').warnings()).toEqual([]);
  expect(on.refusedBy('agent.launch', { agents: [{ agentId: 'a4', agentType: 'tester' }], wave: 4 })).toEqual([
    'W.number',
  ]);
  // An agent that is carried into the next phase is still of the wave in which it was launched.
  const carried = started().must('phase.next');
  launch(carried, 'a1', 1, '14:01').must('phase.next', { carry: ['a1'] });
  expect(launch(carried, 'a2', 2, '14:02').warnings()).toEqual([]);
});

const createTodo = (run: Run, todoId: string, agentId?: string, wave?: number): Run =>
  run.must('todo.create', { todoId, content: todoId, wave, agentId }, at('22:40'));
const todoWaves = (run: Run) =>
  project(todo, 's1', run.events).todos.map(({ id, cycle, phase, wave }) => [id, cycle, phase, wave]);

test('todos are counted by the wave in which their agent was launched; without an agent by the number alone', () => {
  const run = twoPhases();
  createTodo(run, 'later', 'a2', 2);
  createTodo(run, 't2', 'a2', 1);
  createTodo(run, 'none');
  createTodo(run, 't1', 'a1', 1);
  createTodo(run, 't1b', 'a1');
  createTodo(run, 'planned', undefined, 1);
  const { summary, todos } = project(todo, 's1', run.events);
  expect(summary.byWave.map(({ phase, wave, total }) => [phase, wave, total])).toEqual([
    ['Context', 1, 2],
    ['Planning', 1, 1],
    [null, 1, 1],
    [null, 2, 1],
    [null, null, 1],
  ]);
  expect(todos.map(({ id, phase }) => [id, phase])).toContainEqual(['t2', 'Planning']);
  const page = renderView('todo', project(todo, 's1', run.events), { columns: 100, colour: false });
  const headings = page.split('\n').filter((line) => /, \d of \d/.test(line));
  expect(headings.map((line) => line.trim())).toEqual([
    'Context, wave 1, 0 of 2',
    'Planning, wave 1, 0 of 1',
    'Wave 1, 0 of 1',
    'Wave 2, 0 of 1',
    'No wave, 0 of 1',
  ]);
});

test('a todo without a wave of its own belongs to the wave of its agent, also to one launched after it', () => {
  const run = started({}, {}).must('phase.next', {}, at('14:01'));
  createTodo(run, 'before', 'a1');
  createTodo(run, 'another', 'a2');
  launch(run, 'a1', 1, '14:05');
  createTodo(run, 'after', 'a1');
  run.must('agent.launch', { agents: [{ agentId: 'a2', agentType: 'tester' }] }, at('14:06'));
  expect(todoWaves(run)).toEqual([
    ['before', null, 'Context', 1],
    ['another', null, null, null],
    ['after', null, 'Context', 1],
  ]);
});

test('what an agent has done stays in its wave when the agent is launched anew, and what it has left goes along', () => {
  const run = started({ enforcement: 'observe' }).must('phase.next', {}, at('14:01'));
  launch(run, 'a1', 1, '14:05');
  run.must('todo.create', { todoId: 'done', content: 'done', agentId: 'a1' }, at('14:06'));
  run.must('todo.create', { todoId: 'left', content: 'left', agentId: 'a1' }, at('14:06'));
  run.must('todo.start', { todoId: 'done' }, at('14:06')).must('todo.complete', { todoId: 'done' }, at('14:07'));
  run.must('agent.fail', { agents: [{ agentId: 'a1', reason: 'It ran out of memory' }] }, at('14:10'));
  run.must('phase.next', {}, at('14:11'));
  launch(run, 'a1', 1, '14:20');
  expect(todoWaves(run)).toEqual([
    ['done', null, 'Context', 1],
    ['left', null, 'Planning', 1],
  ]);
});

test('a todo that is handed over belongs to the wave of the agent that has it now', () => {
  const run = twoPhases();
  launch(run, 'a3', 2, '22:30');
  createTodo(run, 't', 'a1').must('todo.assign', { todoId: 't', agentId: 'a3', reason: 'a1 has ended' }, at('22:41'));
  expect(todoWaves(run)).toEqual([['t', null, 'Planning', 2]]);
});

test('a refused wave names the agents of earlier waves of its own phase alone', () => {
  const run = started().must('phase.next');
  launch(run, 'a1', 1, '14:05').must('phase.next', { carry: ['a1'] });
  launch(run, 'a2', 1, '14:10');
  const decision = run.send('agent.launch', { agents: [{ agentId: 'a3', agentType: 'tester' }], wave: 2 });
  if (decision.kind !== 'rejected') throw new Error(decision.kind);
  const { rule, detail, legal } = decision.rejection;
  expect([rule, detail]).toEqual(['W.after', 'agent a2 has not ended']);
  expect(legal[0]).toMatchObject({ word: 'agent.complete', data: { agents: [{ agentId: 'a2' }] } });
});

test('the pages of plan and timeline name each wave with its phase', () => {
  const { events } = twoPhases();
  const pageOf = (page: string) => page.split('\n').filter((line) => /wave 1/.test(line));
  expect(pageOf(renderView('plan', project(plan, 's1', events), { columns: 100, colour: false }))).toEqual([
    expect.stringContaining('Context, wave 1'),
    expect.stringContaining('Planning, wave 1'),
  ]);
  const timelinePage = renderView('timeline', project(timeline, 's1', events), { columns: 100, colour: false });
  expect(timelinePage).toContain('Context wave 1');
  expect(timelinePage).toContain('Planning wave 1');
});

test('the law and the plan have the same waves running, each with as many agents, after every command', () => {
  fc.assert(
    fc.property(anySession(60), ({ profile, list }) => {
      const run = started({ profile });
      for (const command of list) {
        run.apply(run.decide(run.command(command)));
        const { waves } = project(plan, 's1', run.events);
        const shown = waves.flatMap(({ cycle, phase, number, agents }) => {
          const active = agents.filter(({ status }) => status === 'running' || status === 'paused').length;
          return active === 0 ? [] : [`${cycle} ${phase} ${number}: ${active}`];
        });
        const inForce = run.state.work.runningWaves.map(
          ({ cycle = null, phase = null, wave, agents }) => `${cycle} ${phase} ${wave}: ${agents}`,
        );
        expect(shown.sort()).toEqual(inForce.sort());
      }
    }),
    { numRuns: runs(20) },
  );
});
