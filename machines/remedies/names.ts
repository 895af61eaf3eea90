// The detail of a refusal, which names the entities that a rule only counted.
import type { Fact } from '../commands/fact.ts';
import type { Carried } from '../events/fields.ts';
import { listed } from '../rules/rule.ts';
import { runningAgentsIn } from '../state/running.ts';
import type { State } from '../state/state.ts';
import * as way from './stand-in-the-way.ts';

type Data = Readonly<Record<string, unknown>>;

/** `agent a1 has not ended`, `agents a1 and a2 have not ended`; nothing of none. */
const about = (ids: readonly string[], kind: string, one: string, several: string): string[] => {
  if (ids.length === 0) return [];
  return [ids.length === 1 ? `${kind} ${ids[0]} ${one}` : `${kind}s ${listed(ids)} ${several}`];
};
const notEnded = (ids: readonly string[], kind: string): string[] =>
  about(ids, kind, 'has not ended', 'have not ended');
const open = (ids: readonly string[], kind: string): string[] => about(ids, kind, 'is open', 'are open');

const NAMES: Readonly<Record<string, (state: State, data: Data) => readonly string[]>> = {
  'S.finished': (state) => {
    const phases = way.unfinishedPhases(state);
    return [
      ...notEnded(way.runningAgents(state), 'agent'),
      ...open(way.openTasks(state), 'task'),
      ...(phases.length > 0 ? [`phases not finished: ${listed(phases)}`] : []),
    ];
  },
  'S.satisfied': (state) => [
    ...about(way.openRequirements(state), 'requirement', 'is not met', 'are not met'),
    ...about(way.openDeliverables(state), 'deliverable', 'is not delivered', 'are not delivered'),
    ...open(way.openTodos(state), 'todo'),
    ...open(way.openQuestions(state), 'question'),
    ...(state.session.profile.cycles ? [] : open(way.openItems(state), 'plan item')),
  ],
  'W.after': (state, { wave }) => notEnded(way.agentsOfEarlierWaves(state, wave), 'agent'),
  'C.agents': (state, { cycle, carried }) => {
    const { agents = [] } = (carried ?? {}) as Carried;
    return notEnded(
      runningAgentsIn(state, Number(cycle)).filter((id) => !agents.includes(id)),
      'agent',
    );
  },
  'C.complete': (state) => [
    ...open(state.work.openCycles.map(String), 'cycle'),
    ...(state.session.profile.cycles ? open(way.openItems(state), 'plan item') : []),
    ...about(way.blockingFindings(state), 'finding', 'blocks', 'block'),
    ...about(way.brokenBaselines(state), 'baseline', 'does not hold', 'do not hold'),
  ],
  'L.parent': (state, { itemId }) => open(way.openChildren(state, itemId), `child of ${itemId}, plan item`),
  'D.one': (state, { todoId }) => about(way.todosBeside(state, todoId), 'todo', 'is in progress', 'are in progress'),
};

/** The detail with names; undefined where the rule names them itself. */
export const namedDetail = (state: State, { data }: Fact, rule: string): string | undefined => {
  const parts = NAMES[rule]?.(state, data as Data) ?? [];
  return parts.length === 0 ? undefined : parts.join('; ');
};
