// Each rule refuses what violates it and accepts what satisfies it.
import { describe, expect, test } from 'vitest';
import { check } from '../../machines/check.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import { fold } from '../../machines/fold.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { RULES } from '../../machines/rules/all.ts';
import { stateOf } from '../../machines/state/entities.ts';
import { initialState } from '../../machines/state/state.ts';
import { Run, started } from '../../src/check/run/run.ts';
import { history } from '../history.ts';

const shown = new Set<string>();
/** A test of one rule; that every rule has one is tested below. */
const rule = (id: string, title: string, run: () => void): void => {
  shown.add(id);
  test(`${id}: ${title}`, run);
};

const cycles = (): Run => started({ profile: 'cycles' });
const launched = (decider: Run, ...ids: string[]): Run =>
  decider.must('agent.launch', { agents: ids.map((agentId) => ({ agentId, agentType: 'implementor' })) });
const inExecution = (): Run => started().must('phase.next').must('phase.next').must('phase.next');
const passed = (gate: string) => ({ gate, criteria: ['Checked'] });
/** Through all phases and gates of `normal`, so that only what a test adds prevents completion. */
const delivered = (data: Record<string, unknown> = {}): Run => {
  const decider = started(data).must('phase.next').must('phase.next').must('phase.next');
  decider.must('gate.pass', passed('execution-review')).must('phase.next').must('phase.next');
  return decider.must('gate.pass', passed('postflight')).must('phase.complete', { phase: 'Delivery' });
};
const completed = { outcome: 'completed' };

describe('sessions', () => {
  rule('S.first', 'refuses anything before the start, and a second start', () => {
    expect(new Run().refusedBy('phase.start', { phase: 'Context' })).toEqual(['S.first']);
    expect(started().refusedBy('session.start', { goal: 'Again' })).toEqual(['S.first']);
    expect(new Run().refusedBy('session.start', { goal: 'Once' })).toEqual([]);
  });
  rule('S.parent', 'starts below a parent that the log has, or below none', () => {
    const violated = (data: object) => check(initialState('s1'), history('s1').start(data).events[0]!);
    expect(violated({ parentSession: 's0', parentKnown: false }).map(({ rule: id }) => id)).toEqual(['S.parent']);
    expect(violated({ parentSession: 's0' })).toEqual([]);
  });
  rule('S.ended', 'refuses anything after the end, once', () => {
    const decider = started().must('session.end', { outcome: 'cancelled' });
    expect(decider.refusedBy('phase.start', { phase: 'Context' })).toEqual(['S.ended']);
    expect(decider.refusedBy('warning.issue', { message: 'Late' })).toEqual(['S.ended']);
    expect(decider.refusedBy('session.end', completed)).toEqual(['S.ended']);
  });
  rule('S.actor', 'lets only those whom the profile names do what it reserves', () => {
    const actors = { 'gate.waive': ['person'], 'phase.start': ['orchestrator'] };
    const decider = started({ profile: { ...(PROFILES.normal as Profile), actors } });
    const waiver = { gate: 'postflight', reason: 'By hand' };
    expect(decider.refusedBy('gate.waive', waiver)).toEqual(['S.actor']);
    expect(decider.send('gate.waive', waiver)).toMatchObject({
      rejection: { detail: 'gate.waive is for person, and the actor is orchestrator' },
    });
    expect(decider.send('gate.waive', waiver, { actor: 'person:alice' })).toMatchObject({ kind: 'accepted' });
    expect(decider.refusedBy('phase.next')).toEqual([]);
    const softened = started({ profile: { ...(PROFILES.normal as Profile), actors, rules: { 'S.actor': 'warn' } } });
    expect(softened.must('gate.waive', waiver).warnings()).toEqual(['S.actor']);
  });
  rule('S.paused', 'lets agents report and end while paused, and nothing start', () => {
    const decider = launched(inExecution(), 'a1')
      .must('task.plan', { taskId: 't1', title: 'One' })
      .must('session.pause');
    expect(decider.refusedBy('task.start', { taskId: 't1' })).toEqual(['S.paused']);
    expect(decider.refusedBy('agent.launch', { agents: [{ agentId: 'a2', agentType: 'tester' }] })).toEqual([
      'S.paused',
    ]);
    expect(decider.refusedBy('agent.report', { agentId: 'a1', text: 'Nearly' })).toEqual([]);
    expect(decider.refusedBy('agent.complete', { agents: [{ agentId: 'a1' }] })).toEqual([]);
    expect(decider.must('session.resume').refusedBy('task.start', { taskId: 't1' })).toEqual([]);
  });
  rule('S.chosen', 'lets a session be classified and its profile chosen once, while its first phase runs', () => {
    const decider = started().must('phase.next').must('profile.choose', { profile: 'meta' });
    expect(decider.refusedBy('profile.choose', { profile: 'normal' })).toEqual(['S.chosen']);
    decider.must('session.classify', { classification: { complexity: 'high' } });
    expect(decider.refusedBy('session.classify', { classification: {} })).toEqual(['S.chosen']);
    const classified = started().must('session.classify', { classification: {} });
    expect(classified.refusedBy('profile.choose', { profile: 'meta' })).toEqual([]);
    expect(inExecution().refusedBy('session.classify', { classification: {} })).toEqual(['S.chosen']);
    expect(inExecution().refusedBy('profile.choose', { profile: 'meta' })).toEqual(['S.chosen']);
  });
  rule('S.finished', 'refuses completion while an agent runs, a task is open or a phase is not finished', () => {
    expect(inExecution().refusedBy('session.end', completed)).toEqual(['S.finished', 'G.guard']);
    expect(launched(delivered(), 'a1').refusedBy('session.end', completed)).toEqual(['S.finished']);
    const open = delivered().must('task.plan', { taskId: 't1', title: 'One' });
    expect(open.refusedBy('session.end', completed)).toEqual(['S.finished']);
    expect(open.refusedBy('session.end', { outcome: 'failed' })).toEqual([]);
    expect(delivered().refusedBy('session.end', completed)).toEqual([]);
  });
  rule('S.satisfied', 'warns of unmet requirements, undelivered deliverables and open todos', () => {
    const decider = delivered()
      .must('requirement.add', { requirementId: 'r1', description: 'Fast' })
      .must('session.end', completed);
    expect(decider.warnings()).toEqual(['S.satisfied']);
    expect(delivered().must('session.end', completed).warnings()).toEqual([]);
  });
  rule('H.awaited', 'lets no cycle start and nothing complete while a review is awaited', () => {
    const decider = cycles().must('review.request', { reviewId: 'v1', of: 'The plan' });
    expect(decider.refusedBy('cycle.start', { cycle: 1 })).toEqual(['H.awaited']);
    expect(decider.refusedBy('session.end', completed)).toEqual(['H.awaited']);
    decider.must('review.give', { reviewId: 'v1', verdict: 'changes_requested' });
    expect(decider.refusedBy('cycle.start', { cycle: 1 })).toEqual([]);
  });
  test('H.awaited: keeps a phase from its end while a review of it is awaited, and no other', () => {
    const decider = started().must('phase.next').must('review.request', { reviewId: 'v1', of: 'Context' });
    expect(decider.refusedBy('phase.complete', { phase: 'Context' })).toEqual(['H.awaited']);
    decider.must('review.withdraw', { reviewId: 'v1', reason: 'Nobody is there to give it' });
    decider.must('review.request', { reviewId: 'v2', of: 'The plan', phase: 'Planning' });
    expect(decider.must('phase.next').refusedBy('phase.complete', { phase: 'Planning' })).toEqual(['H.awaited']);
    expect(decider.refusedBy('phase.abandon', { phase: 'Planning', reason: 'A dead end' })).toEqual(['H.awaited']);
  });
  rule('H.changes', 'keeps cycle, phase and session from their end until the changes are approved or withdrawn', () => {
    const asked = (run: Run, reviewId: string, data: Record<string, unknown> = {}): Run =>
      run
        .must('review.request', { reviewId, of: 'The plan', ...data })
        .must('review.give', { reviewId, verdict: 'changes_requested' });
    const cycle = asked(cycles().must('cycle.start', { cycle: 1 }), 'v1');
    expect(cycle.refusedBy('cycle.end', { cycle: 1 })).toEqual(['H.changes']);
    cycle.must('review.request', { reviewId: 'v2', of: 'The plan' });
    expect(cycle.refusedBy('cycle.end', { cycle: 1 })).toEqual(['H.changes']);
    cycle.must('review.give', { reviewId: 'v2', verdict: 'approved' });
    expect(cycle.refusedBy('cycle.end', { cycle: 1 })).toEqual([]);

    const phase = asked(started().must('phase.next'), 'v1', { phase: 'Context' });
    expect(phase.refusedBy('phase.complete', { phase: 'Context' })).toEqual(['H.changes']);
    phase.must('review.withdraw', { reviewId: 'v1', reason: 'The plan is another now' });
    expect(phase.refusedBy('phase.complete', { phase: 'Context' })).toEqual([]);

    const session = asked(delivered(), 'v1');
    expect(session.refusedBy('session.end', completed)).toEqual(['H.changes']);
    expect(session.refusedBy('session.end', { outcome: 'failed' })).toEqual([]);
  });
});

