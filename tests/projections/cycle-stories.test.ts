// What the view of the cycles tells of each: what was learned, what changed in the plan, whom it sent.
import { describe, expect, it } from 'vitest';
import type { EventData, EventType } from '../../machines/events/catalog.ts';
import { PROFILES } from '../../machines/profile.ts';
import { cycles, plan, project } from '../../projections/index.ts';
import { type History, history } from '../history.ts';
import { cycled } from './sessions.ts';

const begun = (): History => history().start({ profile: PROFILES.cycles! }, { at: 0 });
const open = (): History => begun().add('cycle_started', { cycle: 1, title: 'First' }, { at: 1 });
const shown = ({ events }: History) => project(cycles, 's1', events);
const launch = (agentId: string) => ({ agents: [{ agentId, agentType: 'debug' }] });

describe('what a cycle learns', () => {
  const CASES: readonly {
    [T in EventType]: readonly [type: T, data: EventData[T], by: string, text: string];
  }[EventType][] = [
    ['agent_reported', { agentId: 'a1', text: 'A race' }, 'a1', 'A race'],
    ['agent_failed', { agents: [{ agentId: 'a1' }] }, 'a1', 'failed'],
    [
      'agent_killed',
      { agents: [{ agentId: 'a1', reason: 'too slow' }, { agentId: 'a2' }, { agentId: 'a3', reason: 'same' }] },
      'a1, a2, a3',
      'killed: too slow: same',
    ],
    ['agent_lost', { agents: [{ agentId: 'a1' }] }, 'a1', 'lost'],
    ['agent_found', { agents: [{ agentId: 'a1', reason: 'reported' }] }, 'a1', 'found: reported'],
    ['review_requested', { reviewId: 'v1', of: 'the fix' }, 'orchestrator', 'the fix'],
    ['review_withdrawn', { reviewId: 'v1', reason: 'Moot' }, 'orchestrator', 'v1 withdrawn: Moot'],
    ['review_given', { reviewId: 'v1', verdict: 'approved' }, 'orchestrator', 'v1'],
    ['review_given', { reviewId: 'v1', verdict: 'approved', text: 'Well done' }, 'orchestrator', 'Well done'],
    ['user_input_received', { text: 'Go on' }, 'orchestrator', 'Go on'],
    ['question_resolved', { entryId: 'q', answer: 'This one' }, 'orchestrator', 'This one'],
    ['question_resolved', { entryId: 'q', answer: 'This one', by: 'Ada' }, 'Ada', 'This one'],
    ['question_reopened', { entryId: 'q', reason: 'Too early' }, 'orchestrator', 'q reopened: Too early'],
    ['baseline_recorded', { baselineId: 'b', name: 'Tests', value: 47 }, 'orchestrator', 'Tests: 47'],
    ['baseline_recorded', { baselineId: 'b', name: 'Time', value: 4, unit: 's' }, 'orchestrator', 'Time: 4 s'],
    ['baseline_compared', { baselineId: 'b', value: 47, holds: true }, 'orchestrator', 'b: 47, holds'],
    ['baseline_compared', { baselineId: 'b', value: 46, holds: false }, 'orchestrator', 'b: 46, broken'],
    ['document_recorded', { path: 'docs/a.md', kind: 'report' }, 'orchestrator', 'report docs/a.md'],
    ['follow_up_resolved', { findingId: 'f1' }, 'orchestrator', 'f1'],
    ['follow_up_resolved', { findingId: 'f1', notes: 'limited' }, 'orchestrator', 'limited'],
  ];

  it.each(CASES)('%s %j is told by whom, and what', (type, data, by, text) => {
    const record = open().add(type as EventType, data as never);
    expect(shown(record).cycles[0]?.learned).toMatchObject([{ type, by, text, ordinal: 3 }]);
  });

  it.each([
    ['agent_completed', { agents: [{ agentId: 'a1' }] }],
    ['agent_paused', { agents: [{ agentId: 'a1' }] }],
    ['agent_resumed', { agents: [{ agentId: 'a1' }] }],
    ['workbook_entry_added', { entryId: 'e', entryType: 'note', title: 'N', content: '' }],
    ['metric_recorded', { name: 'Coverage', value: 98 }],
    ['task_planned', { taskId: 't', title: 'T' }],
  ] as const)('%s is nothing new to it', (type, data) => {
    expect(shown(open().add(type, data as never)).cycles[0]?.learned).toEqual([]);
  });

  it('has the verdict, the cause, the confidence and the findings of a report', () => {
    const record = open().add('agent_reported', {
      agentId: 'a1',
      text: 'A race',
      verdict: 'fail',
      rootCause: 'clear()',
      confidence: 'high',
      findings: [
        { findingId: 'f1', text: 'Loss', severity: 'high', blocks: true, place: 'a.ts:1' },
        { findingId: 'f2', text: 'Style', blocks: false },
      ],
    });
    expect(shown(record).cycles[0]?.learned).toMatchObject([
      {
        verdict: 'fail',
        rootCause: 'clear()',
        confidence: 'high',
        findings: [
          { id: 'f1', text: 'Loss', severity: 'high', blocks: true, place: 'a.ts:1' },
          { id: 'f2', text: 'Style', severity: null, blocks: false, place: null },
        ],
      },
    ]);
  });

  it('has the verdict of a review, and none of anything else', () => {
    const record = open()
      .add('review_given', { reviewId: 'v1', verdict: 'changes_requested' })
      .add('user_input_received', { text: 'Go on' });
    expect(shown(record).cycles[0]?.learned).toMatchObject([
      { verdict: 'changes_requested' },
      { verdict: null, rootCause: null, confidence: null, findings: [] },
    ]);
  });

  it('is known at the start of the next, and what was learned before the first, at the start of the first', () => {
    const record = begun()
      .add('user_input_received', { text: 'zero' })
      .add('cycle_started', { cycle: 1 })
      .add('user_input_received', { text: 'one' })
      .add('cycle_ended', { cycle: 1 })
      .add('user_input_received', { text: 'between' })
      .add('cycle_started', { cycle: 2 });
    const { before, cycles: all } = shown(record);
    const texts = (items: readonly { text: string }[]) => items.map(({ text }) => text);
    expect(texts(before.learned)).toEqual(['zero']);
    expect(all.map(({ known, learned }) => [texts(known.learned), texts(learned)])).toEqual([
      [['zero'], ['one', 'between']],
      [['one', 'between'], []],
    ]);
  });
});

