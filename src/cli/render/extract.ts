// What a session is about and where it stands, on one page: what it waits for, who is at work, plan, todos, workbook, what
// is legal, the last events. Every number is counted from the log.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { LegalMove } from '../../../machines/legal.ts';
import type { Documents } from '../../../projections/index.ts';
import type { TodoDocument } from '../../../projections/todo.ts';
import { box, state } from './boxes.ts';
import { type Cell, section, table } from './columns.ts';
import { cycleName, itemsDone } from './cycles.ts';
import { eventLine } from './event-line.ts';
import { legalSection, openAgents, waitingSection } from './extract-now.ts';
import { counted } from './figures.ts';
import { durationText } from './overview.ts';
import type { Style } from './palette.ts';
import {
  classificationText,
  currentPhaseText,
  deliverableRows,
  gateLines,
  phaseRows,
  requirementRows,
  taskLines,
  tokensText,
} from './plan.ts';
import { pageTitle } from './title.ts';
import { agentRows, summaryLines, todoRow } from './todo.ts';
import { decisionLines, entryLines, underDays } from './workbook.ts';

export interface Extract {
  readonly documents: Pick<Documents, 'plan' | 'cycles' | 'overview' | 'todo' | 'workbook'>;
  /** What may be sent now. */
  readonly legal: readonly LegalMove[];
  /** In order; the last 30 are shown. */
  readonly lastEvents: readonly RecordedEvent[];
}

/** The most events on the page. */
export const EVENTS_SHOWN = 30;
const COMPLETED_SHOWN = 5;
const INSIGHTS_SHOWN = 5;
const DECISIONS_SHOWN = 3;

const todos = (style: Style, document: TodoDocument): string[] => {
  if (document.todos.length === 0) return [];
  const byId = new Map(document.todos.map((item) => [item.id, item]));
  const listed = (title: string, ids: readonly string[]): string[] => {
    const rows = ids.flatMap((id) => {
      const item = byId.get(id);
      return item === undefined ? [] : [todoRow(style, item)];
    });
    return rows.length === 0 ? [] : [`  ${style.strong(title)}`, ...table(style, rows, 4)];
  };
  return section(style, 'Todo progress', [
    ...summaryLines(style, document),
    ...listed('In progress', document.inProgress),
    ...listed(`Last ${COMPLETED_SHOWN} completed`, document.completed.slice(0, COMPLETED_SHOWN)),
    ...listed('Pending', document.pending),
    ...listed('Failed', document.failed),
    `  ${style.strong('Per agent')}`,
    ...table(style, agentRows(style, document), 4),
  ]);
};

/** Newest first where they are "the last ones". */
const workbook = (style: Style, { entries, decisions }: Documents['workbook']): string[] => {
  const insights = entries
    .filter(({ type }) => type === 'insight')
    .slice(-INSIGHTS_SHOWN)
    .reverse();
  const diagrams = entries.filter(({ type }) => type === 'diagram');
  return [
    ...section(style, `Last ${INSIGHTS_SHOWN} insights`, underDays(style, insights, entryLines)),
    ...section(
      style,
      `Last ${DECISIONS_SHOWN} decisions`,
      underDays(style, decisions.slice(-DECISIONS_SHOWN).reverse(), decisionLines),
    ),
    ...section(style, 'Diagrams', underDays(style, diagrams, entryLines)),
  ];
};

const OPEN = new Set(['open', 'in_progress', 'blocked', 'question']);
const OPEN_TASKS = new Set(['pending', 'running', 'failed']);

/** Of a session in cycles: the cycle that is open, all cycles, and what is left of the plan. */
const cycleSections = (style: Style, { plan, cycles }: Extract['documents']): string[] => {
  const { planMd } = plan;
  const open = [...planMd.items, ...planMd.sections.flatMap(({ items }) => items)].filter(({ status }) =>
    OPEN.has(status),
  );
  return [
    ...section(
      style,
      'Cycles',
      table(
        style,
        cycles.cycles.map((cycle) => [
          box(style, cycle.status === 'ended' ? 'done' : cycle.status === 'awaiting' ? 'question' : 'active'),
          cycleName(cycle),
          itemsDone(cycle.plan),
          cycle.verdicts.map(({ agentId, verdict }) => `${agentId} ${verdict}`).join(', '),
        ]),
      ),
    ),
    ...section(
      style,
      `Open items of the plan (${itemsDone(planMd.counts)})`,
      table(
        style,
        open.map(({ status, text, note }) => [box(style, status), text, note ?? '']),
      ),
    ),
  ];
};

const findings = (style: Style, title: string, list: Documents['overview']['success']['openBlocking']): string[] =>
  section(
    style,
    title,
    table(
      style,
      list.map(({ id, severity, text, agentId }) => [severity ?? '', text ?? id, agentId ?? '']),
    ),
  );

/** `4: Implement`, or `none` where no cycle is open. */
const currentCycleText = ({ cycles, current }: Documents['cycles']): string => {
  const open = cycles.find(({ cycle }) => cycle === current);
  if (open === undefined) return `none, ${counted(cycles.length, 'cycle')} ended`;
  return `${open.title === null ? open.cycle : `${open.cycle}: ${open.title}`}${open.status === 'awaiting' ? ', waits for a person' : ''}`;
};

const heading = (style: Style, { plan, cycles, overview }: Extract['documents']): string[] => {
  const rows: [string, Cell][] = [
    ['Goal', plan.goal ?? '–'],
    ['Status', state(style, overview.status)],
    ['Classification', classificationText(plan.classification)],
    ...(plan.phases.length > 0 || cycles.cycles.length === 0
      ? [['Current phase', currentPhaseText(plan)] satisfies [string, Cell]]
      : []),
    ...(cycles.cycles.length === 0 ? [] : [['Current cycle', currentCycleText(cycles)] satisfies [string, Cell]]),
    ['Duration', durationText(overview)],
    ['Tokens used', tokensText(plan.budget.used, plan.budget.total, plan.budget.percent)],
  ];
  return table(
    style,
    rows.filter(([, value]) => value !== '').map(([label, value]) => [{ text: label, paint: style.header }, value]),
  );
};

/** Sections that have nothing to show are left out. */
export const renderExtract = ({ documents, legal, lastEvents }: Extract, style: Style): string => {
  const { plan, todo, overview } = documents;
  const { openFollowUps, openBlocking } = overview.success;
  const open = plan.tasks.filter(({ status }) => OPEN_TASKS.has(status));
  const events = lastEvents.slice(-EVENTS_SHOWN).reverse();
  return [
    pageTitle(style, 'Extract', plan.sessionId),
    ...heading(style, documents),
    ...waitingSection(style, documents),
    ...openAgents(style, plan),
    ...section(style, 'Phases', table(style, phaseRows(style, plan))),
    ...section(style, 'Gates', gateLines(style, plan)),
    ...cycleSections(style, documents),
    ...findings(style, 'Findings that block', openBlocking),
    ...findings(style, 'Follow-ups', openFollowUps),
    ...section(style, 'Open tasks', taskLines(style, plan, open)),
    ...section(style, 'Requirements', table(style, requirementRows(style, plan))),
    ...section(style, 'Deliverables', table(style, deliverableRows(style, plan))),
    ...todos(style, todo),
    ...workbook(style, documents.workbook),
    ...legalSection(style, plan.sessionId, legal),
    ...section(
      style,
      `Last ${EVENTS_SHOWN} events`,
      underDays(style, events, (on, event) => [eventLine(on, event, 2)]),
    ),
  ].join('\n');
};
