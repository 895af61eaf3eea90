// The four files of examples/password-reset, checked from their JSON alone: the document's counts, an order that the
// law allows, and summaries that were counted. The importer and the log have their own tests of the same session.
import { describe, expect, it } from 'vitest';
import {
  type Entry,
  entries,
  eventSummary,
  events,
  index,
  planning,
  read,
  type SessionEvent,
  sessionId,
  todoSummary,
  todos,
} from './password-reset-files.ts';

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
const countBy = <T>(list: readonly T[], key: (one: T) => string) => {
  const counts: Record<string, number> = {};
  for (const one of list) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
};
const idsBy = (keys: (entry: Entry) => readonly string[]) => {
  const ids: Record<string, string[]> = {};
  for (const entry of entries) for (const key of keys(entry)) ids[key] = [...(ids[key] ?? []), entry.id];
  return ids;
};
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const ofType = (type: string) => events.filter((event) => event.eventType === type);
const only = (type: string, matches: (event: SessionEvent) => boolean = () => true): SessionEvent => {
  const found = ofType(type).filter(matches);
  expect(found, type).toHaveLength(1);
  return found[0]!;
};
const agentsOf = ({ details }: SessionEvent) => details.agentIds ?? (details.agentId ? [details.agentId] : []);
const positionOf = (event: SessionEvent) => events.indexOf(event);
const todo = (id: string) => todos.find((one) => one.id === id)!;
const waves = planning.waves.map((wave) => {
  const launched = only('agent_launched', (event) => event.details.wave === wave.wave);
  const ended = only('agent_completed', (event) => event.details.wave === wave.wave);
  return { ...wave, launched, ended, span: secondsBetween(launched.timestamp, ended.timestamp) };
});
const waveOf = (agentId: string) => waves.find((wave) => wave.agents.includes(agentId))!;

describe('the counts of the document', () => {
  it('names one session in all four files', () => {
    for (const kind of ['planning', 'todo', 'workbook', 'events']) expect(read(kind).sessionId).toBe(sessionId);
  });

  it('has 47 events of the kinds listed, with 14 workbook entries and one delivery', () => {
    expect(countBy(events, (event) => event.eventType)).toEqual({
      session_started: 1,
      session_ended: 1,
      phase_started: 5,
      phase_completed: 5,
      agent_launched: 3,
      agent_completed: 3,
      task_started: 6,
      task_completed: 6,
      quality_gate_passed: 2,
      workbook_entry_added: 14,
      output_delivered: 1,
    });
    expect(new Set(events.map((event) => event.severity))).toEqual(new Set(['info']));
  });

  it('has 8 insights, 3 decisions, 2 diagrams and 1 note', () => {
    expect(countBy(entries, (entry) => entry.type)).toEqual({ insight: 8, decision: 3, diagram: 2, note: 1 });
  });

  it('has 15 completed todos that together belong to all 6 completed tasks', () => {
    expect(todos.filter((one) => one.status === 'completed')).toHaveLength(15);
    expect(new Set(todos.map((one) => one.relatedTask))).toEqual(new Set(Object.keys(planning.tasks)));
    expect(Object.values(planning.tasks).map((task) => task.status)).toEqual(Array(6).fill('completed'));
  });

  it('has ten metrics that are met, five next steps and three related documents', () => {
    const { successMetrics, nextSteps, relatedDocumentation } = planning.metadata;
    expect(successMetrics.filter((metric) => metric.met)).toHaveLength(10);
    expect(nextSteps).toHaveLength(5);
    expect(relatedDocumentation).toHaveLength(3);
    const measured = (name: string) => successMetrics.find((metric) => metric.name === name)?.value;
    expect(measured('All 6 tasks completed')).toBe(Object.keys(planning.tasks).length);
    expect(measured('15/15 todos completed')).toBe(todos.length);
  });

  it('takes 45 minutes with waves of 8, 15 and 10 minutes', () => {
    expect(secondsBetween(events[0]!.timestamp, events.at(-1)!.timestamp)).toBe(45 * 60);
    expect(waves.map((wave) => [wave.title, wave.span / 60])).toEqual([
      ['Research & Design', 8],
      ['Parallel Implementation', 15],
      ['Review & Integration', 10],
    ]);
  });

  it('saves 480 seconds: what the agents of each wave were busy, less its span', () => {
    const saved = waves.map((wave) => {
      const own = todos.filter((one) => wave.agents.includes(one.assignedAgentId));
      return sum(own.map((one) => secondsBetween(one.startedAt, one.completedAt))) - wave.span;
    });
    expect(saved).toEqual([0, 300, 180]);
  });

  it('uses 35,000 of 150,000 tokens, and gives every token of Execution to a task and to a todo of it', () => {
    const { total, used, breakdown } = planning.tokenBudget;
    expect(breakdown).toEqual({ Context: 2000, Planning: 3000, Execution: 25000, Review: 3000, Delivery: 2000 });
    expect([total, used, Math.round((used / total) * 100)]).toEqual([150000, sum(Object.values(breakdown)), 23]);
    expect(sum(Object.values(planning.tasks).map((task) => task.actualTokens))).toBe(breakdown.Execution);
    for (const [id, task] of Object.entries(planning.tasks)) {
      expect(sum(todos.filter((one) => one.relatedTask === id).map((one) => one.actualTokens))).toBe(task.actualTokens);
      expect(task.actualTokens).toBeLessThanOrEqual(task.estimatedTokens);
    }
  });
});

