// The rules of plan items (L), todos (D), tokens (B), the workbook (K) and the record itself (E), both ways.
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { History } from '../../history.ts';
import {
  amended,
  CYCLES,
  cycles,
  entry,
  item,
  known,
  launch,
  NORMAL,
  type RuleCases,
  type Story,
  start,
  task,
  todo,
  warning,
} from './rule-cases.ts';

const ticked = (h: History, itemId: string, commitid?: string, correlationid?: string): History =>
  h.add('plan_item_done', { itemId }, defined({ commitid, correlationid }));
const nested = (): History => item(item(cycles(), 'i1'), 'i2', { parent: 'i1' });
/** Two items of a process that allows one tick at once. */
const slowly = (): History => item(item(start({ ...CYCLES, limits: { ticksAtOnce: 1 } }), 'i1'), 'i2');
const moved = (h: History, data: Record<string, unknown>): History =>
  h.add('plan_item_moved', { itemId: 'i1', ...data });
const section = (h: History): History => h.add('plan_section_added', { sectionId: 'p1', title: 'First' });

const begun = (h: History, todoId: string): History => h.add('todo_started', { todoId });
const done = (h: History, todoId: string): History => begun(h, todoId).add('todo_completed', { todoId });
const failed = (h: History, reason?: string): History =>
  begun(h, 'd1').add('todo_failed', { todoId: 'd1', ...(reason !== undefined && { reason }) });
const cancel = (h: History, todoId: string): History => h.add('todo_cancelled', { todoId, reason: 'Not needed' });
const again = (h: History, todoId: string): History => h.add('todo_reopened', { todoId, reason: 'A hole in it' });
/** Of todo d1. */
const assign = (h: History, agentId?: string): History =>
  h.add('todo_assigned', { todoId: 'd1', ...(agentId !== undefined && { agentId }), reason: 'Its agent was killed' });
/** Agent a1 was killed, agent a2 runs. */
const killed = (): History => launch(start(), ['a1', 'a2']).add('agent_killed', { agents: [{ agentId: 'a1' }] });
const waiting = (): History => todo(todo(start(), 'd1'), 'd2', { dependencies: ['d1'] });

const used = (h: History, data: Record<string, unknown>): History => h.add('tokens_used', data);
const asked = (options?: readonly string[]): History =>
  entry(start(), 'e1', { entryType: 'question', ...(options && { options }) });
const answered = (h: History, answer: string): History => h.add('question_resolved', { entryId: 'e1', answer });
const compared = (h: History, baselineId: string): History =>
  h.add('baseline_compared', { baselineId, value: 47, holds: true });
const budgeted = (): History => start({ ...NORMAL, budget: { session: 10, phases: {} } });
const allocated = (): History =>
  start({ ...NORMAL, budget: { phases: { Context: 10 } } }).add('phase_started', { phase: 'Context' });
const estimated = (): History => task(start(), 't1', { estimate: 10 });

const raised = (h: History, tokens: number, phase?: string): History =>
  h.add('budget_raised', { tokens, reason: 'It costs more', ...(phase !== undefined && { phase }) });
const taskStarted = (h: History): History => task(h, 't1').add('task_started', { taskId: 't1' });

/** A valid record with a changed newest event, as no writer of this project makes it. */
const forged =
  (change: Partial<RecordedEvent>): Story =>
  () => {
    const [first, last] = warning(start()).events as [RecordedEvent, RecordedEvent];
    return { events: [first, { ...last, ...change } as RecordedEvent] };
  };
const recordedAhead = (ms: number): Story => {
  const recordedtime = '2026-01-31T14:00:00.000Z';
  return forged({ recordedtime, time: new Date(Date.parse(recordedtime) + ms).toISOString(), actor: 'another' });
};
const good: Story = () => warning(start());
const ofCommand = (h: History, commandid: string): History => h.add('warning_issued', { message: 'It' }, { commandid });
const at = (h: History, minute: number, actor: string): History =>
  h.add('warning_issued', { message: 'It' }, { at: minute, actor });

