// What runs when a phase or a cycle ends: it has ended or is carried, and a refusal says how. What runs when a session is given up: it
// ends with the session.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endedWithSession } from '../../machines/commands/end-session.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { defined } from '../../machines/defined.ts';
import { legalMoves } from '../../machines/legal.ts';
import { LIFE_CYCLES } from '../../machines/life-cycles/all.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { runningAgents, runningTasks, todosInProgress } from '../../machines/state/running.ts';
import type { State } from '../../machines/state/state.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { anySession } from '../any-session.ts';
import { runs } from '../more.ts';

const launched = (run: Run, ...ids: string[]): Run =>
  run.must('agent.launch', { agents: ids.map((agentId) => ({ agentId, agentType: 'tester' })) });
const working = (run: Run, ...ids: string[]): Run =>
  ids.reduce((after, taskId) => after.must('task.plan', { taskId, title: taskId }).must('task.start', { taskId }), run);
const inContext = (): Run => started().must('phase.next');

const refused = (run: Run, name: string, data: unknown = {}): { detail: string; legal: string[] } => {
  const decision = run.send(name, data);
  if (decision.kind !== 'rejected') throw new Error(`expected a refusal of ${name}, got ${decision.kind}`);
  return { detail: decision.rejection.detail, legal: decision.rejection.legal.map(writtenMove) };
};

describe('a phase that is to end while work runs', () => {
  test('is refused with what runs, and lists first how each ends and the same command that carries it', () => {
    const run = working(launched(inContext(), 'a1', 'a2'), 't1');
    const { detail, legal } = refused(run, 'phase.complete', { phase: 'Context', notes: 'Read' });
    expect(detail).toBe('agents a1 and a2 run and are not carried; task t1 runs and is not carried');
    expect(legal.slice(0, 5)).toEqual([
      'agent.complete a1',
      'agent.complete a2',
      'task.complete t1',
      'phase.complete Context --notes Read --carry a1,a2,t1',
      'phase.complete Context --carry a1,a2,t1',
    ]);
    expect(refused(run, 'phase.next').legal[3]).toBe('phase.next --carry a1,a2,t1');
  });

  test('lists only the ends of what the command does not carry, and each move once', () => {
    const run = working(launched(inContext(), 'a1', 'a2'), 't1');
    const { legal } = refused(run, 'phase.complete', { phase: 'Context', carry: ['a2', 't1'] });
    expect(legal.slice(0, 2)).toEqual(['agent.complete a1', 'phase.complete Context --carry a1,a2,t1']);
    expect(legal.length).toBe(new Set(legal).size);
  });

  test('lists the command without --carry where nothing that it carries runs any more', () => {
    const run = launched(inContext(), 'a1').must('agent.complete', { agents: [{ agentId: 'a1' }] });
    const { detail, legal } = refused(run, 'phase.complete', { phase: 'Context', carry: ['a1'] });
    expect(detail).toBe('agent a1 is completed and cannot be carried');
    expect(legal[0]).toBe('phase.complete Context');
  });

  test('is completed without the next one, where a gate keeps that from starting', () => {
    const run = launched(inContext().must('phase.next').must('phase.next'), 'a1');
    expect(refused(run, 'phase.next').legal.slice(0, 2)).toEqual([
      'agent.complete a1',
      'phase.complete Execution --carry a1',
    ]);
  });

  test('resumes an agent that is paused, as only then it completes', () => {
    const run = launched(inContext(), 'a1').must('agent.pause', { agents: [{ agentId: 'a1' }] });
    expect(refused(run, 'phase.complete', { phase: 'Context' }).legal[0]).toBe('agent.resume a1');
  });

  test('carries nothing out of the last phase', () => {
    const run = started({ profile: { name: 'short', phases: ['Only'] } }).must('phase.next');
    const { detail, legal } = refused(launched(run, 'a1'), 'phase.complete', { phase: 'Only', carry: ['a1'] });
    expect(detail).toBe('no phase comes after Only to carry a1 into');
    expect(legal.some((line) => line.startsWith('phase.complete'))).toBe(false);
  });

  test('carries what an agent and a task have in common as their id, and one of them where it is named by kind', () => {
    const run = (): Run => working(launched(inContext(), 'x'), 'x');
    const carriedBy = (carry: unknown) => run().must('phase.complete', { phase: 'Context', carry }).events.at(-1)?.data;
    expect(carriedBy(['x'])).toEqual({ phase: 'Context', carried: { agents: ['x'], tasks: ['x'] } });
    expect(refused(run(), 'phase.complete', { phase: 'Context', carry: { agents: ['x'] } }).detail).toBe(
      'task x runs and is not carried',
    );
  });

  test('takes nothing to carry where no phase is active', () => {
    const decision = started().send('phase.next', { carry: ['a1'] });
    expect(decision).toEqual({
      kind: 'invalid',
      sentence: 'phase.next: no phase is active, so that nothing is carried into the next',
    });
  });

  test('a verdict on a gate that comes too early lists the start of its phase, then the waiver', () => {
    const run = started({
      profile: { name: 'short', phases: ['Only'], gates: [{ id: 'g', name: 'G', guards: 'Only' }] },
    });
    expect(refused(run, 'gate.pass', { gate: 'G', criteria: ['Clear'] }).legal.slice(0, 2)).toEqual([
      'phase.start Only',
      'gate.waive g --reason …',
    ]);
  });
});

