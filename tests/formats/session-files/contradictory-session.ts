// A session that contradicts itself in most of the ways that real files do, and a folder to read files from.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Files = Record<string, unknown>;
export const SESSION = 'night-shift_7';

/** Writes files (a text as it is, anything else as JSON) into a folder of its own, and takes it away afterwards. */
export const inFolder = async <T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-files-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
      await writeFile(join(folder, name), bytes);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const at = (time: string): string => `2026-02-03T${time}`;

export const planning = {
  sessionId: SESSION,
  timestamp: at('08:00:00Z'),
  taskDescription: 'Move the nightly export to the queue',
  orchestratorType: 'normal',
  taskClassification: { type: 'standard', complexity: 'LOW', intelligenceLevel: 'full' },
  currentPhase: 'Review',
  completedPhases: ['Context', 'Planning', 'Review'],
  phases: [
    { name: 'Context', status: 'completed', startedAt: at('08:00:01Z'), completedAt: at('08:02:00Z'), notes: null },
    { name: 'Planning', status: 'completed', startedAt: at('08:02:00Z'), completedAt: at('08:06:00Z'), duration: 300 },
    { name: 'Execution', status: 'in_progress', startedAt: at('08:06:00Z'), completedAt: null },
  ],
  waves: [{ wave: 2, title: 'Clean-up', agents: ['agent_c'] }],
  tasks: {
    task_2: { name: 'Write the consumer', dependencies: ['task_1'], wave: 1, status: 'completed', actualTokens: 900 },
    task_1: {
      name: 'Read the cron job',
      assignedAgent: 'researcher',
      wave: 1,
      status: 'failed',
      outputs: ['notes.md'],
    },
    task_3: { name: 'Switch over', dependencies: ['task_9'], wave: 0, status: 'pending', owner: 'nobody' },
  },
  tokenBudget: { total: 5000, used: 4000, breakdown: { Context: 500, Execution: 2100 } },
  requirements: ['No export is lost', { id: 'r2', description: 'One run a night', status: 'met', priority: 'Urgent' }],
  deliverables: [{ description: 'The consumer', status: 'pending', path: 'src/consumer.ts' }],
  qualityGates: {
    gate_1: { name: 'execution →  review', criteria: ['Tests pass'], status: 'passed', timestamp: at('08:30:00Z') },
  },
  customAgents: [{ name: 'night-owl' }],
  metadata: { version: 3, totalAgentsLaunched: 9 },
};

export const todo = {
  sessionId: SESSION,
  todos: [
    {
      id: 7,
      content: 'Read crontab',
      status: 'completed',
      assignedAgent: 'researcher',
      assignedAgentId: 'agent_a',
      relatedTask: null,
      createdAt: at('08:05:00.123456Z'),
      startedAt: at('08:07:00Z'),
      completedAt: at('10:09:00+02:00'),
      mood: 'good',
    },
    { id: 'b', content: 'Sleep', status: 'failed', startedAt: at('08:07:30Z'), failedAt: at('08:08:00Z'), wave: 'one' },
    { content: 'No id', status: 'pending', dependencies: ['nowhere'] },
  ],
  summary: { total: 4, completed: 1, failed: 0, byAgent: { researcher: 2 } },
};

export const workbook = {
  sessionId: SESSION,
  entries: [
    { id: 'e1', timestamp: at('08:07:10Z'), type: 'insight', title: 'Cron lies', content: 'It runs twice.' },
    {
      id: 'e2',
      timestamp: at('08:07:20Z'),
      type: 'question',
      title: 'Which queue?',
      content: 'Two exist.',
      metadata: { resolved: true, actionRequired: false },
    },
    {
      id: 'e3',
      timestamp: at('08:20:00Z'),
      type: 'answer',
      title: 'The old one',
      content: 'It is watched.',
      author: 'ops',
      references: [{ type: 'entry', path: 'e2' }],
    },
    { id: 'e4', timestamp: at('08:21:00Z'), type: 'rant', title: 'Why cron', content: '', relatedPhase: 'Brainstorm' },
  ],
  index: { byType: { insight: ['e1', 'e4'] } },
};

const event = (id: string, timestamp: string, eventType: string, details: unknown, more: object = {}): object => ({
  id,
  timestamp: at(timestamp),
  eventType,
  actor: 'orchestrator',
  severity: 'info',
  description: `${eventType} ${id}`,
  details,
  ...more,
});

