// Rows of the timeline with all of their members: gates, waves, agents, and whose waiting a task and a todo show.
import { describe, expect, it, test } from 'vitest';
import { overview, project, timeline } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const timelineOf = ({ events }: History) => project(timeline, 's1', events);
const at = (minute: number) => `2026-01-31T14:0${minute}:00.000Z`;

describe('verdicts on gates', () => {
  const judge = (record: History, gate: string, minute?: number): History =>
    record.add(
      'quality_gate_passed',
      { gate, criteria: [] },
      minute === undefined ? { time: '1970-01-01T00:00:00.000Z' } : { at: minute },
    );

  it('are marks in order of time, of whichever gate, those at an unknown time first', () => {
    const record = judge(judge(judge(history(), 'b', 1), 'a', 2), 'b', 3);
    judge(judge(judge(record, 'a', 4), 'c', 2), 'a');
    expect(timelineOf(record).gates.map((mark) => [mark.id, mark.at])).toEqual([
      ['a', null],
      ['b', at(1)],
      ['a', at(2)],
      ['c', at(2)],
      ['b', at(3)],
      ['a', at(4)],
    ]);
  });
});

test('a wave is running, without an end, while any of its agents is at work', () => {
  const agents = ['a', 'b'].map((agentId) => ({ agentId, agentType: 'x' }));
  const record = history()
    .add('agent_launched', { wave: 1, title: 'Look', mode: 'serial', agents }, { at: 1 })
    .add('agent_completed', { agents: [{ agentId: 'a' }] }, { at: 2 });
  const wave = {
    ...{ id: 'wave 1', label: 'Look', turn: 1, cycle: null, phase: null, wave: 1, mode: 'serial', agents: ['a', 'b'] },
    startedAt: at(1),
  };
  expect(timelineOf(record).waves).toEqual([{ ...wave, status: 'running', endedAt: null, durationS: null }]);
  record.add('agent_completed', { agents: [{ agentId: 'b' }] }, { at: 4 });
  expect(timelineOf(record).waves).toEqual([{ ...wave, status: 'completed', endedAt: at(4), durationS: 180 }]);
});

test('an agent that was never launched is of an unknown type, in no wave', () => {
  const record = history().add('agent_completed', { agents: [{ agentId: 'a' }] }, { at: 1 });
  expect(timelineOf(record).agents).toEqual([
    {
      ...{ id: 'a', label: 'a', turn: 1, status: 'unmatched', startedAt: null, endedAt: at(1), durationS: null },
      ...{ type: 'unknown', cycle: null, phase: null, wave: null },
    },
  ]);
});

test('an agent that is paused is shown as paused until it ends', () => {
  const one = { agents: [{ agentId: 'a' }] };
  const record = history().add('agent_launched', { agents: [{ agentId: 'a', agentType: 'x' }] });
  expect(timelineOf(record.add('agent_paused', one)).agents).toMatchObject([{ status: 'paused' }]);
  expect(timelineOf(record.add('agent_failed', one)).agents).toMatchObject([{ status: 'failed' }]);
});

describe('what a task and a todo waited', () => {
  /** Agent a has a task and a todo, the orchestrator has one of each; a question of this actor is open from 1 to 3. */
  const working = (asker?: string): History => {
    const record = history().start({}, { at: 0 });
    record.add('agent_launched', { agents: [{ agentId: 'a', agentType: 'x' }] }, { at: 0 });
    for (const [id, agentId] of [
      ['of_a', 'a'],
      ['of_none', undefined],
    ] as const) {
      const whose = agentId === undefined ? {} : { agentId };
      record.add('task_started', { taskId: id, ...whose }, { at: 0 });
      record.add('todo_created', { todoId: id, content: id, ...whose }, { at: 0 });
      record.add('todo_started', { todoId: id }, { at: 0 });
    }
    const question = { entryId: 'q', entryType: 'question', title: 'Which?', content: '' } as const;
    record.add('workbook_entry_added', asker === undefined ? question : { ...question, author: asker }, { at: 1 });
    return record;
  };
  const waitsOf = (record: History) => {
    const { tasks, todos } = timelineOf(record.add('question_resolved', { entryId: 'q', answer: 'y' }, { at: 3 }));
    return [...tasks, ...todos].map(({ id, waits }) => [id, waits?.map(({ durationS }) => durationS)]);
  };

  it('is what its agent waited, and without an agent what the session did', () => {
    expect(waitsOf(working('a'))).toEqual([
      ['of_a', [120]],
      ['of_none', [120]],
      ['of_a', [120]],
      ['of_none', [120]],
    ]);
  });

  it('is nothing of the session’s where another agent went on working', () => {
    const record = working('a').add('agent_launched', { agents: [{ agentId: 'b', agentType: 'x' }] }, { at: 1 });
    expect(waitsOf(record)).toEqual([
      ['of_a', [120]],
      ['of_none', undefined],
      ['of_a', [120]],
      ['of_none', undefined],
    ]);
  });

  it('is nothing of its agent’s where that went on working, and nothing of what began afterwards', () => {
    const record = working().add('task_started', { taskId: 'more', agentId: 'a' }, { at: 2 });
    expect(waitsOf(record)).toEqual([
      ['of_a', undefined],
      ['of_none', undefined],
      ['more', undefined],
      ['of_a', undefined],
      ['of_none', undefined],
    ]);
  });
});

test('a session without a start ran for no known time, and waited for nothing', () => {
  const asked = { entryId: 'q', entryType: 'question', title: 'Which?', content: '' } as const;
  const record = history()
    .add('workbook_entry_added', asked, { at: 1 })
    .add('question_resolved', { entryId: 'q', answer: 'y' }, { at: 3 });
  expect(timelineOf(record).session).toMatchObject({ id: 's1', label: 's1', ranS: null, waitedS: 0 });
  expect(timelineOf(history()).session).toMatchObject({ ranS: null, waitedS: 0, status: 'running' });
});

describe('the overview', () => {
  it('has the findings that are open, those that block and the others, and none that is resolved', () => {
    const finding = (findingId: string, blocks: boolean) => ({ findingId, text: findingId, blocks });
    const record = history().add('agent_reported', {
      ...{ agentId: 'a', text: 'R' },
      findings: [finding('f1', false), finding('f2', false), finding('b1', true), finding('b2', true)],
    });
    for (const findingId of ['f1', 'b1']) record.add('follow_up_resolved', { findingId });
    const { success } = project(overview, 's1', record.events);
    expect(success.openFollowUps.map(({ id }) => id)).toEqual(['f2']);
    expect(success.openBlocking.map(({ id }) => id)).toEqual(['b2']);
  });

  it('is paused while the session is, and ended once it has, though a review is awaited', () => {
    const record = history().start().add('review_requested', { reviewId: 'r', of: 'O' });
    const status = () => project(overview, 's1', record.events).status;
    expect(status()).toBe('waiting_for_review');
    record.add('session_paused', {});
    expect(status()).toBe('paused');
    record.add('session_ended', { outcome: 'cancelled' });
    expect(status()).toBe('cancelled');
  });
});
