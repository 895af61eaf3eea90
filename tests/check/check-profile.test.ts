// The check of a profile: what it explores, counted by hand and by an independent exploration; and which problems it finds,
// each kind shown by a variant of the law that has the defect, as no profile can cause most of them.
import { getHeapStatistics } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { type Decision, decide, summaryOf } from '../../machines/decide.ts';
import { type Invariant, invariant, reducer } from '../../machines/invariants/invariant.ts';
import { PROFILES, Profile } from '../../machines/profile.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { checkProfile } from '../../src/check/check-profile/check-profile.ts';
import { eventIds } from '../../src/check/check-profile/exploration/event-ids.ts';
import { movesIn } from '../../src/check/check-profile/moves/moves.ts';
import type { Problem, ProfileCheck } from '../../src/check/check-profile/result.ts';
import { LAW, type Law } from '../../src/check/run/law.ts';
import { linesOfBytes, type Source } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { affordable, sampled } from '../more.ts';

const small = (more: Partial<Profile> = {}): Profile =>
  Profile.parse({
    name: 'small',
    phases: ['Build', 'Ship'],
    gates: [{ id: 'built', name: 'Built', criteria: ['Tests pass'], guards: 'Build' }],
    ...more,
  });

const known = new Map<string, Promise<ProfileCheck>>();

/** The exploration alone; where only the profile is given, made once for all tests. */
const explored = (profile: Profile, invariants: readonly Invariant[] = [], options = {}): Promise<ProfileCheck> => {
  const check = () => checkProfile(profile, invariants, { sequences: 0, ...options });
  if (invariants.length > 0 || Object.keys(options).length > 0) return check();
  const key = JSON.stringify(profile);
  const result = known.get(key) ?? check();
  known.set(key, result);
  return result;
};

/** The law, but that some commands are refused. */
const refusing = (refuses: (state: State, name: string, data: Record<string, unknown>) => boolean): Law => ({
  ...LAW,
  decide: (state, command, context): Decision => {
    if (!refuses(state, command.name, command.data as Record<string, unknown>))
      return LAW.decide(state, command, context);
    const broken = {
      rule: 'X.variant',
      sentence: 'A variant refuses it.',
      severity: 'error',
      detail: command.name,
    } as const;
    return {
      kind: 'rejected',
      rejection: { ...broken, violations: [broken], state: summaryOf(state), legal: [] },
    };
  },
});

const kindsOf = ({ problems }: ProfileCheck): string[] =>
  problems.map(({ kind, about }) => `${kind} ${about}`).toSorted();

const verified = (lines: readonly string[]) => {
  const source: Source = {
    kind: 'file',
    sessionId: 's1',
    name: 'trace.ndjson',
    lines: () => linesOfBytes('trace.ndjson', [Buffer.from(lines.map((line) => `${line}\n`).join(''))]),
    events: () => {
      throw new Error('verify reads lines');
    },
  };
  return verify(source);
};

