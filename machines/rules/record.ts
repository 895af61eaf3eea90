// L: plan items. D: todos. B: tokens. K: the workbook.

import type { EventOf } from '../events/envelope.ts';
import { agent } from '../life-cycles/agent.ts';
import { todo } from '../life-cycles/todo.ts';
import { allocationOf, passedLimits, sessionBudget, usedUp } from '../state/budget.ts';
import { placeOf, ticksIn } from '../state/plan.ts';
import { hasProfile } from '../state/session.ts';
import type { State } from '../state/state.ts';
import { TokenTally } from '../state/token-tally.ts';
import type { TodoRow } from '../state/work-rows.ts';
import { counted, fixed, listed, rule } from './rule.ts';

export const itemRules = [
  rule(
    'L.parent',
    'warn',
    'A parent item is done only when its children are.',
    ['plan_item_done'],
    (state, { data }) => {
      const open = state.plan.openChildren.get(data.itemId) ?? 0;
      return open > 0 ? `${counted(open, 'child item')} of ${data.itemId} open` : undefined;
    },
  ),
  rule('L.many', 'warn', 'Plan items are ticked a few at a time.', ['plan_item_done'], (state, event) => {
    const most = state.session.profile.limits.ticksAtOnce;
    // Reported for the first item beyond the limit, not for each.
    return ticksIn(state.plan, event) === most
      ? `more than ${counted(most, 'plan item')} ticked in one change`
      : undefined;
  }),
  rule(
    'L.place',
    'error',
    'A plan item is not placed below itself or after itself.',
    ['plan_item_added', 'plan_item_moved'],
    (state, { data }) => {
      const { itemId, after } = data;
      if (after === itemId) return `plan item ${itemId} would follow itself`;
      return placeOf(state.plan, data).belowItself ? `plan item ${itemId} would be below itself` : undefined;
    },
  ),
];

/** The created dependencies of a todo that are in certain states. */
const dependenciesIn = (state: State, todoId: string, isIn: (life: TodoRow['state']) => boolean): string[] =>
  (state.work.todos.get(todoId)?.dependencies ?? []).filter((id) => {
    const row = state.work.todos.get(id);
    return row !== undefined && isIn(row.state);
  });

export const todoRules = [
  rule(
    'D.ready',
    'error',
    'A todo starts only after its dependencies were completed or cancelled.',
    ['todo_started'],
    (state, { data }) => {
      // A dependency that was never created violates D.depends already.
      const open = dependenciesIn(state, data.todoId, (life) => life !== 'completed' && life !== 'cancelled');
      return open.length > 0
        ? `todo ${data.todoId} depends on todos that are neither completed nor cancelled: ${listed(open)}`
        : undefined;
    },
  ),
  rule(
    'D.cancelled',
    'warn',
    'A todo that starts depends on no cancelled todo.',
    ['todo_started'],
    (state, { data }) => {
      const gone = dependenciesIn(state, data.todoId, (life) => life === 'cancelled');
      return gone.length > 0
        ? `todo ${data.todoId} starts although ${gone.length === 1 ? 'its dependency' : 'its dependencies'} ${listed(gone)} ${gone.length === 1 ? 'was' : 'were'} cancelled`
        : undefined;
    },
  ),
  rule(
    'D.agent',
    'error',
    'A todo is handed over to an agent that runs, or to the orchestrator.',
    ['todo_assigned'],
    (state, { data }) =>
      data.agentId !== undefined && !agent.isActive(state.work.agents.get(data.agentId)?.state ?? agent.initial)
        ? `agent ${data.agentId} is not running`
        : undefined,
  ),
  rule('D.reason', 'error', 'A failed todo has a reason.', ['todo_failed'], (_state, { data }) =>
    (data.reason ?? '').trim() === '' ? `todo ${data.todoId} failed without a reason` : undefined,
  ),
  rule('D.one', 'warn', 'An agent has one todo in progress.', ['todo_started', 'todo_assigned'], (state, event) => {
    const row = state.work.todos.get(event.data.todoId);
    const assigned = event.type === 'todo_assigned';
    const agentId = assigned ? event.data.agentId : row?.agentId;
    if (agentId === undefined) return undefined;
    // Handed over while it is not in progress, or to the agent that has it: nothing is added to what it does.
    if (assigned && (row === undefined || !todo.isActive(row.state) || row.agentId === agentId)) return undefined;
    return (state.work.todosInProgress.get(agentId) ?? 0) > 0
      ? `agent ${agentId} has another todo in progress`
      : undefined;
  }),
];

