// A recorded session checked under another profile: the first event that would now be refused.
import { describe, expect, it } from 'vitest';
import { PROFILES, Profile } from '../../machines/profile.ts';
import { sessionCheck } from '../../src/check/corpus/check-session.ts';
import { Run } from '../../src/check/run/run.ts';

const own = Profile.parse({ name: 'own', phases: ['Plan', 'Build', 'Ship'] });
const against = (run: Run, profile: Profile) => {
  const session = sessionCheck('s1', profile);
  for (const event of run.events) session.next(event);
  return session.result();
};
const begun = (profile: Profile = own, more: Record<string, unknown> = {}): Run =>
  new Run().must('session.start', { goal: 'Ship it', profile, ...more });
const shipped = (): Run =>
  begun()
    .must('phase.start', { phase: 'Plan' })
    .must('phase.next')
    .must('phase.next')
    .must('phase.complete', { phase: 'Ship' })
    .must('session.end', { outcome: 'completed' });

describe('a session checked under another profile', () => {
  it('passes its own', () => {
    expect(against(shipped(), own)).toEqual({
      ...{ sessionId: 's1', outcome: 'passes', profile: 'own', profileChanges: 0, events: 8 },
      ...{ refused: undefined, refusedBefore: undefined },
    });
  });

  it('is refused where a phase was added before one that it started, with what was legal there', () => {
    const changed = Profile.parse({ ...own, phases: ['Plan', 'Design', 'Build', 'Ship'] });
    const { outcome, refused } = against(shipped(), changed);
    expect(outcome).toBe('refused');
    expect(refused).toMatchObject({
      ...{ ordinal: 4, type: 'phase_started', rule: 'P.order', detail: 'phases not finished before Build: Design' },
      state: { phases: [], ordinal: 3 },
    });
    expect(refused?.legal).toContainEqual({ word: 'phase.start', data: { phase: 'Design' }, needs: [] });
  });

  it('is refused where a gate was added, and passes where a shut gate is only a warning', () => {
    const gates = [{ id: 'g', name: 'Ready', criteria: [], guards: 'Plan' }];
    expect(against(shipped(), { ...own, gates })).toMatchObject({ refused: { ordinal: 4, rule: 'G.guard' } });
    expect(against(shipped(), { ...own, gates, rules: { 'G.guard': 'warn' } })).toMatchObject({ outcome: 'passes' });
  });

  it('is checked as if enforced, also where the profile only observes', () => {
    const changed = Profile.parse({ ...own, phases: ['Look', ...own.phases], enforcement: 'observe' });
    expect(against(shipped(), changed)).toMatchObject({ outcome: 'refused', refused: { rule: 'P.order' } });
  });

  it('is checked under the other from its start to its end, whatever it chose or amended', () => {
    const run = begun(PROFILES.cycles as Profile)
      .must('profile.choose', { profile: own })
      .must('profile.amend', { profile: { ...own, phases: [...own.phases, 'Learn'] }, by: 'Ada', reason: 'To learn' })
      .must('phase.start', { phase: 'Plan' });
    expect(against(run, own)).toMatchObject({ outcome: 'passes', profile: 'cycles', profileChanges: 2 });
    expect(against(run, { ...own, phases: ['Look'] })).toMatchObject({
      refused: { ordinal: 4, rule: 'P.known', detail: 'profile own has no phase Plan' },
    });
  });

  it('that its own profile refuses has its own outcome, with what only the other refuses beside it', () => {
    const run = begun(own, { enforcement: 'observe' })
      .must('phase.start', { phase: 'Build' })
      .must('task.start', { taskId: 'none' });
    expect(against(run, own)).toMatchObject({
      outcome: 'refused-before',
      refusedBefore: { ordinal: 2, rule: 'P.order' },
      refused: undefined,
    });
    const changed = Profile.parse({ ...own, phases: ['Plan', 'Ship'] });
    expect(against(run, changed)).toMatchObject({
      outcome: 'refused-before',
      refusedBefore: { ordinal: 2, rule: 'P.order' },
      refused: { ordinal: 2, rule: 'P.known' },
    });
  });
});