describe('what is explored', () => {
  test('of one phase is what a count by hand gives: 8 states of a session that runs or is paused, 3 ends and the start', async () => {
    const { aspects } = await explored(small({ phases: ['Build'], gates: [] }));
    const [first] = aspects;
    expect(first).toMatchObject({ aspect: 'process', states: 12 });
    // Of the open session: its two failed ends and pausing, 8 times 3; completed ends 4; moves of the phase 6; the start 1.
    // Nothing follows the ends.
    expect(first?.edges).toBe(35);
  });

  test('of phases and a gate is what an independent exploration finds, which decides every command', async () => {
    const profile = small();
    const [first] = (await explored(profile)).aspects;
    const keyOf = (state: State): string =>
      state.session.state === 'ended'
        ? `${state.session.outcome}`
        : JSON.stringify([
            state.session.state,
            state.session.phases.entries(),
            state.session.gates.entries().map(([id, gate]) => [id, gate.state]),
          ]);
    const parts = ['ending', 'pausing', 'phases', 'skipping', 'reopening', 'verdicts'] as const;
    const start = initialState('s1');
    const seen = new Map([[keyOf(start), { state: start, steps: 0 }]]);
    let edges = 0;
    let count = 0;
    for (const { state, steps } of seen.values())
      for (const { name, data } of movesIn(state, profile, parts)) {
        count += 1;
        const decision = decide(
          state,
          { id: `c${count}`, name, data },
          {
            now: '2026-01-31T14:00:00.000Z',
            newId: eventIds(`e${count}`),
            commitId: `k${count}`,
            sha256: () => '0'.repeat(64),
          },
        );
        if (decision.kind !== 'accepted') continue;
        edges += 1;
        const key = keyOf(decision.state);
        if (!seen.has(key)) seen.set(key, { state: decision.state, steps: steps + 1 });
      }
    expect(first).toMatchObject({ states: seen.size, edges });
    const stepsOf = (all: Iterable<{ steps: number }>) => [...all].map(({ steps }) => steps).sort((a, b) => a - b);
    expect(stepsOf(first?.explored ?? [])).toEqual(stepsOf(seen.values()));
  });

  test('has a unique id for each state, and every edge leads to one of them', async () => {
    for (const { explored: states, states: count, edges } of (await explored(small({ cycles: true }))).aspects) {
      const ids = new Set(states.map(({ id }) => id));
      expect(ids.size).toBe(count);
      const led = states.flatMap((state) => state.edges.map(({ to }) => to));
      expect(led.length).toBe(edges);
      expect(led.filter((to) => !ids.has(to))).toEqual([]);
    }
  });

  // integrated has the process of meta under another name.
  const processes = Object.values(PROFILES).filter(({ name }) => name !== 'integrated');
  // meta has more states than all others together: `npm run test:more` explores it.
  const here = affordable(processes, ({ name }) => name === 'meta');
  test.each(here.map((profile) => [profile.name, profile] as const))(
    'of %s is everything, without a problem',
    async (name, profile) => {
      const { ok, states, edges, aspects, problems } = await explored(profile, [], { maxSeconds: 600 });
      expect(problems).toEqual([]);
      expect({ ok, states, edges, limits: aspects.flatMap(({ limit }) => limit ?? []) }).toEqual({
        ok: true,
        ...{ normal: NORMAL, meta: EIGHT, cycles: CYCLES }[name],
        limits: [],
      });
    },
  );

  test('of integrated is that of meta', () => {
    expect({ ...PROFILES.integrated, name: 'meta' }).toEqual(PROFILES.meta);
  });

  test('covers every state and edge of every machine, or gives the reason why the profile has no use for one', async () => {
    const missing: string[] = [];
    for (const profile of [small(), small({ cycles: true }), PROFILES.cycles as Profile])
      for (const { machine, states, edges } of (await explored(profile)).machines) {
        for (const { state, reached, steps, why } of states) {
          expect(reached).toBe(steps >= 0);
          if (!reached && why === undefined) missing.push(`${profile.name} ${machine} ${state}`);
        }
        for (const { from, signal, taken, why } of edges)
          if (!taken && why === undefined) missing.push(`${profile.name} ${machine} ${from} ${signal}`);
      }
    expect(missing).toEqual([]);
    const both = (await explored(small({ cycles: true }))).machines.flatMap(({ machine, edges }) =>
      edges.filter(({ taken }) => !taken).map(({ from, signal }) => `${machine} ${from} ${signal}`),
    );
    expect(both).toEqual([
      ...['passed', 'failed', 'waived'].map((verdict) => `gate undefined quality_gate_${verdict}`),
      'agent unmatched agent_reported',
    ]);
  });

  test('of an observed profile is what would be legal if it were enforced', async () => {
    const enforced = await explored(small());
    const observed = await explored(small({ enforcement: 'observe' }));
    expect([observed.states, observed.edges, observed.ok]).toEqual([enforced.states, enforced.edges, true]);
  });

  test('stops at maxStates, with a limit, and reports nothing of what it has not explored', async () => {
    const profile = small({ phases: ['A', 'B', 'C', 'D', 'E'], gates: [] });
    const { aspects, problems, ok, complete } = await explored(profile, [], { maxStates: 5 });
    expect({ problems, ok, complete }).toEqual({ problems: [], ok: false, complete: false });
    expect(aspects[0]?.limit).toContain('It stopped after 5 states');
  });

  test.each([
    ['time', { maxSeconds: 0.001 }],
    ['memory', { maxMemoryMb: 1 }],
  ])('stops when its %s is used up, says so of every aspect, and is not ok', async (what, bounds) => {
    const profile = small({ phases: ['A', 'B', 'C', 'D', 'E', 'F', 'G'], gates: [] });
    const { aspects, problems, ok, complete } = await explored(profile, [], bounds);
    expect({ problems, ok, complete }).toEqual({ problems: [], ok: false, complete: false });
    expect(aspects[0]?.limit).toContain(what);
  });

  test('counts only the memory that it uses itself, not what the program around it holds', async () => {
    const held: object[][] = [];
    while (getHeapStatistics().used_heap_size < 600 * 2 ** 20)
      held.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
    const { complete } = await explored(small({ phases: ['A', 'B'], gates: [] }), [], { maxMemoryMb: 500 });
    expect(complete).toBe(true);
    held.length = 0;
  });

  test('gives the event loop turns while it explores', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 5);
    const { durationMs } = await explored(small({ phases: ['Build', 'B', 'C', 'D', 'E'] }));
    clearInterval(timer);
    // Three in a second are few, also on a machine that does much else.
    expect(turns).toBeGreaterThan((durationMs / 1_000) * 3);
  });

  test('of many gates on one phase is two of them in every order, and each in all of its states', async () => {
    const gates = Array.from({ length: 60 }, (_, index) => ({
      id: `g${index}`,
      name: `Gate ${index}`,
      guards: 'Build',
    }));
    const { ok, states, aspects, machines } = await explored(Profile.parse({ ...small(), gates }));
    expect(ok).toBe(true);
    expect(states).toBeLessThan(10_000);
    const all = aspects.find(({ aspect }) => aspect === 'gates')?.explored.map(({ id }) => id) ?? [];
    for (const { id } of gates)
      for (const state of ['passed', 'failed', 'waived'])
        expect(
          all.some((place) => place.split('; ').includes(`gate ${id} ${state}`)),
          `${id} ${state}`,
        ).toBe(true);
    const gate = machines.find(({ machine }) => machine === 'gate');
    const notTaken = gate?.edges.filter(({ taken }) => !taken) ?? [];
    expect(new Set(notTaken.map(({ why }) => why))).toEqual(
      new Set(['a verdict on a gate that nobody defined is refused']),
    );
  });
});

