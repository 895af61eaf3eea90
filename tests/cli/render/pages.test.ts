import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { fold } from '../../../machines/fold.ts';
import { legalMoves } from '../../../machines/legal.ts';
import { initialState } from '../../../machines/state/state.ts';
import { foldViews, showAll, VIEW_NAMES } from '../../../projections/index.ts';
import { eventLine } from '../../../src/cli/render/event-line.ts';
import { renderExtract } from '../../../src/cli/render/extract.ts';
import { flowMermaid } from '../../../src/cli/render/flow-mermaid.ts';
import { styleOf } from '../../../src/cli/render/palette.ts';
import { renderSessions } from '../../../src/cli/render/session-list.ts';
import { viewPage } from '../../../src/cli/render/view-page.ts';
import { textWidth } from '../../../src/text/width.ts';
import { arbitrarySession } from '../../arbitrary-event.ts';
import { history } from '../../history.ts';
import { runs } from '../../more.ts';
import { cycled, phased } from '../../projections/sessions.ts';

const ESCAPE = '\u001b';
const plain = styleOf({ colours: false, width: 80 });
const coloured = styleOf({ colours: true, width: 80 });

const legalIn = (events: readonly RecordedEvent[]) => legalMoves(fold(events, initialState('s1')));

const extractOf = (events: readonly RecordedEvent[]): string =>
  renderExtract({ documents: showAll(foldViews(events, 's1')), legal: legalIn(events), lastEvents: [] }, plain);

const pagesOf = (events: readonly RecordedEvent[], style = plain): string[] => {
  const documents = showAll(foldViews(events, 's1'));
  return [
    ...VIEW_NAMES.map((name) => viewPage(name, documents[name] as never, style)),
    renderExtract({ documents, legal: legalIn(events), lastEvents: events }, style),
    renderSessions([documents.overview], style, [documents.overview.sessionId]),
  ];
};

const page = (name: (typeof VIEW_NAMES)[number], events: readonly RecordedEvent[]): string =>
  viewPage(name, showAll(foldViews(events, 's1'))[name] as never, plain);

it('the plan names a gate that was passed without criteria as one', () => {
  const judged = history()
    .start()
    .add('quality_gate_passed', { gate: 'postflight', criteria: [], criteriaDefined: false });
  expect(page('plan', judged.events)).toContain('after Delivery; no criteria defined');
});

it('a session that stands on changes shows who asked for them, the words, and how it goes on', () => {
  const record = history('s1')
    .start()
    .add('review_requested', { reviewId: 'r', of: 'The plan' })
    .add('review_given', { reviewId: 'r', verdict: 'changes_requested', text: 'Too long' }, { actor: 'person:ada' });
  const documents = showAll(foldViews(record.events, 's1'));
  expect(page('overview', record.events)).toMatch(/Changes requested\n +person:ada +The plan +since .*\n +Too long/);
  expect(extractOf(record.events)).toMatch(
    /Changes requested\n +person:ada +The plan +since .*\n +Too long\n +reprise send s1 review\.request --of "The plan"/,
  );
  expect(renderSessions([documents.overview], plain, ['s1'])).toMatch(
    /Waiting\n *person:ada asks for changes to The plan: Too long\n +reprise send s1 review\.request --of "The plan"/,
  );
  record.add('review_requested', { reviewId: 'q', of: 'The plan' });
  expect(extractOf(record.events)).toMatch(/Too long\n +reviewed again: q is awaited/);
  expect(extractOf(record.events)).not.toContain('review.request --of');
});

it('changes that nobody requested a review for are shown with their withdrawal', () => {
  const { events } = history('s1').start().add('review_given', { reviewId: 'r', verdict: 'changes_requested' });
  expect(extractOf(events)).toMatch(
    /Changes requested\n +orchestrator +r +since .*\n +reprise send s1 review\.withdraw r --reason …/,
  );
});

