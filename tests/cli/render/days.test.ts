import { describe, expect, it } from 'vitest';
import { foldViews, showAll, type ViewName } from '../../../projections/index.ts';
import { dayLines } from '../../../src/cli/render/days.ts';
import { renderExtract } from '../../../src/cli/render/extract.ts';
import { clockAfter } from '../../../src/cli/render/figures.ts';
import { styleOf } from '../../../src/cli/render/palette.ts';
import { viewPage } from '../../../src/cli/render/view-page.ts';
import { history } from '../../history.ts';

const style = styleOf({ colours: false, width: 100 });

/** From Saturday 22:00 to Monday 20:00, in two cycles. */
const overDays = () =>
  history('s1')
    .start({}, { time: '2026-01-31T22:00:00.000Z' })
    .add('phase_started', { phase: 'Context' }, { time: '2026-01-31T22:00:01.000Z' })
    .add('cycle_started', { cycle: 1 }, { time: '2026-01-31T22:01:00.000Z' })
    .add('agent_launched', {
      wave: 1,
      agents: [
        { agentId: 'a1', agentType: 'tester' },
        { agentId: 'a2', agentType: 'tester' },
      ],
    })
    .add('workbook_entry_added', { entryId: 'e1', entryType: 'insight', title: 'First', content: '' })
    .add('workbook_entry_added', { entryId: 'e2', entryType: 'insight', title: 'Second', content: '' })
    .add(
      'workbook_entry_added',
      { entryId: 'e3', entryType: 'insight', title: 'Third', content: '' },
      { time: '2026-02-01T00:00:05.000Z' },
    )
    .add('decision_made', { decision: 'Go on' })
    .add('agent_reported', { agentId: 'a1', text: 'Done' })
    .add('agent_completed', { agents: [{ agentId: 'a1' }, { agentId: 'a2' }] }, { time: '2026-02-01T09:00:00.000Z' })
    .add('cycle_ended', { cycle: 1 }, { time: '2026-02-02T19:00:00.000Z' })
    .add('cycle_started', { cycle: 2 }, { time: '2026-02-02T19:30:00.000Z' })
    .add('session_ended', { outcome: 'failed' }, { time: '2026-02-02T20:00:00.000Z' }).events;

const documents = showAll(foldViews(overDays(), 's1'));
const linesOf = (name: ViewName, width = 100): string[] =>
  viewPage(name, documents[name] as never, styleOf({ colours: false, width })).split('\n');

describe('a day', () => {
  it('stands before the first time and where it changes, and an unknown time leaves it as it is', () => {
    const dayOf = dayLines(style, 2);
    const shown = [
      '2026-01-31T22:00:00.000Z',
      '2026-01-31T23:59:59.999Z',
      '1970-01-01T00:00:00.000Z',
      null,
      '2026-01-31T23:59:59.999Z',
      '2026-02-01T00:00:00.000Z',
      '2026-01-31T23:00:00.000Z',
    ].map((time) => dayOf(time));
    expect(shown).toEqual([['  2026-01-31'], [], [], [], [], ['  2026-02-01'], ['  2026-01-31']]);
  });

  it('is left out where the reader knows it', () => {
    const dayOf = dayLines(style, 0, '2026-01-31');
    expect([dayOf('2026-01-31T22:00:00.000Z'), dayOf('2026-02-01T22:00:00.000Z')]).toEqual([[], ['2026-02-01']]);
  });

  it('stands in a cell beside the time that it changes with', () => {
    expect(clockAfter('2026-01-31T22:00:00.000Z', null)).toBe('2026-01-31 22:00:00');
    expect(clockAfter('2026-01-31T22:00:01.000Z', '2026-01-31T22:00:00.000Z')).toBe('22:00:01');
    expect(clockAfter('2026-02-01T00:00:00.000Z', '2026-01-31T23:59:59.999Z')).toBe('2026-02-01 00:00:00');
    expect(clockAfter(null, '2026-01-31T23:59:59.999Z')).toBe('–');
  });
});

