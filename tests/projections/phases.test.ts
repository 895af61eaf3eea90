// The phases of the plan view where a profile replaces another, and where a phase is reopened.
import { describe, expect, it } from 'vitest';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { plan, project, timeline } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const profile = (...phases: string[]): Profile => ({ ...(PROFILES.normal as Profile), phases, gates: [] });
const begun = (...phases: string[]): History => history().start({ profile: profile(...phases) });
const amended = (h: History, ...phases: string[]): History =>
  h.add('profile_amended', {
    profile: profile(...phases),
    profileHash: '0'.repeat(64),
    by: 'Ada',
    reason: 'Better so',
  });
const shown = ({ events }: History): string[] =>
  project(plan, 's1', events).phases.map(
    ({ name, status, inProfile }) => `${name} ${status}${inProfile ? '' : ' (not in it)'}`,
  );

describe('another profile', () => {
  it('removes the phases that it lacks and that no event has named', () => {
    expect(shown(amended(begun('A', 'B', 'C'), 'B'))).toEqual(['B pending']);
  });

  it('keeps, after its own, those that an event has named', () => {
    const h = begun('A', 'B', 'C', 'D').add('phase_started', { phase: 'A' }).add('phase_completed', { phase: 'A' });
    h.add('phase_skipped', { phase: 'B', reason: 'Known' }).add('phase_started', { phase: 'C' });
    expect(shown(amended(h, 'D'))).toEqual([
      'D pending',
      'A completed (not in it)',
      'B skipped (not in it)',
      'C active (not in it)',
    ]);
    expect(shown(amended(h, 'C', 'A'))).toEqual(['C active', 'A completed', 'B skipped (not in it)']);
  });

  it('keeps a phase that was reopened and is pending again, and one that no profile ever had', () => {
    const h = begun('A', 'B').add('phase_started', { phase: 'A' }).add('phase_completed', { phase: 'A' });
    h.add('phase_reopened', { phase: 'B', reason: 'More' }).add('phase_reopened', { phase: 'A', reason: 'More' });
    expect(shown(amended(h, 'A'))).toEqual(['A active', 'B pending (not in it)']);
    h.add('phase_started', { phase: 'Elsewhere' });
    expect(shown(amended(h, 'A'))).toEqual(['A active', 'B pending (not in it)', 'Elsewhere active (not in it)']);
  });
});

describe('a phase that is abandoned', () => {
  it('has ended, with the reason and the time that it took', () => {
    const h = begun('A', 'B')
      .add('phase_started', { phase: 'A' }, { at: 1 })
      .add('phase_abandoned', { phase: 'A', reason: 'A dead end' }, { at: 3 });
    expect(project(plan, 's1', h.events)).toMatchObject({
      currentPhase: null,
      phases: [
        { name: 'A', status: 'abandoned', reason: 'A dead end', durationS: 120 },
        { name: 'B', status: 'pending' },
      ],
    });
    expect(shown(h.add('phase_reopened', { phase: 'A', reason: 'Once more' }))).toEqual(['A active', 'B pending']);
  });
});

describe('a phase that is unskipped', () => {
  it('is pending, and so are those after it, with the reason', () => {
    const h = begun('A', 'B', 'C')
      .add('phase_skipped', { phase: 'A', reason: 'Known' })
      .add('phase_started', { phase: 'B' })
      .add('phase_unskipped', { phase: 'A', reason: 'Not known' });
    expect(shown(h)).toEqual(['A pending', 'B pending', 'C pending']);
    expect(project(plan, 's1', h.events)).toMatchObject({
      currentPhase: null,
      phases: [{ reason: 'Not known', endedAt: null }, {}, {}],
    });
  });

  it('leaves the active phase before it active', () => {
    const h = begun('A', 'B', 'C')
      .add('phase_started', { phase: 'A' })
      .add('phase_skipped', { phase: 'C', reason: 'Known' })
      .add('phase_unskipped', { phase: 'C', reason: 'Not known' });
    expect(shown(h)).toEqual(['A active', 'B pending', 'C pending']);
    expect(project(plan, 's1', h.events).currentPhase).toBe('A');
  });
});

