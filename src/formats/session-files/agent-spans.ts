// When agents were launched and ended, as far as the files have it: what has no time of its own happened in between.
import { AGENT_CHANGES } from '../../../projections/slices/agents.ts';
import type { Entry } from './entry.ts';
import type { ImportedFact } from './facts.ts';
import type { ImportContext } from './import-context.ts';
import { agentsIn } from './links.ts';

const ABOUT_AGENTS = new Set<string>(['agent_launched', ...AGENT_CHANGES]);
const ENDS = new Set<string>(['agent_completed', 'agent_failed', 'agent_killed', 'agent_lost']);

/** Whether the events of the files report launches or changes of agents. */
export const reportsAgents = (facts: readonly ImportedFact[]): boolean =>
  facts.some(({ type }) => ABOUT_AGENTS.has(type));

export const agentOf = (entry: Entry): string | undefined => entry.idText('assignedAgentId');

/** One time for each agent: of several the one that `isBetter`. */
const timesByAgent = (isBetter: (time: string, than: string) => boolean) => {
  const times = new Map<string, string>();
  const add = (agent: string | undefined, time: string | undefined): void => {
    const held = times.get(agent ?? '');
    if (agent !== undefined && time !== undefined && (held === undefined || isBetter(time, held)))
      times.set(agent, time);
  };
  return { times, add };
};

const workOf = ({ sources }: ImportContext): Entry[] => [...sources.todos, ...sources.tasks.values()];

/** When each agent was launched; where no event reports any agent, when it was first given work or worked. */
export const launchTimes = (context: ImportContext): ReadonlyMap<string, string> => {
  const { times, add } = timesByAgent((time, than) => time < than);
  const facts = context.facts.all;
  if (reportsAgents(facts))
    for (const { type, time, data } of facts) {
      if (type === 'agent_launched') for (const agent of agentsIn(data.agents)) add(agent, time);
    }
  else
    for (const entry of workOf(context)) {
      // A task is planned before anybody is launched for it.
      const given = entry.kind === 'todo' ? entry.time('createdAt') : undefined;
      for (const time of [given, entry.time('startedAt'), entry.time('completedAt', 'failedAt')])
        add(agentOf(entry), time);
    }
  return times;
};

/** When each agent ended; where no event reports any agent, when the last of its work ended. */
export const endTimesOfAgents = (context: ImportContext): ReadonlyMap<string, string> => {
  const { times, add } = timesByAgent((time, than) => time > than);
  const facts = context.facts.all;
  if (reportsAgents(facts))
    for (const { type, time, data } of facts) {
      if (ENDS.has(type)) for (const agent of agentsIn(data.agents)) add(agent, time);
    }
  else
    for (const entry of workOf(context))
      add(agentOf(entry), entry.time('completedAt', 'failedAt') ?? entry.time('startedAt'));
  return times;
};