describe('the record', () => {
  /** The rules that the newest event of a valid record violates after a change of its envelope. */
  const violatedAfter = (change: Partial<RecordedEvent>): string[] => {
    const { events } = started().must('phase.next').must('warning.issue', { message: 'One' });
    const before = fold(events.slice(0, -1), initialState('s1'));
    return check(before, { ...events.at(-1), ...change } as RecordedEvent).map((violation) => violation.rule);
  };
  rule('E.ordinal', 'reports a hole in the ordinals', () =>
    expect(violatedAfter({ ordinal: 9 })).toEqual(['E.ordinal']),
  );
  rule('E.id', 'reports an id that is used twice', () => expect(violatedAfter({ id: 'event-1' })).toEqual(['E.id']));
  rule('E.session', 'reports an event of another session', () =>
    expect(violatedAfter({ sessionid: 'other' })).toEqual(['E.session']),
  );
  rule('E.together', "reports a command's event that stands apart", () =>
    expect(violatedAfter({ commandid: 'command-1' })).toEqual(['E.together']),
  );
  test('E.command: a command id that stood for another command is refused, the same command again is not', () => {
    const decider = started().must('phase.next', {}, { id: 'c1' });
    expect(decider.refusedBy('warning.issue', { message: 'One' }, { id: 'c1' })).toEqual(['E.command']);
    expect(decider.send('phase.next', {}, { id: 'c1' }).kind).toBe('repeated');
    expect(decider.refusedBy('warning.issue', { message: 'One' }, { id: 'c2' })).toEqual([]);
  });
  rule('E.ahead', 'warns of a time more than a minute ahead of the clock', () => {
    const { recordedtime } = started()
      .must('phase.next')
      .must('warning.issue', { message: 'One' })
      .events.at(-1) as RecordedEvent;
    const ahead = (ms: number) => violatedAfter({ time: new Date(Date.parse(recordedtime) + ms).toISOString() });
    expect(ahead(60_001)).toEqual(['E.ahead']);
    expect(ahead(60_000)).toEqual([]);
  });
  rule('E.time', 'warns when time runs backwards for one actor, not between two', () => {
    expect(violatedAfter({ time: '2026-01-31T13:00:00.000Z' })).toEqual(['E.time']);
    expect(violatedAfter({ time: '2026-01-31T13:00:00.000Z', actor: 'another' })).toEqual([]);
  });
});

