// The flow as Markdown with its two Mermaid diagrams: one file cannot hold two diagrams without it.
import type { FlowDocument } from '../../../projections/flow.ts';

export const flowMermaid = ({ pattern, tasks }: FlowDocument): string =>
  [
    ['Coordination', pattern.mermaid],
    ['Tasks', tasks.mermaid],
  ]
    .map(([title, diagram]) => `## ${title}\n\n\`\`\`mermaid\n${diagram?.trimEnd()}\n\`\`\``)
    .join('\n\n');
