// A legal session of about any length: Execution with wave after wave of three agents, each with a task, todos, a
// workbook entry and tokens. As commands, and as the lines that a log would hold.
import { hash } from 'node:crypto';
import { CHAIN_START, decide, encodeEvent, initialState } from '../dist/machines/index.js';

export const sha256 = (text) => hash('sha256', text, 'hex');

/** The commands of the session, without end. */
export function* sessionCommands() {
  const send = (name, data, actor = 'orchestrator') => ({ name, data, actor });
  yield send('session.start', { goal: 'A long session', tokenBudget: 1_000_000_000 });
  yield send('phase.next', {});
  yield send('phase.next', {});
  yield send('phase.next', {});
  for (let wave = 1; ; wave += 1) {
    const workers = [1, 2, 3].map((n) => ({ agentId: `agent_${wave}_${n}`, agentType: 'implementor' }));
    const task = (n) => `task_${wave}_${n}`;
    for (const n of [1, 2, 3])
      yield send('task.plan', {
        taskId: task(n),
        title: `Task ${n} of wave ${wave}`,
        wave,
        estimate: 5000,
        dependencies: wave > 1 ? [`task_${wave - 1}_${n}`] : [],
      });
    yield send('agent.launch', {
      agents: workers.map((one, n) => ({ ...one, taskIds: [task(n + 1)] })),
      wave,
      mode: 'parallel',
    });
    for (const n of [1, 2, 3]) {
      const agentId = `agent_${wave}_${n}`;
      yield send('task.start', { taskId: task(n), agentId }, agentId);
      for (const step of [1, 2, 3]) {
        const todoId = `todo_${wave}_${n}_${step}`;
        const dependencies = step > 1 ? [`todo_${wave}_${n}_${step - 1}`] : [];
        yield send('todo.create', {
          todoId,
          content: `Step ${step} of task ${n}`,
          agentId,
          taskId: task(n),
          wave,
          dependencies,
        });
        yield send('todo.start', { todoId }, agentId);
        yield send('todo.complete', { todoId }, agentId);
      }
      yield send('entry.add', {
        entryId: `entry_${wave}_${n}`,
        entryType: n === 1 ? 'insight' : 'note',
        title: `What task ${n} of wave ${wave} found`,
        content: 'The middleware has a rule for this already, so that it can be extended instead of built anew.',
        author: agentId,
        relatedPhase: 'Execution',
        taskId: task(n),
        tags: ['reuse', 'limits'],
      });
      yield send('tokens.use', { agentId, taskId: task(n), input: 1200, output: 300, model: 'large' }, agentId);
      yield send('task.complete', { taskId: task(n), agentId, outputs: [`src/wave-${wave}/${n}.ts`] }, agentId);
    }
    yield send('agent.complete', { agents: workers.map(({ agentId }) => ({ agentId })) });
  }
}

/** The first `events` lines of such a session. @param {number} events @param {string} [session] */
export const sessionLines = (events, session = 'bench') => {
  let state = initialState(session);
  let previous = CHAIN_START;
  let commands = 0;
  let ids = 0;
  const lines = [];
  const start = Date.parse('2026-01-01T00:00:00.000Z');
  const newId = () => {
    ids += 1;
    return `0193f8a0-0000-7000-8000-${String(ids).padStart(12, '0')}`;
  };
  for (const command of sessionCommands()) {
    commands += 1;
    const now = new Date(start + lines.length * 1000).toISOString();
    const context = { now, newId, commitId: `commit-${commands}`, sha256 };
    const decision = decide(state, { id: `command-${commands}`, ...command }, context);
    if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
    state = decision.state;
    for (const event of decision.events) {
      const { line, hash: link } = encodeEvent(event, previous, sha256);
      previous = link;
      lines.push(line);
    }
    if (lines.length >= events) break;
  }
  return lines.slice(0, events);
};

const TAIL = /,"hash":"[0-9a-f]{64}"\}$/;

/** The same lines as another session's: its id and its hash chain are new. @param {readonly string[]} lines of session `bench` */
export const linesAs = (lines, session) => {
  let previous = CHAIN_START;
  return lines.map((line) => {
    const renamed = line
      .replace('"source":"/sessions/bench"', `"source":"/sessions/${session}"`)
      .replace('"sessionid":"bench"', `"sessionid":"${session}"`)
      .replace(TAIL, '');
    previous = sha256(previous + renamed);
    return `${renamed},"hash":"${previous}"}`;
  });
};
