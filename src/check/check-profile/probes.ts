// For rules that the explored moves never violate: commands after the start of which the last one does.

import type { Profile } from '../../../machines/profile.ts';
import { sentBy } from '../run/sender.ts';
import { EXPLORED, type Move, move } from './moves/move.ts';
import { startOf } from './moves/moves.ts';

const CLASSIFIED = { classification: { type: 'standard', complexity: 'low' } };

const launch = (...agents: object[]): Move => move('agent.launch', { agents }, '');
const agent = { agentId: 'agent-1', agentType: 'implementor' };

const entry = { entryType: 'note', title: EXPLORED, content: EXPLORED };
/** No phase of a profile is named so, or it would be one of one's own. */
const NOT_ONE = 'Unknown phase';

const PROBES: Readonly<Record<string, (profile: Profile) => readonly Move[]>> = {
  'S.chosen': () => [move('session.classify', CLASSIFIED, ''), move('session.classify', CLASSIFIED, '')],
  'P.kept': (profile) => {
    const [phase, ...phases] = profile.phases;
    if (phase === undefined) return [];
    const gates = profile.gates.filter(({ guards }) => guards !== phase);
    const budget = {
      ...profile.budget,
      phases: Object.fromEntries(Object.entries(profile.budget.phases).filter(([one]) => one !== phase)),
    };
    const less = { ...profile, phases, gates, budget, cycles: profile.cycles || phases.length === 0 };
    return [
      move('phase.start', { phase }, ''),
      move('profile.amend', { profile: less, by: EXPLORED, reason: EXPLORED }, ''),
    ];
  },
  'P.known': () => [move('phase.start', { phase: NOT_ONE }, '')],
  'G.criteria': ({ gates: [gate] }) =>
    gate === undefined ? [] : [move('gate.pass', { gate: gate.id, criteria: [] }, '')],
  'G.known': () => [move('gate.pass', { gate: 'gate-0', criteria: [EXPLORED] }, '')],
  'T.known': () => [move('tokens.use', { total: 1, taskId: 'task-0' }, '')],
  'T.depends': () => [move('task.plan', { taskId: 'task-1', title: EXPLORED, dependencies: ['task-0'] }, '')],
  'A.known': () => [move('tokens.use', { total: 1, agentId: 'agent-0' }, '')],
  'A.planned': () => [move('todo.create', { todoId: 'todo-1', content: EXPLORED, agentId: 'agent-0' }, '')],
  'L.known': () => [move('item.add', { itemId: 'item-1', text: EXPLORED, sectionId: 'section-0' }, '')],
  'L.place': () => [
    move('item.add', { itemId: 'item-1', text: EXPLORED }, ''),
    move('item.move', { itemId: 'item-1', after: 'item-1' }, ''),
  ],
  'D.known': () => [move('tokens.use', { total: 1, todoId: 'todo-0' }, '')],
  'D.depends': () => [move('todo.create', { todoId: 'todo-1', content: EXPLORED, dependencies: ['todo-0'] }, '')],
  'C.number': () => [move('cycle.start', { cycle: 9 }, '')],
  'B.raised': () => [move('budget.raise', { tokens: 1, reason: EXPLORED }, '')],
  'B.spent': () => [
    move('budget.raise', { tokens: 1_000_000_000_000, reason: EXPLORED }, ''),
    move('tokens.use', { total: 1_000_000_000_000 }, ''),
    launch(agent),
  ],
  'B.count': () => [move('tokens.use', {}, '')],
  'B.grows': () => [move('tokens.use', { total: -1 }, '')],
  'B.task': () => [
    move('task.plan', { taskId: 'task-1', title: EXPLORED, estimate: 1 }, ''),
    move('tokens.use', { total: 2, taskId: 'task-1' }, ''),
  ],
  'K.refers': () => [move('entry.add', { ...entry, entryIds: ['entry-0'] }, '')],
  'K.baseline': () => [move('baseline.compare', { baselineId: 'baseline-0', value: 1, holds: true }, '')],
  'K.answer': () => [
    move('entry.add', { ...entry, entryId: 'entry-1', entryType: 'question', options: ['Yes', 'No'] }, ''),
    move('question.resolve', { entryId: 'entry-1', answer: EXPLORED }, ''),
  ],
  'K.phase': () => [move('entry.add', { ...entry, relatedPhase: NOT_ONE }, '')],
  'P.work': ({ phases: [phase] }) =>
    phase === undefined
      ? []
      : [move('phase.start', { phase }, ''), launch(agent), move('phase.complete', { phase }, '')],
  'C.tasks': () => [
    move('cycle.start', { cycle: 1 }, ''),
    move('task.plan', { taskId: 'task-1', title: EXPLORED }, ''),
    move('task.start', { taskId: 'task-1' }, ''),
    move('cycle.end', { cycle: 1 }, ''),
  ],
  'C.carried': () => [move('cycle.start', { cycle: 1 }, ''), move('cycle.end', { cycle: 1, carry: ['agent-0'] }, '')],
  'T.circle': () => [move('task.plan', { taskId: 'task-1', title: EXPLORED, dependencies: ['task-1'] }, '')],
  'W.task': () => [
    move('task.plan', { taskId: 'task-1', title: EXPLORED, wave: 2 }, ''),
    move('task.plan', { taskId: 'task-2', title: EXPLORED, wave: 1, dependencies: ['task-1'] }, ''),
  ],
  'A.unique': () => [launch(agent, agent)],
  'A.given': () => [launch({ ...agent, taskIds: ['task-1'] })],
  'D.one': () => [
    move('todo.create', { todoId: 'todo-1', content: EXPLORED, agentId: 'agent-1' }, ''),
    move('todo.create', { todoId: 'todo-2', content: EXPLORED, agentId: 'agent-1' }, ''),
    move('todo.start', { todoId: 'todo-1' }, ''),
    move('todo.start', { todoId: 'todo-2' }, ''),
  ],
  'D.reason': () => [
    move('todo.create', { todoId: 'todo-1', content: EXPLORED }, ''),
    move('todo.start', { todoId: 'todo-1' }, ''),
    move('todo.fail', { todoId: 'todo-1' }, ''),
  ],
};

/** Commands whose last one may violate a rule; undefined where there are none for it. */
export const probeOf = (profile: Profile, rule: string): readonly Move[] | undefined => {
  const moves = PROBES[rule]?.(profile) ?? [];
  return moves.length === 0 ? undefined : [startOf(profile), ...moves.map((one) => sentBy(profile, one))];
};