describe('a phase whose review is awaited', () => {
  const awaiting = (actors?: Record<string, string[]>): Run =>
    started(actors === undefined ? {} : { profile: { ...(PROFILES.normal as Profile), actors } })
      .must('phase.next')
      .must('review.request', { reviewId: 'v1', of: 'Context' });
  const typesOf = (run: Run): string[] => run.events.slice(-3).map(({ type }) => type);

  test('is not abandoned before the review is given or withdrawn, which the refusal lists first', () => {
    const run = awaiting();
    const { detail, legal } = refused(run, 'phase.abandon', { phase: 'Context', reason: 'A dead end' });
    expect(detail).toBe('review v1 is awaited');
    expect(legal.slice(0, 2)).toEqual(['review.give v1 --verdict approved', 'review.withdraw v1 --reason …']);
    run.must('review.withdraw', { reviewId: 'v1', reason: 'Moot' });
    run.must('phase.abandon', { phase: 'Context', reason: 'A dead end' });
  });

  test('is abandoned with a session that is given up, after its review is withdrawn', () => {
    for (const outcome of ['failed', 'cancelled'])
      expect(typesOf(awaiting().must('session.end', { outcome }))).toEqual([
        ...['review_withdrawn', 'phase_abandoned', 'session_ended'],
      ]);
  });

  test('does not keep a session from being given up where only others may withdraw the review', () => {
    const run = awaiting({ 'review.withdraw': ['person'] }).must('session.end', { outcome: 'failed' });
    expect(typesOf(run)).toEqual(['phase_started', 'review_requested', 'session_ended']);
  });
});

describe('a cycle that is to end while work runs', () => {
  const inCycle = (): Run => started({ profile: 'cycles' }).must('cycle.start', { cycle: 1 });

  test('is refused with the agents that run in it, and lists first how each ends and the end that carries them', () => {
    const run = working(
      launched(launched(started({ profile: 'cycles' }), 'a0').must('cycle.start', { cycle: 1 }), 'a1', 'a2'),
      't1',
    );
    const { detail, legal } = refused(run, 'cycle.end', { cycle: 1, notes: 'Read', carry: ['a2'] });
    expect(detail).toBe('agent a1 has not ended');
    expect(legal.slice(0, 2)).toEqual(['agent.complete a1', 'cycle.end 1 --notes Read --carry a1,a2,t1']);
  });

  test('lists the end without --carry where nothing that it carries runs any more', () => {
    const run = launched(inCycle(), 'a1').must('agent.complete', { agents: [{ agentId: 'a1' }] });
    const { detail, legal } = refused(run, 'cycle.end', { cycle: 1, carry: ['a1'] });
    expect(detail).toBe('agent a1 is completed and cannot be carried');
    expect(legal[0]).toBe('cycle.end 1');
  });

  test('is legal as the end that carries what runs in it, and nothing else', () => {
    const run = working(
      launched(launched(started({ profile: 'cycles' }), 'a0').must('cycle.start', { cycle: 1 }), 'a1'),
      't1',
    );
    const ends = () =>
      legalMoves(run.state)
        .map(writtenMove)
        .filter((move) => move.startsWith('cycle.'));
    expect(ends()).toEqual(['cycle.end 1 --carry a1,t1']);
    run.must('cycle.end', { cycle: 1, carry: ['a1', 't1'] }).must('cycle.start', { cycle: 2 });
    expect(ends()).toEqual(['cycle.end 2 --carry a1,t1']);
    run.must('agent.complete', { agents: [{ agentId: 'a1' }] }).must('task.complete', { taskId: 't1' });
    expect(ends()).toEqual(['cycle.end 2']);
  });

  test('names what a carried id that is unknown may have meant, as a phase does', () => {
    const run = launched(inCycle(), 'a1');
    const ending = (carry: unknown) => run.send('cycle.end', { cycle: 1, carry });
    expect(ending(['a1', 'a11'])).toMatchObject({
      rejection: {
        detail: 'there is no agent or task a11 to carry (did you mean a1?)',
        unknown: [{ kind: 'agent', id: 'a11', rule: 'C.carried', near: 'a1' }],
      },
    });
    expect(ending({ agents: ['a1'], tasks: ['other'] })).toMatchObject({
      rejection: { detail: 'there is no task other to carry (known: a1)' },
    });
    const phase = launched(inContext(), 'a1').send('phase.next', { carry: ['a11'] });
    expect(phase).toMatchObject({ rejection: { unknown: [{ id: 'a11', rule: 'P.work', near: 'a1' }] } });
  });

  test('keeps an agent of the next cycle that was lost in between and is found again', () => {
    const run = launched(inCycle(), 'a1').must('cycle.end', { cycle: 1, carry: ['a1'] });
    run.must('agent.lose', { agents: [{ agentId: 'a1' }] }).must('cycle.start', { cycle: 2 });
    run.must('agent.report', { agentId: 'a1', text: 'Here' });
    expect(refused(run, 'cycle.end', { cycle: 2 }).detail).toBe('agent a1 has not ended');
  });
});

