// Flows as text and as Mermaid. Characters of a session's texts that would break a line or a diagram are replaced.
import type { Edge, FlowNode, TaskNode } from './flow-graph.ts';

/** One line, without control characters. */
const line = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

/** The pattern from top to bottom, an arrow between each two. */
export const patternText = (nodes: readonly FlowNode[]): string =>
  nodes
    .map(({ label, parts, mode }) => {
      const made = parts.length === 0 ? '' : ` (${parts.map(line).join(', ')})`;
      return `${line(label)}${made}${mode === null ? '' : `, ${mode}`}`;
    })
    .join('\n    ↓\n');

const BOX: Readonly<Record<TaskNode['status'], string>> = {
  pending: '[ ]',
  running: '[~]',
  completed: '[x]',
  failed: '[!]',
  dropped: '[-]',
};

/** What a task depends on; `t1 (dropped)` holds it up no more. */
export const namedDependencies = (dependencies: readonly string[], dropped: readonly string[]): string[] =>
  dependencies.map((id) => (dropped.includes(id) ? `${id} (dropped)` : id));

/** A line for each task, with what it comes after. */
export const taskGraphText = (nodes: readonly TaskNode[]): string =>
  nodes
    .map(({ id, title, status, wave, dependencies, dropped = [] }) => {
      const name = title === id ? line(id) : `${line(id)}: ${line(title)}`;
      const when = wave === null ? '' : `, wave ${wave}`;
      const after =
        dependencies.length === 0 ? '' : `, after ${namedDependencies(dependencies, dropped).map(line).join(', ')}`;
      return `${BOX[status]} ${name}${when}${after}`;
    })
    .join('\n');

/** Mermaid's own escapes, so that a label is only ever a label; line ends inside become line breaks. */
const label = (text: string): string =>
  text
    .split('\n')
    .map((each) => line(each).replaceAll(/["#&<>`;\\]/g, (sign) => `#${(sign.codePointAt(0) as number).toString()};`))
    .join('<br/>');

/** A flow chart; nodes are named n1, n2, ... in order, and an edge to an unknown node adds that node. */
export const mermaidOf = (labels: ReadonlyMap<string, string>, edges: readonly Edge[]): string => {
  const names = new Map<string, string>();
  const lines = ['flowchart TD'];
  const nameOf = (id: string): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `n${names.size + 1}`;
    names.set(id, name);
    lines.push(`  ${name}["${label(labels.get(id) ?? id)}"]`);
    return name;
  };
  for (const id of labels.keys()) nameOf(id);
  for (const { from, to } of edges) {
    const [first, second] = [nameOf(from), nameOf(to)];
    lines.push(`  ${first} --> ${second}`);
  }
  return lines.join('\n');
};
