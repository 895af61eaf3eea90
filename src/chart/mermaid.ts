// A drawing as a Mermaid state diagram: its groups run side by side within one outer state. Mermaid has no style for the
// arrows of a state diagram: an edge that was taken says so in its text.
import type { Drawing, DrawnEdge, DrawnNode } from '../../projections/chart/drawing.ts';
import { safeLine } from '../text/safe-text.ts';

const MOST_SIGNS = 120;

/** Mermaid's own escapes, so that a text is only ever a text. */
const escaped = (text: string): string => {
  const line = safeLine(text);
  const short = line.length > MOST_SIGNS ? `${line.slice(0, MOST_SIGNS - 1)}…` : line;
  return short.replaceAll(/["#&<>`;:\\{}]/g, (sign) => `#${(sign.codePointAt(0) as number).toString()};`);
};

const CLASSES: Readonly<Record<string, string>> = {
  gate: 'stroke-dasharray: 5 3',
  done: 'stroke:#1a7f37,stroke-width:2px',
  bad: 'stroke:#cf222e,stroke-width:2px',
  out: 'stroke:#8c959f,stroke-dasharray: 2 2',
  active: 'stroke:#bf3989,stroke-width:4px',
};
const CLASS_OF: Readonly<Record<string, string>> = {
  completed: 'done',
  passed: 'done',
  failed: 'bad',
  abandoned: 'bad',
  skipped: 'out',
  waived: 'out',
};

const classOf = ({ isActive, state, kind }: DrawnNode): string | undefined =>
  isActive ? 'active' : (CLASS_OF[state ?? ''] ?? (kind === 'gate' ? 'gate' : undefined));

/** Edges between the same two nodes as one, with their labels after each other. */
const joined = (edges: readonly DrawnEdge[]): DrawnEdge[] => {
  const all = new Map<string, DrawnEdge>();
  for (const edge of edges) {
    const key = `${edge.from}\n${edge.to}`;
    const known = all.get(key);
    const label = [known?.label, edge.label].filter((each) => each !== undefined && each !== '').join(', or ');
    all.set(key, { ...edge, label, taken: (known?.taken ?? 0) + edge.taken });
  }
  return [...all.values()];
};

/** `complete ✓`, `start the next ✓ 3 times`. */
const edgeText = ({ label, taken }: DrawnEdge): string =>
  [label, ...(taken === 0 ? [] : ['✓', ...(taken > 1 ? [`${taken} times`] : [])])].join(' ').trim();

const nodeText = ({ text, state, kind, waits, isActive }: DrawnNode): string => {
  const shows = kind === 'phase' || kind === 'gate';
  return [
    ...text,
    ...(state !== undefined && shows ? [state] : []),
    ...(waits !== undefined && shows ? [waits] : []),
    ...(isActive && !shows ? ['(active)'] : []),
  ]
    .map(escaped)
    .join('<br/>');
};

/** The diagram; title and notes are its comments. */
export const chartMermaid = ({ title, groups, nodes, edges, notes }: Drawing): string => {
  const names = new Map<string, string>();
  for (const [place, { id }] of groups.entries())
    for (const [index, node] of nodes.filter(({ group }) => group === id).entries())
      names.set(node.id, node.kind === 'start' || node.kind === 'end' ? '[*]' : `g${place + 1}_${index}`);
  const nameOf = (id: string): string => names.get(id) as string;
  const used = new Set(nodes.flatMap((node) => classOf(node) ?? []));
  return [
    'stateDiagram-v2',
    ...[title, ...notes].map((text) => `  %% ${safeLine(text).replaceAll(/[{}]/g, '')}`),
    ...Object.entries(CLASSES)
      .filter(([name]) => used.has(name))
      .map(([name, style]) => `  classDef ${name} ${style}`),
    ...groups.flatMap(({ id, title: name }, place) => {
      const own = nodes.filter(({ group }) => group === id);
      const ids = new Set(own.map((node) => node.id));
      return [
        `  state "${escaped(name)}" as g${place + 1} {`,
        '    direction TB',
        ...own
          .filter(({ text }) => text.length > 0)
          .map((node) => `    state "${nodeText(node)}" as ${nameOf(node.id)}`),
        ...own.flatMap((node) => {
          const one = node.text.length === 0 ? undefined : classOf(node);
          return one === undefined ? [] : [`    class ${nameOf(node.id)} ${one}`];
        }),
        ...joined(edges.filter(({ from }) => ids.has(from))).map((edge) => {
          const text = edgeText(edge);
          return `    ${nameOf(edge.from)} --> ${nameOf(edge.to)}${text === '' ? '' : ` : ${escaped(text)}`}`;
        }),
        '  }',
      ];
    }),
  ].join('\n');
};
