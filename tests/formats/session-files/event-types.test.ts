// Every event type met in the field, and what it becomes: one row each, and the same rows in the page of the format.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../../machines/events/catalog.ts';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { recorded } from '../recorded.ts';
import { inFolder } from './contradictory-session.ts';

type Row = readonly [name: string, details: Record<string, unknown>, type: string, data: Record<string, unknown>];
const ROWS: readonly Row[] = [
  ['session_started', {}, 'session_started', { goal: 'said' }],
  ['session_ended', { success: false }, 'session_ended', { outcome: 'failed' }],
  ['phase_started', { phaseId: 'Context' }, 'phase_started', { phase: 'Context' }],
  ['phase_completed', { phaseId: 'Context' }, 'phase_completed', { phase: 'Context' }],
  [
    'agent_launched',
    { agentIds: ['a', 'b'], agentType: 'tester', wave: 1 },
    'agent_launched',
    {
      agents: [
        { agentId: 'a', agentType: 'tester' },
        { agentId: 'b', agentType: 'tester' },
      ],
      wave: 1,
    },
  ],
  [
    'agent_completed',
    { agentId: 'a', outputs: ['x'] },
    'agent_completed',
    { agents: [{ agentId: 'a', outputs: ['x'] }] },
  ],
  [
    'agent_failed',
    { agentId: 'a', errorMessage: 'tired' },
    'agent_failed',
    { agents: [{ agentId: 'a', reason: 'tired' }] },
  ],
  ['task_started', { taskId: 't', agentId: 'a' }, 'task_started', { taskId: 't', agentId: 'a' }],
  ['task_completed', { taskId: 't', outputs: ['x'] }, 'task_completed', { taskId: 't', outputs: ['x'] }],
  ['task_failed', { taskId: 't', errorMessage: 'red' }, 'task_failed', { taskId: 't', reason: 'red' }],
  ['todo_created', { todoId: 'd', content: 'Do it' }, 'todo_created', { todoId: 'd', content: 'Do it' }],
  ['todo_updated', { todoId: 'd', status: 'in_progress' }, 'todo_started', { todoId: 'd' }],
  ['todo_updated', { todoId: 'd', newStatus: 'completed' }, 'todo_completed', { todoId: 'd' }],
  [
    'todo_updated',
    { todoId: 'd', status: 'failed', errorMessage: 'red' },
    'todo_failed',
    { todoId: 'd', reason: 'red' },
  ],
  ['todo_updated', { todoId: 'd', status: 'cancelled' }, 'todo_cancelled', { todoId: 'd' }],
  ['todo_updated', { todoId: 'd', status: 'pending' }, 'fact_noted', { name: 'todo_updated', text: 'said' }],
  ['todo_completed', { todoId: 'd' }, 'todo_completed', { todoId: 'd' }],
  ['todo_failed', { todoId: 'd', errorMessage: 'red' }, 'todo_failed', { todoId: 'd', reason: 'red' }],
  ['intelligence_started', {}, 'intelligence_started', { topic: 'said' }],
  ['intelligence_completed', { result: 'two ways' }, 'intelligence_completed', { topic: 'said', result: 'two ways' }],
  [
    'workbook_entry_added',
    { entryId: 'e', entryType: 'insight' },
    'workbook_entry_added',
    { entryId: 'e', entryType: 'insight', title: 'said' },
  ],
  ['error_occurred', { errorMessage: 'full' }, 'error_occurred', { message: 'full' }],
  ['warning_issued', {}, 'warning_issued', { message: 'said' }],
  ['quality_gate_passed', { gateName: 'g', criteria: ['c'] }, 'quality_gate_passed', { gate: 'g', criteria: ['c'] }],
  [
    'quality_gate_failed',
    { gateName: 'g', criteria: ['c'], errorMessage: 'red' },
    'quality_gate_failed',
    { gate: 'g', criteria: ['c'], reason: 'red' },
  ],
  ['decision_made', { rationale: 'cheap' }, 'decision_made', { decision: 'said', reason: 'cheap' }],
  ['file_created', { filePath: 'a.ts' }, 'file_created', { path: 'a.ts' }],
  ['file_modified', { filePath: 'a.ts' }, 'file_modified', { path: 'a.ts' }],
  ['file_deleted', { filePath: 'a.ts' }, 'file_deleted', { path: 'a.ts' }],
  ['user_input_received', { input: 'yes' }, 'user_input_received', { text: 'yes' }],
  ['output_delivered', { deliverablePath: 'out.md' }, 'output_delivered', { description: 'said', path: 'out.md' }],
  [
    'agent_created',
    { agentId: 'a', agentType: 'tester' },
    'agent_launched',
    { agents: [{ agentId: 'a', agentType: 'tester' }] },
  ],
  ['agent_created', { template: 'owl' }, 'fact_noted', { name: 'agent_created', text: 'said' }],
  ['moon_rose', { over: 'the bay' }, 'fact_noted', { name: 'moon_rose', text: 'said' }],
];