describe('an order that the law allows', () => {
  it('has events in time order with unique ids, causes before effects', () => {
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    for (const [place, event] of events.entries()) {
      if (place > 0) expect(event.timestamp >= events[place - 1]!.timestamp, event.id).toBe(true);
      for (const cause of event.relatedEvents ?? [])
        expect(events.slice(0, place).some((earlier) => earlier.id === cause)).toBe(true);
    }
    expect([events[0]!.eventType, events.at(-1)!.eventType]).toEqual(['session_started', 'session_ended']);
  });

  it('runs the five phases one after the other, at the same times in the planning and events files', () => {
    const spans = planning.phases.map((phase) => {
      const started = only('phase_started', (event) => event.details.phaseId === phase.name);
      const completed = only('phase_completed', (event) => event.details.phaseId === phase.name);
      expect([started.timestamp, completed.timestamp]).toEqual([phase.startedAt, phase.completedAt]);
      expect(phase.notes).toMatch(/^- /);
      return [started, completed];
    });
    expect(planning.phases.map((phase) => phase.name)).toEqual([
      'Context',
      'Planning',
      'Execution',
      'Review',
      'Delivery',
    ]);
    const places = spans.flat().map(positionOf);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('launches each wave within Execution, after the one before it has ended', () => {
    const execution = planning.phases.find((phase) => phase.name === 'Execution')!;
    let free = execution.startedAt;
    for (const { launched, ended, agents } of waves) {
      expect(agentsOf(launched)).toEqual(agents);
      expect(agentsOf(ended)).toEqual(agents);
      expect(launched.timestamp > free).toBe(true);
      free = ended.timestamp;
    }
    expect(free < execution.completedAt).toBe(true);
    expect(new Set(waves.flatMap((wave) => wave.agents)).size).toBe(5);
  });

  it('starts a task after its dependencies have completed, under an agent of its wave that runs', () => {
    for (const [id, task] of Object.entries(planning.tasks)) {
      const started = only('task_started', (event) => event.details.taskId === id);
      const completed = only('task_completed', (event) => event.details.taskId === id);
      const wave = waveOf(task.assignedAgentId);
      expect([started.details.agentId, task.wave]).toEqual([task.assignedAgentId, wave.wave]);
      expect(positionOf(started)).toBeGreaterThan(positionOf(wave.launched));
      expect(positionOf(completed)).toBeGreaterThan(positionOf(started));
      expect(positionOf(completed)).toBeLessThan(positionOf(wave.ended));
      expect(task.createdAt < started.timestamp).toBe(true);
      expect(task.successCriteria.length * task.outputs.length).toBeGreaterThan(0);
      for (const dependency of task.dependencies) {
        const before = only('task_completed', (event) => event.details.taskId === dependency);
        expect(positionOf(before), `${id} after ${dependency}`).toBeLessThan(positionOf(started));
        expect(planning.tasks[dependency]!.wave).toBeLessThanOrEqual(task.wave);
      }
    }
  });

  it('starts a todo after its dependencies, while its agent runs and has no other in progress', () => {
    for (const one of todos) {
      const wave = waveOf(one.assignedAgentId);
      expect(one.wave).toBe(wave.wave);
      expect(one.createdAt <= one.startedAt && one.startedAt < one.completedAt, one.id).toBe(true);
      expect(one.startedAt >= wave.launched.timestamp && one.completedAt <= wave.ended.timestamp, one.id).toBe(true);
      expect(one.actualDuration).toBe(secondsBetween(one.startedAt, one.completedAt));
      for (const id of one.dependencies) expect(todo(id).completedAt <= one.startedAt, `${one.id}, ${id}`).toBe(true);
      for (const other of todos)
        if (other !== one && other.assignedAgentId === one.assignedAgentId)
          expect(other.completedAt <= one.startedAt || one.completedAt <= other.startedAt, one.id).toBe(true);
    }
  });

  it('holds each implementing todo back by the todo that writes its tests', () => {
    const implementing = todos.filter((one) => one.tags.includes('implementation'));
    expect(implementing.map((one) => one.relatedTask).sort()).toEqual(['task_3', 'task_4', 'task_5', 'task_6']);
    for (const one of implementing) {
      const tests = one.dependencies.map(todo).filter((other) => other.tags.includes('tests-first'));
      expect(tests.map((other) => other.relatedTask)).toEqual([one.relatedTask]);
    }
  });

  it('passes each gate with all its criteria before the phase behind it begins', () => {
    const behind: Readonly<Record<string, SessionEvent>> = {
      Execution: only('phase_started', (event) => event.details.phaseId === 'Review'),
      Delivery: only('session_ended'),
    };
    const gates = Object.values(planning.qualityGates);
    expect(gates.map((gate) => gate.guards)).toEqual(Object.keys(behind));
    for (const gate of gates) {
      const passed = only('quality_gate_passed', (event) => event.details.gateName === gate.name);
      expect(passed.details.criteria).toEqual(gate.criteria);
      expect(passed.timestamp).toBe(gate.timestamp);
      expect(positionOf(passed)).toBeLessThan(positionOf(behind[gate.guards]!));
    }
  });

  it('meets every requirement and delivers every deliverable before the session ends', () => {
    for (const { status, createdAt, completedAt, description } of [
      ...planning.requirements,
      ...planning.deliverables,
    ]) {
      expect(status, description).toBe('completed');
      expect(createdAt < completedAt && completedAt < events.at(-1)!.timestamp, description).toBe(true);
    }
  });

  it('adds every workbook entry by one event of the same time, type and author, after what it refers to', () => {
    for (const [place, entry] of entries.entries()) {
      const added = only('workbook_entry_added', (event) => event.details.entryId === entry.id);
      expect([added.timestamp, added.details.entryType, added.actor]).toEqual([
        entry.timestamp,
        entry.type,
        entry.author,
      ]);
      if (entry.relatedTask !== null) expect(planning.tasks).toHaveProperty(entry.relatedTask);
      if (entry.relatedTodo !== null) expect(todo(entry.relatedTodo).relatedTask).toBe(entry.relatedTask);
      for (const reference of entry.references.filter(({ type }) => type === 'entry'))
        expect(entries.slice(0, place).some((earlier) => earlier.id === reference.path)).toBe(true);
    }
  });

  it('has one phase that the session does not have, in the decision of the document', () => {
    const names = new Set(planning.phases.map((phase) => phase.name));
    const strange = entries.filter((entry) => !names.has(entry.relatedPhase));
    expect(strange.map((entry) => [entry.type, entry.relatedPhase])).toEqual([['decision', 'Brainstorm']]);
  });
});

describe('summaries that were counted', () => {
  it('sums the todos up as they are', () => {
    expect(todoSummary).toEqual({
      total: todos.length,
      completed: todos.filter((one) => one.status === 'completed').length,
      inProgress: 0,
      pending: 0,
      failed: 0,
      completionPercentage: 100,
      byWave: countBy(todos, (one) => `wave_${one.wave}`),
      byAgent: countBy(todos, (one) => one.assignedAgentId),
    });
  });

  it('sums the events up as they are', () => {
    expect(eventSummary).toEqual({
      totalEvents: events.length,
      eventsByType: countBy(events, (event) => event.eventType),
      eventsBySeverity: { debug: 0, info: events.length, warning: 0, error: 0, critical: 0 },
      totalErrors: 0,
      totalWarnings: 0,
      agentsLaunched: ofType('agent_launched').flatMap(agentsOf).length,
      agentsCompleted: ofType('agent_completed').flatMap(agentsOf).length,
      agentsFailed: 0,
    });
  });

  it('lists the workbook by type, phase, tag and priority as its entries say', () => {
    expect(index).toEqual({
      byType: idsBy((entry) => [entry.type]),
      byPhase: idsBy((entry) => [entry.relatedPhase]),
      byTag: idsBy((entry) => entry.tags),
      byPriority: idsBy((entry) => [entry.priority]),
    });
  });
});
