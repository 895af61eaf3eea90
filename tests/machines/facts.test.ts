// The facts of a command that may leave something out: a profile, an id, the criteria of a gate, the next phase.
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { factsOf } from '../../machines/commands/facts.ts';
import { PROFILES } from '../../machines/profile.ts';
import { Run, started } from '../../src/check/run/run.ts';
import { sha256 } from '../history.ts';

const newest = ({ events }: Run): object => ({ type: events.at(-1)?.type, data: events.at(-1)?.data });
const facts = (decider: Run, name: string, data: unknown) => factsOf(decider.state, name, data, sha256);

describe('an id that is left out is the next free one', () => {
  test('of an entry', () => {
    const decider = started().must('entry.add', { entryId: 'entry_2', entryType: 'note', title: 'T', content: 'C' });
    decider.must('entry.add', { entryId: undefined, entryType: 'note', title: 'T', content: 'C' });
    expect(newest(decider)).toMatchObject({ data: { entryId: 'entry_3' } });
    decider.must('entry.add', { entryType: 'note', title: 'T', content: 'C' });
    expect(newest(decider)).toEqual({
      type: 'workbook_entry_added',
      data: { entryId: 'entry_4', entryType: 'note', title: 'T', content: 'C' },
    });
    decider.must('entry.add', { entryId: 'mine', entryType: 'note', title: 'T', content: 'C' });
    expect(newest(decider)).toMatchObject({ data: { entryId: 'mine' } });
  });

  test('of a review', () => {
    const decider = started().must('review.request', { of: 'It', from: undefined });
    expect(newest(decider)).toEqual({ type: 'review_requested', data: { reviewId: 'review_1', of: 'It' } });
    expect(newest(decider.must('review.request', { reviewId: 'mine', of: 'It' }))).toMatchObject({
      data: { reviewId: 'mine' },
    });
  });

  test('of a question, which has its title as text where it has no content, and an author where it names one', () => {
    const decider = started().must('question.ask', { title: 'Which?' });
    expect(newest(decider)).toEqual({
      type: 'workbook_entry_added',
      data: { entryId: 'question_1', entryType: 'question', title: 'Which?', content: '' },
    });
    decider.must('question.ask', { title: 'When?', by: 'Ada', content: 'Today?', entryId: 'q' });
    expect(newest(decider)).toEqual({
      type: 'workbook_entry_added',
      data: { entryId: 'q', entryType: 'question', title: 'When?', content: 'Today?', author: 'Ada' },
    });
  });
});

describe('a verdict that names its gate by name', () => {
  const define = () =>
    started()
      .must('gate.define', { gateId: 'g', name: 'G', criteria: ['Clear'] })
      .must('gate.define', { gateId: 'other', name: 'G', criteria: ['Clear'] });
  test.each([
    ['G', 'g'],
    ['other', 'g'],
    ['g', 'g'],
  ])('is recorded with the id of the gate: %s is %s', (gate, id) => {
    expect(newest(define().must('gate.pass', { gate, criteria: ['Clear'] }))).toMatchObject({ data: { gate: id } });
    expect(newest(define().must('gate.fail', { gate, criteria: ['Clear'] }))).toMatchObject({ data: { gate: id } });
  });
  test('is recorded as it was reported where it is a fact, and means the same gate', () => {
    const decider = define().must('quality_gate_passed', { gate: 'G', criteria: ['Clear'] });
    expect(newest(decider)).toMatchObject({ data: { gate: 'G' } });
    expect(decider.state.session.gates.get('g')?.state).toBe('passed');
  });
});

describe('the criteria of a verdict that are left out are those of its gate', () => {
  const define = () => started().must('gate.define', { gateId: 'g', name: 'G', criteria: ['Clear', 'Short'] });
  test.each([
    ['gate.pass', {}],
    ['gate.fail', {}],
    ['gate.waive', { reason: 'By hand' }],
  ])('%s', (word, given) => {
    expect(newest(define().must(word, { gate: 'G', ...given }))).toMatchObject({
      data: { gate: 'g', criteria: ['Clear', 'Short'] },
    });
    const [one] = (facts(define(), word, { gate: 'g', criteria: ['Clear'], ...given }) as { facts: object[] }).facts;
    expect(one).toMatchObject({ data: { criteria: ['Clear'] } });
    expect(facts(started(), word, { gate: 'unknown', ...given })).toMatchObject({
      facts: [{ data: { criteria: [] } }],
    });
    expect(facts(started(), word, { gate: 7, ...given })).toMatchObject({
      invalid: expect.stringContaining(`${word}: gate: `),
    });
  });
});

