// Legal moves are data that a caller completes: whatever fits the schemas of the needs, the command is accepted. And a
// refusal about something unknown lists first the command that creates it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../machines/commands/input-schema.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { decide } from '../../machines/decide.ts';
import { completed, legalMoves, type Need } from '../../machines/legal.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { eventIds } from '../../src/check/check-profile/exploration/event-ids.ts';
import { started } from '../../src/check/run/run.ts';
import { anySession } from '../any-session.ts';
import { sha256 } from '../history.ts';

const send = (state: State, name: string, data: unknown) =>
  decide(
    state,
    { id: 'probe', name, data, time: '9999-01-01T00:00:00.000Z' },
    { now: '9999-01-01T00:00:00.000Z', newId: eventIds('probe'), commitId: 'probe', sha256 },
  );

/** Values of a schema; ids that no session of the tests has. */
const valuesOf = (schema: JsonSchema): fc.Arbitrary<unknown> => {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return fc.string({ minLength: schema.minLength ?? 0, maxLength: 20 }).map((text) => `new ${text}`);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { minLength: 1, maxLength: 3 });
    case 'integer':
      return fc.integer({ min: 1, max: 9 });
    default:
      throw new Error(`no values of ${JSON.stringify(schema)}`);
  }
};
const valuesFor = (needs: readonly Need[]) => fc.tuple(...needs.map(({ schema }) => valuesOf(schema)));

