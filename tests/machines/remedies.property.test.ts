// A refusal lists first what removes it: following the first legal move of each refusal, with its needs completed, leads
// to where the refused command is accepted, or is refused by what no command removes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../machines/check.ts';
import type { Fact } from '../../machines/commands/fact.ts';
import { factsOf } from '../../machines/commands/facts.ts';
import { eventTypeOf, wordFor } from '../../machines/commands/words.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { decide, type Rejection } from '../../machines/decide.ts';
import { completed, type LegalMove, sampleFor } from '../../machines/legal.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { provisionalEvent } from '../../machines/provisional-event.ts';
import { remediesFor } from '../../machines/remedies/all.ts';
import { RULE_REMEDIES } from '../../machines/remedies/of-rules.ts';
import { RULES } from '../../machines/rules/all.ts';
import type { State } from '../../machines/state/state.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { anySession } from '../any-session.ts';
import { sha256 } from '../history.ts';
import { runs } from '../more.ts';
import { casesOf } from './rule-cases/all.ts';
import { refusedCase } from './rule-cases/refused-case.ts';
import { CREATED, WITHOUT_REMEDY } from './without-remedy.ts';

/** Ids of the events of one command. */
const newIds = (start: string): (() => string) => {
  let count = 0;
  return () => `${start}-${++count}`;
};

const send = (state: State, name: string, data: unknown, actor?: string) =>
  decide(
    state,
    { id: `probe-${state.ordinal}`, name, data, ...(actor !== undefined && { actor }) },
    { now: '9999-01-01T00:00:00.000Z', newId: newIds(`probe-${state.ordinal}`), commitId: 'probe', sha256 },
  );

const refusalOf = (state: State, name: string, data: unknown): Rejection | undefined => {
  const decision = send(state, name, data);
  return decision.kind === 'rejected' ? decision.rejection : undefined;
};

const follow = (state: State, move: LegalMove): State => {
  const values = move.needs.map((need) => sampleFor(state, need));
  const decision = send(state, move.word, completed(move, values), move.actor);
  if (decision.kind !== 'accepted')
    throw new Error(
      `${writtenMove(move)} is legal, and ${decision.kind}${decision.kind === 'rejected' ? `: ${decision.rejection.detail}` : ''}`,
    );
  return decision.state;
};

interface Mended {
  readonly state: State;
  readonly moves: readonly string[];
  /** Undefined: the command is accepted. */
  readonly rule: string | undefined;
}

/** Rules that a command violates by its form, and not by what came before: the remedy is the command in another form. */
const OTHER_FORM = ['S.actor', 'T.agent', 'D.agent', 'B.count'];
const wordOf = (name: string): string => {
  const type = eventTypeOf(name);
  return type === undefined ? name : wordFor(type);
};

/** Follows the first move of each refusal until none refuses, or one that no command removes; all moves, as written. */
const mend = (before: State, name: string, data: unknown, isMended = (_rule: string) => false): Mended => {
  const moves: string[] = [];
  let state = before;
  for (;;) {
    const refused = refusalOf(state, name, data);
    if (refused === undefined) return { state, moves, rule: undefined };
    const [move] = refused.legal;
    const { rule } = refused;
    if (isMended(rule) || move === undefined || !(rule in RULE_REMEDIES)) return { state, moves, rule };
    if (moves.length >= 200) throw new Error(`${rule} still refuses ${name} after: ${moves.join('; ')}`);
    moves.push(writtenMove(move));
    state = follow(state, move);
    if (OTHER_FORM.includes(rule) && move.word === wordOf(name)) return { state, moves, rule: undefined };
  }
};

/** The remedies alone, without what else is legal. */
const remediesOf = (state: State, name: string, data: unknown): LegalMove[] => {
  const found = factsOf(state, name, data, newIds('fact'));
  if (!('facts' in found)) throw new Error(found.invalid);
  const [fact] = found.facts as [Fact];
  const at = { id: 'at', commandId: 'at', time: '9999-01-01T00:00:00.000Z', actor: 'orchestrator' };
  const violations = check(state, provisionalEvent(state, fact, at)).filter(({ severity }) => severity === 'error');
  return remediesFor(state, { command: { name, data }, fact, state, violations });
};

