// Usage as a page.
import type { UsageDocument, UsageFigures } from '../../../projections/usage.ts';
import { bar, type Cell, paragraph, section, table } from './columns.ts';
import { dollars, duration, number, percent } from './figures.ts';
import type { Style } from './palette.ts';
import { tokensText } from './plan.ts';
import { pageTitle } from './title.ts';

const BASES = { own: '', attributed: 'from its agents, tasks and todos', none: '' } as const;

const figures = ({ tokens, costUsd }: UsageFigures, durationS: number | null): Cell[] => [
  { text: number(tokens), right: true },
  { text: dollars(costUsd), right: true },
  { text: durationS === null ? '' : duration(durationS), right: true },
];

const phases = (style: Style, { phases: rows, total }: UsageDocument): string[] =>
  table(
    style,
    rows.map((row) => [
      row.phase ?? 'no phase',
      { text: bar(total.tokens === 0 ? 0 : row.tokens / total.tokens, 16), paint: style.active },
      ...figures(row, row.durationS),
      row.allocated === null
        ? BASES[row.basis]
        : `${percent(row.percent)} of ${number(row.allocated)}${BASES[row.basis] === '' ? '' : `, ${BASES[row.basis]}`}`,
    ]),
  );

/** What stands on each provider's bill: the kinds of tokens, which have prices of their own, and their sum. */
const billed = (style: Style, { providers }: UsageDocument): string[] => {
  if (providers.every(({ input, output }) => input === 0 && output === 0)) return [];
  const header: Cell[] = ['', 'INPUT', 'CACHE READ', 'CACHE WRITTEN', 'OUTPUT', 'SUM', 'COST'].map((text) => ({
    ...{ text, paint: style.faint, right: text !== '' },
  }));
  return table(style, [
    header,
    ...providers.map(({ provider, uncached, cached, cacheCreation, output, tokens, costUsd }): Cell[] => [
      provider ?? 'no provider named',
      ...[uncached, cached, cacheCreation, output, tokens].map((count) => ({ text: number(count), right: true })),
      { text: dollars(costUsd), right: true },
    ]),
  ]);
};

export const renderUsage = (document: UsageDocument, style: Style): string => {
  const { total } = document;
  const cost = dollars(total.costUsd);
  return [
    pageTitle(style, 'Usage', document.sessionId),
    ...paragraph(
      style,
      [
        tokensText(total.tokens, total.budget, total.percent),
        total.late === undefined ? '' : `${number(total.late)} of them after the end`,
        cost,
        total.durationS === null ? '' : duration(total.durationS),
      ]
        .filter((part) => part !== '')
        .join(', '),
      2,
    ),
    ...section(style, 'By phase', phases(style, document)),
    ...section(
      style,
      'By agent',
      table(
        style,
        document.agents.map((row) => [row.agentId, ...figures(row, row.durationS)]),
      ),
    ),
    ...section(
      style,
      'By task',
      table(
        style,
        document.tasks.map((row) => [
          row.taskId,
          ...figures(row, row.durationS),
          row.estimate === null ? '' : `${percent(row.percent)} of ${number(row.estimate)} estimated`,
        ]),
      ),
    ),
    ...section(
      style,
      'By todo',
      table(
        style,
        document.todos.map((row) => [row.todoId, ...figures(row, null)]),
      ),
    ),
    ...section(
      style,
      'By model',
      table(
        style,
        document.models.map((row) => [row.model ?? 'no model named', row.provider ?? '', ...figures(row, null)]),
      ),
    ),
    ...section(style, 'As billed', billed(style, document)),
  ].join('\n');
};
