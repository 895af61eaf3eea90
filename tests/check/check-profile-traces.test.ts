// What a check of a profile shows beyond problems: the shortest ways to completion, what changed rules let pass or refuse,
// each judged again by the law's invariants, and hints.
import { describe, expect, test } from 'vitest';
import { type Decision, decide, summaryOf } from '../../machines/decide.ts';
import { decodeEvent } from '../../machines/events/envelope.ts';
import { INVARIANTS } from '../../machines/invariants/all.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { Profile } from '../../machines/profile.ts';
import { RULES } from '../../machines/rules/all.ts';
import { checkProfile } from '../../src/check/check-profile/check-profile.ts';
import { hintsOf } from '../../src/check/check-profile/hints.ts';
import type { ChangedRule, LegalTrace, ProfileCheck } from '../../src/check/check-profile/result.ts';
import { LAW, type Law } from '../../src/check/run/law.ts';
import { Run } from '../../src/check/run/run.ts';

const profile = (more: object = {}): Profile =>
  Profile.parse({
    name: 'small',
    phases: ['Build', 'Ship'],
    gates: [{ id: 'built', name: 'Built', criteria: ['Tests pass', 'Docs agree'], guards: 'Build' }],
    ...more,
  });

const explored = (more: object = {}, options = {}): Promise<ProfileCheck> =>
  checkProfile(profile(more), [], { sequences: 0, maxSeconds: 600, ...options });

const words = (trace: LegalTrace | undefined): readonly string[] | undefined => trace?.written.slice(1);

/** The law, but that some commands are refused. */
const refusing = (refuses: (name: string) => boolean): Law => ({
  ...LAW,
  decide: (state, command, context): Decision => {
    if (!refuses(command.name)) return decide(state, command, context);
    const violation = {
      rule: 'X',
      sentence: 'A variant refuses it.',
      severity: 'error',
      detail: command.name,
    } as const;
    return {
      kind: 'rejected',
      rejection: { ...violation, violations: [violation], state: summaryOf(state), legal: [] },
    };
  },
});

describe('the shortest way to completion', () => {
  test('is shown as words of send, and is the same without agents, tasks and a passed gate where none is needed', async () => {
    const { completions } = await explored();
    expect(completions.map(({ without, complete }) => [without, complete])).toEqual([
      ['nothing', true],
      ['agents', true],
      ['tasks', true],
      ['passed gates', true],
    ]);
    const way = [
      'phase.skip Build --reason Explored',
      'phase.skip Ship --reason Explored',
      'gate.waive built --criteria "Tests pass" --criteria "Docs agree" --reason Explored',
      'session.end --outcome completed',
    ];
    const [first, , , last] = completions;
    expect(words(first?.trace)?.toSorted()).toEqual(way.toSorted());
    expect(words(last?.trace)).toContain(
      'gate.waive built --criteria "Tests pass" --criteria "Docs agree" --reason Explored',
    );
    for (const { trace } of completions) {
      const run = new Run();
      for (const command of trace?.commands ?? []) {
        const decision = run.decide(run.command(command));
        expect(decision.kind).toBe('accepted');
        run.apply(decision);
      }
      expect(run.state.session).toMatchObject({ state: 'ended', outcome: 'completed' });
      expect(run.lines).toEqual(trace?.lines);
    }
  });

  test('is known not to exist where everything was explored', async () => {
    const { completions } = await explored(
      {},
      { law: refusing((name) => !/^(?:session|phase|gate\.pass)/.test(name)) },
    );
    expect(completions.map(({ trace, complete }) => [trace !== undefined, complete])).toEqual([
      [true, true],
      [true, true],
      [true, true],
      [false, true],
    ]);
  });

  test('of a hundred phases and two hundred gates takes as many commands as it needs', async () => {
    const phases = Array.from({ length: 100 }, (_, index) => `P${index}`);
    const gates = Array.from({ length: 200 }, (_, index) => ({
      id: `g${index}`,
      name: `Gate ${index}`,
      guards: `P${index % 100}`,
    }));
    const { completions, complete } = await explored({ phases, gates }, { maxSeconds: 15 });
    expect(complete).toBe(false);
    expect(completions.map(({ trace }) => trace?.commands.length)).toEqual([302, 302, 302, 302]);
  });
});

/** The invariant of a rule alone, whatever the profile makes of the rule. */
const violatesLast = ({ rule, trace }: ChangedRule): boolean => {
  const events = (trace as LegalTrace).lines.map((line) => decodeEvent(line));
  const invariants = INVARIANTS.filter(({ id }) => id === rule).map((one) => ({ ...one, always: true }));
  return checkHistory(events, { invariants }).at(-1)?.index === events.length - 1;
};

