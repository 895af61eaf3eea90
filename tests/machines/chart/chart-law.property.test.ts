// A law: in every state that the check of a process explores, and in the states of random sessions, the moves that the chart
// offers are the moves that `decide` accepts, and the other way round.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROFILES, Profile } from '../../../machines/profile.ts';
import type { State } from '../../../machines/state/state.ts';
import { changedRulesOf } from '../../../src/check/check-profile/changed-rules.ts';
import { ProfileExploration } from '../../../src/check/check-profile/profile-exploration.ts';
import { started } from '../../../src/check/run/run.ts';
import { commandSequences } from '../../../src/check/sequences/command-sequences.ts';
import { STUDIO } from '../../check/profiles.ts';
import { MORE, runs } from '../../more.ts';
import { differences } from './chart-law.ts';

/** Rules made weaker and stronger, and words reserved for a person. */
const CHANGED: readonly Profile[] = [
  Profile.parse({
    name: 'softer',
    phases: ['Plan', 'Build'],
    cycles: true,
    gates: [{ id: 'planned', name: 'Planned', guards: 'Plan' }],
    rules: {
      'P.order': 'warn',
      'P.one': 'off',
      'G.guard': 'warn',
      'G.started': 'off',
      'S.paused': 'warn',
      'C.one': 'warn',
      'H.awaited': 'off',
    },
  }),
  Profile.parse({
    name: 'stricter',
    phases: ['Plan', 'Build'],
    cycles: true,
    gates: [{ id: 'built', name: 'Built', criteria: ['It runs'], guards: 'Build' }],
    rules: { 'S.satisfied': 'error', 'C.validated': 'error', 'C.tasks': 'error' },
  }),
  Profile.parse({
    name: 'reserved',
    phases: ['Plan', 'Build'],
    gates: [{ id: 'planned', name: 'Planned', guards: 'Plan' }],
    actors: { 'gate.waive': ['person'], 'phase.reopen': ['person:ada'], 'session.end': ['lead'] },
  }),
];

const PROFILES_TRIED = [...Object.values(PROFILES).filter(({ name }) => name !== 'integrated'), STUDIO, ...CHANGED];

/** `npm run test:more` explores completely and asks about every state; `npm test` a part of both. */
const BOUNDS = MORE ? { maxSeconds: 400, maxMemoryMb: 4_096 } : { maxSeconds: 60, maxStates: 150 };
const MOST = MORE ? Number.POSITIVE_INFINITY : 200;

const reached = async (profile: Profile): Promise<State[]> => {
  const exploration = new ProfileExploration(profile, [], BOUNDS, changedRulesOf(profile));
  await exploration.run();
  return exploration.all.flatMap(({ exploration: { places } }) => places.map(({ state }) => state));
};

describe('the chart offers what decide accepts, and nothing else', () => {
  test.each(PROFILES_TRIED.map((profile) => [profile.name, profile] as const))(
    'in the states that the check of %s explores',
    async (_, profile) => {
      const states = await reached(profile);
      expect(states.length).toBeGreaterThan(100);
      const step = Math.max(1, Math.ceil(states.length / MOST));
      const found = states.filter((_, index) => index % step === 0).flatMap((state) => differences(state));
      expect([...new Set(found)].slice(0, 5)).toEqual([]);
    },
  );

  test.each(PROFILES_TRIED.map((profile) => [profile.name, profile] as const))(
    'in every state of random sessions of %s',
    (_, profile) => {
      fc.assert(
        fc.property(commandSequences(profile, { maxLength: 60 }), (list) => {
          const run = started({ profile, enforcement: 'enforce' });
          for (const { name, data, actor } of list) {
            run.send(name, data, actor === undefined ? {} : { actor });
            expect(differences(run.state)).toEqual([]);
          }
        }),
        { numRuns: runs(60) },
      );
    },
  );
});
