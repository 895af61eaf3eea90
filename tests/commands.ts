// Command sequences for property tests: words over small pools of ids, most of them nearly legal, weighted so that long
// runs get somewhere.
import fc from 'fast-check';

export interface Wish {
  readonly name: string;
  readonly data: Record<string, unknown>;
  readonly actor: string;
}

const pool = (prefix: string, count = 4) => fc.nat({ max: count - 1 }).map((n) => `${prefix}${n + 1}`);
const phase = fc.constantFrom('Context', 'Planning', 'Execution', 'Review', 'Delivery', 'Dreaming');
const gate = fc.constantFrom('execution-review', 'Postflight validation', 'postflight', 'g1');
const some = (id: fc.Arbitrary<string>) => fc.uniqueArray(id, { maxLength: 2 });
const task = pool('t');
const agent = pool('a');
const todo = pool('d');
const item = pool('i');
const entry = pool('e');

const wish = (name: string, data: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Wish> =>
  fc
    .tuple(fc.record(data), fc.constantFrom('orchestrator', 'a1', 'a2'))
    .map(([said, actor]) => ({ name, data: said, actor }));

const agents = fc.array(
  agent.map((agentId) => ({ agentId })),
  { minLength: 1, maxLength: 2 },
);

const WISHES: readonly [number, fc.Arbitrary<Wish>][] = [
  [14, wish('phase.next', {})],
  [2, wish('phase.start', { phase })],
  [2, wish('phase.complete', { phase })],
  [1, wish('phase.skip', { phase, reason: fc.constant('Known already') })],
  [1, wish('phase.reopen', { phase, reason: fc.constant('A hole in it') })],
  [6, wish('gate.pass', { gate, criteria: fc.constantFrom(['Clear'], ['Clear', 'Short'], []) })],
  [2, wish('gate.fail', { gate, criteria: fc.constant(['Clear']) })],
  [1, wish('gate.waive', { gate, criteria: fc.constant([]), reason: fc.constant('By hand') })],
  [
    1,
    wish('gate.define', {
      gateId: fc.constant('g1'),
      name: fc.constant('G'),
      criteria: fc.constant(['Clear']),
      guards: phase,
    }),
  ],
  [
    5,
    wish('task.plan', {
      taskId: task,
      title: fc.constant('T'),
      dependencies: some(task),
      wave: fc.integer({ min: 0, max: 3 }),
    }),
  ],
  [5, wish('task.start', { taskId: task })],
  [3, wish('task.start', { taskId: task, agentId: agent })],
  [6, wish('task.complete', { taskId: task })],
  [2, wish('task.fail', { taskId: task })],
  [2, wish('task.drop', { taskId: task, reason: fc.constant('Not needed') })],
  [
    6,
    wish('agent.launch', {
      agents: agent.map((agentId) => [{ agentId, agentType: 'tester' }]),
      wave: fc.integer({ min: 0, max: 3 }),
    }),
  ],
  [2, wish('agent.launch', { agents: agent.map((agentId) => [{ agentId, agentType: 'tester' }]) })],
  [5, wish('agent.complete', { agents })],
  [1, wish('agent.fail', { agents })],
  [1, wish('agent.lose', { agents })],
  [
    2,
    wish('agent.report', {
      agentId: agent,
      text: fc.constant('Done'),
      verdict: fc.constantFrom('pass', 'fail'),
      findings: fc.array(fc.record({ findingId: pool('f'), text: fc.constant('F'), blocks: fc.boolean() }), {
        maxLength: 2,
      }),
    }),
  ],
  [3, wish('todo.create', { todoId: todo, content: fc.constant('D'), agentId: agent, dependencies: some(todo) })],
  [3, wish('todo.start', { todoId: todo })],
  [3, wish('todo.complete', { todoId: todo })],
  [1, wish('todo.fail', { todoId: todo, reason: fc.constantFrom('', 'No network') })],
  [1, wish('todo.cancel', { todoId: todo })],
  [2, wish('cycle.start', { cycle: fc.integer({ min: 0, max: 4 }) })],
  [2, wish('cycle.end', { cycle: fc.integer({ min: 0, max: 4 }) })],
  [2, wish('item.add', { itemId: item, text: fc.constant('I') })],
  [2, wish('item.add', { itemId: item, text: fc.constant('I'), parent: item })],
  [2, wish('item.done', { itemId: item })],
  [1, wish('item.reopen', { itemId: item })],
  [1, wish('item.mark', { itemId: item, mark: fc.constantFrom('open', 'in_progress', 'blocked', 'question') })],
  [1, wish('item.move', { itemId: item, parent: item })],
  [1, wish('item.move', { itemId: item, after: item })],
  [1, wish('item.drop', { itemId: item })],
  [
    2,
    wish('entry.add', {
      entryId: entry,
      entryType: fc.constantFrom('note', 'question'),
      title: fc.constant('E'),
      content: fc.constant(''),
      entryIds: some(entry),
    }),
  ],
  [1, wish('question.resolve', { entryId: entry, answer: fc.constant('Yes') })],
  [1, wish('follow-up.resolve', { findingId: pool('f') })],
  [1, wish('review.request', { reviewId: pool('v'), of: fc.constant('The plan') })],
  [1, wish('review.give', { reviewId: pool('v'), verdict: fc.constantFrom('approved', 'changes_requested') })],
  [1, wish('requirement.add', { requirementId: pool('r'), description: fc.constant('R') })],
  [1, wish('requirement.meet', { requirementId: pool('r') })],
  [1, wish('requirement.drop', { requirementId: pool('r'), reason: fc.constant('Not needed') })],
  [1, wish('deliverable.add', { deliverableId: pool('l'), description: fc.constant('L') })],
  [1, wish('deliverable.deliver', { deliverableId: pool('l') })],
  [2, wish('tokens.use', { total: fc.integer({ min: -5, max: 500 }), taskId: task })],
  [1, wish('baseline.compare', { baselineId: pool('b'), value: fc.constant(1), holds: fc.boolean() })],
  [1, wish('baseline.record', { baselineId: pool('b'), name: fc.constant('B'), value: fc.constant(1) })],
  [1, wish('session.pause', {})],
  [2, wish('session.resume', {})],
  [1, wish('session.end', { outcome: fc.constantFrom('completed', 'failed', 'cancelled') })],
];

/** Sequences of up to `maxLength` wishes. */
export const wishes = (maxLength: number): fc.Arbitrary<Wish[]> =>
  fc.array(fc.oneof(...WISHES.map(([weight, arbitrary]) => ({ weight, arbitrary }))), {
    minLength: 1,
    maxLength,
    size: 'max',
  });

export const profileName = fc.constantFrom('normal', 'cycles', 'meta');