/** Recorded so that a change of what is explored shows; the law or the aspects changed where these do. */
const NORMAL = { states: 3_907, edges: 31_992 };
const EIGHT = { states: 12_725, edges: 105_585 };
const CYCLES = { states: 3_491, edges: 27_878 };

interface Defect {
  readonly what: string;
  readonly law?: Law;
  readonly profile?: Profile;
  readonly invariants?: readonly Invariant[];
  readonly found: readonly string[];
  readonly trace: readonly string[];
}

const never = invariant({
  id: 'never_skipped',
  memo: {},
  check: { phase_skipped: (_, { data }) => `${data.phase} is skipped` },
});

/** The law of a profile with other severities, which its events do not show. */
const softened = (rules: Profile['rules']): Law => ({
  ...LAW,
  decide: (state, command, context) => {
    const { session } = state;
    const { profile } = session;
    const softer = { ...session, profile: { ...profile, rules: { ...profile.rules, ...rules } } };
    const decision = LAW.decide({ ...state, session: softer }, command, context);
    if (decision.kind !== 'accepted' || !session.started) return decision;
    return { ...decision, state: { ...decision.state, session: { ...decision.state.session, profile } } };
  },
});

const DEFECTS: readonly Defect[] = [
  {
    what: 'a gate that can never pass',
    law: refusing((_, name) => name === 'gate.pass'),
    found: ['gate-cannot-pass built'],
    trace: ['session.start', 'gate.pass'],
  },
  {
    what: 'a phase that a gate locks out, and with it the end',
    law: refusing((_, name) => name === 'gate.pass' || name === 'gate.waive'),
    found: [
      'cannot-end small',
      'gate-cannot-pass built',
      'phase-locked-out Ship',
      'unreachable-state gate built waived',
    ],
    trace: ['session.start', 'phase.skip', 'phase.skip', 'session.end'],
  },
  {
    what: 'a process that cannot end',
    law: refusing((_, name, data) => name === 'session.end' && data.outcome === 'completed'),
    found: ['cannot-end small'],
    trace: ['session.start', 'phase.skip', 'phase.skip', 'session.end'],
  },
  {
    what: 'a dead end: a gate that has failed stays shut, and no phase is reopened',
    law: refusing(
      (state, name) =>
        name === 'phase.reopen' ||
        ((name === 'gate.pass' || name === 'gate.waive') && state.session.gates.get('built')?.state === 'failed'),
    ),
    found: ['dead-end Build active; gate built failed'],
    trace: ['session.start', 'phase.start', 'gate.fail', 'session.end'],
  },
  {
    what: 'a phase that can never start',
    law: refusing((_, name, data) => name === 'phase.start' && data.phase === 'Ship'),
    found: ['unreachable-state phase Ship active'],
    trace: ['session.start', 'phase.start'],
  },
  {
    what: 'a state that no command leads to',
    law: refusing((_, name) => name === 'agent.kill'),
    found: ['unreachable-state agent killed'],
    trace: ['session.start'],
  },
  {
    what: "an invariant of the caller's that a legal history violates",
    invariants: [never],
    found: ['invariant-violated never_skipped'],
    trace: ['session.start', 'phase.skip'],
  },
  {
    what: 'machines with rules that accept what the invariants of the law call an error',
    law: softened({ 'P.order': 'off' }),
    found: ['rules-disagree P.order'],
    trace: ['session.start', 'gate.waive', 'phase.start'],
  },
  {
    what: 'tokens that can never be recorded, where a budget of none is an error',
    profile: small({ budget: { phases: { Ship: 0 } }, rules: { 'B.phase': 'error' } }),
    found: ['unreachable-state tokens used in Ship'],
    trace: ['session.start', 'phase.skip', 'gate.waive', 'phase.start', 'tokens.use'],
  },
];

