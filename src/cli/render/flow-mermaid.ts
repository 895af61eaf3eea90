// The flow as Markdown with its two Mermaid diagrams: one file cannot hold two diagrams without it.
import type { FlowDocument } from '../../../projections/flow.ts';
import { safeLines } from '../../text/safe-text.ts';

export const flowMermaid = ({ pattern, tasks }: FlowDocument): string =>
  [
    ['## Coordination', pattern.mermaid],
    ['## Tasks', tasks.nodes.length === 0 ? undefined : tasks.mermaid],
  ]
    .map(([title, diagram]) =>
      (diagram === undefined
        ? [title, '', 'There are none.']
        : [title, '', '```mermaid', ...safeLines(diagram), '```']
      ).join('\n'),
    )
    .join('\n\n');
