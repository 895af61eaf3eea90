// Checks of a profile that reserves commands for some actors.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Profile } from '../../machines/profile.ts';
import { checkProfile } from '../../src/check/check-profile/check-profile.ts';
import { started } from '../../src/check/run/run.ts';
import { commandSequences } from '../../src/check/sequences/command-sequences.ts';
import { runs } from '../more.ts';

const reserved = (rules: Profile['rules'] = {}): Profile =>
  Profile.parse({
    name: 'reserved',
    phases: ['Plan', 'Build'],
    gates: [{ id: 'ready', name: 'Ready', criteria: ['Agreed'], guards: 'Plan' }],
    actors: {
      'gate.pass': ['person'],
      'gate.fail': ['person'],
      'gate.waive': ['person:ada', 'person:bob'],
      'phase.complete': ['person:ada'],
      'review.give': ['the lead'],
      'session.end': ['person'],
    },
    rules,
  });

describe('a check of a profile that reserves commands', () => {
  test('reaches what is reserved, as one of those who may, and writes who sends it', async () => {
    const { ok, problems, completions } = await checkProfile(reserved(), [], { sequences: 0 });
    expect([ok, problems]).toEqual([true, []]);
    expect(completions[0]?.trace?.written.slice(-2)).toEqual([
      'gate.waive ready --criteria Agreed --reason Explored --actor person:ada',
      'session.end --outcome completed --actor person',
    ]);
  });

  test('sends as anybody where the rule does not refuse', async () => {
    const { completions, changedRules } = await checkProfile(reserved({ 'S.actor': 'warn' }), [], { sequences: 0 });
    expect(completions[0]?.trace?.written.at(-1)).toBe('session.end --outcome completed');
    expect(changedRules.find(({ rule }) => rule === 'S.actor')?.trace).toBeDefined();
  });
});

test('random sequences of such a profile come to their end', () => {
  const profile = reserved();
  let ended = 0;
  fc.assert(
    fc.property(commandSequences(profile, { maxLength: 60 }), (list) => {
      const run = started({ profile });
      for (const { name, data, actor } of list) run.send(name, data, actor === undefined ? {} : { actor });
      if (run.state.session.state === 'ended') ended += 1;
    }),
    { numRuns: runs(100) },
  );
  expect(ended).toBeGreaterThan(0);
});
