// The commands that an exploration tries, in parts: each part is one kind of work that the rules speak of. Ids come from
// small pools (two of what can depend on each other, one of the rest), so that there is an end to it.

import { COMMANDS, type CommandWord } from '../../../machines/commands/words.ts';
import { defined } from '../../../machines/defined.ts';
import type { EventType } from '../../../machines/events/catalog.ts';
import type { Profile } from '../../../machines/profile.ts';
import { allocationOf, sessionBudget } from '../../../machines/state/budget.ts';
import type { State } from '../../../machines/state/state.ts';
import { TokenTally } from '../../../machines/state/token-tally.ts';
import type { StoryCommand } from './result.ts';

/** A command to try, with the type of the event that it would be. */
export interface Move extends StoryCommand {
  readonly type: EventType;
  /** As one would say it in short: `phase.start Review`. Says all that is in it. */
  readonly label: string;
}

export type Part =
  | 'ending'
  | 'pausing'
  | 'phases'
  | 'skipping'
  | 'reopening'
  | 'verdicts'
  | 'passing'
  | 'own gate'
  | 'agents'
  | 'one agent'
  | 'waves'
  | 'reports'
  | 'validation'
  | 'baseline'
  | 'tasks'
  | 'todos'
  | 'cycles'
  | 'reviews'
  | 'plan'
  | 'commitments'
  | 'tokens';

type Moves = (state: State, profile: Profile) => readonly Move[];

const move = (name: keyof typeof COMMANDS & CommandWord, data: object, said: string): Move => ({
  name,
  type: COMMANDS[name],
  data,
  label: said === '' ? name : `${name} ${said}`,
});

/** Moves that are the same in every state. */
const always =
  (moves: readonly Move[]): Moves =>
  () =>
    moves;

/** Moves that only the profile decides, made once for each. */
const ofProfile = (make: (profile: Profile) => readonly Move[]): Moves => {
  const made = new WeakMap<Profile, readonly Move[]>();
  return (_state, profile) => {
    let moves = made.get(profile);
    if (moves === undefined) {
      moves = make(profile);
      made.set(profile, moves);
    }
    return moves;
  };
};

const reason = 'Explored';

export const startOf = (profile: Profile): Move =>
  move('session.start', { goal: `Check of ${profile.name}`, profile, enforcement: 'enforce' }, '');

const agents = (agentId: string) => ({ agents: [{ agentId }] });
const launch = (agentId: string, agentType: string, wave?: number): Move =>
  move(
    'agent.launch',
    { agents: [{ agentId, agentType }], ...defined({ wave }) },
    `${agentId}:${agentType}${wave === undefined ? '' : ` --wave ${wave}`}`,
  );
const complete = (agentId: string): Move => move('agent.complete', agents(agentId), agentId);
const report = (agentId: string, verdict?: 'pass' | 'fail', blocks?: boolean): Move =>
  move(
    'agent.report',
    {
      agentId,
      text: reason,
      ...defined({ verdict }),
      ...(blocks === undefined ? {} : { findings: [{ findingId: 'finding-1', text: reason, blocks }] }),
    },
    `${agentId}${verdict === undefined ? '' : ` --verdict ${verdict}`}${blocks === undefined ? '' : ` --finding finding-1${blocks ? ' that blocks' : ''}`}`,
  );

const verdictsOn = (gate: string, criteria: readonly string[]): Move[] => {
  const judged = criteria.length > 0 ? criteria : ['Explored'];
  return [
    move('gate.pass', { gate, criteria: judged }, gate),
    move('gate.fail', { gate, criteria: judged }, gate),
    move('gate.waive', { gate, criteria, reason }, gate),
  ];
};

const tokensLeft = (state: State): number[] => {
  const phase = state.session.activePhase;
  const limits = [
    [sessionBudget(state), TokenTally.countedTotal(state.budget.tokens)] as const,
    ...(phase === null
      ? []
      : [[allocationOf(state, phase), TokenTally.phase(state.budget.tokens, phase).tokens] as const]),
  ];
  return limits.flatMap(([most, used]) => (most === undefined || used > most ? [] : [most - used]));
};

