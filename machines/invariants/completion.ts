// The rules of C on a session that ends as completed: what must not be left over.

import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import { type AgentChange, onAgentChange, runsAfter } from './agent-changes.ts';
import { cycleOpen, cycles } from './cycle.ts';
import { type EventIn, type Invariant, invariant, type Reducer, reducer } from './invariant.ts';
import { profile } from './phases-and-gates.ts';
import { countIn, statesOf } from './states.ts';

type Ended = EventOf<'session_ended'>;
/** What is left over, in words; empty for a session that does not end as completed. */
export const leftOver = ({ data }: Ended, rows: Record<string, number>): string[] =>
  data.outcome === 'completed'
    ? Object.entries(rows)
        .filter(([, count]) => count > 0)
        .map(([what, count]) => `${what}: ${count}`)
    : [];

interface Count {
  readonly of: Table<boolean>;
  /** How many of them are true. */
  readonly yes: number;
}
const mark = (count: Count, id: string, value: boolean): Count => ({
  of: count.of.set(id, value),
  yes: count.yes + Number(value) - Number(count.of.get(id) ?? false),
});
const empty = (): Count => ({ of: Table.empty(), yes: 0 });

/** Findings that block by their newest report and have not been resolved since. */
const blocking: Reducer<Count> = reducer<Count>(empty, {
  agent_reported: (blocking, { data }) =>
    (data.findings ?? []).reduce((after, { findingId, blocks }) => mark(after, findingId, blocks), blocking),
  follow_up_resolved: (blocking, { data }) => mark(blocking, data.findingId, false),
});

/** Baselines whose newest comparison does not hold. */
const broken: Reducer<Count> = reducer<Count>(empty, {
  baseline_recorded: (broken, { data }) => mark(broken, data.baselineId, false),
  baseline_compared: (broken, { data }) => mark(broken, data.baselineId, !data.holds),
});

const complete = invariant({
  id: 'C.complete',
  memo: { profile, cycles, items: statesOf('item'), blocking, broken },
  check: {
    session_ended: ({ profile, cycles, items, blocking, broken }, event) =>
      leftOver(event, {
        'cycles open': Number(cycleOpen(cycles)),
        'plan items neither done nor dropped':
          profile?.cycles === true ? countIn(items, 'open', 'in_progress', 'blocked', 'question') : 0,
        'findings that block': blocking.yes,
        'broken baselines': broken.yes,
      }),
  },
});

interface Validations {
  /** Type by agent, as launched: '' without a launch; that of the first launch while it runs. */
  readonly types: Table<string>;
  readonly running: Table<boolean>;
  /** Types of agents whose newest verdict is a fail. */
  readonly failing: Count;
  /** The newest verdict is a pass, and more than one agent was known. */
  readonly passed: boolean;
}

const changed = (before: Validations, { type, data }: EventIn<AgentChange>): Validations =>
  data.agents.reduce(
    ({ types, running, ...rest }, { agentId }) => ({
      ...rest,
      types: types.has(agentId) ? types : types.set(agentId, ''),
      running: running.has(agentId) ? running.set(agentId, runsAfter(type)) : running,
    }),
    before,
  );

const validations: Reducer<Validations> = reducer<Validations>(
  () => ({ types: Table.empty(), running: Table.empty(), failing: empty(), passed: false }),
  {
    agent_launched: (before, { data }) =>
      data.agents.reduce(
        (after, { agentId, agentType }) =>
          after.running.get(agentId) === true
            ? after
            : {
                ...before,
                types: after.types.set(agentId, agentType),
                running: after.running.set(agentId, true),
              },
        before,
      ),
    agent_reported: (before, { data: { agentId, verdict } }) => {
      const types = before.types.has(agentId) ? before.types : before.types.set(agentId, '');
      if (verdict === undefined) return { ...before, types };
      return {
        ...before,
        types,
        failing: mark(before.failing, types.get(agentId) ?? '', verdict === 'fail'),
        passed: verdict === 'pass' && types.size > 1,
      };
    },
    ...onAgentChange(changed),
  },
);

const failed = invariant({
  id: 'C.failed',
  memo: { validations },
  check: {
    session_ended: ({ validations }, event) =>
      leftOver(event, { 'failed validations without a later pass': validations.failing.yes }),
  },
});

const validated = invariant({
  id: 'C.validated',
  severity: 'warn',
  memo: { profile, validations },
  check: {
    session_ended: ({ profile, validations: { types, passed } }, { data }) =>
      profile?.cycles === true && data.outcome === 'completed' && types.size > 0 && !passed
        ? 'the newest verdict is not a pass by another agent'
        : undefined,
  },
});

export const completionInvariants: readonly Invariant[] = [complete, failed, validated];