export const events = {
  sessionId: SESSION,
  events: [
    event('evt_001', '08:00:00Z', 'session_started', {}),
    event('evt_003', '08:02:00Z', 'phase_completed', { phaseId: 'Context', duration: 200 }),
    event('evt_002', '08:00:01Z', 'phase_started', { phaseId: 'Context' }),
    event('evt_004', '08:06:30Z', 'agent_launched', { agentIds: ['agent_a', 'agent_b'], agentType: 'helper', wave: 1 }),
    event('evt_005', '08:07:00Z', 'task_started', { taskId: 'task_1', agentId: 'agent_a' }),
    event('evt_006', '08:09:00Z', 'agent_completed', { agentId: 'agent_a', success: true }),
    event('evt_007', '08:10:00Z', 'agent_completed', { agentId: 'agent_z' }, { actor: 'main_agent' }),
    event('evt_008', '08:10:00Z', 'agent_created', { template: 'night-owl' }),
    event('evt_009', '08:11:00Z', 'agent_launched', { wave: 3 }),
    event('evt_010', '08:12:00Z', 'workbook_entry_added', { entryId: 'e1', entryType: 'note' }),
    event('evt_011', '08:13:00Z', 'workbook_entry_added', { entryId: 'e9', entryType: 'note' }),
    event('evt_012', '08:14:00Z', 'error_occurred', { errorMessage: 'queue full' }, { severity: 'error' }),
    event('evt_013', '08:15:00Z', 'task_completed', { taskId: 'task_1' }),
    event('evt_014', '08:16:00Z', 'phase_completed', { phaseId: 'Review' }),
    event('evt_015', '08:16:00Z', 'session_started', { again: true }),
    event('evt_015', '08:17:00Z', 'todo_updated', { todoId: 'b', status: 'pondering' }),
    event('evt_016', '08:40:00Z', 'session_ended', { success: true, totalTasks: 4 }),
    { eventType: 'warning_issued', description: 'too late', relatedEvents: ['evt_016'], mood: 'bad' },
  ],
  summary: { totalEvents: 20, eventsByType: { agent_launched: 3 }, eventsBySeverity: { info: 18 } },
};

export const FILES: Files = {
  [`planning-${SESSION}.json`]: planning,
  [`todo-${SESSION}.json`]: todo,
  [`workbook-${SESSION}.json`]: workbook,
  [`events-${SESSION}.json`]: events,
};

/** The same session, with what else real files get wrong: each of it is to be told, once. */
export const WORSE: Files = {
  ...FILES,
  [`planning-${SESSION}.json`]: {
    ...planning,
    phases: [
      planning.phases[0],
      planning.phases[1],
      { ...planning.phases[2], status: 'completed', completedAt: at('08:25:00Z') },
    ],
    tasks: { ...planning.tasks, task_1: { ...planning.tasks.task_1, actualTokens: 2300 } },
    qualityGates: {
      ...planning.qualityGates,
      gate_2: { name: 'Dark enough', criteria: ['The moon is down'], status: 'passed', timestamp: at('08:31:00Z') },
      gate_3: { name: 'Quiet enough', criteria: ['Nobody is up'], status: 'passed', timestamp: at('08:33:00Z') },
    },
  },
  [`todo-${SESSION}.json`]: {
    ...todo,
    todos: [
      ...todo.todos,
      {
        id: 'c',
        content: 'Read the queue too',
        status: 'completed',
        assignedAgentId: 'agent_a',
        startedAt: at('08:08:00Z'),
        completedAt: at('08:12:00Z'),
      },
    ],
  },
  [`workbook-${SESSION}.json`]: {
    ...workbook,
    entries: [
      ...workbook.entries,
      {
        id: 'e5',
        timestamp: at('08:22:00Z'),
        type: 'decision',
        title: 'Keep cron for a week',
        content: 'Both run.',
        relatedPhase: 'Brainstorm',
      },
    ],
  },
  [`events-${SESSION}.json`]: {
    ...events,
    events: [
      ...events.events.slice(0, 3),
      event('evt_020', '08:06:00Z', 'phase_started', { phaseId: 'Execution' }),
      ...events.events.slice(3, 9),
      event('evt_021', '08:11:30Z', 'agent_launched', { agentId: 'agent_d', wave: 0 }, { actor: 'main_agent' }),
      event('evt_022', '08:11:40Z', 'agent_completed', { agentId: 'agent_e', wave: 5 }, { actor: 'Main-Agent' }),
      ...events.events.slice(9, 14),
      event('evt_023', '08:28:00Z', 'phase_completed', { phaseId: 'Execution' }, { description: null }),
      event('evt_024', '08:33:00Z', 'quality_gate_passed', {
        gateName: 'Quiet enough',
        criteria: ['Nobody is up (looked twice)'],
      }),
      ...events.events.slice(14),
    ],
  },
};