describe('an event of the events file', () => {
  it.each(ROWS)('%s %j becomes %s', async (eventType, details, type, data) => {
    const begin = { id: 'begin', timestamp: '2026-02-01T08:00:00Z', eventType: 'session_started' };
    const event = { id: 'it', timestamp: '2026-02-01T08:00:01Z', eventType, description: 'said', details };
    const files = { 'events-x.json': { events: eventType === 'session_started' ? [event] : [begin, event] } };
    const { commands } = await inFolder(files, (folder) => readSessionFolder(folder));
    const { events, refused } = recorded('x', commands);
    expect(refused).toEqual([]);
    const [own] = events.filter(({ derivedfrom }) => derivedfrom === 'events-x.json#it');
    expect(own).toMatchObject({ type, data });
    // The file's own name for it, and what no field took, is kept.
    if (type !== eventType) expect(JSON.stringify(own?.data)).toContain(eventType);
    for (const value of Object.values(details).flat()) expect(JSON.stringify(own)).toContain(String(value));
  });

  it('agent_created of an agent that is launched too is a note', async () => {
    const event = (id: string, eventType: string) => ({
      id,
      timestamp: '2026-02-01T08:00:01Z',
      eventType,
      details: { agentId: 'a' },
    });
    const files = { 'events-x.json': { events: [event('one', 'agent_created'), event('two', 'agent_launched')] } };
    const { commands } = await inFolder(files, (folder) => readSessionFolder(folder));
    expect(commands.filter(({ name }) => name === 'agent_launched').map(({ derivedFrom }) => derivedFrom)).toEqual([
      'events-x.json#two',
    ]);
  });

  it('of each type that Reprise has keeps its type, also where the field has no such type', async () => {
    const known = new Set(ROWS.map(([name]) => name));
    for (const eventType of EVENT_TYPES.filter((type) => !known.has(type))) {
      const events = [
        { id: 'begin', timestamp: '2026-02-01T08:00:00Z', eventType: 'session_started' },
        { id: 'it', timestamp: '2026-02-01T08:00:01Z', eventType, details: {} },
      ];
      const { commands } = await inFolder({ 'events-x.json': { events } }, (folder) => readSessionFolder(folder));
      const own = commands.find(({ derivedFrom }) => derivedFrom === 'events-x.json#it');
      // With its data missing, where it needs any, it is noted under its name.
      expect([eventType, own?.name === eventType || JSON.stringify(own?.data).includes(eventType)]).toEqual([
        eventType,
        true,
      ]);
    }
  });

  it('is in the page of the format under each name of the table', () => {
    const page = readFileSync(new URL('../../../docs/reference/session-files.md', import.meta.url), 'utf8');
    for (const [name, , type] of ROWS) {
      if (name === 'moon_rose') continue;
      const row = page
        .split('\n')
        .find((line) => line.startsWith('| ') && line.includes(`\`${name}\``) && line.includes(`\`${type}\``));
      expect([name, type, row !== undefined]).toEqual([name, type, true]);
    }
  });
});
