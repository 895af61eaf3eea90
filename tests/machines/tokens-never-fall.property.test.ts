// A figure of tokens that counts never falls, whatever is reported in whatever order and on whatever level, and the law,
// its independent second implementation and the usage view count alike.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../../machines/defined.ts';
import type { EventData } from '../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import { judge } from '../../machines/fold.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import type { Figures } from '../../machines/state/figures.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { TokenTally } from '../../machines/state/token-tally.ts';
import { project, usage } from '../../projections/index.ts';
import { history } from '../history.ts';

const of = (prefix: string) =>
  fc.option(
    fc.nat({ max: 2 }).map((n) => `${prefix}${n}`),
    { nil: undefined },
  );
const count = fc.option(fc.nat({ max: 400 }), { nil: undefined });
const use = fc
  .record({
    total: count,
    input: count,
    output: count,
    costUsd: fc.option(fc.double({ min: 0, max: 3, noNaN: true }), { nil: undefined }),
    model: of('m'),
    phase: fc.option(fc.constantFrom('Context', 'Planning'), { nil: undefined }),
    agentId: of('a'),
    taskId: of('t'),
    todoId: of('d'),
  })
  .map((data) => ({ type: 'tokens_used' as const, data: defined(data) as EventData['tokens_used'] }));
const todo = fc
  .record({
    todoId: fc.nat({ max: 2 }).map((n) => `d${n}`),
    content: fc.constant('A step'),
    agentId: of('a'),
    taskId: of('t'),
  })
  .map((data) => ({ type: 'todo_created' as const, data: defined(data) as EventData['todo_created'] }));
const phase = fc
  .constantFrom('phase_started' as const, 'phase_completed' as const)
  .chain((type) => fc.constantFrom('Context', 'Planning').map((name) => ({ type, data: { phase: name } })));

const sessions = fc
  .array(fc.oneof({ weight: 8, arbitrary: use }, { weight: 2, arbitrary: todo }, phase), { maxLength: 25, size: 'max' })
  .map((facts): readonly RecordedEvent[] => {
    const profile = {
      ...(PROFILES.normal as Profile),
      budget: { session: 900, phases: { Context: 400, Planning: 500 } },
    };
    const record = history().start({ profile });
    for (const n of [0, 1, 2])
      record.add('task_planned', { taskId: `t${n}`, title: 'A task', estimate: 100 * (n + 1) });
    for (const { type, data } of facts) record.add(type, data as never);
    return record.events;
  });

/** Every figure that counts, by name. */
const figuresOf = ({ budget: { tokens } }: State): ReadonlyMap<string, Figures> =>
  new Map([
    ['session', TokenTally.total(tokens)],
    ...tokens.phases.keys().map((name) => [`phase ${name}`, TokenTally.phase(tokens, name)] as const),
    ...tokens.agents.keys().map((id) => [`agent ${id}`, TokenTally.agent(tokens, id)] as const),
    ...tokens.tasks.keys().map((id) => [`task ${id}`, TokenTally.task(tokens, id)] as const),
    ...tokens.todos.keys().map((id) => [`todo ${id}`, TokenTally.todo(tokens, id)] as const),
  ]);

describe('whatever is reported, on whatever level', () => {
  test('no counted figure of a session, phase, agent, task or todo ever falls', () => {
    fc.assert(
      fc.property(sessions, (events) => {
        let state = initialState('s1');
        for (const event of events) {
          const before = figuresOf(state);
          state = evolve(state, event);
          const after = figuresOf(state);
          for (const [name, figures] of before)
            for (const figure of Object.keys(figures) as (keyof Figures)[])
              expect(after.get(name)?.[figure], `${figure} of ${name}`).toBeGreaterThanOrEqual(figures[figure]);
        }
      }),
    );
  });

  test('the session is the sum of its phases, and models add up to it', () => {
    fc.assert(
      fc.property(sessions, (events) => {
        const { total, phases, models } = project(usage, 's1', events);
        for (const parts of [phases, models]) {
          expect(parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(total.tokens);
          expect(parts.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0)).toBeCloseTo(total.costUsd ?? 0, 4);
        }
      }),
    );
  });

  test('nothing counts more than was reported, nor less than any one reported', () => {
    fc.assert(
      fc.property(sessions, (events) => {
        const uses = events.flatMap((event) => (event.type === 'tokens_used' ? [event.data] : []));
        const reported = uses.map((data) => data.total ?? (data.input ?? 0) + (data.output ?? 0));
        const { tokens } = project(usage, 's1', events).total;
        expect(tokens).toBeLessThanOrEqual(reported.reduce((sum, each) => sum + each, 0));
        expect(tokens).toBeGreaterThanOrEqual(Math.max(0, ...reported));
      }),
    );
  });

  test("the view's figures are the law's, and the invariants report the same limits in the same words", () => {
    fc.assert(
      fc.property(sessions, (events) => {
        let state = initialState('s1');
        const byLaw = events.map((event) => {
          const judged = judge(state, event);
          state = judged.state;
          return judged.violations.flatMap(({ rule, detail }) => (rule.startsWith('B.') ? [`${rule}: ${detail}`] : []));
        });
        const byInvariants = events.map((): string[] => []);
        for (const { index, violations } of checkHistory(events, { sessionId: 's1' }))
          byInvariants[index] = violations.flatMap(({ rule, detail }) =>
            rule.startsWith('B.') ? [`${rule}: ${detail}`] : [],
          );
        expect(byInvariants).toEqual(byLaw);
        const view = project(usage, 's1', events);
        expect(view.total.tokens).toBe(TokenTally.countedTotal(state.budget.tokens));
        for (const { phase: name, tokens } of view.phases)
          expect(tokens).toBe(TokenTally.phase(state.budget.tokens, name ?? '').tokens);
        for (const { agentId, tokens } of view.agents)
          expect(tokens).toBe(TokenTally.agent(state.budget.tokens, agentId).tokens);
        for (const { taskId, tokens } of view.tasks)
          expect(tokens).toBe(TokenTally.task(state.budget.tokens, taskId).tokens);
      }),
    );
  });
});