describe('what a cycle changes in the plan', () => {
  it('names the item, as it was called before, and what it became', () => {
    const record = open()
      .add('plan_item_added', { itemId: 'i', text: 'Build' })
      .add('plan_item_reworded', { itemId: 'i', text: 'Build it' })
      .add('plan_item_noted', { itemId: 'i', note: 'soon' })
      .add('plan_item_noted', { itemId: 'i', note: '' })
      .add('plan_item_marked', { itemId: 'i', mark: 'blocked' })
      .add('plan_item_done', { itemId: 'i', note: 'tested', inferred: true })
      .add('plan_item_reopened', { itemId: 'i', reason: 'broken' })
      .add('plan_item_done', { itemId: 'i' })
      .add('plan_item_dropped', { itemId: 'i', reason: 'tidy' });
    expect(
      shown(record).cycles[0]?.planChanges.map(({ type, text, to, inferred }) => [type, text, to, inferred]),
    ).toEqual([
      ['plan_item_added', 'Build', null, false],
      ['plan_item_reworded', 'Build', 'Build it', false],
      ['plan_item_noted', 'Build it', 'soon', false],
      ['plan_item_noted', 'Build it', null, false],
      ['plan_item_marked', 'Build it', 'blocked', false],
      ['plan_item_done', 'Build it', 'tested', true],
      ['plan_item_reopened', 'Build it', 'broken', false],
      ['plan_item_done', 'Build it', null, false],
      ['plan_item_dropped', 'Build it', 'tidy', false],
    ]);
  });

  it('names where an item moved to: a section, a parent, a sibling, or nothing', () => {
    const record = open();
    for (const place of [{ sectionId: 's' }, { parent: 'p' }, { after: 'x' }, {}])
      record.add('plan_item_moved', { itemId: 'i', ...place });
    expect(shown(record).cycles[0]?.planChanges.map(({ itemId, text, to }) => [itemId, text, to])).toEqual([
      ['i', 'i', 's'],
      ['i', 'i', 'p'],
      ['i', 'i', 'x'],
      ['i', 'i', null],
    ]);
  });

  it('names a title and a section as they were called before, and as they are called now', () => {
    const record = open()
      .add('plan_titled', { title: 'Old' })
      .add('plan_titled', { title: 'New' })
      .add('plan_section_added', { sectionId: 's', title: 'Work' })
      .add('plan_section_renamed', { sectionId: 's', title: 'Works' })
      .add('plan_section_removed', { sectionId: 's' })
      .add('plan_section_removed', { sectionId: 'gone' });
    const changes = shown(record).cycles[0]?.planChanges ?? [];
    expect(changes.map(({ itemId, text, to }) => [itemId, text, to])).toEqual([
      [null, 'Old', 'Old'],
      [null, 'Old', 'New'],
      [null, 'Work', 'Work'],
      [null, 'Work', 'Works'],
      [null, 'Works', null],
      [null, 'gone', null],
    ]);
    expect(changes.map(({ inferred }) => inferred)).toEqual(changes.map(() => false));
  });

  it('is listed in it, or before the first cycle', () => {
    const record = begun()
      .add('plan_item_added', { itemId: 'i', text: 'Zero' })
      .add('cycle_started', { cycle: 1 })
      .add('plan_item_done', { itemId: 'i' });
    const { before, cycles: all } = shown(record);
    expect(before.planChanges).toMatchObject([{ itemId: 'i', text: 'Zero' }]);
    expect(all[0]?.planChanges).toMatchObject([{ itemId: 'i', text: 'Zero', ordinal: 4 }]);
  });

  it('is counted: the items at its start, and at its end or now, as the plan counts them', () => {
    const record = begun();
    for (const itemId of ['a', 'b', 'c', 'd', 'e', 'f']) record.add('plan_item_added', { itemId, text: itemId });
    record
      .add('cycle_started', { cycle: 1 })
      .add('plan_item_done', { itemId: 'a' })
      .add('plan_item_dropped', { itemId: 'b' })
      .add('plan_item_marked', { itemId: 'c', mark: 'in_progress' })
      .add('plan_item_marked', { itemId: 'd', mark: 'blocked' })
      .add('plan_item_marked', { itemId: 'e', mark: 'question' })
      .add('cycle_ended', { cycle: 1 })
      .add('cycle_started', { cycle: 2 })
      .add('plan_item_added', { itemId: 'a', text: 'Anew' })
      .add('plan_item_moved', { itemId: 'g' })
      .add('plan_item_moved', { itemId: 'a' })
      .add('plan_item_reopened', { itemId: 'b' });
    const none = { total: 0, done: 0, open: 0, dropped: 0, inProgress: 0, blocked: 0, questions: 0 };
    const first = { total: 6, done: 1, open: 4, dropped: 1, inProgress: 1, blocked: 1, questions: 1 };
    const { cycles: all } = shown(record);
    expect(all[0]).toMatchObject({ known: { plan: { ...none, total: 6, open: 6 } }, plan: first });
    expect(all[1]?.known.plan).toEqual(first);
    expect(all[1]?.plan).toEqual(project(plan, 's1', record.events).planMd.counts);
    expect(all[1]?.plan.total).toBe(7);
  });
});

