// Random histories for comparing rules and invariants: legal and illegal, enforced and observed, of all types of event or of a few
// related ones, and changed in one place or several.

import fc from 'fast-check';
import { defined } from '../../machines/defined.ts';
import type { EventType } from '../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { started } from '../../src/check/run/run.ts';
import { anySession } from '../any-session.ts';
import { arbitraryDraft, recordDrafts } from '../arbitrary-event.ts';

/** The events of up to 150 commands. */
export const decided = (enforcement: 'enforce' | 'observe'): fc.Arbitrary<RecordedEvent[]> =>
  anySession(150).map(({ profile, list }) => {
    const decider = started({ profile, enforcement, tokenBudget: 1_000 });
    for (const { name, data, actor } of list) decider.send(name, data, defined({ actor }));
    return [...decider.events];
  });

/** Histories with events lost, repeated, moved or changed, in up to six places. */
export const changed = (histories: fc.Arbitrary<RecordedEvent[]>): fc.Arbitrary<RecordedEvent[]> => {
  const how = fc.constantFrom('drop', 'repeat', 'swap', 'move', 'retime', 'rename', 'command', 'session', 'ordinal');
  const changes = fc.array(fc.record({ how, at: fc.nat(), to: fc.nat() }), { minLength: 1, maxLength: 6 });
  return fc.tuple(histories, changes).map(([events, changes]) => {
    const all = [...events];
    for (const { how, at, to } of changes) {
      if (all.length === 0) break;
      const index = at % all.length;
      const other = to % all.length;
      const event = all[index]!;
      const otherEvent = all[other]!;
      if (how === 'drop') all.splice(index, 1);
      else if (how === 'repeat') all.splice(other, 0, event);
      else if (how === 'swap') [all[index], all[other]] = [otherEvent, event];
      else if (how === 'move') all.splice(other, 0, ...all.splice(index, 1));
      else if (how === 'retime') all[index] = { ...event, time: otherEvent.time };
      else if (how === 'rename') all[index] = { ...event, id: otherEvent.id };
      else if (how === 'command')
        all[index] = { ...event, commandid: otherEvent.commandid, commitid: otherEvent.commitid };
      else if (how === 'session') all[index] = { ...event, sessionid: 'another' };
      else all[index] = { ...event, ordinal: (to % 400) + 1 };
    }
    return all;
  });
};

const profile = (changes: Partial<Profile>): Profile => ({ ...(PROFILES.normal as Profile), ...changes });
const gate = (id: string, guards: string, name = `Gate ${id}`) => ({ id, name, criteria: ['Clear'], guards });
const THRIFTY = profile({ name: 'thrifty', budget: { session: 30_000, phases: { Context: 15_000, Planning: 100 } } });
const SEVERE = profile({
  name: 'severe',
  rules: { 'L.parent': 'error', 'L.many': 'error' },
  limits: { ticksAtOnce: 1 },
});
const BOTH = profile({ name: 'both', phases: ['Context', 'Execution'], cycles: true, gates: [gate('g', 'Execution')] });
const CYCLES = PROFILES.cycles as Profile;
const RESERVED = profile({
  name: 'reserved',
  actors: { 'agent.launch': ['orchestrator'], 'tokens.use': ['person'], 'agent.report': ['person:alice', 'agent'] },
});
const JUDGED = { ...CYCLES, name: 'judged', validators: ['implementor', 'Tester'] };
/** Profiles that share phases and gates in other places, with rules turned off or made severe, and budgets. */
const PROCESSES: readonly Profile[] = [
  ...Object.values(PROFILES),
  BOTH,
  profile({ name: 'turned', phases: ['Execution', 'Planning', 'Context'], gates: [gate('postflight', 'Planning')] }),
  profile({ name: 'renamed', gates: [gate('b', 'Planning', 'Postflight validation'), gate('toString', 'Context')] }),
  profile({ name: 'lenient', rules: { 'S.ended': 'off', 'P.order': 'warn', 'S.first': 'off', 'M.task': 'off' } }),
  SEVERE,
  THRIFTY,
];