/** The command itself is at fault where it names what can never be: of these cases nothing removes the refusal. */
const AT_FAULT: Readonly<Record<string, readonly string[]>> = {
  'S.finished': ['that its profile lacks'],
  'P.one': ['that the profile lacks'],
  'P.work': ['carries'],
  'L.known': ['that was removed'],
};

const isAtFault = (id: string, title: string): boolean => AT_FAULT[id]?.some((what) => title.includes(what)) ?? false;

describe('of every rule', () => {
  test('it is known what removes its violation, or why no command does', () => {
    const known = [...Object.keys(RULE_REMEDIES), ...Object.keys(WITHOUT_REMEDY)];
    expect(known.toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
  });
  for (const id of Object.keys(RULE_REMEDIES))
    for (const { title, story } of casesOf(id, 'violated').filter(({ title }) => !isAtFault(id, title)))
      test(`${id}: what is listed first removes the refusal, ${title}`, () => {
        const { state, last } = refusedCase(id, story().events);
        expect(refusalOf(state, last.type, last.data)?.violations.map(({ rule }) => rule)).toContain(id);
        const remedies = remediesOf(state, last.type, last.data).map(writtenMove);
        expect(refusalOf(state, last.type, last.data)?.legal.slice(0, remedies.length).map(writtenMove)).toEqual(
          remedies,
        );
        expect(remedies).not.toEqual([]);
        const { rule, moves } = mend(state, last.type, last.data);
        expect([rule === id, moves.length > 0]).toEqual([false, true]);
      });

  for (const [id] of Object.entries(WITHOUT_REMEDY).filter(([, why]) => why === CREATED))
    for (const { title, story } of casesOf(id, 'violated').filter(({ title }) => !isAtFault(id, title)))
      test(`${id}: what is listed first creates what is named, ${title}`, () => {
        let { state, last } = refusedCase(id, story().events);
        let refused = refusalOf(state, last.type, last.data);
        for (let moves = 0; refused?.violations.some(({ rule }) => rule === id); moves += 1) {
          const [move] = refused.legal;
          if (move === undefined || moves >= 20) throw new Error(`${refused.detail} after ${moves} moves`);
          state = follow(state, move);
          refused = refusalOf(state, last.type, last.data);
        }
      });

  for (const { id } of RULES)
    test(`${id}: each legal move that a refusal lists is accepted`, () => {
      for (const { story } of casesOf(id, 'violated')) {
        const { state, last } = refusedCase(id, story().events);
        for (const move of refusalOf(state, last.type, last.data)?.legal ?? []) follow(state, move);
      }
    });
});

test('following the first moves of random refusals removes each of them, or leads to what no command removes', () => {
  fc.assert(
    fc.property(anySession(40), fc.boolean(), ({ profile, list }, isSevere) => {
      const known = PROFILES[profile] as Profile;
      const rules = { 'S.satisfied': 'error', 'C.validated': 'error', 'L.parent': 'error', 'D.one': 'error' } as const;
      let { state } = started({ profile: isSevere ? { ...known, rules } : profile });
      for (const { name, data } of list) {
        const refused = refusalOf(state, name, data);
        if (refused !== undefined && refused.rule in RULE_REMEDIES)
          ({ state } = mend(state, name, data, (rule) => rule !== refused.rule));
        const decision = send(state, name, data);
        if (decision.kind === 'accepted') ({ state } = decision);
      }
      // One that has not ended yet can be completed from wherever it is.
      if (state.session.state !== 'ended')
        expect(mend(state, 'session.end', { outcome: 'completed' }).rule).toBeUndefined();
    }),
    { numRuns: runs(60) },
  );
});

test('what is reserved for others is listed first as the same command by them, in other remedies too', () => {
  const { phases, gates, ...rest } = PROFILES.normal as Profile;
  const actors = { 'gate.waive': ['person:alice', 'lead'], 'gate.pass': ['person'] };
  const { state } = started({ profile: { ...rest, phases, gates, actors } }).must('phase.next');
  const listed = (name: string, data: object): string[] => (refusalOf(state, name, data)?.legal ?? []).map(writtenMove);
  expect(listed('gate.waive', { gate: 'execution-review', reason: 'Seen' }).slice(0, 2)).toEqual([
    'gate.waive execution-review --reason Seen --actor person:alice',
    'gate.waive execution-review --reason Seen --actor lead',
  ]);
  expect(listed('gate.pass', { gate: 'execution-review', criteria: ['Seen'] })).toContain(
    'gate.waive execution-review --reason … --actor person:alice',
  );
});

test('a task that is not ready lists its dependencies, then what it may do without them', () => {
  const run = started().must('task.plan', { taskId: 't1', title: 'One' });
  run.must('task.plan', { taskId: 't2', title: 'Two', dependencies: ['t1'] });
  expect(refusalOf(run.state, 'task.start', { taskId: 't2' })?.legal.slice(0, 3).map(writtenMove)).toEqual([
    'task.start t1',
    'task.drop t1 --reason …',
    'task.depend t2 "" --reason …',
  ]);
});

describe('a session that cannot complete lists what is left, the names first', () => {
  const end = { outcome: 'completed' };
  const rejected = (run: Run): Rejection => refusalOf(run.state, 'session.end', end) as Rejection;

  test('of findings, baselines, reviews and fails', () => {
    const run = started({ profile: 'cycles' }).must('agent.launch', {
      agents: [{ agentId: 'a1', agentType: 'tester' }],
    });
    const findings = ['f1', 'f2'].map((findingId) => ({ findingId, text: 'Leak', blocks: true }));
    run.must('agent.report', { agentId: 'a1', text: 'It leaks', verdict: 'fail', subject: 'the link', findings });
    run.must('baseline.record', { baselineId: 'b1', name: 'Requests', value: 900 });
    run.must('baseline.compare', { baselineId: 'b1', value: 700, holds: false });
    run.must('review.request', { reviewId: 'v1', of: 'The plan' });
    run.must('review.give', { reviewId: 'v1', verdict: 'changes_requested' });
    const { violations, legal } = rejected(run);
    expect(violations.map(({ rule, detail }) => `${rule}: ${detail}`)).toEqual([
      'S.finished: agent a1 has not ended',
      'H.changes: review v1 asks for changes',
      'C.complete: findings f1 and f2 block; baseline b1 does not hold',
      'C.failed: not answered by a pass: the fail of tester on the link',
    ]);
    expect(legal.slice(0, 7).map(writtenMove)).toEqual([
      'agent.complete a1',
      'review.request --of "The plan"',
      'review.withdraw v1 --reason …',
      'follow-up.resolve f1',
      'follow-up.resolve f2',
      'baseline.compare b1 --holds --value …',
      'agent.report a1 --verdict pass --subject "the link" --text …',
    ]);
    expect(mend(run.state, 'session.end', end).rule).toBeUndefined();
  });

  test('of phases, a gate and a chain of tasks, the first that can be done first', () => {
    const run = started().must('phase.start', { phase: 'Context' });
    run.must('task.plan', { taskId: 't1', title: 'One' });
    run.must('task.plan', { taskId: 't2', title: 'Two', dependencies: ['t1'] });
    expect(rejected(run).violations[0]?.detail).toBe(
      'tasks t1 and t2 are open; phases not finished: Context, Planning, Execution, Review and Delivery',
    );
    expect(rejected(run).legal.slice(0, 2).map(writtenMove)).toEqual(['task.start t1', 'task.drop t1 --reason …']);
    expect(refusalOf(run.state, 'task.start', { taskId: 't2' })?.legal[0]).toEqual({
      word: 'task.start',
      data: { taskId: 't1' },
      needs: [],
    });
    expect(mend(run.state, 'session.end', end)).toMatchObject({ rule: undefined });
  });

  test('of many of a kind, the first five', () => {
    const run = started({ profile: 'cycles' });
    for (let number = 1; number <= 9; number += 1)
      run.must('agent.launch', { agents: [{ agentId: `a${number}`, agentType: 'tester' }] });
    expect(rejected(run).detail).toBe('agents a1, a2, a3, a4, a5 and 4 more have not ended');
  });

  test('of a pause, to resume', () => {
    const run = started({ profile: PROFILES.cycles as Profile }).must('session.pause');
    expect(refusalOf(run.state, 'cycle.start', { cycle: 1 })?.legal[0]).toMatchObject({ word: 'session.resume' });
  });
});
