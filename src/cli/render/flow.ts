// The flow as a page: the pattern of coordination, and the graph of the tasks.
import type { FlowDocument } from '../../../projections/flow.ts';
import { namedDependencies } from '../../../projections/flow-text.ts';
import { safeLine } from '../../text/safe-text.ts';
import { cut } from '../../text/width.ts';
import { box, paintOf } from './boxes.ts';
import { section, table } from './columns.ts';
import type { Style } from './palette.ts';
import { pageTitle } from './title.ts';

const pattern = (style: Style, { nodes }: FlowDocument['pattern']): string[] =>
  nodes.flatMap(({ label, parts, mode, status, paused = [] }, index) => {
    const made = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
    const facts = [mode, status, paused.length === 0 ? null : `paused: ${paused.join(', ')}`];
    const line = [`${label}${made}`, ...facts.filter((fact) => fact !== null)].join(', ');
    return [
      ...(index === 0 ? [] : ['      ↓']),
      `  ${paintOf(style, status)(cut(safeLine(line), Math.max(1, style.cutWidth - 2)))}`,
    ];
  });

const tasks = (style: Style, { nodes }: FlowDocument['tasks']): string[] =>
  table(
    style,
    nodes.map(({ id, title, status, wave, dependencies, dropped = [] }) => [
      box(style, status),
      id,
      title,
      wave === null ? '' : `wave ${wave}`,
      dependencies.length === 0 ? '' : `← ${namedDependencies(dependencies, dropped).join(', ')}`,
    ]),
  );

export const renderFlow = (document: FlowDocument, style: Style): string =>
  [
    pageTitle(style, 'Flow', document.sessionId),
    ...section(style, 'Coordination', pattern(style, document.pattern)),
    ...section(style, 'Tasks', tasks(style, document.tasks)),
  ].join('\n');