describe('the timeline of several days', () => {
  it('has the day at both ends of its axis, and a mark where each day between begins', () => {
    const [, when, axis, days] = linesOf('timeline');
    expect(when).toBe('  2026-01-31 22:00:00 to 2026-02-02 20:00:00, 46h 00m 00s (UTC)');
    expect(axis?.trimStart()).toMatch(/^2026-01-31 22:00:00 +2026-02-02 20:00:00$/);
    const marks = [...(days ?? '').matchAll(/╵\d\d-\d\d/g)];
    expect(marks.map(([mark]) => mark)).toEqual(['╵02-01', '╵02-02']);
    // 2 and 26 of 46 hours in 54 columns, which begin in column 33.
    expect(marks.map(({ index }) => index - 33)).toEqual([Math.floor((2 / 46) * 54), Math.floor((26 / 46) * 54)]);
  });

  it('marks as many days as have room, also of a scale of years', () => {
    const years = history('s1')
      .start({}, { time: '2020-01-01T10:00:00.000Z' })
      .add('session_ended', { outcome: 'failed' }, { time: '2026-01-01T10:00:00.000Z' }).events;
    const text = viewPage('timeline', showAll(foldViews(years, 's1')).timeline, style);
    const days = text.split('\n')[3] ?? '';
    expect(days.length).toBeLessThanOrEqual(32 + 54 + 2);
    expect(days.match(/╵\d\d-\d\d/g)?.length).toBeGreaterThan(3);
  });

  it('has both ends on lines of their own where one line is too narrow', () => {
    const lines = linesOf('timeline', 60);
    expect(lines.slice(3, 5).map((line) => line.trim())).toEqual(['2026-01-31 22:00:00', '2026-02-02 20:00:00']);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('has the day of what ran in parallel where it is not the one before', () => {
    expect(linesOf('timeline').find((line) => line.includes('at once'))).toContain('22:01:01 to 2026-02-01 09:00:00');
  });

  it('of one day has the day once', () => {
    const short = history('s1').start({}, { at: 0 }).add('session_ended', { outcome: 'failed' }, { at: 5 }).events;
    const [, when, axis, next] = viewPage('timeline', showAll(foldViews(short, 's1')).timeline, style).split('\n');
    expect(when).toBe('  2026-01-31 14:00:00 to 14:05:00, 5m 00s (UTC)');
    expect(axis?.trimStart()).toMatch(/^2026-01-31 14:00:00 +14:05:00$/);
    expect(next).toBeUndefined();
  });
});

const timedLines = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /^ *(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d)(?=$| )/.exec(line)?.[0].trim() ?? []);

it('the workbook shows the day above the first entry of it, in each of its lists', () => {
  expect(timedLines(linesOf('workbook'))).toEqual([
    ...['2026-01-31', '22:01:02', '22:01:03', '2026-02-01', '00:00:05'],
    ...['2026-02-01', '00:00:06'],
    ...['2026-02-01', '00:00:07'],
  ]);
});

it('the extract shows the day above events, insights and decisions, the newest first', () => {
  const text = renderExtract({ documents, legal: [], lastEvents: overDays() }, style);
  const events = timedLines(text.slice(text.indexOf('Last 30 events')).split('\n'));
  expect(events.slice(0, 5)).toEqual(['2026-02-02', '20:00:00', '19:30:00', '19:00:00', '2026-02-01']);
  const insights = timedLines(text.slice(text.indexOf('insights'), text.indexOf('decisions')).split('\n'));
  expect(insights).toEqual(['2026-02-01', '00:00:05', '2026-01-31', '22:01:03', '22:01:02']);
});

it('cycles show the day where it is not that of the cycle before, a phase always', () => {
  const starts = linesOf('cycles').flatMap(
    (line) => /cycle \d.*?(\d{4}-\S+ \S+|\d\d:\d\d:\d\d)/i.exec(line)?.[1] ?? [],
  );
  expect(starts).toEqual(['2026-01-31 22:01:00,', '2026-02-02 19:30:00']);
  const sameDay = history('s1')
    .start({}, { at: 0 })
    .add('cycle_started', { cycle: 1 })
    .add('cycle_ended', { cycle: 1 })
    .add('cycle_started', { cycle: 2 })
    .add('phase_started', { phase: 'Context' }).events;
  const shown = showAll(foldViews(sameDay, 's1'));
  expect(viewPage('cycles', shown.cycles, style)).toMatch(/Cycle 2 +open +14:00:03$/m);
  expect(viewPage('plan', shown.plan, style)).toContain('since 2026-01-31 14:00:04');
});
