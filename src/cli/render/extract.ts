// What a session was about and where it stands, on one page: plan, todos, workbook, the last events. Every number is
// counted from the log.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { lifeCycleOf } from '../../../machines/life-cycles/all.ts';
import type { Documents } from '../../../projections/index.ts';
import type { TodoDocument } from '../../../projections/todo.ts';
import { box } from './boxes.ts';
import { section, table } from './columns.ts';
import { cycleName, itemsDone } from './cycles.ts';
import { eventLine } from './event-line.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';
import {
  agentRows as agentStateRows,
  classificationText,
  currentPhaseText,
  deliverableRows,
  phaseRows,
  requirementRows,
  tokensText,
} from './plan.ts';
import { pageTitle } from './title.ts';
import { agentRows, summaryLines, todoRow } from './todo.ts';
import { decisionLines, entryLines, questionLines, underDays } from './workbook.ts';

export interface Extract {
  readonly documents: Pick<Documents, 'plan' | 'cycles' | 'overview' | 'todo' | 'workbook'>;
  /** In order; the last 30 are shown. */
  readonly lastEvents: readonly RecordedEvent[];
}

/** The most events on the page. */
export const EVENTS_SHOWN = 30;
const COMPLETED_SHOWN = 5;
const INSIGHTS_SHOWN = 5;
const DECISIONS_SHOWN = 3;

const none = (style: Style, lines: readonly string[], indent = 2): readonly string[] =>
  lines.length === 0 ? [' '.repeat(indent) + style.faint('none')] : lines;

const todos = (style: Style, document: TodoDocument): string[] => {
  const byId = new Map(document.todos.map((item) => [item.id, item]));
  const listed = (title: string, ids: readonly string[]): string[] => [
    `  ${style.strong(title)}`,
    ...none(
      style,
      table(
        style,
        ids.flatMap((id) => {
          const item = byId.get(id);
          return item === undefined ? [] : [todoRow(style, item)];
        }),
        4,
      ),
      4,
    ),
  ];
  return section(style, 'Todo progress', [
    ...summaryLines(style, document),
    ...listed('In progress', document.inProgress),
    ...listed(`Last ${COMPLETED_SHOWN} completed`, document.completed.slice(0, COMPLETED_SHOWN)),
    ...listed('Pending', document.pending),
    ...listed('Failed', document.failed),
    `  ${style.strong('Per agent')}`,
    ...none(style, table(style, agentRows(style, document), 4), 4),
  ]);
};

/** Who is to be waited for, resumed or ended before the session goes on. */
const openAgents = (style: Style, { waves, agentsOutsideWaves }: Documents['plan']): string[] => {
  const open = [...waves.flatMap(({ agents }) => agents), ...agentsOutsideWaves].filter(({ status }) =>
    lifeCycleOf('agent').isActive(status),
  );
  return section(style, 'Agents not ended', none(style, table(style, agentStateRows(style, open))));
};

/** Newest first where they are "the last ones". */
const workbook = (style: Style, { entries, decisions, questions }: Documents['workbook']): string[] => {
  const insights = entries
    .filter(({ type }) => type === 'insight')
    .slice(-INSIGHTS_SHOWN)
    .reverse();
  const diagrams = entries.filter(({ type }) => type === 'diagram');
  const open = questions.filter(({ resolved }) => !resolved);
  return [
    ...section(style, `Last ${INSIGHTS_SHOWN} insights`, none(style, underDays(style, insights, entryLines))),
    ...section(
      style,
      `Last ${DECISIONS_SHOWN} decisions`,
      none(style, underDays(style, decisions.slice(-DECISIONS_SHOWN).reverse(), decisionLines)),
    ),
    ...section(style, 'Diagrams', none(style, underDays(style, diagrams, entryLines))),
    ...section(
      style,
      'Open questions',
      none(
        style,
        open.flatMap((question) => questionLines(style, question)),
      ),
    ),
  ];
};

const OPEN = new Set(['open', 'in_progress', 'blocked', 'question']);

/** Of a session in cycles: the cycle that is open, all cycles, what is left of the plan, and what waits. */
const cycleSections = (style: Style, { plan, cycles, overview }: Extract['documents']): string[] => {
  const { planMd } = plan;
  if (cycles.cycles.length === 0 && planMd.counts.total === 0) return [];
  const open = [...planMd.items, ...planMd.sections.flatMap(({ items }) => items)].filter(({ status }) =>
    OPEN.has(status),
  );
  const { openFollowUps, openBlocking } = overview.success;
  const findings = (title: string, list: typeof openBlocking): string[] =>
    section(
      style,
      title,
      none(
        style,
        table(
          style,
          list.map(({ id, severity, text, agentId }) => [severity ?? '', text ?? id, agentId ?? '']),
        ),
      ),
    );
  return [
    ...section(
      style,
      'Cycles',
      none(
        style,
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
    ),
    ...section(
      style,
      `Open items of the plan (${itemsDone(planMd.counts)})`,
      none(
        style,
        table(
          style,
          open.map(({ status, text, note }) => [box(style, status), text, note ?? '']),
        ),
      ),
    ),
    ...findings('Findings that block', openBlocking),
    ...findings('Follow-ups', openFollowUps),
    ...section(
      style,
      'Waiting for',
      table(
        style,
        overview.waitingFor.map(({ from, of, reviewId }) => [from ?? 'a person', of ?? reviewId]),
      ),
    ),
  ];
};

/** `4: Implement`, or `none` where no cycle is open. */
const currentCycleText = ({ cycles, current }: Documents['cycles']): string => {
  const open = cycles.find(({ cycle }) => cycle === current);
  if (open === undefined) return `none, ${counted(cycles.length, 'cycle')} ended`;
  return `${open.title === null ? open.cycle : `${open.cycle}: ${open.title}`}${open.status === 'awaiting' ? ', waits for a person' : ''}`;
};

export const renderExtract = ({ documents, lastEvents }: Extract, style: Style): string => {
  const { plan, cycles, todo } = documents;
  const inPhases = plan.phases.length > 0;
  const events = lastEvents.slice(-EVENTS_SHOWN).reverse();
  return [
    pageTitle(style, 'Extract', plan.sessionId),
    ...table(style, [
      [{ text: 'Goal', paint: style.header }, plan.goal ?? '–'],
      [{ text: 'Classification', paint: style.header }, classificationText(plan.classification)],
      ...(inPhases || cycles.cycles.length === 0
        ? [[{ text: 'Current phase', paint: style.header }, currentPhaseText(plan)]]
        : []),
      ...(cycles.cycles.length === 0
        ? []
        : [[{ text: 'Current cycle', paint: style.header }, currentCycleText(cycles)]]),
    ]),
    ...(inPhases || cycles.cycles.length === 0
      ? section(style, 'Phases', none(style, table(style, phaseRows(style, plan))))
      : []),
    ...cycleSections(style, documents),
    ...section(
      style,
      'Tokens used',
      table(style, [[tokensText(plan.budget.used, plan.budget.total, plan.budget.percent)]]),
    ),
    ...section(style, 'Requirements', none(style, table(style, requirementRows(style, plan)))),
    ...section(style, 'Deliverables', none(style, table(style, deliverableRows(style, plan)))),
    ...openAgents(style, plan),
    ...todos(style, todo),
    ...workbook(style, documents.workbook),
    ...section(
      style,
      `Last ${EVENTS_SHOWN} events`,
      none(
        style,
        underDays(style, events, (on, event) => [eventLine(on, event, 2)]),
      ),
    ),
  ].join('\n');
};
