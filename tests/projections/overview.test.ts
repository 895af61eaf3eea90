import { describe, expect, it } from 'vitest';
import { overview, project } from '../../projections/index.ts';
import { type History, history } from '../history.ts';
import { cycled, phased } from './sessions.ts';

const overviewOf = ({ events, sessionId }: History) => project(overview, sessionId, events);

describe('the overview', () => {
  const document = () => overviewOf(phased());

  it('is a row of a list: goal, profile, status, times, tokens', () => {
    expect(document()).toMatchObject({
      sessionId: 'phased',
      goal: 'Reset passwords by email',
      profile: 'normal',
      status: 'completed',
      currentPhase: null,
      startedAt: '2026-01-31T14:00:00.000Z',
      endedAt: '2026-01-31T14:30:00.000Z',
      durationS: 1_800,
      tokens: { used: 2_500, budget: 10_000, percent: 25 },
      summary: 'Done',
      nextSteps: ['Deploy', 'Watch'],
      references: [{ type: 'file', path: 'docs/process.md' }],
    });
  });

  it('counts agents, tasks and todos by state', () => {
    expect(document().agents).toMatchObject({ total: 3, completed: 2, failed: 1, running: 0 });
    expect(document().tasks).toMatchObject({ total: 3, completed: 2, dropped: 1 });
    expect(document().todos).toMatchObject({ total: 3, completed: 3 });
    expect(overviewOf(cycled()).agents).toMatchObject({ total: 3, completed: 1, running: 1, unmatched: 1 });
  });

  it('counts an agent without a launch once, however often it ends', () => {
    const record = history().start().add('agent_reported', { agentId: 'a', text: 'Done' });
    expect(overviewOf(record).agents).toMatchObject({ total: 1, unmatched: 1 });
    for (const _ of [1, 2]) record.add('agent_failed', { agents: [{ agentId: 'a' }] });
    expect(overviewOf(record).agents).toMatchObject({ total: 1, unmatched: 1, failed: 0 });
  });

  it('shows a question that is asked again once, as it was asked last', () => {
    const record = history().start();
    for (const title of ['Which?', 'When?'])
      record.add('workbook_entry_added', { entryId: 'q', entryType: 'question', title, content: '' });
    expect(overviewOf(record).openQuestions).toMatchObject([{ entryId: 'q', title: 'When?' }]);
  });

  it('adds up the secrets that were replaced before they were recorded', () => {
    const { events } = history()
      .start()
      .add('warning_issued', { message: 'a' })
      .add('warning_issued', { message: 'b' });
    const redacted = events.map((event, index) => (index === 0 ? event : { ...event, redacted: index + 1 }));
    expect(project(overview, 's1', redacted).events).toMatchObject({ redacted: 5 });
    expect(project(overview, 's1', events).events).toMatchObject({ redacted: 0 });
  });

  it('counts events in all, by type, by severity', () => {
    const { events } = phased();
    expect(document().events).toMatchObject({ recorded: events.length, derived: 0, total: events.length });
    expect(document().events.byType).toMatchObject({ phase_started: 5, phase_completed: 5, agent_launched: 2 });
    expect(document().events.bySeverity).toMatchObject({ error: 3, info: events.length - 3 });
  });

  it('counts events that an import derived from other files separately from the recorded ones', () => {
    const record = history()
      .start({}, { derivedfrom: 'events-s1.json#evt_001' })
      .add('todo_created', { todoId: 'd', content: '' }, { derivedfrom: 'todo-s1.json#todo_1', severity: 'error' })
      .add('task_started', { taskId: 't' }, { violates: 'T1' });
    expect(overviewOf(record).events).toMatchObject({
      recorded: 2,
      derived: 1,
      total: 3,
      byType: { session_started: 1, task_started: 1 },
      derivedByType: { todo_created: 1 },
      bySeverity: { info: 1, warning: 1, error: 0 },
      violating: 1,
    });
  });

  it('measures each metric against its target: numbers reach it, all else equals it', () => {
    expect(document().success.metrics.map(({ name, reached }) => [name, reached])).toEqual([
      ['Coverage', true],
      ['Vulnerabilities', true],
      ['Mail tested', false],
    ]);
    expect(document().success).toMatchObject({ reached: 2, missed: 1 });
    const record = history()
      .add('metric_recorded', { name: 'low', value: 79, target: 80 })
      .add('metric_recorded', { name: 'high', value: 3, target: 2, reachedWhen: 'at_most' })
      .add('metric_recorded', { name: 'off', value: 81, target: 80, reachedWhen: 'equal' })
      .add('metric_recorded', { name: 'text', value: '5 an hour', target: '5 an hour' })
      .add('metric_recorded', { name: 'free', value: 1 })
      .add('metric_recorded', { name: 'low', value: 80 })
      .add('metric_recorded', { name: 'short', value: 79, target: 80 })
      .add('metric_recorded', { name: 'other', value: 81, target: '80' });
    expect(overviewOf(record).success.metrics.map(({ reached }) => reached)).toEqual([
      true,
      false,
      false,
      true,
      null,
      false,
      false,
    ]);
  });

  it('has gates, baselines, and the findings still open', () => {
    expect(document().success.gates).toEqual([
      { id: 'execution-review', name: 'Execution → Review', status: 'passed' },
      { id: 'postflight', name: 'Postflight validation', status: 'waived' },
    ]);
    const record = cycled()
      .add('baseline_recorded', { baselineId: 'b', name: 'Tests', value: 47 })
      .add('baseline_compared', { baselineId: 'b', value: 46, holds: false })
      .add('follow_up_resolved', { findingId: 'f1' });
    const { success } = overviewOf(record);
    expect(success.openFollowUps).toEqual([]);
    expect(success.openBlocking).toMatchObject([{ id: 'f2' }]);
    expect(success.baselines).toMatchObject([{ id: 'b', value: 47, compared: 46, holds: false }]);
  });
});

describe('the status of a session', () => {
  const statusOf = (record: History): string => overviewOf(record).status;

  it('is not started, then running, paused, running, and how it ended', () => {
    const record = history();
    expect(statusOf(record)).toBe('not_started');
    expect(statusOf(record.start())).toBe('running');
    expect(statusOf(record.add('session_paused', {}))).toBe('paused');
    expect(statusOf(record.add('session_resumed', {}))).toBe('running');
    expect(statusOf(record.add('session_ended', { outcome: 'cancelled' }))).toBe('cancelled');
  });

  it('is waiting for review until one is given, and shows from whom', () => {
    const record = cycled();
    expect(overviewOf(record)).toMatchObject({
      status: 'waiting_for_review',
      currentCycle: 2,
      waitingFor: [{ reviewId: 'v1', of: 'the fix', from: 'Ada' }],
    });
    record.add('review_given', { reviewId: 'v1', verdict: 'approved' });
    expect(overviewOf(record)).toMatchObject({ status: 'running', waitingFor: [] });
  });
});
