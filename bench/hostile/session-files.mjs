// Hostile session files, each of about a length: the four files by kind.
import { entries } from './texts.mjs';

const at = (n = 0) => new Date(Date.UTC(2026, 1, 3) + n * 1_000).toISOString();
const PHASES = ['Context', 'Planning', 'Execution', 'Review', 'Delivery'];
const events = (of) => (length) => ({ events: { events: entries(of)(length) } });
const todos = (of) => (length) => ({ todo: { timestamp: at(), todos: entries(of)(length) } });
const workbook = (of) => (length) => ({ workbook: { timestamp: at(), entries: entries(of)(length) } });
const planning = (of) => (length) => ({
  planning: {
    timestamp: at(),
    taskDescription: 'A goal',
    phases: PHASES.map((name) => ({ name, status: 'pending' })),
    ...of(length),
  },
});
const event = (n, eventType, details = {}, time = at(n)) => ({ id: `e${n}`, timestamp: time, eventType, details });
const todo = (n, more = {}) => ({ id: `t${n}`, content: 'x', status: 'completed', ...more });
const tasks = (of) => (length) => Object.fromEntries(entries(of)(length));
const task = (n, more = {}) => [`task_${n}`, { name: 'x', status: 'completed', ...more }];
const half = (of) => (length) => of(length / 2);

export const SESSION_FILES = [
  ['todos at one time', todos((n) => todo(n))],
  ['todos of one id', todos(() => todo(0))],
  ['todos, each on the one before', todos((n) => todo(n, { dependencies: [`t${n - 1}`] }))],
  ['todos, each on the one after', todos((n) => todo(n, { dependencies: [`t${n + 1}`] }))],
  ['todos of one agent', todos((n) => todo(n, { assignedAgentId: 'a', startedAt: at(n) }))],
  ['todos of an agent each', todos((n) => todo(n, { assignedAgentId: `a${n}`, relatedTask: 'task_1' }))],
  [
    'todos, all of which one needs',
    (length) => ({
      todo: { timestamp: at(), todos: [todo('x', { dependencies: entries((n) => `t${n}`)(length) }), todo(1)] },
    }),
  ],
  ['todos with members of any name', todos((n) => todo(n, { [`m${n}`]: n }))],
  [
    'tasks in a chain',
    planning((length) => ({ tasks: tasks((n) => task(n, { dependencies: [`task_${n - 1}`] }))(length) })),
  ],
  [
    'tasks and phases',
    planning((length) => ({
      phases: entries((n) => ({
        name: `P${n}`,
        status: 'completed',
        startedAt: at(2 * n),
        completedAt: at(2 * n + 1),
      }))(length / 2),
      tasks: tasks((n) => task(n, { actualTokens: 1, startedAt: at(n), completedAt: at(n) }))(length / 2),
    })),
  ],
  [
    'gates of one phase',
    planning((length) => ({
      qualityGates: entries((n) => ({
        id: `g${n}`,
        name: `g${n}`,
        criteria: ['x'],
        status: 'passed',
        guards: 'Context',
      }))(length),
    })),
  ],
  [
    'gates of one name',
    planning(
      half((length) => ({ qualityGates: entries(() => ({ name: 'g', criteria: ['x'], status: 'passed' }))(length) })),
    ),
  ],
  ['a budget of phases', planning((length) => ({ tokenBudget: { breakdown: tasksTo(length) } }))],
  [
    'waves of one number',
    planning((length) => ({
      waves: entries((n) => ({ wave: 1, title: 'w', phase: `p${n}`, agents: [`a${n}`] }))(length),
    })),
  ],
  [
    'waves and launches of one number',
    (length) => ({
      ...planning((size) => ({
        waves: entries((n) => ({ wave: 1, title: 'w', phase: `p${n}`, agents: [`a${n}`] }))(size),
      }))(length / 2),
      ...events((n) => event(n, 'agent_launched', { wave: 1, agentId: `b${n}` }))(length / 2),
    }),
  ],
  ['events at one time', events((n) => event(n, 'warning_issued', {}, at()))],
  ['events of unknown types', events((n) => event(n, `type_${n}`))],
  ['launches of a counted thousand', events((n) => event(n, 'agent_launched', { wave: 1, agentCount: 1000 }))],
  ['launches of one agent', events((n) => event(n, 'agent_launched', { wave: 1, agentId: 'a' }, at()))],
  [
    'a wave, then ends without a name',
    (length) => ({
      events: {
        events: [
          ...entries((n) => event(n, 'agent_launched', { wave: 1, agentId: `a${n}` }, at()))(length / 2),
          ...entries((n) => event(`f${n}`, 'agent_failed', { wave: 1 }, at(1)))(length / 2),
        ],
      },
    }),
  ],
  ['ends of agents without a launch', events((n) => event(n, 'agent_completed', { agentId: `a${n}` }))],
  [
    'verdicts at one time',
    events((n) => event(n, n % 2 ? 'quality_gate_failed' : 'quality_gate_passed', { gate: 'preflight' }, at())),
  ],
  [
    'starts and ends of a phase',
    events((n) => event(n, n % 2 ? 'phase_completed' : 'phase_started', { phase: 'Context' }, at())),
  ],
  [
    'events that name no phase',
    (length) => ({
      ...planning((size) => ({ phases: entries((n) => ({ name: `P${n}`, status: 'pending' }))(size) }))(length / 2),
      ...events((n) => ({ ...event(n, 'phase_started'), description: 'x' }))(length / 2),
    }),
  ],
  ['events of many actors', events((n) => ({ ...event(n, 'phase_started', { phase: 'Context' }), actor: `a${n}` }))],
  ['an actor in many spellings', events((n) => ({ ...event(n, 'warning_issued'), actor: `${'-'.repeat(n % 50)}a` }))],
  [
    'entries of the workbook',
    workbook((n) => ({ id: `w${n}`, type: 'note', title: 'x', content: 'x', timestamp: at() })),
  ],
  [
    'entries, each about all before',
    workbook((n) => ({
      id: `w${n}`,
      type: 'answer',
      content: 'x',
      references: [{ type: 'entry', path: `w${n - 1}` }],
    })),
  ],
  [
    'entries and events of one minute',
    (length) => ({
      ...workbook((n) => ({ id: `w${n}`, type: 'note', author: 'a', content: 'x', timestamp: at() }))(length / 2),
      ...events((n) => ({ ...event(n, 'workbook_entry_added', { type: 'note' }, at()), actor: 'a' }))(length / 2),
    }),
  ],
  ['one long text', workbook(() => ({ id: 'w', type: 'note', content: 'a\n'.repeat(200_000) }))],
  [
    'an embedded record that is none',
    (length) => ({ events: { events: [event(1, 'warning_issued')], reprise: { facts: entries((n) => [n])(length) } } }),
  ],
];

function tasksTo(length) {
  return Object.fromEntries(entries((n) => [`Phase ${n}`, { allocated: 1, used: 1 }])(length));
}
