// Random sequences of commands: legal ones are legal, long ones reach the end, every word occurs, and a failure shrinks to
// the few commands that matter, from ten thousand too.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND_WORDS } from '../../machines/commands/words.ts';
import { ENTITY_KINDS } from '../../machines/life-cycles/all.ts';
import type { Profile } from '../../machines/profile.ts';
import { RULES } from '../../machines/rules/all.ts';
import {
  commandSequences,
  type GeneratedCommand,
  type Run,
  type SequenceOptions,
  started,
} from '../../src/testing/index.ts';
import { runs } from '../more.ts';
import { ALL, STUDIO } from './profiles.ts';

const SEED = 20260131;
const sample = (profile: string | Profile, numRuns: number, options: SequenceOptions = {}): GeneratedCommand[][] =>
  fc.sample(commandSequences(profile, options), { numRuns, seed: SEED });

const decided = (
  profile: string | Profile,
  commands: readonly GeneratedCommand[],
  start: Record<string, unknown> = {},
): Run => {
  const run = started({ profile, tokenBudget: 1_000, ...start });
  for (const command of commands) run.apply(run.decide(run.command(command)));
  return run;
};

describe.each(ALL.map((profile) => [profile.name, profile] as const))('under %s', (_name, profile) => {
  test('every command of a legal sequence is accepted', () => {
    for (const commands of sample(profile, runs(40), { legal: 'legal', maxLength: 150 })) {
      const run = started({ profile });
      for (const { name, data, actor } of commands) run.must(name, data, actor === undefined ? {} : { actor });
    }
  });

  test('of a nearly legal sequence most commands are accepted, and some are refused', () => {
    const lists = sample(profile, runs(40), { maxLength: 150 });
    const decisions = lists.flatMap((commands) => {
      const run = started({ profile });
      return commands.map(({ name, data }) => run.send(name, data).kind);
    });
    const share = decisions.filter((kind) => kind === 'accepted').length / decisions.length;
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.9);
  });

  test.each(['legal', 'nearly'] as const)('long %s sequences reach the end of the process', (legal) => {
    // A budget that is used up would refuse what was legal under the profile's own.
    const sequences = runs(60);
    const ends = sample(profile, sequences, { legal, minLength: 100, maxLength: 250 })
      .map((commands) => decided(profile, commands, { tokenBudget: 1_000_000_000 }).state)
      .filter(({ session }) => session.state === 'ended' && session.outcome === 'completed');
    expect(ends.length).toBeGreaterThan(0.8 * sequences);
  });
});

test('a sequence is as long as asked, unless its session has ended', () => {
  for (const commands of sample('normal', 50, { minLength: 5, maxLength: 30 }))
    expect(commands.length).toBeLessThan(31);
  for (const commands of sample('normal', 50, { legal: 'legal', minLength: 20, maxLength: 20 }))
    if (commands.length !== 20) expect(decided('normal', commands).state.session.state).toBe('ended');
  expect(sample('cycles', 5, { maxLength: 0 })).toEqual([[], [], [], [], []]);
});

test.each([{ maxLength: 10_001 }, { maxLength: -1 }, { maxLength: 1.5 }, { minLength: 9, maxLength: 8 }])(
  'lengths out of bounds are refused: %o',
  (options) => {
    expect(() => commandSequences('normal', options)).toThrow(RangeError);
  },
);

test('a profile that no session can start under is refused', () => {
  expect(() => sample('nobody', 1)).toThrow(/session\.start.*no profile is named nobody/s);
});

test('the same seed gives the same sequences', () => {
  expect(sample(STUDIO, 10)).toEqual(sample(STUDIO, 10));
});