describe('what is found', () => {
  test.each(DEFECTS.map((defect) => [defect.what, defect] as const))(
    '%s, with the shortest trace that shows it, as lines that verify reads',
    async (_, { law, profile = small(), invariants, found, trace }) => {
      const check = await explored(profile, invariants, law === undefined ? {} : { law });
      expect([check.ok, kindsOf(check)]).toEqual([false, found]);
      const { commands, lines } = check.problems.find(({ kind, about }) => `${kind} ${about}` === found[0]) as Problem;
      expect(commands.map(({ name }) => name)).toEqual(trace);
      const report = await verified(lines);
      expect({ fault: report.fault, events: report.events }).toEqual({ fault: undefined, events: lines.length });
      // The last may be one that is refused.
      expect([lines.length, lines.length + 1]).toContain(commands.length);
    },
  );

  test.each(sampled(DEFECTS).map((defect) => [defect.what, defect] as const))(
    'is the same where more gates guard a phase than are explored together: %s',
    async (_, { law, profile = small(), invariants, found }) => {
      const more = ['b', 'c', 'd', 'e', 'f'].map((id) => ({
        id,
        name: `Gate ${id}`,
        criteria: ['It is done'],
        guards: 'Build',
      }));
      const check = await explored(
        Profile.parse({ ...profile, gates: [...profile.gates, ...more] }),
        invariants,
        law === undefined ? {} : { law },
      );
      expect(check.aspects.map(({ aspect }) => aspect)).toContain('gates');
      const kinds = (all: readonly string[]) => [...new Set(all.map((one) => one.split(' ')[0]))].toSorted();
      expect(kinds(kindsOf(check))).toEqual(kinds(found));
    },
  );

  test.each(sampled(DEFECTS).map((defect) => [defect.what, defect] as const))(
    'is the same where a process is explored in segments: %s',
    async (_, { law, profile, invariants, found }) => {
      const longer = Profile.parse({
        ...small(profile ?? {}),
        phases: ['Build', 'Ship', 'Watch', 'Close'],
        gates: [...small().gates, { id: 'calm', name: 'Calm', guards: 'Watch' }],
      });
      const options = law === undefined ? {} : { law };
      const whole = await explored(longer, invariants, options);
      const parts = await explored(longer, invariants, { ...options, maxStates: 1_000 });
      expect(whole.aspects.map(({ aspect }) => aspect)).toContain('process');
      expect(parts.aspects.slice(0, 2).map(({ aspect }) => aspect)).toEqual([
        'process, Build to Watch',
        'process, Ship to Close',
      ]);
      const kinds = (check: ProfileCheck) => [...new Set(check.problems.map(({ kind }) => kind))].toSorted();
      expect(kinds(parts)).toEqual(kinds(whole));
      expect(kinds(whole)).toEqual([...new Set(found.map((one) => one.split(' ')[0]))].toSorted());
    },
  );
});