export const record: RuleCases = {
  'L.parent': {
    violated: { 'a parent is done before its child': () => ticked(nested(), 'i1') },
    satisfied: {
      'a parent is done after its child': () => ticked(ticked(nested(), 'i2'), 'i1'),
      'a parent is done whose child is dropped': () =>
        ticked(nested().add('plan_item_dropped', { itemId: 'i2' }), 'i1'),
      'a child is done before its parent': () => ticked(nested(), 'i2'),
    },
  },
  'L.many': {
    violated: {
      'one item more is done at once than the profile allows': () => ticked(ticked(slowly(), 'i1', 'c'), 'i2', 'c'),
      'one item more is done under one correlation id, around a change of another': () =>
        ticked(ticked(ticked(item(slowly(), 'i3'), 'i1', 'c', 'x'), 'i2', 'c', 'y'), 'i3', 'c', 'x'),
    },
    satisfied: {
      'as many items are done at once as the profile allows': () => ticked(slowly(), 'i1', 'c'),
      'two items are done one after the other': () => ticked(ticked(slowly(), 'i1', 'c'), 'i2', 'd'),
      'two items are done in one append under two correlation ids': () =>
        ticked(ticked(slowly(), 'i1', 'c', 'x'), 'i2', 'c', 'y'),
      'two items are done in one append, one of them under a correlation id': () =>
        ticked(ticked(slowly(), 'i1', 'c'), 'i2', 'c', 'x'),
      'two items are done under one correlation id in two appends': () =>
        ticked(ticked(slowly(), 'i1', 'c', 'x'), 'i2', 'd', 'x'),
      'another item is done at once after the warning': () =>
        ticked(ticked(ticked(item(slowly(), 'i3'), 'i1', 'c'), 'i2', 'c'), 'i3', 'c'),
    },
  },
  'L.place': {
    violated: {
      'an item is added below itself': () => item(cycles(), 'i1', { parent: 'i1' }),
      'an item is moved below its child': () => moved(nested(), { parent: 'i2' }),
      'an item is moved below itself': () => moved(nested(), { parent: 'i1' }),
      'an item is moved after itself': () => moved(nested(), { after: 'i1' }),
      'an item is moved after its child': () => moved(nested(), { after: 'i2' }),
    },
    satisfied: {
      'an item is added below another': nested,
      'an item is added after another': () => item(item(cycles(), 'i1'), 'i2', { after: 'i1' }),
      'an item is added to a section': () => item(section(cycles()), 'i1', { sectionId: 'p1' }),
      'an item is moved below another': () => moved(item(nested(), 'i3'), { parent: 'i3' }),
      'an item is moved to a section': () => moved(section(nested()), { sectionId: 'p1' }),
    },
  },
  'L.known': {
    violated: {
      'an item is added below an unknown item': () => item(cycles(), 'i1', { parent: 'i9' }),
      'an item is added after an unknown item': () => item(cycles(), 'i1', { after: 'i9' }),
      'an item is added to an unknown section': () => item(cycles(), 'i1', { sectionId: 'p9' }),
      'an item is added to a section that was removed': () =>
        item(section(cycles()).add('plan_section_removed', { sectionId: 'p1' }), 'i1', { sectionId: 'p1' }),
      'an item is moved below an unknown item': () => moved(nested(), { parent: 'i9' }),
      'an item is moved to an unknown section': () => moved(nested(), { sectionId: 'p9' }),
      'a section is added after an unknown section': () =>
        cycles().add('plan_section_added', { sectionId: 'p1', title: 'First', after: 'p9' }),
    },
    satisfied: {
      'an item is added below another': nested,
      'an item is moved to a section': () => moved(section(nested()), { sectionId: 'p1' }),
      'a section is added after another': () =>
        section(cycles()).add('plan_section_added', { sectionId: 'p2', title: 'Second', after: 'p1' }),
      'an item is added below an unknown item a second time': () =>
        item(item(cycles(), 'i1', { parent: 'i9' }), 'i2', { parent: 'i9' }),
    },
  },
  'D.known': {
    violated: {
      'an entry is about a todo that was never created': () => entry(start(), 'e1', { todoId: 'd9' }),
      'tokens are of a todo that was never created': () => used(start(), { todoId: 'd9', total: 1 }),
    },
    satisfied: {
      'an entry is about a todo': () => entry(todo(start(), 'd1'), 'e1', { todoId: 'd1' }),
      'tokens are of a todo': () => used(todo(start(), 'd1'), { todoId: 'd1', total: 1 }),
    },
  },
  'D.depends': {
    violated: { 'a todo depends on one that was never created': () => todo(start(), 'd1', { dependencies: ['d0'] }) },
    satisfied: {
      'a todo depends on one that was created': waiting,
      'a todo depends on nothing': () => todo(start(), 'd1'),
    },
  },
  'D.ready': {
    violated: {
      'a todo starts after its dependency was reopened': () => begun(again(done(waiting(), 'd1'), 'd1'), 'd2'),
      'a todo starts before its dependency': () => begun(waiting(), 'd2'),
      'a todo starts after its dependency failed': () => begun(failed(waiting(), 'No network'), 'd2'),
    },
    satisfied: {
      'a todo starts after its dependency completed': () => begun(done(waiting(), 'd1'), 'd2'),
      'a todo without dependencies starts': () => begun(waiting(), 'd1'),
    },
  },
  'D.cancelled': {
    violated: { 'a todo starts although its dependency was cancelled': () => begun(cancel(waiting(), 'd1'), 'd2') },
    satisfied: {
      'a todo starts after its dependency completed': () => begun(done(waiting(), 'd1'), 'd2'),
      'a todo starts after its dependency was cancelled, reopened and completed': () =>
        begun(done(again(cancel(waiting(), 'd1'), 'd1'), 'd1'), 'd2'),
    },
  },
  'D.agent': {
    violated: {
      'a todo is handed over to an agent that was never launched': () => assign(todo(start(), 'd1'), 'a3'),
      'a todo is handed over to an agent that was killed': () => assign(todo(killed(), 'd1', { agentId: 'a2' }), 'a1'),
    },
    satisfied: {
      'a todo of an agent that was killed is handed over to one that runs': () =>
        assign(todo(killed(), 'd1', { agentId: 'a1' }), 'a2'),
      'a todo of an agent that was killed is handed over to the orchestrator': () =>
        assign(todo(killed(), 'd1', { agentId: 'a1' })),
    },
  },
  'D.reason': {
    violated: {
      'a todo fails without a reason': () => failed(todo(start(), 'd1')),
      'a todo fails with a blank reason': () => failed(todo(start(), 'd1'), ' '),
    },
    satisfied: { 'a todo fails with a reason': () => failed(todo(start(), 'd1'), 'No network') },
  },
  'D.one': {
    violated: {
      'an agent starts a second todo': () => begun(begun(todo(todo(start(), 'd1'), 'd2'), 'd1'), 'd2'),
      'an agent with a todo in progress takes over another in progress': () =>
        assign(begun(begun(todo(todo(killed(), 'd1', { agentId: 'a1' }), 'd2', { agentId: 'a2' }), 'd2'), 'd1'), 'a2'),
      'an agent starts a todo after it took over one in progress': () =>
        begun(assign(begun(todo(todo(killed(), 'd1', { agentId: 'a1' }), 'd2', { agentId: 'a2' }), 'd1'), 'a2'), 'd2'),
    },
    satisfied: {
      'an agent with a todo in progress takes over one that is pending': () =>
        assign(begun(todo(todo(killed(), 'd1', { agentId: 'a1' }), 'd2', { agentId: 'a2' }), 'd2'), 'a2'),
      'an agent takes over its own todo': () => assign(begun(todo(killed(), 'd1', { agentId: 'a2' }), 'd1'), 'a2'),
      'an agent without a todo in progress takes over one in progress': () =>
        assign(begun(todo(killed(), 'd1', { agentId: 'a1' }), 'd1'), 'a2'),
      'an agent starts its next todo after its first was taken over': () =>
        begun(assign(begun(todo(todo(launch(start(), ['a1', 'a2']), 'd1'), 'd2'), 'd1'), 'a2'), 'd2'),
      'an agent starts its next todo': () => begun(done(todo(todo(start(), 'd1'), 'd2'), 'd1'), 'd2'),
      'another agent starts one': () =>
        begun(begun(todo(todo(known(start(), 'a2'), 'd1'), 'd2', { agentId: 'a2' }), 'd1'), 'd2'),
      'a todo without an agent starts': () =>
        begun(begun(todo(todo(start(), 'd1'), 'd2', { agentId: undefined }), 'd1'), 'd2'),
    },
  },
  'B.grows': {
    violated: Object.fromEntries(
      ['input', 'output', 'cached', 'cacheCreation', 'total'].map((count): [string, Story] => [
        `the count "${count}" is below zero`,
        () => used(start(), { [count]: -1 }),
      ]),
    ),
    satisfied: {
      'nothing was used': () => used(start(), { input: 0, output: 0, cached: 0, cacheCreation: 0, total: 0 }),
      'something was used': () => used(start(), { input: 5, output: 2, cached: 1 }),
    },
  },
  'B.count': {
    violated: { 'a use of tokens states no count': () => used(start(), { model: 'm', phase: 'Context' }) },
    satisfied: {
      'a use of tokens states a count': () => used(start(), { input: 0 }),
      'a use of tokens states a cost alone': () => used(start(), { costUsd: 0.1 }),
    },
  },
  'B.raised': {
    violated: {
      'the budget is raised to what it was': () => raised(budgeted(), 10),
      'the budget is lowered': () => raised(budgeted(), 9),
      'a budget is raised that there is not': () => raised(start(), 10),
      'an allocation is raised that there is not': () => raised(budgeted(), 20, 'Planning'),
      'the budget is raised to less than an amended profile has': () =>
        raised(amended(budgeted(), { ...NORMAL, budget: { session: 50, phases: {} } }), 20),
      'the budget is raised that an amended profile took away': () =>
        raised(amended(raised(budgeted(), 20), NORMAL), 30),
    },
    satisfied: {
      'the budget is raised': () => raised(budgeted(), 11),
      'the budget is raised again': () => raised(raised(budgeted(), 11), 12),
      'the allocation of a phase is raised': () => raised(allocated(), 11, 'Context'),
      'the budget is raised above that of an amended profile': () =>
        raised(amended(raised(budgeted(), 99), { ...NORMAL, budget: { session: 50, phases: {} } }), 51),
    },
  },
  'B.spent': {
    violated: {
      'an agent is launched with nothing left of the budget': () => launch(used(budgeted(), { total: 10 }), ['a1']),
      'a task starts with more used than the budget': () => taskStarted(used(budgeted(), { total: 11 })),
      'an agent is launched with nothing left of the allocation of the active phase': () =>
        launch(used(allocated(), { total: 10 }), ['a1']),
      'an agent is launched under the smaller budget of an amended profile': () =>
        launch(
          amended(used(start({ ...NORMAL, budget: { session: 99, phases: {} } }), { total: 10 }), {
            ...NORMAL,
            budget: { session: 10, phases: {} },
          }),
          ['a1'],
        ),
    },
    satisfied: {
      'an agent is launched with something left': () => launch(used(budgeted(), { total: 9 }), ['a1']),
      'an agent is launched after the budget was raised': () =>
        launch(raised(used(budgeted(), { total: 10 }), 20), ['a1']),
      'an agent is launched under the larger budget of an amended profile': () =>
        launch(amended(used(budgeted(), { total: 10 }), { ...NORMAL, budget: { session: 20, phases: {} } }), ['a1']),
      'an agent is launched after the phase whose allocation is used up': () =>
        launch(used(allocated(), { total: 10 }).add('phase_completed', { phase: 'Context' }), ['a1']),
      'a task starts without a budget': () => taskStarted(used(start(), { total: 1_000_000 })),
    },
  },
  'B.session': {
    violated: { 'the budget is passed by one': () => used(used(budgeted(), { total: 10 }), { total: 1 }) },
    satisfied: {
      'the budget is used up': () => used(budgeted(), { total: 10 }),
      'more is used after the warning': () => used(used(budgeted(), { total: 11 }), { total: 1 }),
      'there is no budget': () => used(start(), { total: 1_000_000_000 }),
    },
  },
  'B.phase': {
    violated: { 'the allocation of the active phase is passed': () => used(allocated(), { total: 11 }) },
    satisfied: {
      'the allocation of the active phase is used up': () => used(allocated(), { total: 10 }),
      'another phase uses more': () => used(allocated(), { phase: 'Planning', total: 11 }),
    },
  },
  'B.task': {
    violated: { 'a task uses more than its estimate': () => used(estimated(), { taskId: 't1', input: 6, output: 5 }) },
    satisfied: {
      'a task uses as much as its estimate': () => used(estimated(), { taskId: 't1', input: 5, output: 5 }),
      'another task uses more': () => used(task(estimated(), 't2'), { taskId: 't2', total: 11 }),
    },
  },
  'K.unique': {
    violated: { 'an entry comes twice': () => entry(entry(start(), 'e1'), 'e1') },
    satisfied: { 'another entry comes': () => entry(entry(start(), 'e1'), 'e2') },
  },
  'K.answer': {
    violated: {
      'a question is answered by what is not an option': () => answered(asked(['An hour', 'A day']), 'A week'),
    },
    satisfied: {
      'a question is answered by an option': () => answered(asked(['An hour', 'A day']), 'A day'),
      'a question without options is answered': () => answered(asked(), 'A week'),
      'a question with an empty list of options is answered': () => answered(asked([]), 'A week'),
    },
  },
  'K.baseline': {
    violated: { 'a baseline is compared that was never recorded': () => compared(start(), 'b9') },
    satisfied: {
      'a baseline is compared that was recorded': () =>
        compared(start().add('baseline_recorded', { baselineId: 'b1', name: 'Tests', value: 47 }), 'b1'),
      'a baseline is compared again that was never recorded': () => compared(compared(start(), 'b9'), 'b9'),
    },
  },
  'K.refers': {
    violated: { 'an entry refers to an unknown entry': () => entry(start(), 'e1', { entryIds: ['e0'] }) },
    satisfied: {
      'an entry refers to a known entry': () => entry(entry(start(), 'e1'), 'e2', { entryIds: ['e1'] }),
    },
  },
  'K.phase': {
    violated: {
      'an entry is about a phase that the profile lacks': () => entry(start(), 'e1', { relatedPhase: 'Dreaming' }),
    },
    satisfied: {
      'an entry is about a phase of the profile': () => entry(start(), 'e1', { relatedPhase: 'Context' }),
      'an entry is about no phase': () => entry(start(), 'e1'),
    },
  },
  'E.ordinal': {
    violated: {
      'an ordinal is left out': forged({ ordinal: 3 }),
      'an ordinal is used twice': forged({ ordinal: 1 }),
    },
    satisfied: { 'the next ordinal follows': good },
  },
  'E.id': {
    violated: { 'an event has the id of another': forged({ id: 's1-1' }) },
    satisfied: { 'an event has a new id': good },
  },
  'E.session': {
    violated: { 'an event is of another session': forged({ sessionid: 's2' }) },
    satisfied: { 'an event is of the session': good },
  },
  'E.together': {
    violated: {
      "another command comes between a command's events": () => ofCommand(ofCommand(ofCommand(start(), 'c'), 'd'), 'c'),
    },
    satisfied: { "a command's events follow each other": () => ofCommand(ofCommand(start(), 'c'), 'c') },
  },
  'E.ahead': {
    violated: { 'an event states a time that has not come': recordedAhead(60_001) },
    satisfied: {
      'an event states a time a minute ahead': recordedAhead(60_000),
      'an event is recorded years after its time': recordedAhead(-100_000_000_000),
    },
  },
  'E.time': {
    violated: { 'an actor goes back in time': () => at(at(start(), 5, 'me'), 4, 'me') },
    satisfied: {
      'an actor records two events at one time': () => at(at(start(), 5, 'me'), 5, 'me'),
      'another actor has an earlier time': () => at(at(start(), 5, 'me'), 4, 'you'),
    },
  },
};
