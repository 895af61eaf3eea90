// The status that a view shows of an entity is the state that the law holds, whatever happened: names of gates collide with
// ids of others, events are lost, repeated and out of order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../../machines/defined.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { plan, project } from '../../projections/index.ts';
import { started } from '../../src/check/run/run.ts';
import { foldFrom, foldOn } from '../../src/session/record/same-views.ts';
import { statusDifferences } from '../../src/session/record/view-statuses.ts';
import { anySession } from '../any-session.ts';
import { history } from '../history.ts';
import { family } from '../machines/histories.ts';
import { runs } from '../more.ts';

const differences = (events: readonly RecordedEvent[], sessionId = 's1') =>
  statusDifferences(events.reduce(foldOn, foldFrom(sessionId)));

const NORMAL = PROFILES.normal as Profile;
/** Ids and names from one small pool, so that a name of one gate is the id, or the name, of another. */
const named = fc.constantFrom('A', 'B', 'C', 'D');
const criteria = ['Clear'];
const guards = fc.option(fc.constantFrom('Context', 'Execution'), { nil: undefined });
const gatesOfProfile = fc
  .uniqueArray(named, { maxLength: 4 })
  .map((words) =>
    words.slice(0, Math.floor(words.length / 2)).map((id, at) => ({ id, name: words.at(-1 - at) as string, criteria })),
  );
const profile = gatesOfProfile.map((gates): Profile => ({ ...NORMAL, gates }));
const fact = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('gate_defined' as const), gateId: named, name: named, guards }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'quality_gate_passed' as const,
        'quality_gate_failed' as const,
        'quality_gate_waived' as const,
      ),
      gate: named,
    }),
  },
  fc.record({
    type: fc.constantFrom('phase_reopened' as const, 'phase_unskipped' as const),
    phase: fc.constantFrom('Context', 'Execution'),
  }),
  fc.record({ type: fc.constant('profile_amended' as const), profile }),
);
const gateHistories = fc.tuple(profile, fc.array(fact, { maxLength: 12 })).map(([first, facts]) => {
  const record = history().start({ profile: first });
  for (const { type, ...rest } of facts) {
    const more =
      type === 'phase_reopened' || type === 'phase_unskipped'
        ? { reason: 'r' }
        : type === 'profile_amended'
          ? { profileHash: '0'.repeat(64), by: 'Ada', reason: 'r' }
          : type === 'quality_gate_waived'
            ? { criteria, reason: 'r' }
            : { criteria };
    record.add(type, defined({ ...rest, ...more }) as never);
  }
  return record.events;
});

const picks = fc.array(fc.nat(), { maxLength: 60, size: 'max' });

describe('the status that a view shows is the state that the law holds', () => {
  test('of gates whose ids and names collide', () => {
    fc.assert(
      fc.property(gateHistories, (events) => {
        expect(differences(events)).toEqual([]);
      }),
      { numRuns: runs(1_000) },
    );
  });

  test('of every entity of an enforced or an observed session, also where events are lost, repeated and moved', () => {
    fc.assert(
      fc.property(
        anySession(100),
        fc.constantFrom('enforce', 'observe'),
        picks,
        ({ profile: name, list }, how, some) => {
          const decider = started({ profile: name, enforcement: how });
          for (const { name: word, data, actor } of list) decider.send(word, data, defined({ actor }));
          const events = decider.events;
          expect(differences(events)).toEqual([]);
          const [start, ...rest] = events;
          if (start === undefined || rest.length === 0) return;
          const picked = [start, ...some.map((pick) => rest[pick % rest.length] as RecordedEvent)];
          expect(differences(picked)).toEqual([]);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  test('of events that have to do with each other', () => {
    fc.assert(
      fc.property(family, (events) => {
        if (events[0]?.type === 'session_started') expect(differences(events)).toEqual([]);
      }),
      { numRuns: runs(300) },
    );
  });
});

test('a verdict by a name is on the gate that was given the name last, in the view as in the law', () => {
  const record = history().start({ profile: { ...NORMAL, gates: [] } });
  for (const [gateId, name] of [
    ['g1', 'A'],
    ['g2', 'B'],
    ['g1', 'B'],
  ] as const)
    record.add('gate_defined', { gateId, name, criteria });
  record.add('quality_gate_passed', { gate: 'B', criteria });
  expect(project(plan, 's1', record.events).gates.map(({ id, status }) => [id, status])).toEqual([
    ['g1', 'passed'],
    ['g2', 'pending'],
  ]);
  expect(differences(record.events)).toEqual([]);
});

test('a status in the views that is not the state is reported with both', () => {
  const todo = history().start().add('todo_created', { todoId: 'd1', content: 'Write tests' });
  const { views } = todo.events.reduce(foldOn, foldFrom('s1'));
  const { state } = todo.add('todo_started', { todoId: 'd1' }).events.reduce(foldOn, foldFrom('s1'));
  expect(statusDifferences({ state, views })).toEqual([
    { kind: 'todo', id: 'd1', state: 'in_progress', shown: 'pending' },
  ]);
  const before = foldFrom('s1');
  expect(statusDifferences({ state, views: before.views })).toContainEqual({
    kind: 'todo',
    id: 'd1',
    state: 'in_progress',
    shown: undefined,
  });
});