const MOVES: Readonly<Record<Part, Moves>> = {
  ending: always(
    (['completed', 'failed', 'cancelled'] as const).map((outcome) => move('session.end', { outcome }, outcome)),
  ),
  pausing: always([move('session.pause', {}, ''), move('session.resume', {}, '')]),
  phases: ofProfile(({ phases }) =>
    phases.flatMap((phase) => [move('phase.start', { phase }, phase), move('phase.complete', { phase }, phase)]),
  ),
  skipping: ofProfile(({ phases }) => phases.map((phase) => move('phase.skip', { phase, reason }, phase))),
  reopening: ofProfile(({ phases }) => phases.map((phase) => move('phase.reopen', { phase, reason }, phase))),
  verdicts: ofProfile(({ gates }) => gates.flatMap(({ id, criteria }) => verdictsOn(id, criteria))),
  passing: ofProfile(({ gates }) => gates.map(({ id, criteria }) => verdictsOn(id, criteria)[0] as Move)),
  'own gate': ofProfile(({ phases: [first] }) => [
    ...(first === undefined ? [undefined] : [undefined, first]).map((guards) =>
      move(
        'gate.define',
        { gateId: 'gate-1', name: 'A gate of its own', criteria: ['Explored'], ...(guards && { guards }) },
        `gate-1${guards === undefined ? '' : ` --guards ${guards}`}`,
      ),
    ),
    ...verdictsOn('gate-1', ['Explored']),
    ...(first === undefined
      ? []
      : [
          move('phase.start', { phase: first }, first),
          move('phase.complete', { phase: first }, first),
          move('phase.reopen', { phase: first, reason }, first),
        ]),
  ]),
  agents: always([
    launch('agent-1', 'implementor'),
    complete('agent-1'),
    move('agent.fail', agents('agent-1'), 'agent-1'),
    move('agent.kill', agents('agent-1'), 'agent-1'),
    move('agent.lose', agents('agent-1'), 'agent-1'),
    report('agent-1'),
  ]),
  'one agent': always([launch('agent-1', 'implementor'), complete('agent-1')]),
  waves: always([
    launch('agent-1', 'implementor'),
    launch('agent-1', 'implementor', 1),
    launch('agent-2', 'implementor', 1),
    launch('agent-2', 'implementor', 2),
    complete('agent-1'),
    complete('agent-2'),
  ]),
  reports: always([
    launch('agent-1', 'implementor'),
    launch('agent-2', 'reviewer'),
    complete('agent-1'),
    complete('agent-2'),
    report('agent-1', 'pass'),
    report('agent-1', 'fail'),
    report('agent-2', 'pass'),
    report('agent-2', 'fail'),
    report('agent-2', undefined, true),
    report('agent-2', undefined, false),
    move('follow-up.resolve', { findingId: 'finding-1' }, 'finding-1'),
  ]),
  validation: always([launch('agent-2', 'reviewer'), report('agent-2', 'pass'), complete('agent-2')]),
  baseline: always([
    move('baseline.record', { baselineId: 'baseline-1', name: 'Explored', value: 1 }, 'baseline-1'),
    move('baseline.compare', { baselineId: 'baseline-1', value: 1, holds: true }, 'baseline-1 holds'),
    move('baseline.compare', { baselineId: 'baseline-1', value: 0, holds: false }, 'baseline-1 broken'),
  ]),
  tasks: always([
    move('task.plan', { taskId: 'task-1', title: 'Explored' }, 'task-1'),
    move('task.plan', { taskId: 'task-2', title: 'Explored', dependencies: ['task-1'] }, 'task-2 --after task-1'),
    ...['task-1', 'task-2'].flatMap((taskId) => [
      move('task.start', { taskId, agentId: 'agent-1' }, `${taskId} --agent agent-1`),
      move('task.start', { taskId }, taskId),
      move('task.complete', { taskId }, taskId),
      move('task.fail', { taskId, reason }, taskId),
      move('task.drop', { taskId, reason }, taskId),
    ]),
  ]),
  todos: always([
    move('todo.create', { todoId: 'todo-1', content: 'Explored', agentId: 'agent-1' }, 'todo-1'),
    move(
      'todo.create',
      { todoId: 'todo-2', content: 'Explored', agentId: 'agent-1', dependencies: ['todo-1'] },
      'todo-2 --after todo-1',
    ),
    ...['todo-1', 'todo-2'].flatMap((todoId) => [
      move('todo.start', { todoId }, todoId),
      move('todo.complete', { todoId }, todoId),
      move('todo.fail', { todoId, reason }, todoId),
      move('todo.cancel', { todoId }, todoId),
    ]),
  ]),
  // Where a profile lets several be open at once, two show what more would.
  cycles: (state) => [
    ...(state.work.openCycles.length > 1 ? [] : [move('cycle.start', { cycle: state.work.lastCycle + 1 }, 'the next')]),
    ...(state.work.lastCycle === 0 ? [] : [move('cycle.end', { cycle: state.work.lastCycle }, 'the newest')]),
  ],
  reviews: always(
    ['review-1', 'review-2'].flatMap((reviewId) => [
      move('review.request', { reviewId, of: 'Explored' }, reviewId),
      move('review.give', { reviewId, verdict: 'approved' }, `${reviewId} approved`),
      move('review.give', { reviewId, verdict: 'changes_requested' }, `${reviewId} changes_requested`),
    ]),
  ),
  plan: always([
    move('section.add', { sectionId: 'section-1', title: 'Explored' }, 'section-1'),
    move('section.rename', { sectionId: 'section-1', title: 'Explored' }, 'section-1'),
    move('section.remove', { sectionId: 'section-1' }, 'section-1'),
    move('item.add', { itemId: 'item-1', text: 'Explored' }, 'item-1'),
    move('item.add', { itemId: 'item-2', text: 'Explored', parent: 'item-1' }, 'item-2 --parent item-1'),
    ...['item-1', 'item-2'].flatMap((itemId) => [
      move('item.done', { itemId }, itemId),
      move('item.reopen', { itemId }, itemId),
      move('item.drop', { itemId }, itemId),
      move('item.reword', { itemId, text: 'Explored' }, itemId),
      move('item.note', { itemId, note: 'Explored' }, itemId),
      move('item.move', { itemId, first: true }, `${itemId} --first`),
      ...(['open', 'in_progress', 'blocked', 'question'] as const).map((mark) =>
        move('item.mark', { itemId, mark }, `${itemId} ${mark}`),
      ),
    ]),
  ]),
  commitments: always([
    move('requirement.add', { requirementId: 'requirement-1', description: 'Explored' }, 'requirement-1'),
    move('requirement.meet', { requirementId: 'requirement-1' }, 'requirement-1'),
    move('requirement.drop', { requirementId: 'requirement-1', reason }, 'requirement-1'),
    move('deliverable.add', { deliverableId: 'deliverable-1', description: 'Explored' }, 'deliverable-1'),
    move('deliverable.deliver', { deliverableId: 'deliverable-1' }, 'deliverable-1'),
    move(
      'entry.add',
      { entryId: 'question-1', entryType: 'question', title: 'Explored', content: '' },
      'question-1 (a question)',
    ),
    move('question.resolve', { entryId: 'question-1', answer: reason }, 'question-1'),
  ]),
  /** One token, and for each limit one more than what is left of it. */
  tokens: (state) =>
    [...new Set([1, ...tokensLeft(state).map((left) => left + 1)])].map((total) =>
      move('tokens.use', { total }, String(total)),
    ),
};

export const PARTS = Object.keys(MOVES) as Part[];

/** What some parts of the work have to try in a state; each move once. */
export const movesIn = (state: State, profile: Profile, parts: readonly Part[]): readonly Move[] => {
  if (state.session.state === 'unstarted') return [startOf(profile)];
  const moves = parts.flatMap((part) => MOVES[part](state, profile));
  const known = new Set<string>();
  return moves.filter(({ label }) => {
    if (known.has(label)) return false;
    known.add(label);
    return true;
  });
};
