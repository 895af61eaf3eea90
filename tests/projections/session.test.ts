// What the overview shows of the session itself: its classification, its budget, its events, what came after its end.
import { describe, expect, it, test } from 'vitest';
import { EventSeverity } from '../../machines/events/severity.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { overview, project, usage } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const overviewOf = ({ events }: History) => project(overview, 's1', events);
const NORMAL = PROFILES.normal as Profile;
const within = (session: number, name = 'normal'): Profile => ({
  ...NORMAL,
  name,
  budget: { ...NORMAL.budget, session },
});

describe('the classification of a session', () => {
  const classificationOf = (record: History) => overviewOf(record).classification;

  it('is that of its start, and each part of it stays until it is classified anew', () => {
    const record = history().start({ classification: { type: 'novel', complexity: 'low' } });
    expect(classificationOf(record)).toEqual({ type: 'novel', complexity: 'low' });
    record.add('session_classified', { classification: { complexity: 'high' } });
    expect(classificationOf(record)).toEqual({ type: 'novel', complexity: 'high' });
    record.add('session_classified', { classification: { type: 'standard' } });
    expect(classificationOf(record)).toEqual({ type: 'standard', complexity: 'high' });
  });
});

describe('the token budget of a session', () => {
  const budgetOf = (record: History) => overviewOf(record).tokens.budget;
  const amended = (profile: Profile) => ({ profile, profileHash: '0'.repeat(64), by: 'Ada', reason: 'Better so' });

  it('is that of its start, else that of its profile, else null', () => {
    expect(budgetOf(history().start({ profile: within(500), tokenBudget: 900 }))).toBe(900);
    expect(budgetOf(history().start({ profile: within(500) }))).toBe(500);
    expect(budgetOf(history().start({ profile: { ...NORMAL, budget: { phases: {} } } }))).toBeNull();
  });

  it('is that which it was raised to, and not by what is raised for a phase', () => {
    const record = history().start({ profile: within(500) });
    record.add('budget_raised', { tokens: 700, reason: 'More to do', phase: 'Context' });
    expect(budgetOf(record)).toBe(500);
    record.add('budget_raised', { tokens: 800, reason: 'More to do' });
    expect(budgetOf(record)).toBe(800);
  });

  it('stays with an amended profile of the same budget, and gives way to another one of the profile', () => {
    const record = history().start({ profile: within(500), tokenBudget: 900 });
    record.add('profile_amended', amended(within(500, 'same')));
    expect(overviewOf(record)).toMatchObject({ profile: 'same', tokens: { budget: 900 } });
    record.add('profile_amended', amended(within(600, 'other')));
    expect(overviewOf(record)).toMatchObject({ profile: 'other', tokens: { budget: 600 } });
  });
});

test.each(EventSeverity.options)('an event of severity %s is counted as that, and as no other', (severity) => {
  const record = history().add('warning_issued', { message: 'm' }, { severity });
  const none = Object.fromEntries(EventSeverity.options.map((each) => [each, 0]));
  expect(overviewOf(record).events.bySeverity).toEqual({ ...none, [severity]: 1 });
  record.add('warning_issued', { message: 'm' }, { severity });
  expect(overviewOf(record).events.bySeverity).toEqual({ ...none, [severity]: 2 });
});

describe('an event without a severity of its own', () => {
  const severitiesOf = (record: History) =>
    Object.entries(overviewOf(record).events.bySeverity).flatMap(([severity, count]) => (count > 0 ? [severity] : []));

  it('has that of its type, which is a warning where it would be an info and violates a rule', () => {
    expect(severitiesOf(history().add('task_started', { taskId: 't' }))).toEqual(['info']);
    expect(severitiesOf(history().add('task_started', { taskId: 't' }, { violates: 'T.ready' }))).toEqual(['warning']);
    const error = history().add('error_occurred', { message: 'm' }, { violates: 'T.ready' });
    expect(severitiesOf(error)).toEqual(['error']);
  });

  it('is an info where its type is not known', () => {
    const [known] = history().add('error_occurred', { message: 'm' }).events;
    const foreign: object = { ...known, type: 'of_another_version', data: {} };
    expect(project(overview, 's1', [foreign as typeof known & object]).events.bySeverity).toMatchObject({ info: 1 });
  });
});

describe('what came after the end of a session', () => {
  const ended = (): History =>
    history()
      .start()
      .add('tokens_used', { agentId: 'a', total: 5 })
      .add('agent_reported', { agentId: 'a', text: 'In time' })
      .add('session_ended', { outcome: 'completed' });

  it('is left out where nothing did', () => {
    expect(overviewOf(ended())).not.toHaveProperty('late');
    expect(project(usage, 's1', ended().events).total).not.toHaveProperty('late');
  });

  it('is the tokens alone, the reports alone, or both, added up', () => {
    const tokens = ended().add('tokens_used', { agentId: 'a', total: 7 });
    expect(overviewOf(tokens).late).toEqual({ tokens: 7, reports: 0 });
    expect(project(usage, 's1', tokens.events).total).toMatchObject({ late: 7, tokens: 12 });
    const reports = ended().add('agent_reported', { agentId: 'a', text: 'Late' });
    expect(overviewOf(reports).late).toEqual({ tokens: 0, reports: 1 });
    expect(project(usage, 's1', reports.events).total).not.toHaveProperty('late');
    reports.add('agent_reported', { agentId: 'a', text: 'Later' }).add('tokens_used', { agentId: 'a', total: 1 });
    reports.add('tokens_used', { agentId: 'a', total: 2 });
    expect(overviewOf(reports).late).toEqual({ tokens: 3, reports: 2 });
  });
});
