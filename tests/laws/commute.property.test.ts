// Events of different agents that do not touch each other (touch.ts) commute in state: recorded in either order, as
// separate commands, they result in the same.
//
// Left out of the comparison, as they depend on the order itself: the first ordinal of each command and which command was
// the newest; and the order in which the waves that run are listed. What the events violate is not compared: a rule may
// depend on which was first.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import { fold } from '../../machines/fold.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { arbitrarySession } from '../arbitrary-event.ts';
import { history } from '../history.ts';
import { decided, family } from '../machines/histories.ts';
import { MORE, runs } from '../more.ts';
import { touch } from './touch.ts';

/** A state without what depends on the order of events that do not touch each other. */
const unordered = (state: State): string => {
  const { lastCommand: _, commands, ...record } = state.record;
  const counts = commands.entries().map(([id, { count, hash }]) => [id, { count, hash }]);
  const waves = state.work.runningWaves.map(canonicalJson).toSorted();
  return canonicalJson({
    ...state,
    record: { ...record, commands: Object.fromEntries(counts) },
    work: { ...state.work, runningWaves: waves },
  });
};

/** The event as the next of a state, by another agent in a separate command. */
const saidBy = (agent: string, event: RecordedEvent): RecordedEvent => ({
  ...event,
  id: `event of ${agent}`,
  actor: agent,
  commandid: `command of ${agent}`,
  commitid: `commit of ${agent}`,
});
const stateAfter = (state: State, ...events: readonly RecordedEvent[]): State =>
  events.reduce((before, event) => evolve(before, { ...event, ordinal: before.ordinal + 1 }), state);

const begun = history().start().events;

describe('events of different agents that do not touch each other commute in state', () => {
  test('any two of them, in any state', () => {
    let pairs = 0;
    const kinds = new Set<string>();
    const histories = fc.oneof(arbitrarySession({ maxLength: 50 }), family, decided('observe'));
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (events, picks) => {
        let state = fold(begun, initialState('s1'));
        for (const event of events.slice(0, 60)) {
          const one = saidBy('a', event);
          const other = saidBy('b', events[(picks.next().value as number) % events.length] as RecordedEvent);
          if (!touch(state, one, other)) {
            pairs += 1;
            kinds.add([one.type, other.type].toSorted().join(' '));
            const [first, second] = [
              unordered(stateAfter(state, one, other)),
              unordered(stateAfter(state, other, one)),
            ];
            expect([one.type, other.type, second]).toEqual([one.type, other.type, first]);
          }
          state = stateAfter(state, event);
        }
      }),
    );
    // The property was checked on many pairs, of many kinds.
    expect(pairs).toBeGreaterThan(runs(1_000));
    expect(kinds.size).toBeGreaterThan(MORE ? 300 : 150);
  });

  test('so all that several agents do has the same result, however it interleaves', () => {
    const strand = fc.array(
      fc.constantFrom('todo', 'task', 'note', 'report', 'finding', 'item', 'end', 'requirement', 'question'),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.array(strand, { minLength: 2, maxLength: 4 }), fc.infiniteStream(fc.nat()), (strands, picks) => {
        const launched = strands.reduce(
          (record, _, index) =>
            record
              .add('agent_launched', { agents: [{ agentId: `agent-${index}`, agentType: 'tester' }], wave: 1 })
              .add('plan_item_added', { itemId: `item-${index}`, text: 'I' }),
          history().start(),
        );
        const state = fold(launched.events, initialState('s1'));
        const recorded = strands.map((strand, index) => strand.flatMap((what, at) => eventsOf(what, index, at)));
        const inTurn = stateAfter(state, ...recorded.flat());
        const left = recorded.map((events) => [...events]);
        const mixed: RecordedEvent[] = [];
        while (left.some((events) => events.length > 0)) {
          const going = left.filter((events) => events.length > 0);
          mixed.push(going[(picks.next().value as number) % going.length]!.shift() as RecordedEvent);
        }
        expect(unordered(stateAfter(state, ...mixed))).toBe(unordered(inTurn));
      }),
    );
  });
});

/** What an agent does by itself, each time with new ids. */
const eventsOf = (what: string, agent: number, at: number): RecordedEvent[] => {
  const id = `${what}-${agent}-${at}`;
  const agentId = `agent-${agent}`;
  const byAgent = { actor: agentId };
  const record = history('s1');
  if (what === 'todo')
    record
      .add('todo_created', { todoId: id, content: 'D', agentId }, byAgent)
      .add('todo_started', { todoId: id }, byAgent)
      .add('todo_completed', { todoId: id }, byAgent);
  else if (what === 'task')
    record
      .add('task_planned', { taskId: id, title: 'T' }, byAgent)
      .add('task_started', { taskId: id, agentId }, byAgent)
      .add('task_failed', { taskId: id }, byAgent);
  else if (what === 'note') record.add('fact_noted', { name: 'note' }, byAgent);
  else if (what === 'report') record.add('agent_reported', { agentId, text: 'Done' }, byAgent);
  else if (what === 'finding')
    record.add(
      'agent_reported',
      { agentId, text: '', findings: [{ findingId: id, text: 'F', blocks: true }] },
      byAgent,
    );
  else if (what === 'item') record.add('plan_item_marked', { itemId: `item-${agent}`, mark: 'blocked' }, byAgent);
  else if (what === 'end') record.add('agent_completed', { agents: [{ agentId }] }, byAgent);
  else if (what === 'requirement') record.add('requirement_added', { requirementId: id, description: 'R' }, byAgent);
  else
    record
      .add('workbook_entry_added', { entryId: id, entryType: 'question', title: 'Q', content: '' }, byAgent)
      .add('question_resolved', { entryId: id, answer: 'A' }, byAgent);
  return record.events.map((event, index) => ({
    ...event,
    id: `${id}-${index}`,
    commandid: `${id}-${index}`,
    commitid: `${id}-${index}`,
  }));
};

