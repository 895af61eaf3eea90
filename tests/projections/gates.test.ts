// The gates of the plan view where phases are reopened, and where a profile replaces another.
import { describe, expect, it } from 'vitest';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { plan, project } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const NORMAL = PROFILES.normal as Profile;
const gate = (id: string, guards?: string) => ({
  id,
  name: id.toUpperCase(),
  criteria: ['Clear'],
  ...(guards && { guards }),
});
const GATES = [gate('g', 'Context'), gate('k', 'Planning'), gate('m', 'Execution'), gate('free')];
const statuses = ({ sessionId, events }: History): Record<string, string> =>
  Object.fromEntries(project(plan, sessionId, events).gates.map(({ id, status }) => [id, status]));
const pass = (h: History, ...ids: string[]): History => {
  for (const id of ids) h.add('quality_gate_passed', { gate: id, criteria: ['Clear'] });
  return h;
};
const amend = (h: History, gates: Profile['gates']): History =>
  h.add('profile_amended', {
    profile: { ...NORMAL, gates },
    profileHash: '0'.repeat(64),
    by: 'Ada',
    reason: 'Better so',
  });

describe('a phase that is reopened', () => {
  const h = () => pass(history().start({ profile: { ...NORMAL, gates: GATES } }), 'g', 'k', 'free');
  it('puts the gates from it on back to pending, and no others', () => {
    const reopened = h().add('phase_reopened', { phase: 'Planning', reason: 'A hole' });
    expect(statuses(reopened)).toEqual({ g: 'passed', k: 'pending', m: 'pending', free: 'passed' });
  });
  it('or unskipped puts the gates from it on back to pending, and no others', () => {
    const unskipped = h().add('phase_unskipped', { phase: 'Planning', reason: 'Needed after all' });
    expect(statuses(unskipped)).toEqual({ g: 'passed', k: 'pending', m: 'pending', free: 'passed' });
  });
  it('puts all gates back to pending where it is the first, and none where it is unknown', () => {
    expect(statuses(h().add('phase_reopened', { phase: 'Context', reason: 'A hole' }))).toEqual({
      g: 'pending',
      k: 'pending',
      m: 'pending',
      free: 'passed',
    });
    expect(statuses(h().add('phase_reopened', { phase: 'Dreaming', reason: 'A hole' }))).toMatchObject({ g: 'passed' });
  });
});

describe('another profile', () => {
  it('keeps the verdict on a gate that both have, and removes a gate without a verdict', () => {
    const h = pass(history().start({ profile: { ...NORMAL, gates: GATES } }), 'g');
    expect(statuses(amend(h, [gate('g', 'Context')]))).toEqual({ g: 'passed' });
  });
  it('keeps, after its own, a gate with a verdict', () => {
    const h = pass(history().start({ profile: { ...NORMAL, gates: GATES } }), 'g', 'k');
    expect(Object.keys(statuses(amend(h, [gate('new')])))).toEqual(['new', 'g', 'k']);
  });
  it('leaves a gate that the session defined itself as it is', () => {
    const h = pass(
      history()
        .start()
        .add('gate_defined', { gateId: 'own', name: 'Own', criteria: ['Short'] }),
      'own',
    );
    amend(h, [{ id: 'own', name: 'Own', criteria: ['Clear'] }, gate('new')]);
    expect(project(plan, h.sessionId, h.events).gates).toMatchObject([
      { id: 'own', status: 'passed', criteria: ['Short'] },
      { id: 'new', status: 'pending' },
    ]);
  });
  it('leaves a gate that the session defined itself and nobody judged where it is, though it lacks it', () => {
    const h = history()
      .start()
      .add('gate_defined', { gateId: 'own', name: 'Own', criteria: ['Short'], guards: 'Review' });
    expect(project(plan, 's1', amend(h, [gate('new')]).events).gates).toEqual([
      { id: 'new', name: 'NEW', criteria: ['Clear'], guards: null, status: 'pending', verdicts: [] },
      { id: 'own', name: 'Own', criteria: ['Short'], guards: 'Review', status: 'pending', verdicts: [] },
    ]);
  });
  it('does not count a verdict from before its gate was defined', () => {
    const h = pass(history().start({ profile: { ...NORMAL, gates: [] } }), 'later');
    expect(statuses(h)).toEqual({ later: 'passed' });
    expect(statuses(amend(h, [gate('later')]))).toEqual({ later: 'pending' });
  });
});

describe('a verdict that names what is both a known id and the name of a gate', () => {
  const verdictsOf = ({ events }: History): [string, number][] =>
    project(plan, 's1', events).gates.map(({ id, verdicts }) => [id, verdicts.length]);
  const withGate = (h: History): History => h.add('gate_defined', { gateId: 'u', name: 'Unit', criteria: ['Clear'] });

  it('is on the gate that was defined by that name since, where the id is known from verdicts only', () => {
    const h = withGate(pass(history().start({ profile: { ...NORMAL, gates: [] } }), 'Unit'));
    expect(verdictsOf(pass(h, 'Unit'))).toEqual([
      ['Unit', 1],
      ['u', 1],
    ]);
  });
  it('is on the gate that was defined by that name since, where only a former profile has the id', () => {
    const h = pass(history().start({ profile: { ...NORMAL, gates: [gate('Unit')] } }), 'Unit');
    expect(verdictsOf(pass(withGate(amend(h, [])), 'Unit'))).toEqual([
      ['Unit', 1],
      ['u', 1],
    ]);
  });
  it('is on the gate of that id, where the profile in force has it', () => {
    const h = withGate(history().start({ profile: { ...NORMAL, gates: [gate('Unit')] } }));
    expect(verdictsOf(pass(h, 'Unit'))).toEqual([
      ['Unit', 1],
      ['u', 0],
    ]);
  });
});

it('a gate that nothing defines has the criteria of its first verdict, and every verdict with its own', () => {
  const h = history()
    .add('quality_gate_failed', { gate: 'x', criteria: ['A'], reason: 'no', notes: 'n' }, { at: 1 })
    .add('quality_gate_passed', { gate: 'x', criteria: ['B'] }, { at: 2, actor: 'Ann' });
  expect(project(plan, 's1', h.events).gates).toEqual([
    {
      ...{ id: 'x', name: 'x', criteria: ['A'], guards: null, status: 'passed' },
      verdicts: [
        {
          ...{ verdict: 'failed', at: '2026-01-31T14:01:00.000Z', by: 'orchestrator', criteria: ['A'] },
          ...{ criteriaDefined: true, notes: 'n', reason: 'no' },
        },
        {
          ...{ verdict: 'passed', at: '2026-01-31T14:02:00.000Z', by: 'Ann', criteria: ['B'] },
          ...{ criteriaDefined: true, notes: null, reason: null },
        },
      ],
    },
  ]);
});