describe("the caller's invariants", () => {
  const agents = reducer<number>(() => 0, { agent_launched: (count) => count + 1 });

  test('are checked on all their events together, also where no aspect has them', async () => {
    const alone = invariant({
      id: 'no_launch_in_ship',
      memo: { launched: agents },
      check: {
        phase_started: ({ launched }, { data }) =>
          data.phase === 'Ship' && launched > 0 ? 'an agent was launched' : undefined,
      },
    });
    const { problems, aspects } = await explored(small(), [alone]);
    expect(aspects.map(({ aspect }) => aspect)).toContain('invariant no_launch_in_ship');
    expect(problems.map(({ kind, about }) => [kind, about])).toEqual([['invariant-violated', 'no_launch_in_ship']]);
  });

  test('may remember what the states do not distinguish: the second reopening is found', async () => {
    const once = invariant({
      id: 'reopened_once',
      memo: { times: reducer<number>(() => 0, { phase_reopened: (count) => Math.min(2, count + 1) }) },
      check: { phase_reopened: ({ times }) => (times > 0 ? 'it was reopened before' : undefined) },
    });
    const { problems } = await explored(small(), [once]);
    expect(problems.map(({ about }) => about)).toEqual(['reopened_once']);
    expect(problems[0]?.commands.map(({ name }) => name)).toEqual([
      'session.start',
      'phase.start',
      'phase.complete',
      'phase.reopen',
      'phase.complete',
      'phase.reopen',
    ]);
  });

  test('that remember more and more stop at maxStates, and the other problems are reported all the same', async () => {
    const growing = invariant({
      id: 'growing',
      memo: { ids: reducer<readonly string[]>(() => [], { quality_gate_failed: (ids, { id }) => [...ids, id] }) },
      check: { quality_gate_failed: () => undefined },
    });
    const law = refusing((_, name) => name === 'gate.pass');
    const { problems, aspects } = await explored(small(), [growing], { maxStates: 300, law });
    expect(aspects[0]?.limit).toContain('With what growing remember it stopped after 300 states');
    expect(kindsOf({ problems } as ProfileCheck)).toContain('gate-cannot-pass built');
  });

  test('receive the events of commands that the caller gives, which the process itself does not have', async () => {
    const measured = invariant({
      id: 'no_errors_when_shipping',
      memo: { high: reducer<boolean>(() => false, { metric_recorded: (_, { data }) => Number(data.value) > 1 }) },
      check: { phase_started: ({ high }, { data }) => (high && data.phase === 'Ship' ? 'too many errors' : undefined) },
    });
    const commands = [{ name: 'metric.record', data: { name: 'errors', value: 5 } }];
    expect((await explored(small(), [measured])).ok).toBe(true);
    const { problems } = await explored(small(), [measured], { commands });
    expect(problems[0]?.commands.map(({ name }) => name)).toContain('metric.record');
  });

  test('of severity warn cause no problems', async () => {
    expect((await explored(small(), [{ ...never, severity: 'warn' }])).ok).toBe(true);
  });
});

test('beyond the exploration random sequences are tried, and what they find has seed and path', async () => {
  const late = invariant({
    id: 'few_notes',
    memo: { notes: reducer<number>(() => 0, { workbook_entry_added: (count) => count + 1 }) },
    check: { workbook_entry_added: ({ notes }) => (notes > 2 ? 'a fourth entry' : undefined) },
  });
  const { problems, random } = await checkProfile(small(), [late], { seed: 7, sequences: 60 });
  expect(random).toMatchObject({ seed: 7 });
  const { random: calm } = await checkProfile(small(), [], { seed: 7, sequences: 5 });
  expect(calm).toMatchObject({ seed: 7, sequences: 5 });
  expect(calm.commands).toBeGreaterThan(5);
  const [found] = problems;
  expect(found).toMatchObject({ kind: 'invariant-violated', about: 'few_notes', seed: 7, path: expect.any(String) });
  expect(found?.commands[0]?.name).toBe('session.start');
  expect((await verified(found?.lines ?? [])).fault).toBeUndefined();
});

describe("the caller's invariants that are not valid", () => {
  test('that count without end are stopped, and the other problems are reported all the same', async () => {
    const counting = invariant({
      id: 'counting',
      memo: { notes: reducer<number>(() => 0, { phase_reopened: (count) => count + 1 }) },
      check: { phase_completed: ({ notes }) => (notes > 3 ? 'too often' : undefined) },
    });
    const { aspects, problems } = await checkProfile(small(), [counting], { seed: 1, sequences: 0 });
    expect(problems.map(({ about }) => about)).toEqual(['counting']);
    expect(aspects.some(({ limit }) => limit?.includes('counting'))).toBe(true);
  });

  test('that change in place what they remembered are refused', async () => {
    const mutating = invariant({
      id: 'mutating',
      memo: {
        gates: reducer<Set<string>>(() => new Set(), {
          quality_gate_passed: (gates, { data }) => gates.add(data.gate),
        }),
      },
      check: {},
    });
    await expect(checkProfile(small(), [mutating], { sequences: 0 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('are distinguished from options', async () => {
    await expect(checkProfile(small(), { seed: 1 } as never)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('that name an unknown type of event are refused', () => {
    expect(() => reducer(() => 0, { phase_startd: () => 1 } as never)).toThrow('phase_startd');
    expect(() => invariant({ id: 'x', memo: {}, check: { gate_passed: () => 'no' } as never })).toThrow('gate_passed');
  });
});

test('what is not a profile is refused', async () => {
  await expect(
    checkProfile({ ...small(), gates: [{ id: 'g', name: 'G', criteria: [], guards: 'Nowhere' }] }),
  ).rejects.toMatchObject({
    code: 'BAD_INPUT',
  });
});
