// Contradictions between and within session files: each is reported, and none after an export that nobody touched.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { Run } from '../../../src/check/run/run.ts';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { sessionAsFiles } from '../../../src/formats/session-files/session-as-files.ts';
import { anySession } from '../../any-session.ts';
import { runs } from '../../more.ts';
import { recorded } from '../recorded.ts';
import { FILES, type Files, inFolder, SESSION, WORSE } from './contradictory-session.ts';

const at = (minute: number): string => `2026-02-03T10:${String(minute).padStart(2, '0')}:00Z`;
type Given = readonly [eventType: string, details?: object, actor?: string];

const filesOf = (given: readonly Given[], planning: object, todos: readonly object[] = []): Files => ({
  [`planning-${SESSION}.json`]: { sessionId: SESSION, timestamp: at(0), taskDescription: 'Contradict', ...planning },
  [`todo-${SESSION}.json`]: { sessionId: SESSION, todos },
  [`events-${SESSION}.json`]: {
    sessionId: SESSION,
    events: [['session_started'] as Given, ...given].map(([eventType, details, actor], index) => ({
      ...{ id: `evt_${index}`, timestamp: at(index), eventType, details: details ?? {} },
      actor: actor ?? 'orchestrator',
    })),
  },
});
const read = async (files: Files) => (await inFolder(files, (folder) => readSessionFolder(folder))).report;
const differences = async (files: Files) =>
  (await read(files)).differences.map(({ field, claimed, counted }) => [field, claimed, counted]);

describe('a contradiction', () => {
  it('of a phase that the plan calls completed and no event ends is reported', async () => {
    const phases = [
      { name: 'Context', status: 'completed', startedAt: at(1), completedAt: at(2), duration: 60 },
      { name: 'Planning', status: 'completed', startedAt: at(3), completedAt: at(5), duration: 120 },
    ];
    const given: Given[] = [
      ['phase_started', { phaseId: 'Context' }],
      ['phase_completed', { phaseId: 'Context' }],
      ['phase_started', { phaseId: 'Planning' }],
    ];
    expect(await differences(filesOf(given, { phases }))).toEqual([['Planning.status', 'completed', 'no event']]);
  });

  it('of tasks with more tokens than their phase, whether they were completed or failed, is reported', async () => {
    const phases = [{ name: 'Context', status: 'completed', startedAt: at(1), completedAt: at(5) }];
    const tasks = { a: { status: 'completed', actualTokens: 700 }, b: { status: 'failed', actualTokens: 400 } };
    const given: Given[] = [
      ['phase_started', { phaseId: 'Context' }],
      ['task_started', { taskId: 'a' }],
      ['task_completed', { taskId: 'a' }],
      ['task_failed', { taskId: 'b', errorMessage: 'No' }],
      ['phase_completed', { phaseId: 'Context' }],
    ];
    for (const [tokenBudget, field] of [
      [{ breakdown: { Context: 1_000 } }, 'tokenBudget.breakdown.Context'],
      [{ breakdown: { Context: { used: 1_000 } } }, 'tokenBudget.breakdown.Context.used'],
      [{ allocation: { Context: { allocated: 9_000, actual: 1_000 } } }, 'tokenBudget.allocation.Context.actual'],
      [{ used: 1_000 }, 'tokenBudget.used'],
    ] as const)
      expect(await differences(filesOf(given, { phases, tasks, tokenBudget }))).toEqual([[field, 1_000, 1_100]]);
  });

  it('of todos and tasks in a wave that nothing launched is reported, once they began or the session ended', async () => {
    const given: Given[] = [['agent_launched', { agentId: 'a', wave: 1 }]];
    const todos = [
      { id: 'one', content: 'In wave 1', status: 'pending', wave: 1 },
      { id: 'two', content: 'In wave 2', status: 'completed', wave: 2 },
      { id: 'three', content: 'Still to come', status: 'pending', wave: 3 },
    ];
    const tasks = { t: { name: 'T', status: 'pending', wave: 4 } };
    const unlaunched = async (events: readonly Given[]) =>
      (await read(filesOf(events, { tasks }, todos))).warnings.filter((line) =>
        line.endsWith('which no event launches'),
      );
    expect(await unlaunched(given)).toEqual([`todo-${SESSION}.json, two: wave is 2, which no event launches`]);
    expect(await unlaunched([...given, ['session_ended', { success: true }]])).toHaveLength(3);
    expect(await unlaunched([])).toEqual([]);
  });

  it('of an orchestrator under a third name is reported, an agent that ends itself is none', async () => {
    const given: Given[] = [
      ['phase_started', { phaseId: 'Context' }, 'main_agent'],
      ['agent_launched', { agentId: 'a1', agentType: 'coder' }],
      ['agent_completed', { agentId: 'a1' }, 'a1'],
      ['agent_launched', { agentId: 'a2', agentType: 'coder' }],
      ['agent_completed', { agentId: 'a2' }, 'conductor'],
      ['quality_gate_passed', { gateName: 'G', criteria: ['c'] }, 'validator'],
    ];
    expect((await read(filesOf(given, {}))).warnings).toContain(
      `events-${SESSION}.json: the actors "orchestrator", "main_agent", "conductor" each act as orchestrator; they may be one`,
    );
  });

  it('of a status that the events of a task, a todo or a gate do not lead to is reported', async () => {
    const planning = {
      tasks: { a: { status: 'completed' }, b: { status: 'completed' } },
      qualityGates: { g: { name: 'G', criteria: ['c'], status: 'passed' } },
    };
    const given: Given[] = [
      ['task_started', { taskId: 'a' }],
      ['task_started', { taskId: 'b' }],
      ['task_failed', { taskId: 'b', errorMessage: 'No' }],
      ['todo_failed', { todoId: 't', errorMessage: 'No' }],
      ['quality_gate_failed', { gateName: 'G', criteria: ['c'] }],
    ];
    const todos = [{ id: 't', content: 'T', status: 'completed' }];
    const found = await differences(filesOf(given, planning, todos));
    expect(found).toEqual(
      expect.arrayContaining([
        ['a.status', 'completed', 'no event'],
        ['b.status', 'completed', 'failed'],
        ['t.status', 'completed', 'failed'],
        ['qualityGates.G.status', 'passed', 'failed'],
      ]),
    );
  });
});