describe('every page', () => {
  it('lets no control character of a session reach the terminal, and fits its width', () => {
    fc.assert(
      fc.property(arbitrarySession(), (events) => {
        for (const text of pagesOf(events)) {
          expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
          for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(plain.width);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it('holds no sequences but its own colours', () => {
    fc.assert(
      fc.property(arbitrarySession(), (events) => {
        for (const text of pagesOf(events, coloured)) {
          const left = text.replaceAll(new RegExp(`${ESCAPE}\\[(?:1|2|22|31|32|33|34|36|39)m`, 'g'), '');
          expect(left).not.toMatch(/[^\P{Cc}\n]/u);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('has the same text with and without colours', () => {
    const bare = (text: string): string => text.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '');
    for (const { events } of [phased(), cycled()])
      expect(pagesOf(events, coloured).map((text) => text.split('\n').map((line) => bare(line).trimEnd()))).toEqual(
        pagesOf(events).map((text) => text.split('\n').map((line) => line.trimEnd())),
      );
  });

  it('is drawn also for a session of which nothing is known', () => {
    for (const text of pagesOf([])) expect(text).not.toMatch(/undefined|null|NaN/);
    for (const { events } of [phased(), cycled()])
      for (const text of pagesOf(events)) expect(text).not.toMatch(/undefined|null|NaN/);
  });
});

describe('the page of the timeline', () => {
  it('draws all bars on one scale', () => {
    const lines = page('timeline', phased().events).split('\n');
    const edges = lines.filter((line) => line.includes('│')).map((line) => [line.indexOf('│'), line.lastIndexOf('│')]);
    expect(new Set(edges.map(String)).size).toBe(1);
    expect(lines.find((line) => line.includes('wave 2'))).toMatch(/█+.*10m 00s$/);
    expect(lines.join('\n')).toContain('saved 6m 00s');
  });

  it('draws an agent that was paused with a gap that is not a bar, and explains the sign', () => {
    const record = history('s1')
      .add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'x' }] }, { at: 0 })
      .add('agent_paused', { agents: [{ agentId: 'a1' }] }, { at: 4 })
      .add('agent_resumed', { agents: [{ agentId: 'a1' }] }, { at: 6 })
      .add('agent_completed', { agents: [{ agentId: 'a1' }] }, { at: 10 });
    const text = page('timeline', record.events);
    expect(text).toContain('Agents (· paused)');
    expect(text).toMatch(/a1 +│█+·+█+│/);
  });

  it('draws what runs to the end of the scale', () => {
    expect(page('timeline', cycled().events)).toMatch(/x1 .*▒│ +running$/m);
  });
});

describe('an agent that is paused', () => {
  const record = history('s1')
    .start()
    .add('cycle_started', { cycle: 1 })
    .add('agent_launched', {
      wave: 1,
      agents: [
        { agentId: 'a1', agentType: 'tester' },
        { agentId: 'a2', agentType: 'tester' },
        { agentId: 'a3', agentType: 'tester' },
      ],
    })
    .add('agent_completed', { agents: [{ agentId: 'a3' }] })
    .add('agent_paused', { agents: [{ agentId: 'a1', reason: 'Waits for a key' }] });

  it('is shown with its reason on the page of the cycles', () => {
    expect(page('cycles', record.events)).toMatch(/paused +a1 +Waits for a key/);
  });

  it('is named on the page of the flow, which states how far each node is', () => {
    expect(page('flow', record.events)).toContain('(3 × tester), parallel, running, paused: a1');
  });

  it('is listed in the extract beside those that run, and those that ended are not', () => {
    const text = extractOf(record.events);
    const shown = text.slice(text.indexOf('Agents not ended'), text.indexOf('Legal now'));
    expect(shown).toMatch(/paused +tester +a1 +Waits for a key/);
    expect(shown).toMatch(/running +tester +a2/);
    expect(shown).not.toContain('a3');
  });
});

it('a flow without tasks has one diagram in Mermaid, and says that there are no tasks', () => {
  const text = flowMermaid(showAll(foldViews(history('s1').start().events, 's1')).flow);
  expect(text.match(/flowchart/g)).toHaveLength(1);
  expect(text).toMatch(/## Tasks\n\nThere are none\.$/);
});

describe('the page of the plan', () => {
  it('shows a nested plan with a check box for each state', () => {
    const { events } = history('s1')
      .add('plan_section_added', { sectionId: 's', title: 'Work' })
      .add('plan_item_added', { itemId: 'a', text: 'Build', sectionId: 's' })
      .add('plan_item_added', { itemId: 'b', text: 'Endpoint', parent: 'a' })
      .add('plan_item_added', { itemId: 'c', text: 'Mail', parent: 'a' })
      .add('plan_item_done', { itemId: 'b', note: 'merged' })
      .add('plan_item_marked', { itemId: 'c', mark: 'blocked' });
    expect(page('plan', events)).toContain(
      ['  Work', '    [ ]  Build', '      [x]  Endpoint (merged)', '      [!]  Mail'].join('\n'),
    );
  });
});

describe('an event as a line', () => {
  const lineOf = (style: typeof plain, add: (record: ReturnType<typeof history>) => unknown): string => {
    const record = history('s1');
    add(record);
    return eventLine(style, record.events[0] as RecordedEvent);
  };

  it('has its time, severity, type and description', () => {
    expect(lineOf(plain, (record) => record.add('phase_completed', { phase: 'Review' }, { at: 50 }))).toBe(
      '14:50:00 [INFO] phase_completed: Review',
    );
    expect(
      lineOf(plain, (record) => record.add('phase_started', { phase: 'Review' }, { description: 'Here\nwe go' })),
    ).toBe('14:00:00 [INFO] phase_started: Here we go');
  });

  it('is red for errors, yellow for warnings, green for completions', () => {
    const red = new RegExp(`^${ESCAPE}\\[31m`);
    const yellow = new RegExp(`^${ESCAPE}\\[33m`);
    const green = new RegExp(`^${ESCAPE}\\[32m`);
    expect(lineOf(coloured, (record) => record.add('error_occurred', { message: 'no' }))).toMatch(red);
    expect(lineOf(coloured, (record) => record.add('task_failed', { taskId: 't' }))).toMatch(red);
    expect(lineOf(coloured, (record) => record.add('warning_issued', { message: 'hm' }))).toMatch(yellow);
    expect(lineOf(coloured, (record) => record.add('task_started', { taskId: 't' }, { violates: 'T3' }))).toMatch(
      yellow,
    );
    expect(lineOf(coloured, (record) => record.add('task_completed', { taskId: 't' }))).toMatch(green);
    expect(lineOf(coloured, (record) => record.add('task_started', { taskId: 't' }))).not.toContain(ESCAPE);
    expect(lineOf(coloured, (record) => record.add('task_completed', { taskId: 't' }, { severity: 'error' }))).toMatch(
      red,
    );
  });
});

describe('the extract', () => {
  const { events } = phased();
  const documents = showAll(foldViews(events, 's1'));
  const text = renderExtract({ documents, legal: [], lastEvents: events }, plain);

  it('has everything in its order', () => {
    const order = [
      ...['Goal ', 'Status ', 'Classification ', 'Current phase ', 'Duration ', 'Tokens used '],
      ...['Phases', 'Gates', 'Requirements', 'Deliverables'],
      ...['Todo progress', 'Last 5 completed', 'Per agent', 'Last 5 insights', 'Last 3 decisions'],
      ...['Diagrams', 'Last 30 events'],
    ];
    const lines = text.split('\n').map((line) => line.trimStart());
    const places = order.map((title) => lines.findIndex((line) => line.startsWith(title)));
    expect(order.filter((_, at) => (places[at] as number) < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('of a running session shows who works on what, what is waited for, the gates, and what is legal', () => {
    const running = history('s1')
      .start({}, { at: 0 })
      .add('phase_started', { phase: 'Context' }, { at: 0 })
      .add('task_planned', { taskId: 't1', title: 'Look' })
      .add('task_planned', { taskId: 't2', title: 'Dropped' })
      .add('task_dropped', { taskId: 't2', reason: 'no' })
      .add(
        'agent_launched',
        {
          agents: [
            { agentId: 'a1', agentType: 'researcher', taskIds: ['t1'], itemIds: ['i1'], instruction: 'Read the code' },
            { agentId: 'a2', agentType: 'tester' },
          ],
        },
        { at: 1 },
      )
      .add('agent_completed', { agents: [{ agentId: 'a2' }] })
      .add('workbook_entry_added', { entryId: 'q1', entryType: 'question', title: 'Which?', content: '', author: 'a1' })
      .add('review_requested', { reviewId: 'r1', of: 'Context', from: 'Ann' }, { at: 3 });
    const shown = extractOf(running.events);
    for (const line of [
      /Status +waiting for review/,
      /Duration +3m 00s up to the last event/,
      /^Reviews awaited\n {2}\[\?\] {2}Context {2}Ann, since 2026-01-31 14:03:00\n {6}reprise approve s1 r1\n/m,
      /^Open questions\n {2}\[\?\] {2}Which\?\n {6}a1, since 2026-01-31 14:01:02\n {6}reprise answer s1 q1 …$/m,
      /^Agents not ended\n {2}running {2}researcher {2}a1\n {6}since 2026-01-31 14:01:00, tasks t1, items i1\n {6}instruction: Read the code$/m,
      /^Gates\n.*Execution → Review +pending/m,
      /^Open tasks\n {2}\[ \] {2}t1 {2}Look/m,
      /^Legal now: reprise send s1 …\n( {2}\w+\.\w+.*\n)+/m,
      /^ {2}agent.complete a1/m,
    ])
      expect(shown).toMatch(line);
    expect(shown).not.toMatch(/^ {2}\S+ +\S+ +a2$|\] +t2/m);
  });

  it('has no heading without anything below it, and an ended session no commands', () => {
    const headings = (shown: string) => shown.split('\n').filter((line) => /^\w/.test(line));
    const start = history('s1').start();
    expect(headings(extractOf(start.events))).toEqual([
      'Extract of session s1',
      'Phases',
      'Gates',
      'Legal now: reprise send s1 …',
    ]);
    expect(extractOf(start.events)).not.toMatch(/^ *none$/m);
    const ended = history('s1')
      .start()
      .add('workbook_entry_added', { entryId: 'q1', entryType: 'question', title: 'Which?', content: '' })
      .add('session_ended', { outcome: 'cancelled' });
    expect(headings(extractOf(ended.events))).toEqual(['Extract of session s1', 'Open questions', 'Phases', 'Gates']);
    expect(extractOf(ended.events)).not.toContain('reprise ');
    expect(extractOf([])).toMatch(/^Legal now: reprise send s1 …\n {2}session.start/m);
  });

  it('counts tokens of the total in percent', () => {
    expect(text).toContain('2,500 of 10,000 tokens (25 %)');
  });

  it('shows the last 30 events, newest first', () => {
    const shown = text.slice(text.indexOf('Last 30 events')).split('\n').slice(1);
    expect(shown.shift()).toBe('  2026-01-31');
    expect(shown).toHaveLength(30);
    expect(shown[0]).toBe('  14:30:00 [INFO] session_ended: completed: Done');
    expect(shown.map((line) => line.trim().slice(0, 8))).toEqual(
      events
        .slice(-30)
        .reverse()
        .map(({ time }) => time.slice(11, 19)),
    );
  });

  it('shows the last 5 completed todos, the last 5 insights and the last 3 decisions, newest first', () => {
    const many = history('s1');
    for (const n of [1, 2, 3, 4, 5, 6, 7]) {
      many.add('todo_created', { todoId: `d${n}`, content: `Step ${n}.` });
      many.add('todo_started', { todoId: `d${n}` }).add('todo_completed', { todoId: `d${n}` });
      many.add('workbook_entry_added', { entryId: `i${n}`, entryType: 'insight', title: `Insight ${n}.`, content: '' });
      many.add('decision_made', { decision: `Decision ${n}.` });
    }
    const extract = extractOf(many.events);
    const found = (what: RegExp): string[] => [...extract.matchAll(what)].map(([each]) => each);
    expect(found(/Step \d\./g)).toEqual(['Step 7.', 'Step 6.', 'Step 5.', 'Step 4.', 'Step 3.']);
    expect(found(/Insight \d\./g)).toEqual(['Insight 7.', 'Insight 6.', 'Insight 5.', 'Insight 4.', 'Insight 3.']);
    expect(found(/Decision \d\./g)).toEqual(['Decision 7.', 'Decision 6.', 'Decision 5.']);
  });

  it('has blue headers', () => {
    const blue = renderExtract({ documents, legal: [], lastEvents: events }, coloured);
    expect(blue).toContain('\u001b[1m\u001b[34mLast 30 events\u001b[39m\u001b[22m');
  });
});