describe('the row of a phase', () => {
  const rowsOf = ({ events }: History) => project(plan, 's1', events).phases;
  const pending = {
    ...{ name: 'A', inProfile: true, status: 'pending', startedAt: null, endedAt: null, durationS: null },
    ...{ notes: null, outputs: [], carried: null, reason: null, reopened: 0 },
  };

  it('has nothing but its name before the phase starts', () => {
    expect(rowsOf(begun('A'))).toEqual([pending]);
  });

  it('has its first start, its notes, its outputs and what it carried, once it was completed', () => {
    const h = begun('A')
      .add('phase_started', { phase: 'A' }, { at: 1 })
      .add('phase_started', { phase: 'A' }, { at: 2 })
      .add(
        'phase_completed',
        { phase: 'A', notes: 'N', outputs: ['o'], carried: { agents: ['a'], tasks: ['t'] } },
        { at: 4 },
      );
    const completed = {
      ...pending,
      ...{ status: 'completed', startedAt: '2026-01-31T14:01:00.000Z', endedAt: '2026-01-31T14:04:00.000Z' },
      ...{ durationS: 180, notes: 'N', outputs: ['o'], carried: { agents: ['a'], tasks: ['t'] } },
    };
    expect(rowsOf(h)).toEqual([completed]);
    expect(rowsOf(h.add('phase_reopened', { phase: 'A', reason: 'More' }, { at: 6 }))).toEqual([
      { ...completed, status: 'active', endedAt: null, carried: null, reason: 'More', reopened: 1 },
    ]);
  });

  it('is that of a phase which has not begun, once it is unskipped or put back, but for the time that it took', () => {
    const h = () => begun('A').add('phase_started', { phase: 'A' }, { at: 1 });
    const again = { ...pending, durationS: 180, reason: 'Not known' };
    const unskipped = h().add('phase_unskipped', { phase: 'A', reason: 'Not known' }, { at: 4 });
    expect(rowsOf(unskipped)).toEqual([again]);
    const completed = h().add('phase_completed', { phase: 'A', carried: { tasks: ['t'] } }, { at: 4 });
    expect(rowsOf(completed.add('phase_unskipped', { phase: 'A', reason: 'Not known' }))).toEqual([again]);
    const skipped = begun('A').add('phase_skipped', { phase: 'A', reason: 'Known' });
    expect(rowsOf(skipped.add('phase_unskipped', { phase: 'A', reason: 'Not known' }))).toEqual([
      { ...pending, reason: 'Not known' },
    ]);
    const putBack = begun('B', 'A').add('phase_started', { phase: 'A' }, { at: 1 });
    putBack.add('phase_reopened', { phase: 'B', reason: 'More' }, { at: 4 });
    expect(rowsOf(putBack)[1]).toEqual({ ...pending, durationS: 180 });
  });
});

describe('a phase that is reopened', () => {
  it('puts those after it in the profile back to pending, and none that the profile lacks', () => {
    const h = begun('A', 'B', 'C')
      .add('phase_completed', { phase: 'C' })
      .add('phase_completed', { phase: 'Elsewhere' });
    expect(shown(h.add('phase_reopened', { phase: 'A', reason: 'More' }))).toEqual([
      'A active',
      'B pending',
      'C pending',
      'Elsewhere completed (not in it)',
    ]);
  });

  it('that no profile has puts none back', () => {
    const h = begun('A', 'B').add('phase_completed', { phase: 'B' });
    expect(shown(h.add('phase_reopened', { phase: 'Elsewhere', reason: 'More' }))).toEqual([
      'A pending',
      'B completed',
      'Elsewhere active (not in it)',
    ]);
  });
});

describe('what a phase carries into the next', () => {
  const carried = (h: History): unknown => project(plan, 's1', h.events).phases.map((phase) => phase.carried);
  const working = (): History =>
    begun('A', 'B')
      .add('phase_started', { phase: 'A' })
      .add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester' }] })
      .add('phase_completed', { phase: 'A', carried: { agents: ['a1'] } });

  it('is shown with the phase that was completed, by kind', () => {
    expect(carried(working())).toEqual([{ agents: ['a1'], tasks: [] }, null]);
    expect(carried(begun('A').add('phase_started', { phase: 'A' }).add('phase_completed', { phase: 'A' }))).toEqual([
      null,
    ]);
  });

  it('is forgotten when the phase is reopened, and when an earlier one is', () => {
    const again = working().add('phase_reopened', { phase: 'A', reason: 'More' });
    expect(carried(again)).toEqual([null, null]);
    const h = begun('A', 'B').add('phase_started', { phase: 'A' }).add('phase_completed', { phase: 'A' });
    h.add('phase_started', { phase: 'B' }).add('phase_completed', { phase: 'B', carried: { tasks: ['t1'] } });
    expect(carried(h)).toEqual([null, { agents: [], tasks: ['t1'] }]);
    expect(carried(h.add('phase_reopened', { phase: 'A', reason: 'More' }))).toEqual([null, null]);
  });
});

it('ends the span of a phase that a fact skips while it is active', () => {
  const { events } = history()
    .start({}, { at: 0 })
    .add('phase_started', { phase: 'Context' }, { at: 1 })
    .add('phase_skipped', { phase: 'Context', reason: 'Known' }, { at: 4 });
  expect(project(timeline, 's1', events).phases).toMatchObject([{ status: 'skipped', durationS: 180 }]);
});