/** What a family is about, its types of event (one named twice comes twice as often), and its profiles. */
const FAMILIES: readonly (readonly [about: string, types: string, profiles: readonly Profile[]])[] = [
  [
    'phases',
    'phase_started phase_completed phase_skipped phase_reopened phase_abandoned phase_unskipped session_classified profile_chosen session_ended',
    PROCESSES,
  ],
  [
    'gates and phases',
    'phase_started phase_abandoned phase_skipped phase_completed phase_reopened phase_unskipped gate_defined quality_gate_passed quality_gate_waived',
    PROCESSES,
  ],
  [
    'gates and profiles',
    'gate_defined quality_gate_passed quality_gate_failed profile_amended phase_completed session_ended',
    PROCESSES,
  ],
  [
    'waves',
    'cycle_started cycle_ended agent_launched agent_launched agent_completed agent_lost agent_found agent_reported',
    [CYCLES, BOTH],
  ],
  [
    'reviews',
    'cycle_started cycle_ended review_requested review_given review_withdrawn phase_completed session_ended',
    [CYCLES, BOTH],
  ],
  [
    'verdicts',
    'agent_launched agent_reported agent_reported agent_failed session_ended session_started',
    [CYCLES, BOTH, JUDGED],
  ],
  ['findings', 'agent_reported agent_reported follow_up_resolved session_ended session_started', [CYCLES]],
  [
    'what cycles leave',
    'baseline_compared baseline_recorded plan_item_added plan_item_done cycle_started cycle_ended session_ended session_started',
    [CYCLES, BOTH],
  ],
  ['tasks', 'task_planned task_planned task_started task_completed task_failed task_dropped agent_launched', PROCESSES],
  [
    'todos',
    'todo_created todo_created todo_started todo_completed todo_failed todo_cancelled session_ended',
    PROCESSES,
  ],
  ['plan items', 'plan_item_added plan_item_moved plan_item_done plan_item_done plan_item_reopened', [SEVERE, CYCLES]],
  ['sections', 'plan_item_added plan_item_marked plan_item_noted plan_section_added plan_section_removed', PROCESSES],
  ['tokens', 'tokens_used tokens_used tokens_used task_planned phase_started phase_completed', [THRIFTY]],
  ['allocations', 'tokens_used tokens_used budget_allocated budget_raised profile_amended', [THRIFTY, SEVERE]],
  ['budgets', 'tokens_used agent_launched task_planned task_started budget_raised phase_started', [THRIFTY]],
  [
    'late',
    'session_ended tokens_used agent_launched agent_reported agent_lost agent_found session_started',
    [CYCLES, RESERVED],
  ],
  ['the workbook', 'workbook_entry_added question_resolved requirement_added requirement_met session_ended', PROCESSES],
  ['questions', 'workbook_entry_added question_resolved question_resolved', PROCESSES],
  [
    'the session',
    'session_paused session_resumed session_ended session_started agent_launched todo_started',
    PROCESSES,
  ],
];

/** Whose tokens, in each way that is counted separately. */
const used = fc
  .record({
    count: fc.oneof(
      fc.record({ total: fc.integer({ min: -50, max: 4_000 }) }),
      fc.constantFrom<object>({}, { cached: 1 }, { costUsd: 1 }),
    ),
    whose: fc.constantFrom<Record<string, string>>(
      {},
      { phase: 'Context' },
      { taskId: 'task_1' },
      { agentId: 'agent_1' },
      { todoId: 'todo_1' },
      { taskId: 'task_1', todoId: 'todo_1' },
      { phase: 'Context', taskId: 'task_2' },
    ),
  })
  .map(({ count, whose }) => ({ type: 'tokens_used' as const, data: { ...count, ...whose }, afterS: 1 }));

const draftOf = (types: readonly EventType[]) =>
  arbitraryDraft(types).chain((draft) => (draft.type === 'tokens_used' ? used : fc.constant(draft)));

const familyOf = (types: readonly EventType[], profiles: readonly Profile[]): fc.Arbitrary<RecordedEvent[]> => {
  const profile = fc.constantFrom(...profiles);
  const start = fc.option(fc.tuple(arbitraryDraft(['session_started']), profile), { freq: 9, nil: undefined });
  const change = fc.constantFrom(undefined, 'turn-1', 'turn-2');
  const rest = fc.array(fc.tuple(draftOf(types), profile, fc.boolean(), change), { maxLength: 60, size: 'max' });
  return fc.tuple(start, rest).map(([start, rest]) => {
    const drafts = start === undefined ? rest : [[...start, false, undefined] as const, ...rest];
    const drafted = drafts.map(([draft, profile]) => {
      const data = draft.data as object;
      return 'profile' in data ? { ...draft, data: { ...data, profile } } : draft;
    });
    let commitid = '';
    return recordDrafts(drafted).map((event, index) => {
      if (drafts[index]?.[2] !== true || index === 0) commitid = event.commitid;
      return { ...event, commitid, ...defined({ correlationid: drafts[index]?.[3] }) };
    });
  });
};

/** Histories by family: sessions of a few types of event, now and then several events in one commit. */
export const families: readonly (readonly [about: string, histories: fc.Arbitrary<RecordedEvent[]>])[] = FAMILIES.map(
  ([about, types, profiles]) => [about, familyOf(types.split(' ') as EventType[], profiles)],
);
export const family: fc.Arbitrary<RecordedEvent[]> = fc.oneof(...families.map(([, histories]) => histories));