test('every word of the command table occurs, and every rule that one command can violate is violated', () => {
  const words = new Set<string>();
  const broken = new Set<string>();
  for (const profile of ALL)
    for (const commands of sample(profile, 120, { maxLength: 200 })) {
      for (const { name } of commands) words.add(name);
      const run = started({ profile, tokenBudget: 1_000, enforcement: 'observe' });
      for (const generated of commands) {
        const decision = run.decide(run.command(generated));
        if (decision.kind === 'rejected') for (const { rule } of decision.rejection.violations) broken.add(rule);
        run.apply(decision);
      }
      for (const { violates } of run.accepted) for (const rule of violates?.split(',') ?? []) broken.add(rule);
    }
  expect(COMMAND_WORDS.filter((word) => !words.has(word))).toEqual([]);
  const ids = [...RULES.map(({ id }) => id), ...ENTITY_KINDS.map((kind) => `M.${kind}`)];
  // What only a broken record, a clock that is behind, many ticks in one commit, a profile that reserves
  // commands, or a log without a session's parent can violate.
  const byOthers = ['E.ordinal', 'E.id', 'E.session', 'E.together', 'E.ahead', 'L.many', 'S.actor', 'S.parent'];
  expect(ids.filter((id) => !broken.has(id) && !byOthers.includes(id))).toEqual([]);
});

test('gates are named by id and by name', () => {
  const named = new Set(
    sample(STUDIO, 60, { legal: 'legal', maxLength: 150 })
      .flat()
      .filter(({ name }) => name.startsWith('gate.') && name !== 'gate.define')
      .map(({ data }) => (data as { gate: string }).gate),
  );
  for (const { id, name } of STUDIO.gates)
    expect([id, named.has(id), name, named.has(name)]).toEqual([id, true, name, true]);
});

describe('what fails shrinks', () => {
  /** A task that failed, and later a pause. */
  const planted = (commands: readonly GeneratedCommand[]): boolean => {
    const failed = commands.findIndex(({ name }) => name === 'task.fail');
    return failed < 0 || !commands.slice(failed).some(({ name }) => name === 'session.pause');
  };
  const shrunk = (profile: string | Profile, options: SequenceOptions, numRuns = 100) => {
    let asked = 0;
    const details = fc.check(
      fc.property(commandSequences(profile, options), (commands) => {
        asked += 1;
        return planted(commands);
      }),
      { seed: SEED, numRuns },
    );
    if (!details.failed) throw new Error('it was not found');
    return { commands: details.counterexample?.[0] ?? [], path: details.counterexamplePath, asked };
  };

  test('to the commands that matter', () => {
    for (const profile of ['normal', 'cycles', STUDIO])
      expect(shrunk(profile, { maxLength: 200 }).commands.map(({ name }) => name)).toEqual([
        'task.fail',
        'session.pause',
      ]);
  });

  test('to the data that matters', () => {
    const details = fc.check(
      fc.property(
        commandSequences('normal', { maxLength: 200 }),
        (commands) => !commands.some(({ data }) => (data as { wave?: number }).wave === 2),
      ),
      { seed: SEED },
    );
    expect(details.counterexample?.[0]).toEqual([{ name: expect.any(String), data: { wave: 2 } }]);
  });

  test('in a legal sequence to what is legal, and leads there', () => {
    for (const profile of ['normal', 'cycles', STUDIO]) {
      const { commands } = shrunk(profile, { legal: 'legal', maxLength: 200 });
      expect(commands.map(({ name }) => name)).toEqual(['task.plan', 'task.start', 'task.fail', 'session.pause']);
      for (const { kind } of ((run) => commands.map(({ name, data }) => run.send(name, data)))(started({ profile })))
        expect(kind).toBe('accepted');
    }
  });

  test('to no fewer than the minimum length', () => {
    expect(shrunk('normal', { minLength: 7, maxLength: 200 }).commands).toHaveLength(7);
  });

  test('and is reproduced by seed and path', () => {
    const { commands, path } = shrunk(STUDIO, { legal: 'legal', maxLength: 200 });
    const property = fc.property(commandSequences(STUDIO, { legal: 'legal', maxLength: 200 }), planted);
    const again = fc.check(property, { seed: SEED, path: path ?? '', endOnFailure: true });
    expect(again.counterexample?.[0]).toEqual(commands);
  });

  test.each(['nearly', 'legal'] as const)('from ten thousand %s commands in a few hundred steps', (legal) => {
    const long = sample('meta', 2, { legal, minLength: 10_000, maxLength: 10_000 });
    expect(Math.max(...long.map(({ length }) => length))).toBeGreaterThan(8_000);
    const { commands, asked } = shrunk('meta', { legal, maxLength: 10_000 });
    expect(commands.length).toBe(legal === 'legal' ? 4 : 2);
    expect(asked).toBeLessThan(500);
  });
});