describe('no contradiction', () => {
  it('is a gate that failed before it passed, or a phase that ended again', async () => {
    const planning = {
      phases: [{ name: 'Context', status: 'completed', startedAt: at(1), completedAt: at(6) }],
      qualityGates: { g: { name: 'G', criteria: ['c'], status: 'passed', timestamp: at(4) } },
    };
    const given: Given[] = [
      ['phase_started', { phaseId: 'Context' }],
      ['phase_completed', { phaseId: 'Context' }],
      ['quality_gate_failed', { gateName: 'G', criteria: ['c'] }],
      ['quality_gate_passed', { gateName: 'G', criteria: ['c'] }],
      ['phase_reopened', { phase: 'Context', reason: 'Again' }],
      ['phase_completed', { phaseId: 'Context' }],
    ];
    expect(await differences(filesOf(given, planning))).toEqual([]);
  });

  const withoutRecord = (sessionId: string, events: readonly RecordedEvent[]): Files => {
    const { reprise: _record, ...own } = sessionAsFiles(sessionId, events).events;
    const files = { ...sessionAsFiles(sessionId, events), events: own };
    return Object.fromEntries(Object.entries(files).map(([kind, file]) => [`${kind}-${sessionId}.json`, file]));
  };

  it('is in the files of a session that was recorded live, whatever happened in it', async () => {
    await fc.assert(
      fc.asyncProperty(anySession(60), async ({ list, profile }) => {
        const live = new Run({ sessionId: 'live' }).must('session.start', {
          ...{ goal: 'Whatever comes', profile, enforcement: 'enforce' },
        });
        for (const { name, data, actor } of list) live.send(name, data, defined({ actor }));
        expect(await differences(withoutRecord('live', live.events))).toEqual([]);
      }),
      { numRuns: runs(200) },
    );
  });

  it.each([
    ['FILES', FILES],
    ['WORSE', WORSE],
  ])('is in exported files that the imported ones did not have: %s', async (_name, files) => {
    const first = await inFolder(files, (folder) => readSessionFolder(folder));
    const { events } = recorded(SESSION, first.commands);
    const before = new Set(first.report.differences.map(({ file, field }) => `${file} ${field}`));
    const after = (await read(withoutRecord(SESSION, events))).differences.map(({ file, field }) => `${file} ${field}`);
    expect(after.filter((one) => !before.has(one))).toEqual([]);
  });
});
