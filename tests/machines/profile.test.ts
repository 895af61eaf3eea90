// A profile by name or as given, and what is wrong with one, each in a sentence that names the place.
import { describe, expect, test } from 'vitest';
import { profileFrom } from '../../machines/commands/facts.ts';
import { PROFILES } from '../../machines/profile.ts';

const NORMAL = PROFILES.normal!;
const wrong = (changes: Record<string, unknown>): string => {
  const found = profileFrom({ ...NORMAL, ...changes });
  return 'invalid' in found ? found.invalid : '';
};
const gate = (id: string, changes: Record<string, unknown> = {}) => ({ id, name: id.toUpperCase(), ...changes });

test('a built-in profile is found by its name, and an unknown name is refused with the names that exist', () => {
  expect(profileFrom('meta')).toEqual({ profile: PROFILES.meta });
  const refusal = { invalid: 'no profile is named x; built in are normal, integrated, meta, cycles', path: [] };
  expect(profileFrom('x')).toEqual(refusal);
  expect(profileFrom('toString')).toMatchObject({ invalid: expect.stringContaining('no profile is named toString') });
});

test('what a profile leaves out has its default', () => {
  expect(profileFrom({ name: 'mine', phases: ['One'] })).toEqual({
    profile: {
      name: 'mine',
      phases: ['One'],
      cycles: false,
      gates: [],
      budget: { phases: {} },
      enforcement: 'enforce',
      rules: {},
      limits: { ticksAtOnce: 10 },
    },
  });
  expect(profileFrom({ name: 'mine', cycles: true, budget: {}, limits: {}, gates: [gate('g')] })).toMatchObject({
    profile: {
      phases: [],
      budget: { phases: {} },
      limits: { ticksAtOnce: 10 },
      gates: [{ id: 'g', name: 'G', criteria: [] }],
    },
  });
});

describe('a profile is wrong', () => {
  test('in its name', () => {
    const refusal = 'profile.name: a profile name is 1 to 64 of A-Z a-z 0-9 _ -';
    for (const name of ['', 'a b', 'a.b', ' a', 'a\n', 'x'.repeat(65)]) expect(wrong({ name })).toBe(refusal);
    for (const name of ['x'.repeat(64), 'A-z_9']) expect(wrong({ name })).toBe('');
  });

  test('with two phases of one name', () => {
    expect(wrong({ phases: ['A', 'B', 'A'], gates: [] })).toBe('profile.phases.2: two phases are named "A"');
  });

  test('with neither phases nor cycles', () => {
    expect(wrong({ phases: [], gates: [] })).toBe('profile.phases: a profile has phases, cycles or both');
    expect(wrong({ phases: [], gates: [], cycles: true })).toBe('');
  });

  test('with two gates that share a name or id', () => {
    expect(wrong({ gates: [gate('g'), gate('g', { name: 'H' })] })).toBe(
      'profile.gates.1.id: two gates have the id "g"',
    );
    expect(wrong({ gates: [gate('g'), gate('h', { name: 'G' })] })).toBe(
      'profile.gates.0.name: two gates have the name or id "G"',
    );
    expect(wrong({ gates: [gate('g'), gate('h', { name: 'g' })] })).toBe(
      'profile.gates.1.name: two gates have the name or id "g"',
    );
    expect(wrong({ gates: [gate('g', { name: 'g' }), gate('h')] })).toBe('');
  });

  test('with a gate or an allocation for a phase that it lacks', () => {
    expect(wrong({ gates: [gate('g', { guards: 'Dreaming' })] })).toBe(
      'profile.gates.0.guards: no phase is named "Dreaming"',
    );
    expect(wrong({ gates: [gate('g', { guards: 'Review' }), gate('h')] })).toBe('');
    expect(wrong({ budget: { phases: { Dreaming: 1 } } })).toBe(
      'profile.budget.phases.Dreaming: no phase is named "Dreaming"',
    );
    expect(wrong({ budget: { phases: { Review: 1 } } })).toBe('');
  });

  test('with actors for a word that no command has, that stands for others, or that comes before the profile', () => {
    const actors = (word: string) => wrong({ actors: { [word]: ['person'] } });
    expect(actors('gate.wave')).toBe('profile.actors: no command is named gate.wave; did you mean gate.waive?');
    expect(actors('phase.next')).toBe('profile.actors: phase.next stands for other commands; name those');
    expect(actors('session.start')).toBe('profile.actors: session.start comes before its profile is in force');
    expect(actors('gate.waive')).toBe('');
    expect(wrong({ actors: { 'gate.waive': [] } })).toContain('profile.actors.gate.waive: ');
  });

  test('with an unknown rule, or one that no profile may set', () => {
    expect(wrong({ rules: { 'X.y': 'off' } })).toBe('profile.rules: no rule is named X.y');
    expect(wrong({ rules: { 'E.id': 'off' } })).toBe('profile.rules: E.id is error in every profile');
    expect(wrong({ rules: { 'M.task': 'off' } })).toBe('profile.rules: M.task is error in every profile');
    expect(wrong({ rules: { 'E.id': 'error', 'P.order': 'off' } })).toBe('');
    expect(wrong({ rules: { 'P.order': 'loud' } })).toContain('profile.rules.P.order: ');
  });

  test('as a whole', () => {
    expect(profileFrom(7)).toEqual({ invalid: 'profile.Invalid input: expected object, received number', path: [] });
    expect(wrong({ more: 1 })).toBe('profile.Unrecognized key: "more"');
  });
});