describe('whom a cycle sends', () => {
  const sent = () =>
    open()
      .add(
        'agent_launched',
        {
          wave: 2,
          mode: 'parallel',
          reason: 'apart',
          agents: [
            { agentId: 'a1', agentType: 'debug', instruction: 'Find it', itemIds: ['i'] },
            { agentId: 'a2', agentType: 'test' },
          ],
        },
        { at: 2 },
      )
      .add('agent_reported', { agentId: 'a1', text: 'Found', verdict: 'pass' }, { at: 3 })
      .add('agent_completed', { agents: [{ agentId: 'a1' }] }, { at: 4 });

  it('shows each agent with its wave, its instruction, its items, its time and its reports', () => {
    expect(shown(sent()).cycles[0]?.agents).toMatchObject([
      {
        ...{ id: 'a1', type: 'debug', wave: 2, mode: 'parallel', reason: 'apart', instruction: 'Find it' },
        ...{ itemIds: ['i'], status: 'completed', durationS: 120, reports: [{ text: 'Found' }] },
        ...{ startedAt: '2026-01-31T14:02:00.000Z', endedAt: '2026-01-31T14:04:00.000Z' },
      },
      { id: 'a2', type: 'test', instruction: null, itemIds: [], status: 'running', endedAt: null, durationS: null },
    ]);
  });

  it('shows a launch in no wave, without a mode and a reason', () => {
    const record = open().add('agent_launched', launch('a1'));
    expect(shown(record).cycles[0]?.agents).toMatchObject([{ wave: null, mode: null, reason: null, reports: [] }]);
  });

  it('does not list the reports of its own agents as learned besides, and those of others it does', () => {
    const record = sent().add('agent_reported', { agentId: 'stranger', text: 'Hello' });
    expect(shown(record).cycles[0]?.learned.map(({ by, text }) => [by, text])).toEqual([['stranger', 'Hello']]);
  });

  it('lists the verdicts of its agents, and not their reports without one', () => {
    const record = sent()
      .add('agent_reported', { agentId: 'a2', text: 'Working' })
      .add('agent_reported', { agentId: 'a2', text: 'No', verdict: 'fail' });
    expect(shown(record).cycles[0]?.verdicts).toEqual([
      { agentId: 'a1', verdict: 'pass' },
      { agentId: 'a2', verdict: 'fail' },
    ]);
  });

  it('shows why an agent is paused, as long as it is', () => {
    const record = sent().add('agent_paused', { agents: [{ agentId: 'a2', reason: 'a question' }] });
    expect(shown(record).cycles[0]?.agents[1]).toMatchObject({ status: 'paused', pauseReason: 'a question' });
    record.add('agent_killed', { agents: [{ agentId: 'a2', reason: 'enough' }] });
    expect(shown(record).cycles[0]?.agents[1]).not.toHaveProperty('pauseReason');
  });
});