/** What a session has that is at work, by kind. */
const atWork = (state: State): Record<string, unknown> => ({
  agents: runningAgents(state),
  tasks: runningTasks(state),
  todos: todosInProgress(state),
  phases: state.session.activePhases,
  cycles: state.work.cycles.entries().flatMap(([id, row]) => (LIFE_CYCLES.cycle.isActive(row.state) ? [id] : [])),
});
const NOTHING = { agents: [], tasks: [], todos: [], phases: [], cycles: [] };

describe('a session that fails or is cancelled', () => {
  test('ends what runs, before its own end and with it as the reason', () => {
    const run = launched(started({ profile: 'cycles' }).must('cycle.start', { cycle: 1 }), 'a1', 'a2', 'a3');
    run.must('agent.pause', { agents: [{ agentId: 'a2' }] }).must('agent.complete', { agents: [{ agentId: 'a3' }] });
    working(run, 't1').must('task.plan', { taskId: 't2', title: 'Later' });
    for (const todoId of ['d1', 'd2']) run.must('todo.create', { todoId, content: todoId });
    run.must('todo.start', { todoId: 'd1' });
    const before = run.events.length;
    const { events, state } = run.must('session.end', { outcome: 'failed', summary: 'No budget' });
    const reason = 'the session failed';
    expect(events.slice(before).map(({ type, data }) => [type, data])).toEqual([
      ['todo_cancelled', { todoId: 'd1', reason }],
      ['task_dropped', { taskId: 't1', reason }],
      ['agent_lost', { agents: ['a1', 'a2'].map((agentId) => ({ agentId, reason })) }],
      ['cycle_ended', { cycle: 1, notes: reason }],
      ['session_ended', { outcome: 'failed', summary: 'No budget' }],
    ]);
    expect(endedWithSession(events.slice(before))).toEqual({
      agents: ['a1', 'a2'],
      tasks: ['t1'],
      todos: ['d1'],
      cycles: [1],
    });
    expect(new Set(events.slice(before).map(({ commandid }) => commandid)).size).toBe(1);
    // What never started is left undone, not dropped.
    expect([state.work.tasks.get('t2')?.state, state.work.todos.get('d2')?.state]).toEqual(['pending', 'pending']);
  });

  test('ends nothing with it where nothing runs, or where it is reported as a fact', () => {
    const quiet = started().must('session.end', { outcome: 'cancelled' });
    expect(endedWithSession(quiet.events.slice(1))).toBeUndefined();
    const fact = launched(started({ enforcement: 'observe' }), 'a1');
    fact.must('session_ended', { outcome: 'failed' });
    expect(fact.events.map(({ type }) => type)).toEqual(['session_started', 'agent_launched', 'session_ended']);
  });

  test('completes only when nothing runs: a completed session ends nothing', () => {
    const run = launched(started({ profile: 'cycles' }), 'a1');
    expect(run.refusedBy('session.end', { outcome: 'completed' })).toEqual(['S.finished']);
    expect(runningAgents(run.state)).toEqual(['a1']);
  });

  test('is never refused while it runs, and leaves nothing at work, whatever came before', () => {
    fc.assert(
      fc.property(
        anySession(100),
        fc.constantFrom('enforce', 'observe'),
        fc.constantFrom('failed', 'cancelled'),
        fc.nat({ max: 100 }),
        ({ profile, list }, enforcement, outcome, most) => {
          const run = started({ profile, enforcement });
          for (const { name, data, actor } of list.slice(0, most)) run.send(name, data, defined({ actor }));
          if (run.state.session.state === 'ended') return;
          run.must('session.end', { outcome });
          expect(run.state.session.outcome).toBe(outcome);
          expect(atWork(run.state)).toEqual(NOTHING);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});