describe('phases and gates', () => {
  rule('P.known', 'refuses a phase that the profile does not have', () => {
    expect(started().refusedBy('phase.start', { phase: 'Dreaming' })).toEqual(['P.known']);
  });
  rule('P.order', "holds phases to the profile's order", () => {
    const decider = started();
    expect(decider.refusedBy('phase.start', { phase: 'Planning' })).toEqual(['P.order']);
    decider.must('phase.skip', { phase: 'Context', reason: 'Known' });
    expect(decider.refusedBy('phase.start', { phase: 'Planning' })).toEqual([]);
  });
  rule('P.one', 'reports a second active phase', () => {
    const decider = started({ enforcement: 'observe' }).must('phase.next').must('phase.start', { phase: 'Dreaming' });
    expect(decider.warnings()).toEqual(['P.known', 'P.one']);
  });
  rule('G.guard', 'keeps the next phase, and completion, behind a gate', () => {
    const decider = inExecution().must('phase.complete', { phase: 'Execution' });
    expect(decider.refusedBy('phase.start', { phase: 'Review' })).toEqual(['G.guard']);
    decider.must('gate.fail', passed('execution-review'));
    expect(decider.refusedBy('phase.start', { phase: 'Review' })).toEqual(['G.guard']);
    decider.must('gate.pass', passed('Execution → Review'));
    expect(decider.refusedBy('phase.start', { phase: 'Review' })).toEqual([]);
    decider.must('phase.next').must('phase.complete', { phase: 'Delivery' });
    expect(decider.refusedBy('session.end', completed)).toEqual(['G.guard']);
    decider.must('gate.waive', { ...passed('postflight'), reason: 'By hand' });
    expect(decider.refusedBy('session.end', completed)).toEqual([]);
  });
  test('no phase can be skipped to get past a gate', () => {
    const decider = inExecution().must('phase.complete', { phase: 'Execution' });
    decider.must('phase.skip', { phase: 'Review', reason: 'Hurry' });
    expect(decider.refusedBy('phase.start', { phase: 'Delivery' })).toEqual(['G.guard']);
    const whole = inExecution().must('phase.complete', { phase: 'Execution' });
    for (const phase of ['Review', 'Delivery']) whole.must('phase.skip', { phase, reason: 'Hurry' });
    whole.must('gate.waive', { ...passed('postflight'), reason: 'Nothing is delivered' });
    expect(whole.refusedBy('session.end', completed)).toEqual(['G.guard']);
  });
  rule('P.kept', 'keeps the phases that have started when the profile changes', () => {
    const amend = (phases: string[], gates: unknown[] = []) => ({
      profile: { name: 'mine', phases, gates },
      by: 'Ada',
      reason: 'Learned',
    });
    const decider = started({ profile: { name: 'mine', phases: ['A', 'B', 'C'] } })
      .must('phase.next')
      .must('phase.next');
    expect(decider.refusedBy('profile.amend', amend(['A', 'C']))).toEqual(['P.kept']);
    expect(decider.refusedBy('profile.amend', amend(['B', 'A', 'C']))).toEqual(['P.kept']);
    expect(decider.refusedBy('profile.amend', amend(['A', 'B', 'D']))).toEqual([]);
  });
  test('the gates of an amended profile replace the former ones, but not those that the session defined', () => {
    const gate = (id: string, criteria: string[]) => ({ id, name: id.toUpperCase(), criteria, guards: 'A' });
    const profile = (...gates: unknown[]) => ({ name: 'mine', phases: ['A', 'B'], gates });
    const decider = started({ profile: profile(gate('g', ['x']), gate('h', [])) }).must('phase.next');
    decider.must('gate.define', { gateId: 'own', name: 'Own', criteria: [], guards: 'A' });
    decider.must('profile.amend', { profile: profile(gate('g', ['x', 'y'])), by: 'Ada', reason: 'Learned' });
    expect(decider.refusedBy('gate.pass', { gate: 'g', criteria: ['x'] })).toEqual(['G.criteria']);
    decider.must('gate.pass', { gate: 'g', criteria: ['x', 'y'] }).must('gate.pass', passed('own'));
    expect(decider.must('phase.next').state.session.activePhases).toEqual(['B']);
  });
  rule('G.started', 'accepts a verdict on a gate once its phase has started, and a waiver before', () => {
    const decider = started().must('phase.next').must('phase.next');
    expect(decider.refusedBy('gate.pass', passed('execution-review'))).toEqual(['G.started']);
    expect(decider.refusedBy('gate.fail', passed('Execution → Review'))).toEqual(['G.started']);
    decider.must('gate.waive', { ...passed('postflight'), reason: 'By hand' });
    decider.must('phase.next').must('gate.fail', passed('execution-review'));
    decider.must('phase.reopen', { phase: 'Planning', reason: 'A hole in it' });
    expect(decider.refusedBy('gate.pass', passed('execution-review'))).toEqual(['G.started']);
  });
  rule('P.work', 'completes a phase only after its agents and tasks, or with those that go on named', () => {
    const working = (): Run =>
      launched(inExecution(), 'a1', 'a2')
        .must('task.plan', { taskId: 't1', title: 'One' })
        .must('task.start', { taskId: 't1' });
    const decider = working();
    const complete = { phase: 'Execution' };
    expect(decider.refusedBy('phase.complete', complete)).toEqual(['P.work']);
    expect(decider.refusedBy('phase.next')).toEqual(['P.work']);
    expect(decider.refusedBy('phase.complete', { ...complete, carry: ['a1', 't1'] })).toEqual(['P.work']);
    expect(decider.refusedBy('phase.complete', { ...complete, carry: ['a1', 'a2', 't1', 'a3'] })).toEqual(['P.work']);
    const carried = { agents: ['a1', 'a2'], tasks: ['t1'] };
    for (const carry of [['t1', 'a2', 'a1'], carried]) {
      const { events } = working().must('phase.complete', { ...complete, carry });
      expect(events.at(-1)?.data).toEqual({ phase: 'Execution', carried: expect.objectContaining({ tasks: ['t1'] }) });
    }
    const next = working().must('gate.pass', passed('execution-review'));
    next.must('phase.next', { carry: ['a1', 'a2', 't1'] });
    expect(next.events.at(-2)?.data).toEqual({ phase: 'Execution', carried });
    decider.must('agent.complete', { agents: [{ agentId: 'a1' }, { agentId: 'a2' }] });
    decider.must('task.complete', { taskId: 't1' });
    expect(decider.refusedBy('phase.complete', complete)).toEqual([]);
  });
  rule('G.criteria', 'requires criteria of a verdict, and all criteria of the gate of a pass', () => {
    const decider = started().must('gate.define', { gateId: 'g1', name: 'Plan', criteria: ['Clear', 'Short'] });
    expect(decider.refusedBy('gate.pass', { gate: 'g1', criteria: ['Clear'] })).toEqual(['G.criteria']);
    expect(decider.refusedBy('gate.fail', { gate: 'g1', criteria: [] })).toEqual(['G.criteria']);
    expect(decider.refusedBy('gate.fail', { gate: 'g1', criteria: ['Short'] })).toEqual([]);
    expect(decider.refusedBy('gate.pass', { gate: 'g1', criteria: ['Clear', 'Short'] })).toEqual([]);
  });
  test('a verdict without criteria is on all that the gate has; where it has none, it records that', () => {
    const run = started().must('gate.define', { gateId: 'g1', name: 'Plan', criteria: ['Clear', 'Short'] });
    const dataOf = (word: string, data: object) => run.must(word, data).events.at(-1)?.data;
    expect(dataOf('gate.pass', { gate: 'Plan' })).toEqual({ gate: 'g1', criteria: ['Clear', 'Short'] });
    const none = { criteria: [], criteriaDefined: false };
    run.must('gate.define', { gateId: 'free', name: 'Free', criteria: [] });
    expect(dataOf('gate.fail', { gate: 'free' })).toEqual({ gate: 'free', ...none });
    expect(dataOf('gate.pass', { gate: 'free' })).toEqual({ gate: 'free', ...none });
    const waived = { gate: 'execution-review', reason: 'By hand' };
    expect(dataOf('gate.waive', waived)).toEqual({ ...waived, ...none });
    expect(run.refusedBy('quality_gate_failed', { gate: 'g1', ...none })).toEqual(['M.gate']);
  });
  rule('G.known', 'refuses a verdict on a gate that nobody defined', () => {
    for (const word of ['gate.pass', 'gate.fail'])
      expect(started().refusedBy(word, { gate: 'nope' })).toEqual(['G.known']);
    expect(started().refusedBy('gate.waive', { gate: 'nope', reason: 'By hand' })).toEqual(['G.known']);
    expect(inExecution().refusedBy('gate.pass', { gate: 'Execution → Review' })).toEqual([]);
  });
  rule('G.defined', 'lets a gate be replaced until the phase it guards is completed', () => {
    const gate = { gateId: 'execution-review', name: 'Stricter', criteria: ['All'], guards: 'Execution' };
    expect(inExecution().refusedBy('gate.define', gate)).toEqual([]);
    const over = inExecution().must('phase.complete', { phase: 'Execution' });
    expect(over.refusedBy('gate.define', gate)).toEqual(['G.defined']);
  });
  rule('G.guards', 'refuses a gate that guards an unknown phase', () => {
    const gate = { gateId: 'g', name: 'G', criteria: [], guards: 'Dreaming' };
    expect(started().refusedBy('gate.define', gate)).toEqual(['G.guards']);
  });
  test('a gate can be named by its name, also where a verdict named one so before it was defined', () => {
    const run = started({ enforcement: 'observe' }).must('gate.pass', { gate: 'Docs checked', criteria: ['Clear'] });
    run.must('gate.define', { gateId: 'docs', name: 'Docs checked', criteria: ['Clear'], guards: 'Context' });
    expect(stateOf(run.state, 'gate', 'docs')).toBe('pending');
    run.must('phase.next').must('gate.fail', { gate: 'Docs checked', criteria: ['Clear'] });
    expect(stateOf(run.state, 'gate', 'docs')).toBe('failed');
    run.must('gate.pass', { gate: 'docs', criteria: ['Clear'] });
    expect(run.must('gate.pass', { gate: 'Docs checked', criteria: ['Clear'] }).warnings()).toEqual(['M.gate']);
  });

  test('a gate defined under a known name replaces that gate, and has both ids', () => {
    const gate = { gateId: 'mine', name: 'Execution → Review', criteria: ['All'], guards: 'Execution' };
    const decider = inExecution().must('gate.define', gate);
    expect(decider.state.session.gates.keys()).toEqual(['execution-review', 'postflight']);
    expect(decider.refusedBy('gate.pass', { gate: 'mine', criteria: ['Some'] })).toEqual(['G.criteria']);
    decider.must('gate.pass', { gate: 'mine', criteria: ['All'] });
    expect(decider.must('phase.next').state.session.activePhases).toEqual(['Review']);
  });
  test('a reopened phase takes the phases and gates after it back to pending', () => {
    const decider = inExecution().must('gate.pass', passed('execution-review')).must('phase.next');
    decider.must('phase.reopen', { phase: 'Planning', reason: 'A hole in it' });
    const phases = decider.state.session.phases.entries().map(([name, { state }]) => `${name} ${state}`);
    expect(phases).toEqual([
      'Context completed',
      'Planning active',
      'Execution pending',
      'Review pending',
      'Delivery pending',
    ]);
    expect(decider.state.session.gates.get('execution-review')?.state).toBe('pending');
    expect(decider.state.session.activePhases).toEqual(['Planning']);
  });
});

