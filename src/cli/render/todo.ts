// Todos as a page.
import type { Handover, TodoCounts, TodoDocument, TodoItem } from '../../../projections/todo.ts';
import { box } from './boxes.ts';
import { bar, type Cell, section, table } from './columns.ts';
import { counted, duration, percent } from './figures.ts';
import type { Style } from './palette.ts';
import { pageTitle } from './title.ts';
import { waveText } from './wave-text.ts';

/** `15 todos: 12 completed, 2 in progress, 1 pending`; empty states are left out. */
export const countsText = (counts: TodoCounts): string => {
  const parts = [
    [counts.completed, 'completed'],
    [counts.inProgress, 'in progress'],
    [counts.pending, 'pending'],
    [counts.failed, 'failed'],
    [counts.cancelled, 'cancelled'],
  ] as const;
  const states = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [counted(counts.total, 'todo'), states.join(', ')].filter((part) => part !== '').join(': ');
};

/** The summary with its bar. */
export const summaryLines = (style: Style, { summary }: TodoDocument): string[] =>
  table(style, [
    [
      { text: summary.total === 0 ? '' : bar(summary.completed / summary.total, 20), paint: style.good },
      { text: percent(summary.percent), right: true },
      countsText(summary),
    ],
  ]);

/** `from a1: It was killed`. */
const handover = ({ from, reason }: Handover): string => `from ${from ?? 'the orchestrator'}: ${reason}`;

/** A check box, what it is, whose, how long it took, whose it was before, why it failed. */
export const todoRow = (style: Style, item: TodoItem): Cell[] => [
  box(style, item.status),
  item.status === 'in_progress' ? (item.activeForm ?? item.content) : item.content,
  item.agentId ?? item.agentType ?? '',
  { text: item.durationS === null ? '' : duration(item.durationS), right: true },
  [...(item.handovers ?? []).map(handover), item.reason ?? ''].filter((part) => part !== '').join('; '),
];

/** How far each agent has come. */
export const agentRows = (style: Style, { summary }: TodoDocument): Cell[][] =>
  summary.byAgent.map((counts) => [
    counts.agent ?? 'nobody',
    { text: bar(counts.total === 0 ? 0 : counts.completed / counts.total, 10), paint: style.good },
    { text: percent(counts.percent), right: true },
    countsText(counts),
  ]);

const waveOf = ({ cycle, phase, wave }: Pick<TodoItem, 'cycle' | 'phase' | 'wave'>): string =>
  wave === null ? 'No wave' : waveText({ cycle, phase, number: wave });

const byWave = (style: Style, document: TodoDocument): string[] =>
  document.summary.byWave.flatMap((counts) => {
    const name = waveOf(counts);
    const items = document.todos.filter((item) => waveOf(item) === name);
    return section(style, `${name}, ${counts.completed} of ${counts.total}`, [
      ...table(
        style,
        items.map((item) => todoRow(style, item)),
      ),
    ]);
  });

export const renderTodo = (document: TodoDocument, style: Style): string =>
  [
    pageTitle(style, 'Todos', document.sessionId),
    ...summaryLines(style, document),
    ...byWave(style, document),
    ...section(style, 'By agent', table(style, agentRows(style, document))),
  ].join('\n');
