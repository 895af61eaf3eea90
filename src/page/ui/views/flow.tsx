// The flow: how the work was coordinated, and how the tasks depend on each other: as steps, and as the text of a diagram.
import type { FlowDocument } from '../../../../projections/flow.ts';
import { Badge } from '../badge.tsx';
import { Item } from './changed.tsx';
import { Part, Rows } from './part.tsx';

const Diagram = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <details>
    <summary>{title}</summary>
    <pre tabIndex={0} dir="ltr">
      {text.slice(0, 100_000)}
    </pre>
  </details>
);

export const FlowView = ({ document: { pattern, tasks } }: { readonly document: FlowDocument }) => (
  <div class="parts">
    <Part title="How it is coordinated" wide>
      <ol class="flow-steps">
        {pattern.nodes.map((node) => (
          <Item key={node.id} place={`pattern/nodes/${node.id}`} class={node.kind}>
            <Badge status={node.status} />
            <strong>
              <bdi dir="auto">{node.label}</bdi>
            </strong>
            {node.mode !== null && <span class="quiet">{node.mode}</span>}
            <span>
              <bdi dir="auto">{node.parts.join(', ')}</bdi>
            </span>
          </Item>
        ))}
      </ol>
      <Diagram title="As Mermaid" text={pattern.mermaid} />
    </Part>
    {tasks.nodes.length > 0 && (
      <Part title="Tasks" wide note="each after those that it depends on">
        <Rows
          items={tasks.nodes}
          of={(node) => (
            <Item key={node.id} place={`tasks/nodes/${node.id}`}>
              <Badge status={node.status} /> <span class="id">{node.id}</span> <bdi dir="auto">{node.title}</bdi>
              {node.dependencies.length > 0 && (
                <span class="quiet">
                  {' '}
                  after <bdi>{node.dependencies.join(', ')}</bdi>
                </span>
              )}
            </Item>
          )}
        />
        <Diagram title="As Mermaid" text={tasks.mermaid} />
      </Part>
    )}
  </div>
);
