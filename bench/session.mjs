// A legal session of about any length: Execution with wave after wave of three agents, each with a task, todos, a
// workbook entry and tokens. Returns the lines as a log would hold them.
import { hash } from 'node:crypto';
import { CHAIN_START, decide, encodeEvent, initialState } from '../dist/machines/index.js';

export const sha256 = (text) => hash('sha256', text, 'hex');

const command = (name, data, actor = 'orchestrator') => ({ name, data, actor });

/** The commands of a session without end: each becomes one event, but for `phase.next` which becomes up to two. */
export function* waveCommands() {
  yield command('session.start', { goal: 'A long session', tokenBudget: 1_000_000_000 });
  yield command('phase.next', {});
  yield command('phase.next', {});
  yield command('phase.next', {});
  for (let wave = 1; ; wave += 1) {
    const workers = [1, 2, 3].map((n) => ({ agentId: `agent_${wave}_${n}`, agentType: 'implementor' }));
    const task = (n) => `task_${wave}_${n}`;
    for (const n of [1, 2, 3])
      yield command('task.plan', {
        taskId: task(n),
        title: `Task ${n} of wave ${wave}`,
        wave,
        estimate: 5000,
        dependencies: wave > 1 ? [`task_${wave - 1}_${n}`] : [],
      });
    yield command('agent.launch', {
      agents: workers.map((one, n) => ({ ...one, taskIds: [task(n + 1)] })),
      wave,
      mode: 'parallel',
    });
    for (const n of [1, 2, 3]) {
      const agentId = `agent_${wave}_${n}`;
      yield command('task.start', { taskId: task(n), agentId }, agentId);
      for (const step of [1, 2, 3]) {
        const todoId = `todo_${wave}_${n}_${step}`;
        const dependencies = step > 1 ? [`todo_${wave}_${n}_${step - 1}`] : [];
        yield command('todo.create', {
          todoId,
          content: `Step ${step} of task ${n}`,
          agentId,
          taskId: task(n),
          wave,
          dependencies,
        });
        yield command('todo.start', { todoId }, agentId);
        yield command('todo.complete', { todoId }, agentId);
      }
      yield command('entry.add', {
        entryId: `entry_${wave}_${n}`,
        entryType: n === 1 ? 'insight' : 'note',
        title: `What task ${n} of wave ${wave} found`,
        content: 'The middleware has a rule for this already, so that it can be extended instead of built anew.',
        author: agentId,
        relatedPhase: 'Execution',
        taskId: task(n),
        tags: ['reuse', 'limits'],
      });
      yield command('tokens.use', { agentId, taskId: task(n), input: 1200, output: 300, model: 'large' }, agentId);
      yield command('task.complete', { taskId: task(n), agentId, outputs: [`src/wave-${wave}/${n}.ts`] }, agentId);
    }
    yield command('agent.complete', { agents: workers.map(({ agentId }) => ({ agentId })) });
  }
}

/** The lines of a session of so many events or a few more: it ends with a wave. */
export const sessionLines = (events) => {
  let state = initialState('bench');
  let previous = CHAIN_START;
  let ids = 0;
  const lines = [];
  const start = Date.parse('2026-01-01T00:00:00.000Z');
  // Each greater than the one before, as those that `send` makes.
  const newId = () => {
    ids += 1;
    return `0193f8a0-0000-7000-8000-${String(ids).padStart(12, '0')}`;
  };
  for (const given of waveCommands()) {
    const now = new Date(start + lines.length * 1000).toISOString();
    const decision = decide(state, { id: newId(), ...given }, { now, newId, commitId: newId(), sha256 });
    if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
    state = decision.state;
    for (const event of decision.events) {
      const { line, hash: link } = encodeEvent(event, previous, sha256);
      previous = link;
      lines.push(line);
    }
    if (lines.length >= events && given.name === 'agent.complete') return lines;
  }
  throw new Error('the commands of a session have no end');
};

const TAIL = /,"hash":"[0-9a-f]{64}"\}$/;

/**
 * The same lines as another session's, each a commit of its own: ids and hash chain are new.
 * @param {readonly string[]} lines of session `bench`
 */
export const linesAs = (lines, session) => {
  let previous = CHAIN_START;
  return lines.map((line, index) => {
    const renamed = line
      .replace('"source":"/sessions/bench"', `"source":"/sessions/${session}"`)
      .replace('"sessionid":"bench"', `"sessionid":"${session}"`)
      .replace(/"commitid":"[^"]*"/, `"commitid":"0193f8a0-0000-7000-9000-${String(index + 1).padStart(12, '0')}"`)
      .replace(TAIL, '');
    previous = sha256(previous + renamed);
    return `${renamed},"hash":"${previous}"}`;
  });
};
