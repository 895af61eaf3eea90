// Agents of files whose events report no agent at all: one that worked on a task or todo was launched before, and its work
// done, it ended. Where the events file reports any agent, an agent without a launch is a contradiction, and stays one.
import { ORCHESTRATOR } from '../../../machines/state/references.ts';
import { reportsAgents } from './agent-spans.ts';
import type { Entry } from './entry.ts';
import type { ImportedFact } from './facts.ts';
import { INFERRED, titled } from './fields.ts';
import type { ImportContext } from './import-context.ts';

const STARTS = new Set<string>(['task_started', 'todo_started']);
const COMPLETIONS = new Set<string>(['task_completed', 'todo_completed']);
const FAILURES = new Set<string>(['task_failed', 'todo_failed']);
const DROPS = new Set<string>(['task_dropped', 'todo_cancelled']);
interface Work {
  /** When a fact first names the agent. */
  readonly first: string;
  /** When a task or todo of it last ended. */
  last: string | undefined;
  worked: boolean;
  completed: boolean;
  failed: boolean;
  /** Tasks and todos that it has started and not ended. */
  readonly running: Set<string>;
}

const newWork = (first: string): Work => ({
  ...{ first, last: undefined, worked: false, completed: false, failed: false },
  running: new Set<string>(),
});

/** The task or todo that a fact is about. */
const subjectOf = ({ data }: ImportedFact): string | undefined =>
  data.todoId !== undefined ? `todo:${data.todoId}` : data.taskId !== undefined ? `task:${data.taskId}` : undefined;

/** What each agent worked on, from the facts in the order of their times. */
const workByAgent = (facts: readonly ImportedFact[]): ReadonlyMap<string, Work> => {
  const agentOf = new Map<string, string>();
  for (const fact of facts) {
    const subject = subjectOf(fact);
    const { agentId } = fact.data;
    if (subject !== undefined && typeof agentId === 'string' && !agentOf.has(subject)) agentOf.set(subject, agentId);
  }
  const works = new Map<string, Work>();
  for (const fact of facts.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))) {
    const { type, time, data } = fact;
    const starts = STARTS.has(type);
    const completes = COMPLETIONS.has(type);
    const fails = FAILURES.has(type);
    const ends = completes || fails || DROPS.has(type);
    const subject = subjectOf(fact) ?? '';
    const ofWork = starts || ends ? agentOf.get(subject) : undefined;
    const agent = typeof data.agentId === 'string' ? data.agentId : ofWork;
    if (agent === undefined || agent === ORCHESTRATOR) continue;
    const work = works.get(agent) ?? newWork(time);
    works.set(agent, work);
    work.worked ||= starts || completes || fails || type === 'tokens_used';
    work.completed ||= completes;
    work.failed ||= fails;
    if (starts) work.running.add(subject);
    if (!ends) continue;
    work.running.delete(subject);
    work.last = time;
  }
  return works;
};

/** The entry that first names each agent. */
const entriesByAgent = ({ sources }: ImportContext): ReadonlyMap<string, Entry> => {
  const entries = new Map<string, Entry>();
  for (const entry of [...sources.todos, ...sources.tasks.values()]) {
    const agent = entry.raw('assignedAgentId');
    if (typeof agent === 'string' && !entries.has(agent)) entries.set(agent, entry);
  }
  return entries;
};

/** Adds the launch of each agent that worked, and its end where nothing of its work is left. */
export const addAgents = (context: ImportContext): void => {
  const { sources, facts } = context;
  if (reportsAgents(facts.all)) return;
  const entries = entriesByAgent(context);
  const added: { agentId: string; from: string; to: string | undefined }[] = [];
  for (const [agentId, work] of workByAgent(facts.all)) {
    const entry = entries.get(agentId);
    if (entry === undefined || !work.worked) continue;
    const { title: agentType } = titled(sources.agentTypes.get(agentId) ?? 'agent');
    facts.add('agent_launched', { agents: [{ agentId, agentType }], extra: INFERRED }, work.first, entry);
    const to = work.running.size === 0 ? work.last : undefined;
    added.push({ agentId, from: work.first, to });
    if (to === undefined) continue;
    const type = work.failed && !work.completed ? 'agent_failed' : 'agent_completed';
    facts.add(type, { agents: [{ agentId }], extra: INFERRED }, to, entry);
  }
  // What worked on after the end of a phase went on into the next one.
  for (const [place, fact] of facts.all.entries()) {
    if (fact.type !== 'phase_completed' || fact.file !== 'planning') continue;
    const carried = added.filter(({ from, to }) => from < fact.time && (to === undefined || to > fact.time));
    if (carried.length > 0)
      facts.all[place] = {
        ...fact,
        data: { ...fact.data, carried: { agents: carried.map(({ agentId }) => agentId) } },
      };
  }
};
