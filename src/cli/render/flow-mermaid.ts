// The flow as Markdown with its two Mermaid diagrams: one file cannot hold two diagrams without it.
import type { FlowDocument } from '../../../projections/flow.ts';
import { safeLines } from './safe-text.ts';

export const flowMermaid = ({ pattern, tasks }: FlowDocument): string =>
  [
    ['## Coordination', pattern.mermaid],
    ['## Tasks', tasks.mermaid],
  ]
    .map(([title, diagram = '']) => [title, '', '```mermaid', ...safeLines(diagram), '```'].join('\n'))
    .join('\n\n');