describe('a rule that a profile changes', () => {
  test('and switches off or softens is shown with a history that is recorded and violates it, for every rule', async () => {
    const changeable = RULES.filter(({ fixed }) => !fixed);
    const rules = Object.fromEntries(changeable.map(({ id }) => [id, 'off']));
    const { changedRules, problems } = await explored({
      cycles: true,
      budget: { session: 1_000, phases: { Build: 500 } },
      rules,
    });
    expect(problems.filter(({ kind }) => kind === 'rules-disagree')).toEqual([]);
    expect(changedRules.map(({ rule, effect, severity }) => [rule, effect, severity])).toEqual(
      changeable.map(({ id }) => [id, 'passes', 'off']),
    );
    // A clock that is behind or ahead and many ticks in one change are nothing that single commands of one moment show; the
    // profile reserves no command for an actor.
    expect(changedRules.filter(({ trace }) => trace === undefined).map(({ rule }) => rule)).toEqual([
      'E.ahead',
      'E.time',
      'S.actor',
      'L.many',
    ]);
    for (const changed of changedRules)
      if (changed.trace !== undefined) expect([changed.rule, violatesLast(changed)]).toEqual([changed.rule, true]);
  });

  test('is shown by its shortest history', async () => {
    const { changedRules } = await explored({ rules: { 'G.guard': 'warn', 'P.one': 'off', 'P.order': 'off' } });
    expect(changedRules.map(({ rule, severity, own, trace }) => [rule, severity, own, words(trace)])).toEqual([
      ['P.order', 'off', 'error', ['phase.start Ship']],
      ['P.one', 'off', 'error', [expect.stringMatching(/^phase\.start/), expect.stringMatching(/^phase\.start/)]],
      ['G.guard', 'warn', 'error', ['phase.start Ship']],
    ]);
  });

  test('and makes stricter is shown by a history whose last command only this rule refuses', async () => {
    const { changedRules } = await explored({ rules: { 'L.parent': 'error', 'S.satisfied': 'error' } });
    expect(changedRules.map(({ rule, effect }) => [rule, effect])).toEqual([
      ['S.satisfied', 'refuses'],
      ['L.parent', 'refuses'],
    ]);
    for (const { rule, trace } of changedRules) {
      const run = new Run();
      const decisions = (trace?.commands ?? []).map((command) => {
        const decision = run.decide(run.command(command));
        run.apply(decision);
        return decision;
      });
      const last = decisions.at(-1);
      expect(decisions.slice(0, -1).every(({ kind }) => kind === 'accepted')).toBe(true);
      expect(last?.kind === 'rejected' && last.rejection.violations.map((one) => one.rule)).toEqual([rule]);
    }
  });

  test('is not listed where its severity is its own', async () => {
    expect((await explored({ rules: { 'P.order': 'error' } })).changedRules).toEqual([]);
  });
});

const sentences = (more: object): string[] => hintsOf(profile(more)).map(({ sentence }) => sentence);

describe('a hint is given', () => {
  test('of budgets that contradict each other, or that no rule watches', () => {
    expect(sentences({ budget: { session: 1_000, phases: { Build: 2_400 } } })).toEqual([
      'Phase Build may use 2,400 tokens, and the whole session 1,000 tokens.',
    ]);
    expect(sentences({ budget: { session: 1_000, phases: { Build: 900, Ship: 900 } } })).toEqual([
      'The phases may use 1,800 tokens together, and the session 1,000 tokens.',
    ]);
    expect(sentences({ budget: { session: 1_000, phases: { Build: 100, Ship: 100 } } })).toEqual([
      expect.stringContaining('the rest is for use outside of phases'),
    ]);
    expect(
      sentences({ budget: { session: 10, phases: { Build: 5 } }, rules: { 'B.session': 'off', 'B.phase': 'off' } }),
    ).toEqual([expect.stringContaining('B.session, is off'), expect.stringContaining('B.phase, is off')]);
    expect(sentences({ budget: { session: 1_000, phases: { Build: 500, Ship: 500 } } })).toEqual([]);
  });

  test('of a gate that guards nothing, or another phase than it names', () => {
    const gate = (guards: string | undefined, name: string) => ({
      phases: ['Plan', 'Build', 'Review', 'Ship'],
      gates: [{ id: 'g', name, ...(guards !== undefined && { guards }) }],
    });
    expect(sentences(gate(undefined, 'Lonely'))).toEqual([
      'Gate g guards no phase: nothing waits for it, and a session completes without it.',
    ]);
    expect(sentences(gate('Plan', 'Reviewed by another'))).toEqual([
      'Gate g (Reviewed by another) names phase Review and guards Plan: phase Build waits for it, and what follows Review does not.',
    ]);
    for (const [guards, name] of [
      ['Review', 'Reviewed'],
      ['Plan', 'Ready to build'],
      ['Build', 'All is well'],
      ['Build', 'Build → Review'],
    ] as const)
      expect(sentences(gate(guards, name))).toEqual([]);
  });

  test('of gates whose rule does not refuse, of a rule about clocks that refuses, of sessions that are only observed, of no validating agents', () => {
    expect(sentences({ rules: { 'G.guard': 'off' } })).toEqual([expect.stringContaining('G.guard is off')]);
    expect(sentences({ rules: { 'E.time': 'error' } })).toEqual([expect.stringContaining('E.time is an error')]);
    expect(sentences({ enforcement: 'observe' })).toEqual([expect.stringContaining('observed')]);
    expect(sentences({ validators: [] })).toEqual([expect.stringContaining('No type of agent validates')]);
    expect(sentences({})).toEqual([]);
  });
});
