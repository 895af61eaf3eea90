// The order in which the facts of session files are recorded: by time, and at one time in a legal order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { runs } from '../../more.ts';
import { recorded } from '../recorded.ts';
import { type Files, inFolder } from './contradictory-session.ts';

const AT = '2026-03-01T10:00:00Z';
const PHASES = ['Context', 'Planning', 'Execution', 'Review', 'Delivery'];
const event = (id: number, eventType: string, details: object = {}, timestamp = AT): object => ({
  id: `evt_${id}`,
  timestamp,
  eventType,
  actor: 'orchestrator',
  description: eventType,
  details,
});

/** A whole session of two waves and a chain of tasks and todos, each event at the minute that `minute` gives. */
const sessionOf = (tasks: number, minute: (step: number) => number): Files => {
  let step = 0;
  const next = (): string => new Date(Date.parse(AT) + minute(step++) * 60_000).toISOString();
  const events: object[] = [];
  const add = (type: string, details: object = {}): string => {
    const time = next();
    events.push(event(events.length + 1, type, details, time));
    return time;
  };
  const begin = add('session_started', { success: true });
  const phase = (name: string, work: () => void = () => undefined): void => {
    add('phase_started', { phaseId: name });
    work();
    add('phase_completed', { phaseId: name });
  };
  const plan: Record<string, object> = {};
  const todos: object[] = [];
  for (const name of PHASES)
    phase(name, () => {
      if (name === 'Review') {
        add('agent_launched', { agentId: 'reviewer_1', agentType: 'reviewer' });
        add('agent_completed', { agentId: 'reviewer_1', success: true });
      }
      if (name === 'Delivery') add('quality_gate_passed', { gateName: 'Postflight validation', criteria: ['done'] });
      if (name !== 'Execution') return;
      for (const wave of [1, 2]) {
        const agentId = `agent_${wave}`;
        add('agent_launched', { agentId, agentType: 'implementor', wave });
        for (let index = 0; index < tasks; index += 1) {
          const number = (wave - 1) * tasks + index;
          const taskId = `task_${number}`;
          const before = number === 0 ? [] : [number - 1];
          plan[taskId] = { name: taskId, wave, dependencies: before.map((one) => `task_${one}`), createdAt: begin };
          add('task_started', { taskId, agentId });
          const startedAt = next();
          const completedAt = next();
          todos.push({
            id: `todo_${number}`,
            content: taskId,
            status: 'completed',
            assignedAgentId: agentId,
            relatedTask: taskId,
            dependencies: before.map((one) => `todo_${one}`),
            createdAt: begin,
            startedAt,
            completedAt,
          });
          add('task_completed', { taskId, agentId });
        }
        add('agent_completed', { agentId });
      }
      add('quality_gate_passed', { gateName: 'Execution → Review', criteria: ['done'] });
    });
  add('session_ended', { success: true });
  const statuses = Object.values(plan).map((task) => ({ ...task, status: 'completed' }));
  const done = Object.fromEntries(Object.keys(plan).map((id, index) => [id, statuses[index]]));
  return {
    'events-ties.json': { events },
    'planning-ties.json': { taskDescription: 'Ties', orchestratorType: 'normal', timestamp: begin, tasks: done },
    'todo-ties.json': { todos },
  };
};

const violationsOf = async (files: Files): Promise<string[]> => {
  const { sessionId, commands } = await inFolder(files, (folder) => readSessionFolder(folder));
  const { events, refused } = recorded(sessionId, commands);
  expect(refused).toEqual([]);
  // Todos are planned before their agents are launched, which is no more than a warning.
  return events.flatMap(({ type, violates }) =>
    violates === undefined || violates === 'A.planned' ? [] : [`${type} ${violates}`],
  );
};
const shuffled = (files: Files, seed: number): Files => {
  const mixed = <T>(list: readonly T[]): T[] =>
    list
      .map((one, index) => ({ one, key: ((index + 1) * (seed + 7) * 7919) % 10_007 }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ one }) => one);
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [
      name,
      Object.fromEntries(
        Object.entries(file as object).map(([key, value]) => [key, Array.isArray(value) ? mixed(value) : value]),
      ),
    ]),
  );
};

describe('a legal session', () => {
  it('stays legal when all of it happens at one time, in any order of the files', async () => {
    expect(await violationsOf(sessionOf(3, () => 0))).toEqual([]);
    expect(
      await violationsOf(
        shuffled(
          sessionOf(3, () => 0),
          5,
        ),
      ),
    ).toEqual([]);
  });

  it('stays legal when any number of its steps have one time, in any order of the files', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(9_999),
        async (ties, tasks, seed) => {
          const files = sessionOf(tasks, (step) => Math.floor(step / ties));
          expect(await violationsOf(shuffled(files, seed))).toEqual([]);
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('is recorded with a chain of todos of one time, however long', async () => {
    const todos = Array.from({ length: 5_000 }, (_, index) => ({
      id: `t${index}`,
      content: 'x',
      status: 'completed',
      dependencies: index === 4_999 ? [] : [`t${index + 1}`],
      createdAt: AT,
      startedAt: AT,
      completedAt: AT,
    }));
    const files = { 'todo-chain.json': { todos }, 'events-chain.json': { events: [event(1, 'session_started')] } };
    expect(await violationsOf(files)).toEqual([]);
  });
});
