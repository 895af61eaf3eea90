// C: verdicts. Each fail is answered on its own subject, and the newest work is validated by agents of other types.
import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import type { Profile } from '../profile.ts';
import { type AgentChange, onAgentChange, runsAfter } from './agent-changes.ts';
import { type EventIn, type Invariant, invariant, type Reducer, reducer } from './invariant.ts';
import { type Count, leftOver, mark, noMarks } from './left-over.ts';
import { profile } from './phases-and-gates.ts';

interface Agent {
  /** As launched: '' without a launch; that of the first launch while it runs. */
  readonly type: string;
  readonly runs: boolean;
  /** The tasks and plan items that it was launched for. */
  readonly launchedFor: readonly string[];
}
const UNKNOWN: Agent = { type: '', runs: false, launchedFor: [] };

interface Verdicts {
  readonly profile: Profile | undefined;
  readonly agents: Table<Agent>;
  /** By subject, the types of agents that failed it since it was last passed by one that validates. */
  readonly failedBy: Table<ReadonlySet<string>>;
  /** Subjects that are failed by any. */
  readonly failed: Count;
  /** No agent that does not validate reported or ended after the newest verdict, which is a pass of one that does. */
  readonly passed: boolean;
}

const DEFAULT_VALIDATORS = ['reviewer', 'tester', 'validate', 'review'];

/** The words of a name: letters and digits; a capital after a small letter or a digit begins another. */
const words = (name: string): string[] => {
  const found: string[] = [];
  let word = '';
  for (const character of name) {
    const begins = /\p{Lu}/u.test(character) && /[\p{Ll}\p{N}]$/u.test(word);
    const ends = !/[\p{L}\p{N}]/u.test(character);
    if ((begins || ends) && word !== '') {
      found.push(word.toLowerCase());
      word = '';
    }
    if (!ends) word += character;
  }
  return word === '' ? found : [...found, word.toLowerCase()];
};

const isValidator = (type: string, { validators }: { readonly validators?: Profile['validators'] } = {}): boolean => {
  const given = words(type);
  return (validators ?? DEFAULT_VALIDATORS)
    .map(words)
    .some((wanted) => given.some((_, from) => wanted.every((word, index) => given[from + index] === word)));
};

const launched = (before: Verdicts, { data }: EventOf<'agent_launched'>): Verdicts => {
  let { agents } = before;
  for (const { agentId, agentType, taskIds = [], itemIds = [] } of data.agents)
    if (agents.get(agentId)?.runs !== true)
      agents = agents.set(agentId, { type: agentType, runs: true, launchedFor: [...taskIds, ...itemIds] });
  return { ...before, agents };
};

const changed = (before: Verdicts, { type, data }: EventIn<AgentChange>): Verdicts => {
  let { agents, passed } = before;
  for (const { agentId } of data.agents) {
    const agent = agents.get(agentId) ?? UNKNOWN;
    // One that has no launch does not run, whatever is reported of it.
    const runs = agent.type !== '' && runsAfter(type);
    agents = agents.set(agentId, { ...agent, runs });
    if (!runsAfter(type) && !isValidator(agent.type, before.profile)) passed = false;
  }
  return { ...before, agents, passed };
};

const reported = (before: Verdicts, { data }: EventOf<'agent_reported'>): Verdicts => {
  const { agentId, verdict } = data;
  const agent = before.agents.get(agentId) ?? UNKNOWN;
  const agents = before.agents.set(agentId, agent);
  const validator = isValidator(agent.type, before.profile);
  const passed = validator && (verdict === undefined ? before.passed : verdict === 'pass');
  if (verdict === undefined) return { ...before, agents, passed };
  const onNothing = agent.launchedFor.length === 0 ? [`all that ${agent.type} judges`] : [];
  const judged = [...agent.launchedFor.map((id) => `on ${id}`), ...onNothing];
  let { failedBy, failed } = before;
  for (const subject of data.subject === undefined ? judged : [`on ${data.subject.trim()}`]) {
    const types = new Set(verdict === 'pass' && validator ? [] : (failedBy.get(subject) ?? []));
    if (verdict === 'fail') types.add(agent.type);
    else types.delete(agent.type);
    failedBy = failedBy.set(subject, types);
    failed = mark(failed, subject, types.size > 0);
  }
  return { profile: before.profile, agents, failedBy, failed, passed };
};

const follow = (before: Verdicts, { data }: { data: { profile: Profile } }): Verdicts => ({
  ...before,
  profile: data.profile,
});

const verdicts: Reducer<Verdicts> = reducer<Verdicts>(
  () => ({ profile: undefined, agents: Table.empty(), failedBy: Table.empty(), failed: noMarks(), passed: false }),
  {
    session_started: follow,
    profile_chosen: follow,
    profile_amended: follow,
    agent_launched: launched,
    agent_reported: reported,
    ...onAgentChange(changed),
  },
);

const failed = invariant({
  id: 'C.failed',
  memo: { verdicts },
  check: {
    session_ended: ({ verdicts }, event) =>
      leftOver(event, { 'subjects failed without a later pass': verdicts.failed.yes }),
  },
});

/** Not where the profile says that none of its agents validates. */
const asksForValidation = ({ validators = DEFAULT_VALIDATORS }: Profile): boolean => validators.length > 0;

const validated = invariant({
  id: 'C.validated',
  severity: 'warn',
  memo: { profile, verdicts },
  check: {
    session_ended: ({ profile, verdicts: { agents, passed } }, { data }) =>
      profile !== undefined && asksForValidation(profile) && data.outcome === 'completed' && agents.size > 0 && !passed
        ? 'no validating agent passed the newest work'
        : undefined,
  },
});

export const verdictInvariants: readonly Invariant[] = [failed, validated];