test('data that is not an object is refused as such', () => {
  for (const data of ['text', undefined, null])
    expect(facts(started(), 'entry.add', data)).toEqual({
      invalid: `entry.add: Invalid input: expected object, received ${data === 'text' ? 'string' : data}`,
    });
});

test('a mistyped word is reported with the nearest command, at most three letters away', () => {
  expect(facts(started(), 'task.sxyzt', {})).toEqual({
    invalid: 'no command is named task.sxyzt; did you mean task.start?',
  });
  expect(facts(started(), 'wxyz.sxyzt', {})).toEqual({ invalid: 'no command is named wxyz.sxyzt' });
});

describe('phase.next', () => {
  test('completes the active phase, with its notes, and starts the next pending phase', () => {
    const decider = started().must('phase.skip', { phase: 'Planning', reason: 'Known' }).must('phase.next');
    expect(newest(decider)).toEqual({ type: 'phase_started', data: { phase: 'Context' } });
    decider.must('phase.next', { notes: 'Restated', outputs: ['goals'] });
    expect(decider.events.slice(-2).map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'phase_completed', data: { phase: 'Context', notes: 'Restated', outputs: ['goals'] } },
      { type: 'phase_started', data: { phase: 'Execution' } },
    ]);
  });

  test('completes the last phase and starts none', () => {
    const decider = started({ profile: { name: 'short', phases: ['A', 'B', 'C'] } });
    decider.must('phase.next').must('phase.next').must('phase.next');
    expect(facts(decider, 'phase.next', undefined)).toEqual({
      facts: [{ type: 'phase_completed', data: { phase: 'C' } }],
    });
    expect(decider.must('phase.next').refusedBy('phase.next')).toEqual(['M.phase']);
    expect(facts(decider, 'phase.next', {})).toEqual({ facts: [{ type: 'phase_started', data: { phase: 'C' } }] });
  });

  test('does not start a phase that was passed over', () => {
    const profile = { name: 'free', phases: ['A', 'B', 'C'], enforcement: 'observe' };
    const decider = started({ profile }).must('phase.start', { phase: 'B' }).must('phase.next');
    expect(newest(decider)).toEqual({ type: 'phase_started', data: { phase: 'C' } });
  });

  test('results in nothing in a process without phases, and a rule refuses it before the start', () => {
    expect(facts(started({ profile: 'cycles' }), 'phase.next', {})).toEqual({
      invalid: 'phase.next: profile cycles has no phases',
    });
    expect(facts(new Run(), 'phase.next', {})).toEqual({
      facts: [{ type: 'phase_started', data: { phase: 'Context' } }],
    });
    expect(new Run().refusedBy('phase.next')).toEqual(['S.first']);
  });
});

describe('a session', () => {
  test('starts under `normal`, enforced, with the law of now and the hash of its profile', () => {
    expect(newest(started())).toEqual({
      type: 'session_started',
      data: {
        goal: 'Reset passwords by email',
        profile: PROFILES.normal,
        profileHash: sha256(canonicalJson(PROFILES.normal)),
        law: '1',
        enforcement: 'enforce',
      },
    });
  });

  test('has the enforcement of its profile where it names none itself', () => {
    const profile = { name: 'mine', phases: ['A'], enforcement: 'observe' };
    expect(newest(started({ profile }))).toMatchObject({ data: { enforcement: 'observe' } });
    expect(newest(started({ profile, enforcement: 'enforce' }))).toMatchObject({ data: { enforcement: 'enforce' } });
  });

  test('that is given complete is taken as it is, if the hash is that of its profile', () => {
    const { data } = started({ enforcement: 'observe' }).events[0]!;
    const complete = { ...data, law: '0' };
    expect(facts(started(), 'session_started', complete)).toEqual({
      facts: [{ type: 'session_started', data: complete }],
    });
    expect(facts(started(), 'session_started', { ...complete, profileHash: '0'.repeat(64) })).toEqual({
      invalid: 'session_started: profileHash is not the hash of the profile',
    });
  });

  test('has no version of the law where its profile is chosen or amended', () => {
    const decider = started().must('profile.choose', { profile: 'meta' });
    const profileHash = sha256(canonicalJson(PROFILES.meta));
    expect(newest(decider)).toEqual({ type: 'profile_chosen', data: { profile: PROFILES.meta, profileHash } });
    decider.must('profile.amend', { profile: 'meta', by: 'Ada', reason: 'Better so' });
    expect(newest(decider)).toEqual({
      type: 'profile_amended',
      data: { profile: PROFILES.meta, profileHash, by: 'Ada', reason: 'Better so' },
    });
    expect(facts(decider, 'profile.choose', { profile: 'none' })).toMatchObject({
      invalid: 'no profile is named none; built in are normal, integrated, meta, cycles',
    });
  });
});
