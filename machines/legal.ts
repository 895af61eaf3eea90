// What is legal now: of the moves that the entities of a session could make, those that the law would not refuse.
import { check } from './check.ts';
import { wordFor } from './commands/words.ts';
import type { EventData, EventType } from './events/catalog.ts';
import type { RecordedEvent } from './events/envelope.ts';
import type { State } from './state/state.ts';

/** At most this many of one word are named. */
const MOST_OF_A_WORD = 8;

type Candidate = { [T in EventType]: { type: T; text: string; data: EventData[T] } }[EventType];

/** As a shell takes it for one word. */
const quoted = (text: string): string => {
  if (/^[\w./:~-]+$/.test(text) && !text.startsWith('-')) return text;
  return /[$`\\!\p{Cc}]/u.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : JSON.stringify(text);
};

const candidates = (state: State): Candidate[] => {
  const all: Candidate[] = [];
  const add = <T extends EventType>(type: T, text: string, data: EventData[T]): void => {
    all.push({ type, text, data } as Candidate);
  };
  for (const phase of state.session.profile.phases) {
    add('phase_started', quoted(phase), { phase });
    add('phase_completed', quoted(phase), { phase });
    add('phase_skipped', `${quoted(phase)} --reason …`, { phase, reason: '…' });
    add('phase_reopened', `${quoted(phase)} --reason …`, { phase, reason: '…' });
  }
  for (const [id, { criteria }] of state.session.gates.entries()) {
    const named = criteria.length > 0 ? [...criteria] : ['…'];
    const judged = criteria.length > 0 ? quoted(id) : `${quoted(id)} --criteria …`;
    add('quality_gate_passed', judged, { gate: id, criteria: named });
    add('quality_gate_failed', judged, { gate: id, criteria: named });
    add('quality_gate_waived', `${quoted(id)} --reason …`, { gate: id, criteria: named, reason: '…' });
  }
  for (const [taskId, { state: life }] of state.work.tasks.entries()) {
    if (life === 'completed' || life === 'dropped') continue;
    add('task_started', quoted(taskId), { taskId });
    add('task_completed', quoted(taskId), { taskId });
    add('task_failed', quoted(taskId), { taskId, reason: '…' });
    add('task_dropped', `${quoted(taskId)} --reason …`, { taskId, reason: '…' });
  }
  for (const [agentId, { state: life }] of state.work.agents.entries()) {
    if (life !== 'running') continue;
    add('agent_completed', quoted(agentId), { agents: [{ agentId }] });
    add('agent_failed', quoted(agentId), { agents: [{ agentId }] });
  }
  for (const [todoId, { state: life }] of state.work.todos.entries()) {
    if (life === 'completed' || life === 'cancelled') continue;
    add('todo_started', quoted(todoId), { todoId });
    add('todo_completed', quoted(todoId), { todoId });
  }
  for (const [entryId, { state: life }] of state.evidence.questions.entries())
    if (life === 'open') add('question_resolved', `${quoted(entryId)} --answer …`, { entryId, answer: '…' });
  for (const [reviewId, { state: life }] of state.evidence.reviews.entries())
    if (life === 'awaited')
      add('review_given', `${quoted(reviewId)} --verdict approved`, { reviewId, verdict: 'approved' });
  for (const cycle of state.work.openCycles) add('cycle_ended', String(cycle), { cycle });
  if (state.session.profile.cycles && state.session.started)
    add('cycle_started', String(state.work.lastCycle + 1), { cycle: state.work.lastCycle + 1 });
  for (const [itemId, { state: life }] of state.plan.items.entries())
    if (life !== 'done' && life !== 'dropped') add('plan_item_done', quoted(itemId), { itemId });
  add('agent_launched', '…:…', { agents: [{ agentId: newId(state), agentType: '…' }] });
  add('session_paused', '', {});
  add('session_resumed', '', {});
  for (const outcome of ['completed', 'failed', 'cancelled'] as const)
    add('session_ended', `--outcome ${outcome}`, { outcome });
  return all;
};

/** An id that no agent of the session has. */
const newId = (state: State): string => {
  let id = '…';
  while (state.work.agents.has(id)) id += '…';
  return id;
};

/**
 * Commands that are legal now, as one would write them, `…` where a word of one's own belongs; what can always be
 * recorded (entries, metrics, tokens, ...) is left out. Costs as much as the session has open entities.
 */
export const legalCommands = (state: State): string[] => {
  if (!state.session.started) return state.session.state === 'unstarted' ? ['session.start --goal …'] : [];
  const legal: string[] = [];
  const counts = new Map<EventType, number>();
  for (const { type, text, data } of candidates(state)) {
    const told = counts.get(type) ?? 0;
    if (told >= MOST_OF_A_WORD) continue;
    const event = {
      type,
      data,
      id: ' ',
      sessionid: state.sessionId,
      ordinal: state.ordinal + 1,
      actor: '',
      commandid: ' ',
      time: '9999-12-31T23:59:59.999Z',
    } as unknown as RecordedEvent;
    if (check(state, event).some(({ severity }) => severity === 'error')) continue;
    counts.set(type, told + 1);
    legal.push(text === '' ? wordFor(type) : `${wordFor(type)} ${text}`);
  }
  return legal;
};