/** A limit of a kind that is passed with this event and was not reported as passed before. */
const newlyPassed = (state: State, event: EventOf<'tokens_used'>, kind: string): string | undefined => {
  const after = TokenTally.add(state.budget.tokens, event, state.session.activePhase);
  const found = passedLimits(state, event.data, after).find(
    ({ limit }) => limit.split(' ', 1)[0] === kind && state.budget.passed.get(limit) !== true,
  );
  return found === undefined
    ? undefined
    : `${kind === 'session' ? 'the session' : found.limit} has used ${found.used} of ${found.most} tokens`;
};

const TOKEN_COUNTS = ['input', 'output', 'cached', 'cacheCreation', 'total', 'costUsd'] as const;

export const budgetRules = [
  rule('B.grows', 'error', 'Token use only grows.', ['tokens_used'], (_state, { data }) => {
    const falling = [data.input, data.output, data.cached, data.cacheCreation, data.total].some(
      (count) => count !== undefined && count < 0,
    );
    return falling ? 'a count is below zero' : undefined;
  }),
  rule(
    'B.count',
    'error',
    'A use of tokens states how many, or what they cost.',
    ['tokens_used'],
    (_state, { data }) =>
      TOKEN_COUNTS.every((count) => data[count] === undefined)
        ? `none of ${listed(TOKEN_COUNTS.slice(0, -1))} is given, and no cost`
        : undefined,
  ),
  rule(
    'B.raised',
    'error',
    'A budget is raised above what it was.',
    ['budget_raised'],
    (state, { data: { phase, tokens } }) => {
      const most = phase === undefined ? sessionBudget(state) : allocationOf(state, phase);
      const whose = phase === undefined ? 'the session' : `phase ${phase}`;
      if (most === undefined) return `${whose} has no budget`;
      return tokens > most ? undefined : `${whose} has a budget of ${most} tokens, and ${tokens} is not more`;
    },
  ),
  rule(
    'B.spent',
    'error',
    'An agent is launched and a task starts only while something is left of the budget of the session and of the allocation of the active phase.',
    ['agent_launched', 'task_started'],
    (state) => {
      const spent = usedUp(state).map(
        ({ phase, used, most }) =>
          `${phase === undefined ? 'the session' : `phase ${phase}`} has used ${used} of ${most} tokens`,
      );
      return spent.length > 0 ? spent.join('; ') : undefined;
    },
  ),
  rule('B.session', 'warn', 'A session stays within its budget.', ['tokens_used'], (state, event) =>
    newlyPassed(state, event, 'session'),
  ),
  rule('B.phase', 'warn', 'A phase stays within its allocation.', ['tokens_used'], (state, event) =>
    newlyPassed(state, event, 'phase'),
  ),
  rule('B.task', 'warn', 'A task stays within its estimate.', ['tokens_used'], (state, event) =>
    newlyPassed(state, event, 'task'),
  ),
];

export const workbookRules = [
  fixed(
    rule(
      'K.unique',
      'error',
      'The workbook only grows: entry ids are unique.',
      ['workbook_entry_added'],
      (state, { data }) =>
        state.evidence.entries.has(data.entryId) ? `the workbook has an entry ${data.entryId} already` : undefined,
    ),
  ),
  rule(
    'K.answer',
    'error',
    'A question with options is answered by one of them.',
    ['question_resolved'],
    (state, { data }) => {
      const options = state.evidence.questions.get(data.entryId)?.options ?? [];
      return options.length === 0 || options.includes(data.answer)
        ? undefined
        : `question ${data.entryId} has the options ${listed(options)}`;
    },
  ),
  rule(
    'K.phase',
    'warn',
    "An entry's related phase is one of the profile's.",
    ['workbook_entry_added'],
    (state, { data }) =>
      data.relatedPhase !== undefined &&
      hasProfile(state.session) &&
      !state.session.profile.phases.includes(data.relatedPhase)
        ? `profile ${state.session.profile.name} has no phase ${data.relatedPhase}`
        : undefined,
  ),
];