describe('tasks, waves, agents and cycles', () => {
  const plan = (decider: Run, taskId: string, data: Record<string, unknown> = {}): Run =>
    decider.must('task.plan', { taskId, title: taskId, ...data });
  rule('T.depends', 'refuses a dependency that does not exist', () => {
    expect(started().refusedBy('task.plan', { taskId: 't1', title: 'One', dependencies: ['t0'] })).toEqual([
      'T.depends',
    ]);
  });
  rule('T.known', 'refuses a task that was never planned', () => {
    expect(started().refusedBy('tokens.use', { total: 1, taskId: 't9' })).toEqual(['T.known']);
    expect(plan(started(), 't1').refusedBy('tokens.use', { total: 1, taskId: 't1' })).toEqual([]);
  });
  rule('A.known', 'refuses an agent that was never launched, but not the orchestrator', () => {
    expect(started().refusedBy('tokens.use', { total: 1, agentId: 'a9' })).toEqual(['A.known']);
    expect(started().refusedBy('tokens.use', { total: 1, agentId: 'orchestrator' })).toEqual([]);
    expect(launched(started(), 'a1').refusedBy('tokens.use', { total: 1, agentId: 'a1' })).toEqual([]);
  });
  rule('A.planned', 'warns of a todo for an agent that was never launched', () => {
    const todo = { todoId: 'd1', content: 'It', agentId: 'a1' };
    expect(started().must('todo.create', todo).warnings()).toEqual(['A.planned']);
    expect(launched(started(), 'a1').must('todo.create', todo).warnings()).toEqual([]);
  });
  rule('T.circle', 'finds a circle, at once or through others', () => {
    const itself = { taskId: 't1', title: 'One', dependencies: ['t1'] };
    expect(started().refusedBy('task.plan', itself)).toEqual(['T.circle']);
    const decider = started({ enforcement: 'observe' });
    plan(plan(decider, 't1', { dependencies: ['t3'] }), 't2', { dependencies: ['t1'] });
    plan(decider, 't3', { dependencies: ['t2'] });
    expect(decider.warnings()).toEqual(['T.circle']);
  });
  rule('T.ready', 'starts a task only after its dependencies completed', () => {
    const decider = plan(plan(started(), 't1'), 't2', { dependencies: ['t1'] });
    expect(decider.refusedBy('task.start', { taskId: 't2' })).toEqual(['T.ready']);
    decider.must('task.start', { taskId: 't1' });
    expect(decider.refusedBy('task.start', { taskId: 't2' })).toEqual(['T.ready']);
    decider.must('task.complete', { taskId: 't1' });
    expect(decider.refusedBy('task.start', { taskId: 't2' })).toEqual([]);
  });
  rule('T.dropped', 'starts a task whose dependency was dropped, and warns', () => {
    const decider = started().must('task.plan', { taskId: 't1', title: 'One' });
    decider.must('task.plan', { taskId: 't2', title: 'Two', dependencies: ['t1'] });
    decider.must('task.drop', { taskId: 't1', reason: 'Not needed' });
    expect(decider.must('task.start', { taskId: 't2' }).warnings()).toEqual(['T.dropped']);
  });
  rule('T.reopened', 'reopens a task, and warns of those that depend on it and have started', () => {
    const decider = started().must('task.plan', { taskId: 't1', title: 'One' });
    decider.must('task.plan', { taskId: 't2', title: 'Two', dependencies: ['t1'] });
    decider.must('task.start', { taskId: 't1' }).must('task.complete', { taskId: 't1' });
    decider.must('task.start', { taskId: 't2' });
    expect(decider.must('task.reopen', { taskId: 't1', reason: 'A hole' }).warnings()).toEqual(['T.reopened']);
    const { tasks, openTasks } = decider.state.work;
    expect([tasks.get('t1')?.state, tasks.get('t2')?.state, openTasks]).toEqual(['pending', 'running', 2]);
    expect(decider.refusedBy('task.complete', { taskId: 't2' })).toEqual([]);
  });
  rule('T.agent', 'starts a task under an agent that runs, or as the orchestrator', () => {
    const decider = plan(plan(started(), 't1'), 't2');
    expect(decider.refusedBy('task.start', { taskId: 't1', agentId: 'a1' })).toEqual(['T.agent']);
    expect(decider.refusedBy('task.start', { taskId: 't2' })).toEqual([]);
    expect(launched(decider, 'a1').refusedBy('task.start', { taskId: 't1', agentId: 'a1' })).toEqual([]);
  });
  rule('W.number', 'counts waves from 1 without holes', () => {
    const wave = (n: number) => ({ agents: [{ agentId: `a${n}`, agentType: 'x' }], wave: n });
    expect(started().refusedBy('agent.launch', wave(0))).toEqual(['W.number']);
    expect(started().refusedBy('agent.launch', wave(2))).toEqual(['W.number']);
    expect(started().refusedBy('agent.launch', wave(1))).toEqual([]);
  });
  rule('W.after', 'launches a wave only when the earlier ones have ended', () => {
    const wave = (n: number, agentId: string) => ({ agents: [{ agentId, agentType: 'x' }], wave: n });
    const decider = started().must('agent.launch', wave(1, 'a1'));
    expect(decider.refusedBy('agent.launch', wave(2, 'a2'))).toEqual(['W.after']);
    expect(decider.refusedBy('agent.launch', wave(1, 'a3'))).toEqual([]);
    decider.must('agent.fail', { agents: [{ agentId: 'a1' }, { agentId: 'a3' }] });
    expect(decider.refusedBy('agent.launch', wave(2, 'a2'))).toEqual([]);
  });
  rule('W.task', "puts a task's wave not before its dependencies'", () => {
    const decider = plan(started(), 't1', { wave: 2 });
    const second = { taskId: 't2', title: 'Two', dependencies: ['t1'] };
    expect(decider.refusedBy('task.plan', { ...second, wave: 1 })).toEqual(['W.task']);
    expect(decider.refusedBy('task.plan', { ...second, wave: 2 })).toEqual([]);
  });
  rule('A.unique', 'refuses one agent id twice at once, and a launch of one that was launched', () => {
    const twin = {
      agents: [
        { agentId: 'a1', agentType: 'x' },
        { agentId: 'a1', agentType: 'x' },
      ],
    };
    expect(started().refusedBy('agent.launch', twin)).toEqual(['A.unique']);
    expect(launched(started(), 'a1').refusedBy('agent.launch', { agents: [twin.agents[0]] })).toEqual(['M.agent']);
  });
  rule('C.number', 'counts cycles from 1 without holes', () => {
    expect(cycles().refusedBy('cycle.start', { cycle: 2 })).toEqual(['C.number']);
    expect(
      cycles().must('cycle.start', { cycle: 1 }).must('cycle.end', { cycle: 1 }).refusedBy('cycle.start', { cycle: 2 }),
    ).toEqual([]);
  });
  rule('C.one', 'keeps one cycle open at a time', () => {
    expect(cycles().must('cycle.start', { cycle: 1 }).refusedBy('cycle.start', { cycle: 2 })).toEqual(['C.one']);
  });
  rule('C.agents', 'ends a cycle only when its agents have', () => {
    const decider = launched(cycles().must('cycle.start', { cycle: 1 }), 'a1');
    expect(decider.refusedBy('cycle.end', { cycle: 1 })).toEqual(['C.agents']);
    decider.must('agent.lose', { agents: [{ agentId: 'a1' }] });
    expect(decider.refusedBy('cycle.end', { cycle: 1 })).toEqual([]);
  });
  rule('C.tasks', 'warns where a cycle ends while its task runs and is not carried', () => {
    const inCycle = () => cycles().must('cycle.start', { cycle: 1 }).must('task.plan', { taskId: 't1', title: 'T' });
    const working = () => inCycle().must('task.start', { taskId: 't1' });
    expect(working().must('cycle.end', { cycle: 1 }).warnings()).toEqual(['C.tasks']);
    expect(
      working()
        .must('cycle.end', { cycle: 1, carry: ['t1'] })
        .warnings(),
    ).toEqual([]);
  });
  rule('C.carried', 'carries only what runs in the cycle, by one list or by kind, into each next one', () => {
    const decider = launched(launched(cycles(), 'a0').must('cycle.start', { cycle: 1 }), 'a1');
    for (const carry of [['a0', 'a1'], ['a1', 'a9'], { agents: ['a0', 'a1'] }])
      expect(decider.refusedBy('cycle.end', { cycle: 1, carry })).toEqual(['C.carried']);
    decider.must('cycle.end', { cycle: 1, carry: ['a1'] });
    expect(decider.events.at(-1)?.data).toEqual({ cycle: 1, carried: { agents: ['a1'] } });
    decider.must('cycle.start', { cycle: 2 });
    expect(decider.refusedBy('cycle.end', { cycle: 2 })).toEqual(['C.agents']);
    decider.must('cycle.end', { cycle: 2, carry: { agents: ['a1'] } }).must('cycle.start', { cycle: 3 });
    decider.must('agent.complete', { agents: [{ agentId: 'a1' }] }).must('cycle.end', { cycle: 3 });
  });
  rule('C.complete', 'completes only with items done or dropped, no finding that blocks, no broken baseline', () => {
    const items = cycles().must('item.add', { itemId: 'i1', text: 'Diagnose' });
    expect(items.refusedBy('session.end', completed)).toEqual(['C.complete']);
    expect(items.must('item.drop', { itemId: 'i1' }).refusedBy('session.end', completed)).toEqual([]);
    const finding = launched(cycles(), 'a1', 'a2')
      .must('agent.report', {
        agentId: 'a1',
        text: 'Leak',
        findings: [{ findingId: 'f1', text: 'Leak', blocks: true }],
      })
      .must('agent.complete', { agents: [{ agentId: 'a1' }, { agentId: 'a2' }] });
    expect(finding.refusedBy('session.end', completed)).toEqual(['C.complete']);
    expect(finding.must('follow-up.resolve', { findingId: 'f1' }).refusedBy('session.end', completed)).toEqual([]);
    const baseline = cycles()
      .must('baseline.record', { baselineId: 'b1', name: 'Tests passing', value: 47 })
      .must('baseline.compare', { baselineId: 'b1', value: 46, holds: false });
    expect(baseline.refusedBy('session.end', completed)).toEqual(['C.complete']);
    baseline.must('baseline.compare', { baselineId: 'b1', value: 47, holds: true });
    expect(baseline.refusedBy('session.end', completed)).toEqual([]);
    expect(cycles().must('cycle.start', { cycle: 1 }).refusedBy('session.end', completed)).toEqual(['C.complete']);
  });
  test('what stands against completion in cycles stands against it in phases: errors, and as warnings what is open', () => {
    const report = { agentId: 'a1', text: 'Leak', verdict: 'fail' };
    const findings = [{ findingId: 'f1', text: 'Leak', blocks: true }];
    const session = launched(delivered(), 'a1').must('agent.report', { ...report, findings });
    session.must('agent.complete', { agents: [{ agentId: 'a1' }] });
    session.must('baseline.record', { baselineId: 'b1', name: 'Tests passing', value: 47 });
    session.must('baseline.compare', { baselineId: 'b1', value: 46, holds: false });
    expect(session.refusedBy('session.end', completed)).toEqual(['C.complete', 'C.failed']);
    session.must('baseline.compare', { baselineId: 'b1', value: 47, holds: true });
    expect(session.refusedBy('session.end', completed)).toEqual(['C.complete', 'C.failed']);
    session.must('follow-up.resolve', { findingId: 'f1' });
    expect(session.refusedBy('session.end', completed)).toEqual(['C.failed']);
    session.must('agent.report', { agentId: 'a1', text: 'It holds now', verdict: 'pass' });
    session.must('item.add', { itemId: 'i1', text: 'One' }).must('question.ask', { title: 'Which?' });
    expect(session.must('session.end', completed).warnings()).toEqual(['S.satisfied', 'C.validated']);
  });
  test('a finding that is reported again is open again and blocks as its newest report states', () => {
    const report = (blocks: boolean) => ({
      agentId: 'a1',
      text: 'It leaks',
      verdict: 'fail',
      findings: [{ findingId: 'f1', text: 'Leak', blocks }],
    });
    const decider = launched(cycles(), 'a1')
      .must('agent.report', report(false))
      .must('agent.report', report(true))
      .must('follow-up.resolve', { findingId: 'f1' })
      .must('agent.report', report(true));
    expect(decider.state.evidence.findings.get('f1')).toEqual({ state: 'open', blocks: true });
    expect(decider.state.evidence.blockingFindings).toBe(1);
    decider.must('agent.report', report(false));
    expect(decider.state.evidence.findings.get('f1')).toEqual({ state: 'open', blocks: false });
    expect(decider.state.evidence.blockingFindings).toBe(0);
  });
  rule('C.failed', 'refuses completion until a later pass on the same subject answers each fail', () => {
    const decider = launched(plan(plan(cycles(), 't1'), 't2'), 'a1').must('agent.launch', {
      agents: [
        { agentId: 'v1', agentType: 'validate', taskIds: ['t1'] },
        { agentId: 'v2', agentType: 'reviewer' },
      ],
    });
    const end = { agents: ['a1', 'v1', 'v2'].map((agentId) => ({ agentId })) };
    decider.must('agent.complete', end);
    for (const taskId of ['t1', 't2']) decider.must('task.drop', { taskId, reason: 'Done elsewhere' });
    const refused = () => decider.refusedBy('session.end', completed);
    decider.must('agent.report', { agentId: 'v1', text: 'Two tests fail', verdict: 'fail' });
    decider.must('agent.report', { agentId: 'v2', text: 'Reads well', verdict: 'pass' });
    decider.must('agent.report', { agentId: 'v2', text: 'The other', verdict: 'pass', subject: 't2' });
    decider.must('agent.report', { agentId: 'a1', text: 'Mine is fine', verdict: 'pass', subject: 't1' });
    expect(refused()).toEqual(['C.failed']);
    decider.must('agent.report', { agentId: 'v2', text: 'All pass', verdict: 'pass', subject: 't1' });
    expect(refused()).toEqual([]);
  });
  rule('A.given', 'refuses tasks and plan items that do not exist', () => {
    const agents = [{ agentId: 'a1', agentType: 'x', taskIds: ['t1'], itemIds: ['i1'] }];
    expect(cycles().must('item.add', { itemId: 'i1', text: 'I' }).refusedBy('agent.launch', { agents })).toEqual([
      'A.given',
    ]);
    const decider = plan(cycles(), 't1').must('item.add', { itemId: 'i1', text: 'I' });
    expect(decider.must('agent.launch', { agents }).warnings()).toEqual([]);
  });
  test('a cycle that waits for a person has a separate state', () => {
    const decider = cycles()
      .must('cycle.start', { cycle: 1 })
      .must('review.request', { reviewId: 'v1', of: 'The spec' });
    decider.must('review.request', { reviewId: 'v2', of: 'The plan' });
    const life = () => decider.state.work.cycles.get('1')?.state;
    expect(life()).toBe('awaiting');
    expect(decider.must('review.give', { reviewId: 'v1', verdict: 'approved' }) && life()).toBe('awaiting');
    expect(decider.must('review.give', { reviewId: 'v2', verdict: 'changes_requested' }) && life()).toBe('open');
    decider.must('review.withdraw', { reviewId: 'v2', reason: 'The plan is another now' });
    expect(decider.refusedBy('cycle.end', { cycle: 1 })).toEqual([]);
  });
  rule('C.validated', 'warns where no pass of a validating agent is newer than the work of the others', () => {
    const agents = (...ids: string[]) => ({ agents: ids.map((agentId) => ({ agentId })) });
    const work = () =>
      launched(cycles(), 'a1').must('agent.launch', { agents: [{ agentId: 'v1', agentType: 'senior-reviewer' }] });
    const passed = (run: Run, agentId: string) => run.must('agent.report', { agentId, text: 'Fine', verdict: 'pass' });
    const end = (run: Run) => run.must('session.end', completed).warnings();
    expect(end(work().must('agent.complete', agents('a1', 'v1')))).toEqual(['C.validated']);
    expect(end(passed(work().must('agent.complete', agents('a1', 'v1')), 'a1'))).toEqual(['C.validated']);
    expect(end(passed(work(), 'v1').must('agent.complete', agents('a1', 'v1')))).toEqual(['C.validated']);
    expect(end(passed(work().must('agent.complete', agents('a1')), 'v1').must('agent.complete', agents('v1')))).toEqual(
      [],
    );
  });
  test('a session in phases warns of work that nobody validated, one whose profile has no validating agents does not', () => {
    const agents = { agents: [{ agentId: 'a1' }] };
    const end = (run: Run) => launched(run, 'a1').must('agent.complete', agents).must('session.end', completed);
    expect(end(delivered()).warnings()).toEqual(['C.validated']);
    expect(end(started({ profile: { ...PROFILES.cycles, validators: [] } })).warnings()).toEqual([]);
  });
});