describe('the cycles', () => {
  it('have a number, a title, notes, times and how long they took', () => {
    const record = open()
      .add('cycle_ended', { cycle: 1, notes: 'All found' }, { at: 4 })
      .add('cycle_started', { cycle: 2 }, { at: 5 });
    expect(shown(record).cycles).toMatchObject([
      { cycle: 1, title: 'First', status: 'ended', ordinal: 2, durationS: 180, notes: 'All found' },
      { cycle: 2, title: null, status: 'open', ordinal: 4, endedAt: null, durationS: null, notes: null },
    ]);
  });

  it('have as the current one the last that has not ended, and none where all have', () => {
    const record = open();
    expect(shown(record).current).toBe(1);
    record.add('cycle_started', { cycle: 2 });
    expect(shown(record).current).toBe(2);
    record.add('cycle_ended', { cycle: 2 });
    expect(shown(record).current).toBe(1);
    expect(shown(record.add('cycle_ended', { cycle: 1 })).current).toBe(null);
  });

  it('show one that ended without a start as empty and ended, with the plan as it was', () => {
    const record = begun()
      .add('plan_item_added', { itemId: 'i', text: 'I' })
      .add('cycle_ended', { cycle: 7, notes: 'so' }, { at: 4 });
    expect(shown(record).cycles).toMatchObject([
      {
        ...{ cycle: 7, title: null, status: 'ended', startedAt: null, endedAt: '2026-01-31T14:04:00.000Z' },
        ...{ notes: 'so', planChanges: [], agents: [], learned: [], verdicts: [], ordinal: 3 },
        ...{ known: { learned: [], plan: { total: 1 } }, plan: { total: 1 } },
      },
    ]);
  });

  it('list the follow-ups that are open, and no finding that blocks or is resolved', () => {
    const ids = (record: History) => shown(record).openFollowUps.map(({ id }) => id);
    expect(ids(cycled())).toEqual(['f1']);
    expect(ids(cycled().add('follow_up_resolved', { findingId: 'f1' }))).toEqual([]);
  });
});