describe('events that touch each other need not commute', () => {
  const record = () => history().start();
  const agents = (...ids: string[]) => ids.map((agentId) => ({ agentId, agentType: agentId }));
  const report = (agentId: string, verdict: 'pass' | 'fail') => ({ agentId, text: '', verdict });
  const tested = () =>
    record()
      .add('agent_launched', { agents: [{ agentId: 'a', agentType: 'reviewer' }] })
      .add('agent_launched', { agents: agents('b') });
  const last = (made: ReturnType<typeof record>) => made.events.at(-1) as RecordedEvent;

  test.each<[string, ReturnType<typeof record>, RecordedEvent, RecordedEvent]>([
    [
      'an entity that both move',
      record().add('todo_created', { todoId: 'd', content: '' }),
      last(record().add('todo_started', { todoId: 'd' })),
      last(record().add('todo_cancelled', { todoId: 'd' })),
    ],
    [
      'an entity that one moves and the other names',
      record(),
      last(record().add('todo_created', { todoId: 'd', content: '', agentId: 'a' })),
      last(record().add('tokens_used', { todoId: 'd', total: 1 })),
    ],
    [
      'the active phase',
      record(),
      last(record().add('phase_started', { phase: 'Context' })),
      last(record().add('phase_started', { phase: 'Planning' })),
    ],
    [
      'the active phase, which tokens go to',
      record(),
      last(record().add('phase_started', { phase: 'Context' })),
      last(record().add('tokens_used', { total: 1 })),
    ],
    [
      'the gates there are',
      record(),
      last(record().add('gate_defined', { gateId: 'g', name: 'G', criteria: [] })),
      last(record().add('quality_gate_passed', { gate: 'G', criteria: [] })),
    ],
    [
      'the open cycles',
      record(),
      last(record().add('cycle_started', { cycle: 1 })),
      last(record().add('cycle_started', { cycle: 2 })),
    ],
    [
      'the open cycles, in which agents are launched',
      record(),
      last(record().add('cycle_started', { cycle: 1 })),
      last(record().add('agent_launched', { agents: agents('a') })),
    ],
    [
      'the newest verdict',
      tested(),
      last(record().add('agent_reported', report('a', 'pass'))),
      last(record().add('agent_reported', report('b', 'fail'))),
    ],
    [
      'the newest work, after which a pass no longer counts',
      tested(),
      last(record().add('agent_reported', report('a', 'pass'))),
      last(record().add('agent_completed', { agents: [{ agentId: 'b' }] })),
    ],
    [
      'the answers to reviews of one subject',
      record()
        .add('review_requested', { reviewId: 'v', of: 'It' })
        .add('review_requested', { reviewId: 'w', of: 'It' }),
      last(record().add('review_given', { reviewId: 'v', verdict: 'approved' })),
      last(record().add('review_given', { reviewId: 'w', verdict: 'changes_requested' })),
    ],
    [
      'the tokens used, which pass a limit on the way',
      record().add('budget_allocated', { phase: 'Context', tokens: 10 }),
      last(record().add('tokens_used', { phase: 'Context', total: 20 })),
      last(record().add('tokens_used', { phase: 'Context', total: -15 })),
    ],
    [
      'the tree of the plan',
      record().add('plan_item_added', { itemId: 'i', text: '' }).add('plan_item_added', { itemId: 'j', text: '' }),
      last(record().add('plan_item_moved', { itemId: 'i', parent: 'j' })),
      last(record().add('plan_item_moved', { itemId: 'j', parent: 'i' })),
    ],
    [
      'the ticks of the newest commit',
      record(),
      last(record().add('plan_item_done', { itemId: 'i' })),
      last(record().add('plan_item_done', { itemId: 'j' })),
    ],
    [
      'the session itself',
      record(),
      last(record().add('session_paused', {})),
      last(record().add('session_ended', { outcome: 'failed' })),
    ],
  ])('%s', (_what, { events }, event, another) => {
    const state = fold(events, initialState('s1'));
    const [one, other] = [saidBy('a', event), saidBy('b', another)];
    expect(touch(state, one, other)).toBe(true);
    expect(unordered(stateAfter(state, one, other))).not.toBe(unordered(stateAfter(state, other, one)));
  });
});