describe('plan items, todos, tokens and the workbook', () => {
  rule('L.parent', 'warns of a parent done before its children', () => {
    const decider = cycles()
      .must('item.add', { itemId: 'i1', text: 'All' })
      .must('item.add', { itemId: 'i2', text: 'Part', parent: 'i1' });
    expect(decider.must('item.done', { itemId: 'i1' }).warnings()).toEqual(['L.parent']);
    decider.must('item.reopen', { itemId: 'i1' }).must('item.done', { itemId: 'i2' });
    expect(decider.must('item.done', { itemId: 'i1' }).warnings()).toEqual([]);
  });
  rule('L.many', 'warns once of many items ticked in one change', () => {
    const decider = started({ profile: { name: 'mine', cycles: true, limits: { ticksAtOnce: 1 } } });
    for (const itemId of ['i1', 'i2', 'i3']) decider.must('item.add', { itemId, text: itemId });
    const ticked = ['i1', 'i2', 'i3'].map(
      (itemId) => decider.must('item.done', { itemId }).events.at(-1) as RecordedEvent,
    );
    expect(ticked.map(({ violates }) => violates)).toEqual([undefined, undefined, undefined]);
    let state = fold(decider.events.slice(0, -3), initialState('s1'));
    const violated = ticked.map((event) => {
      const together = { ...event, commitid: 'one' };
      const violations = check(state, together);
      state = evolve(state, together);
      return violations.map((violation) => violation.rule);
    });
    expect(violated).toEqual([[], ['L.many'], []]);
  });
  rule('L.place', 'puts an item where there is a place, and never below itself', () => {
    const decider = cycles()
      .must('item.add', { itemId: 'i1', text: 'A' })
      .must('item.add', { itemId: 'i2', text: 'B', parent: 'i1' });
    expect(decider.refusedBy('item.move', { itemId: 'i1', parent: 'i2' })).toEqual(['L.place']);
    expect(decider.refusedBy('item.move', { itemId: 'i1', after: 'i1' })).toEqual(['L.place']);
  });
  rule('L.known', 'refuses a place at what does not exist', () => {
    const run = cycles().must('item.add', { itemId: 'i1', text: 'A' });
    expect(run.refusedBy('item.add', { itemId: 'i3', text: 'C', parent: 'i9' })).toEqual(['L.known']);
    expect(run.refusedBy('item.add', { itemId: 'i3', text: 'C', sectionId: 's9' })).toEqual(['L.known']);
    expect(run.refusedBy('section.add', { sectionId: 's1', title: 'S', after: 's9' })).toEqual(['L.known']);
  });
  const todo = (decider: Run, todoId: string, data: Record<string, unknown> = {}): Run =>
    decider.must('todo.create', { todoId, content: todoId, agentId: 'orchestrator', ...data });
  rule('D.depends', 'refuses a dependency that does not exist', () => {
    expect(started().refusedBy('todo.create', { todoId: 'd1', content: 'One', dependencies: ['d0'] })).toEqual([
      'D.depends',
    ]);
  });
  rule('D.known', 'refuses a todo that was never created', () => {
    expect(started().refusedBy('tokens.use', { total: 1, todoId: 'd9' })).toEqual(['D.known']);
  });
  rule('D.ready', 'starts a todo only after its dependencies completed', () => {
    const decider = todo(todo(started(), 'd1'), 'd2', { dependencies: ['d1'] });
    expect(decider.refusedBy('todo.start', { todoId: 'd2' })).toEqual(['D.ready']);
    decider.must('todo.start', { todoId: 'd1' }).must('todo.complete', { todoId: 'd1' });
    expect(decider.refusedBy('todo.start', { todoId: 'd2' })).toEqual([]);
  });
  rule('D.cancelled', 'starts a todo whose dependency was cancelled, and warns', () => {
    const decider = started().must('todo.create', { todoId: 'd1', content: 'One' });
    decider.must('todo.create', { todoId: 'd2', content: 'Two', dependencies: ['d1'] });
    decider.must('todo.cancel', { todoId: 'd1', reason: 'Not needed' });
    expect(decider.must('todo.start', { todoId: 'd2' }).warnings()).toEqual(['D.cancelled']);
  });
  rule('D.agent', 'hands a todo over to an agent that runs', () => {
    const decider = launched(started(), 'a1', 'a2').must('todo.create', {
      todoId: 'd1',
      content: 'One',
      agentId: 'a1',
    });
    decider.must('agent.kill', { agents: [{ agentId: 'a1' }] });
    const assign = (agentId: string) => ({ todoId: 'd1', agentId, reason: 'a1 was killed' });
    expect(decider.refusedBy('todo.assign', assign('a1'))).toEqual(['D.agent']);
    expect(decider.must('todo.assign', assign('a2')).state.work.todos.get('d1')?.agentId).toBe('a2');
  });
  rule('D.reason', 'requires a reason of a failed todo', () => {
    const decider = todo(started(), 'd1').must('todo.start', { todoId: 'd1' });
    expect(decider.refusedBy('todo.fail', { todoId: 'd1', reason: ' ' })).toEqual(['D.reason']);
    expect(decider.refusedBy('todo.fail', { todoId: 'd1', reason: 'No network' })).toEqual([]);
  });
  rule('D.one', 'warns of a second todo in progress', () => {
    const decider = todo(todo(started(), 'd1'), 'd2').must('todo.start', { todoId: 'd1' });
    expect(decider.must('todo.start', { todoId: 'd2' }).warnings()).toEqual(['D.one']);
  });
  rule('B.grows', 'refuses a count below zero', () => {
    expect(started().refusedBy('tokens.use', { input: -1 })).toEqual(['B.grows']);
  });
  rule('B.count', 'refuses a use of tokens without a count', () => {
    expect(started().refusedBy('tokens.use', { model: 'm' })).toEqual(['B.count']);
    expect(started().refusedBy('tokens.use', { cached: 0 })).toEqual([]);
  });
  rule('B.raised', 'raises a budget, and does not lower it', () => {
    const decider = started({ tokenBudget: 100 });
    const raise = (tokens: number, phase?: string) => ({
      tokens,
      reason: 'More',
      ...(phase !== undefined && { phase }),
    });
    expect(decider.refusedBy('budget.raise', raise(100))).toEqual(['B.raised']);
    expect(decider.refusedBy('budget.raise', raise(100, 'Context'))).toEqual(['B.raised']);
    decider.must('budget.raise', raise(101)).must('budget.allocate', { phase: 'Context', tokens: 10 });
    expect(decider.refusedBy('budget.raise', raise(101))).toEqual(['B.raised']);
    expect(decider.refusedBy('budget.raise', raise(11, 'Context'))).toEqual([]);
  });
  rule('B.spent', 'starts nothing on a budget that is used up, and records every use', () => {
    const launch = { agents: [{ agentId: 'a1', agentType: 'tester' }] };
    const another = { agents: [{ agentId: 'a2', agentType: 'tester' }] };
    const decider = started({ tokenBudget: 100 }).must('task.plan', { taskId: 't1', title: 'One' });
    decider.must('tokens.use', { total: 100 }).must('tokens.use', { total: 20 });
    expect(decider.refusedBy('task.start', { taskId: 't1' })).toEqual(['B.spent']);
    const refused = () => {
      const decision = decider.send('agent.launch', another);
      return decision.kind === 'rejected' ? [decision.rejection.detail, decision.rejection.legal[0]] : [];
    };
    expect(refused()).toMatchObject([
      'the session has used 120 of 100 tokens',
      { word: 'budget.raise', data: {}, needs: [{ path: ['tokens'] }, { path: ['reason'] }] },
    ]);
    decider.must('budget.raise', { tokens: 200, reason: 'More' });
    expect(decider.refusedBy('agent.launch', launch)).toEqual([]);
    decider.must('phase.next').must('budget.allocate', { phase: 'Context', tokens: 10 });
    decider.must('tokens.use', { total: 10 });
    expect(refused()).toMatchObject([
      'phase Context has used 10 of 10 tokens',
      { word: 'budget.raise', data: { phase: 'Context' } },
    ]);
    const soft = started({
      tokenBudget: 1,
      profile: { ...(PROFILES.normal as Profile), rules: { 'B.spent': 'warn' } },
    });
    expect(soft.must('tokens.use', { total: 1 }).must('agent.launch', launch).warnings()).toEqual(['B.spent']);
  });
  rule('B.session', 'warns once when the budget is passed', () => {
    const decider = started({ tokenBudget: 100 }).must('tokens.use', { total: 100 });
    expect(decider.warnings()).toEqual([]);
    expect(decider.must('tokens.use', { total: 1 }).warnings()).toEqual(['B.session']);
    expect(decider.must('tokens.use', { total: 1 }).warnings()).toEqual([]);
  });
  rule('B.phase', 'warns when a phase passes its allocation', () => {
    const decider = started().must('budget.allocate', { phase: 'Context', tokens: 10 }).must('phase.next');
    expect(decider.must('tokens.use', { total: 11 }).warnings()).toEqual(['B.phase']);
    expect(decider.must('tokens.use', { total: 1 }).warnings()).toEqual([]);
    decider.must('budget.allocate', { phase: 'Context', tokens: 11 });
    expect(decider.must('tokens.use', { total: 1 }).warnings()).toEqual(['B.phase']);
  });
  rule('B.task', 'warns when a task passes its estimate', () => {
    const decider = started().must('task.plan', { taskId: 't1', title: 'One', estimate: 10 });
    expect(decider.must('tokens.use', { taskId: 't1', total: 10 }).warnings()).toEqual([]);
    expect(decider.must('tokens.use', { taskId: 't1', total: 1 }).warnings()).toEqual(['B.task']);
  });
  const entry = (data: Record<string, unknown>) => ({
    entryId: 'e1',
    entryType: 'note',
    title: 'T',
    content: 'C',
    ...data,
  });
  rule('K.unique', 'refuses an entry id twice', () => {
    expect(started().must('entry.add', entry({})).refusedBy('entry.add', entry({}))).toEqual(['K.unique']);
  });
  rule('K.refers', 'refuses a reference to an unknown entry', () => {
    expect(started().refusedBy('entry.add', entry({ entryIds: ['e0'] }))).toEqual(['K.refers']);
  });
  rule('K.answer', 'refuses an answer that the question does not offer, and names those that it does', () => {
    const run = started().must('question.ask', { title: 'How long?', options: ['An hour', 'A day'] });
    const answer = (text: string) => run.send('question.resolve', { entryId: 'question_1', answer: text });
    expect(answer('A week')).toMatchObject({
      kind: 'rejected',
      rejection: { rule: 'K.answer', detail: 'question question_1 has the options An hour and A day' },
    });
    expect(answer('A day').kind).toBe('accepted');
  });
  rule('K.baseline', 'refuses a comparison with what was never recorded', () => {
    const compared = { baselineId: 'b9', value: 1, holds: true };
    expect(started().refusedBy('baseline.compare', compared)).toEqual(['K.baseline']);
  });
  rule('K.phase', 'warns of a phase that the profile lacks', () => {
    expect(
      started()
        .must('entry.add', entry({ relatedPhase: 'Brainstorm' }))
        .warnings(),
    ).toEqual(['K.phase']);
    expect(
      started()
        .must('entry.add', entry({ relatedPhase: 'Context' }))
        .warnings(),
    ).toEqual([]);
  });
});

test('every rule has its own test', () => {
  expect([...shown].toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
});