describe('a legal move', () => {
  test('is accepted with any values for its needs', () => {
    fc.assert(
      fc.property(anySession(40), fc.infiniteStream(fc.nat()), ({ profile, list }, seeds) => {
        const run = started({ profile });
        for (const { name, data, actor } of list) run.send(name, data, actor === undefined ? {} : { actor });
        for (const move of legalMoves(run.state)) {
          const [values] = fc.sample(valuesFor(move.needs), { seed: seeds.next().value, numRuns: 1 });
          const data = completed(move, values as unknown[]);
          expect([move.word, data, send(run.state, move.word, data).kind]).toEqual([move.word, data, 'accepted']);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('before the start is to start', () => {
    const [start] = legalMoves(initialState('s1'));
    expect(start).toEqual({
      word: 'session.start',
      data: {},
      needs: [{ path: ['goal'], schema: { type: 'string', minLength: 1, maxLength: 1_000_000 } }],
    });
    expect(send(initialState('s1'), 'session.start', completed(start!, ['A goal'])).kind).toBe('accepted');
  });

  test('names a value in a list by its place', () => {
    const launch = legalMoves(started().state).find(({ word }) => word === 'agent.launch');
    expect(launch?.needs.map(({ path }) => path)).toEqual([
      ['agents', 0, 'agentId'],
      ['agents', 0, 'agentType'],
    ]);
    expect(completed(launch!, ['a1', 'tester'])).toEqual({ agents: [{ agentId: 'a1', agentType: 'tester' }] });
  });
});

describe('a refusal about something unknown lists first the command that creates it', () => {
  const REFUSED: readonly [word: string, data: object, remedies: string[]][] = [
    ['task.start', { taskId: 't9' }, ['task.plan t9 --title …']],
    [
      'task.plan',
      { taskId: 't1', title: 'T', dependencies: ['t8', 't9'] },
      ['task.plan t8 --title …', 'task.plan t9 --title …'],
    ],
    ['agent.complete', { agents: [{ agentId: 'a9' }] }, ['agent.launch a9:…']],
    ['todo.start', { todoId: 'o9' }, ['todo.create o9 --content …']],
    ['todo.create', { todoId: 'o1', content: 'C', dependencies: ['o9'] }, ['todo.create o9 --content …']],
    ['requirement.meet', { requirementId: 'r9' }, ['requirement.add r9 --description …']],
    ['deliverable.deliver', { deliverableId: 'd9' }, ['deliverable.add d9 --description …']],
    ['section.rename', { sectionId: 's9', title: 'S' }, ['section.add s9 --title …']],
    ['item.done', { itemId: 'i9' }, ['item.add i9 --text …']],
    ['item.add', { itemId: 'i1', text: 'I', sectionId: 's9' }, ['section.add s9 --title …']],
    ['question.resolve', { entryId: 'q9', answer: 'A' }, ['question.ask --id q9 --title …']],
    ['review.give', { reviewId: 'v9', verdict: 'approved' }, ['review.request --id v9 --of …']],
    ['cycle.end', { cycle: 1 }, ['cycle.start 1']],
    ['quality_gate_passed', { gate: 'g9', criteria: [] }, ['gate.define g9 --name … --criteria …']],
    [
      'entry.add',
      { title: 'E', content: '', entryType: 'answer', entryIds: ['e9'] },
      ['entry.add --id e9 --title … --content … --type …'],
    ],
  ];
  test.each(REFUSED)('%s', (word, data, remedies) => {
    const decision = send(started({ profile: 'cycles' }).state, word, data);
    if (decision.kind !== 'rejected') throw new Error(`it is ${decision.kind}`);
    expect(decision.rejection.legal.slice(0, remedies.length).map(writtenMove)).toEqual(remedies);
  });

  test('where there is no session, that is to start one', () => {
    const decision = send(initialState('s1'), 'task.start', { taskId: 't9' });
    if (decision.kind !== 'rejected') throw new Error(`it is ${decision.kind}`);
    expect(decision.rejection.legal.map(writtenMove)).toEqual(['session.start --goal …']);
  });

  test('not where creating it is refused too', () => {
    const decision = send(started().must('session.pause').state, 'agent.complete', { agents: [{ agentId: 'a9' }] });
    if (decision.kind !== 'rejected') throw new Error(`it is ${decision.kind}`);
    expect(decision.rejection.legal.filter(({ word }) => word === 'agent.launch')).toEqual([]);
  });

  test('not where it is known: a verdict on a gate that is refused does not define the gate anew', () => {
    const { state } = started().must('gate.define', { gateId: 'g', name: 'G', criteria: ['Clear'] });
    const decision = send(state, 'gate.pass', { gate: 'g', criteria: [] });
    if (decision.kind !== 'rejected') throw new Error(`it is ${decision.kind}`);
    expect(decision.rejection.legal.filter(({ word }) => word === 'gate.define')).toEqual([]);
  });
});

test('a refusal lists first what moves the same kind of entity, and each move once', () => {
  const { state } = started()
    .must('task.plan', { taskId: 't1', title: 'T' })
    .must('todo.create', { todoId: 'o1', content: 'O' });
  for (const name of ['todo.complete', 'todo_completed']) {
    const decision = send(state, name, { todoId: 'o1' });
    if (decision.kind !== 'rejected') throw new Error(`it is ${decision.kind}`);
    const lines = decision.rejection.legal.map(writtenMove);
    expect(lines[0]).toBe('todo.start o1');
    expect(lines.toSorted()).toEqual(legalMoves(state).map(writtenMove).toSorted());
  }
});

test('the legal moves of a refusal are those of the state that refused it, whenever they are first read, and in its JSON', () => {
  const run = started().must('task.plan', { taskId: 't1', title: 'T' });
  const refused = () => {
    const decision = send(run.state, 'task.complete', { taskId: 't1' });
    if (decision.kind !== 'rejected') throw new Error(`it is ${decision.kind}`);
    return decision.rejection;
  };
  const [now, later, written] = [refused(), refused(), refused()];
  const legal = now.legal.map(writtenMove);
  expect(legal[0]).toBe('task.start t1');
  run.must('task.start', { taskId: 't1' }).must('task.complete', { taskId: 't1' });
  expect(later.legal.map(writtenMove)).toEqual(legal);
  expect(later.legal).toBe(later.legal);
  expect(JSON.parse(JSON.stringify(written)).legal.map(writtenMove)).toEqual(legal);
});
