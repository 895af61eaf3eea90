// Properties of every sequence of commands, legal and illegal, under every profile, enforced and observed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { check } from '../../machines/check.ts';
import type { Table } from '../../machines/collections/table.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { decide } from '../../machines/decide.ts';
import { defined } from '../../machines/defined.ts';
import { decodeEvent, type RecordedEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import { fold } from '../../machines/fold.ts';
import { legalMoves } from '../../machines/legal.ts';
import type { ReviewState } from '../../machines/state/reviews.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { eventIds } from '../../src/check/check-profile/exploration/event-ids.ts';
import type { GeneratedCommand } from '../../src/check/run/generated-command.ts';
import { started } from '../../src/check/run/run.ts';
import { anySession } from '../any-session.ts';
import { sha256 } from '../history.ts';

const AT = { now: '2026-01-31T18:00:00.000Z', commitId: 'probe', sha256 };

const enforcement = fc.constantFrom('enforce', 'observe');
const sessions = (maxLength = 120) =>
  fc.tuple(enforcement, anySession(maxLength)).map(([how, { profile, list }]) => ({ profile, how, list }));

const run = ({ profile, how, list }: { profile: string; how: string; list: readonly GeneratedCommand[] }) => {
  const decider = started({ profile, enforcement: how, tokenBudget: 1000 });
  const decisions = list.map(({ name, data, actor }) => decider.send(name, data, defined({ actor })));
  return { decider, decisions };
};

/** The counts that are not zero. */
const some = (counts: Table<number>): Record<string, number> =>
  Object.fromEntries(counts.entries().filter(([, count]) => count !== 0));

const recountReviews = ({ rows, changes }: ReviewState) => {
  const tally = (keys: readonly (string | number | undefined)[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const key of keys) if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const awaited = rows.values().filter((row) => row.state === 'awaited');
  const asked = changes.values().flatMap((id) => (id === '' ? [] : [rows.get(id)?.origin]));
  return {
    awaitedByPhase: tally(awaited.map(({ origin }) => origin?.phase)),
    openChanges: asked.length,
    changesByPhase: tally(asked.map((origin) => origin?.phase)),
    changesByCycle: tally(asked.map((origin) => origin?.cycle)),
  };
};

/** The counts of a state, computed again from its tables. */
const recount = (state: State) => {
  const countIn = (rows: { values(): { state: string }[] }, ...wanted: string[]): number =>
    rows.values().filter((row) => wanted.includes(row.state)).length;
  const hasNotEnded = ({ state: life }: { state: string }): boolean => life === 'running' || life === 'paused';
  const items = state.plan.items.entries();
  const { reviews } = state.evidence;
  const open = (life: string): boolean => life !== 'done' && life !== 'dropped';
  return {
    runningAgents: countIn(state.work.agents, 'running', 'paused'),
    openTasks: countIn(state.work.tasks, 'pending', 'running', 'failed'),
    runningTasks: countIn(state.work.tasks, 'running'),
    openTodos: countIn(state.work.todos, 'pending', 'in_progress'),
    openRequirements: countIn(state.plan.requirements, 'open'),
    openDeliverables: countIn(state.plan.deliverables, 'pending'),
    openItems: items.filter(([, row]) => open(row.state)).length,
    blockingFindings: state.evidence.findings.values().filter((row) => row.blocks && row.state === 'open').length,
    brokenBaselines: state.evidence.baselines.values().filter((row) => !row.holds).length,
    awaitedReviews: countIn(reviews.rows, 'awaited'),
    openQuestions: countIn(state.evidence.questions, 'open'),
    ...recountReviews(reviews),
    activePhases: state.session.phases
      .entries()
      .filter(([, row]) => row.state === 'active')
      .map(([name]) => name)
      .toSorted(),
    openCycles: state.work.cycles
      .entries()
      .filter(([, row]) => row.state === 'open' || row.state === 'awaiting')
      .map(([name]) => name)
      .toSorted(),
    openChildren: items.map(([id]) => items.filter(([, row]) => row.parent === id && open(row.state)).length),
    runningWaves: state.work.agents.values().filter((row) => hasNotEnded(row) && row.wave !== undefined).length,
    runningInCycles: state.work.cycles
      .keys()
      .map((id) => state.work.agents.values().filter((row) => hasNotEnded(row) && row.cycle === Number(id)).length),
  };
};
const counts = (state: State): ReturnType<typeof recount> => ({
  runningAgents: state.work.runningAgents,
  openTasks: state.work.openTasks,
  runningTasks: state.work.runningTasks,
  openTodos: state.work.openTodos,
  openRequirements: state.plan.openRequirements,
  openDeliverables: state.plan.openDeliverables,
  openItems: state.plan.openItems,
  blockingFindings: state.evidence.blockingFindings,
  brokenBaselines: state.evidence.brokenBaselines,
  awaitedReviews: state.evidence.reviews.awaited,
  openQuestions: state.evidence.openQuestions,
  awaitedByPhase: some(state.evidence.reviews.awaitedByPhase),
  openChanges: state.evidence.reviews.openChanges,
  changesByPhase: some(state.evidence.reviews.changesByPhase),
  changesByCycle: some(state.evidence.reviews.changesByCycle),
  activePhases: [...state.session.activePhases].toSorted(),
  openCycles: state.work.openCycles.map(String).toSorted(),
  openChildren: state.plan.items.keys().map((id) => state.plan.openChildren.get(id) ?? 0),
  runningWaves: state.work.runningWaves.reduce((sum, { agents }) => sum + agents, 0),
  runningInCycles: state.work.cycles.values().map((row) => row.running),
});

describe('for every sequence of commands', () => {
  test('what is decided is what a fold of the recorded lines gives', () => {
    fc.assert(
      fc.property(sessions(), (session) => {
        const { decider } = run(session);
        const folded = fold(decider.lines.map(decodeEvent), initialState('s1'));
        expect(canonicalJson(folded)).toBe(canonicalJson(decider.state));
      }),
    );
  });

  test('an enforced session holds no event that violates a rule, and each refusal names one', () => {
    fc.assert(
      fc.property(anySession(120), ({ profile, list }) => {
        const { decider, decisions } = run({ profile, how: 'enforce', list });
        let state = initialState('s1');
        for (const event of decider.events) {
          const violations = check(state, event);
          expect(violations.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(violations.map(({ rule }) => rule).join(',')).toBe(event.violates ?? '');
          state = evolve(state, event);
        }
        for (const decision of decisions)
          if (decision.kind === 'rejected') {
            expect(decision.rejection.violations.length).toBeGreaterThan(0);
            expect(decision.rejection.sentence).toMatch(/\.$/);
          }
      }),
    );
  });

  test('an observed session records every fact, with the rules that each violated', () => {
    fc.assert(
      fc.property(anySession(120), ({ profile, list }) => {
        const { decider, decisions } = run({ profile, how: 'observe', list });
        const refused = decisions.flatMap((one) => (one.kind === 'rejected' ? [one.rejection.rule] : []));
        // A second start is refused in every session.
        expect(refused).toEqual(refused.map(() => 'S.first'));
        expect(refused).toHaveLength(list.filter(({ name }) => name === 'session.start').length);
        let state = initialState('s1');
        for (const event of decider.events) {
          expect(
            check(state, event)
              .map(({ rule }) => rule)
              .join(','),
          ).toBe(event.violates ?? '');
          state = evolve(state, event);
        }
      }),
    );
  });

  test('the counts that rules read are those of the tables', () => {
    fc.assert(
      fc.property(sessions(), (session) => {
        const { decider } = run(session);
        expect(counts(decider.state)).toEqual(recount(decider.state));
      }),
    );
  });

  test('what is called legal is accepted, and what is left out is refused', () => {
    const idOf = { phase: 'phase', task: 'taskId', todo: 'todoId', item: 'itemId' } as const;
    fc.assert(
      fc.property(anySession(60), ({ profile, list }) => {
        const { state } = run({ profile, how: 'enforce', list }).decider;
        const accepts = (name: string, data: unknown): boolean =>
          decide(state, { id: 'probe', name, data }, { ...AT, newId: eventIds('probe') }).kind === 'accepted';
        const legal = legalMoves(state).map(writtenMove);
        const tries = [
          ...state.session.profile.phases.flatMap(
            (id) =>
              [
                ['phase.start', id],
                ['phase.complete', id],
              ] as const,
          ),
          ...state.work.tasks.keys().flatMap(
            (id) =>
              [
                ['task.start', id],
                ['task.complete', id],
              ] as const,
          ),
          ...state.work.todos.keys().flatMap(
            (id) =>
              [
                ['todo.start', id],
                ['todo.complete', id],
              ] as const,
          ),
          ...state.plan.items.keys().map((id) => ['item.done', id] as const),
        ];
        for (const [name, id] of tries) {
          const key = idOf[name.split('.')[0] as keyof typeof idOf];
          expect([name, id, accepts(name, { [key]: id })]).toEqual([name, id, legal.includes(`${name} ${id}`)]);
        }
      }),
    );
  });

  test('any order, loss or repeat of events still folds, and no fact is lost from the count', () => {
    fc.assert(
      fc.property(sessions(60), fc.infiniteStream(fc.nat()), (session, picks) => {
        const { events } = run(session).decider;
        const shuffled: RecordedEvent[] = events.map(() => events[picks.next().value % events.length]!);
        let state = initialState('s1');
        let folded = 0;
        for (const event of shuffled) {
          check(state, event);
          state = evolve(state, event);
          folded += 1;
        }
        expect(folded).toBe(events.length);
        expect(counts(state)).toEqual(recount(state));
      }),
    );
  });
});
