// Places of a drawing: each group laid out by itself, from the top down, and the groups beside each other. The same
// drawing gives the same places. `chart`, `check --svg`, the service and the page have their places from here.
import { Graph, layout } from '@dagrejs/dagre';
import type { Drawing, DrawnEdge, DrawnNode } from '../../projections/chart/drawing.ts';
import type { ChartLayout, PlacedEdge, PlacedGroup, PlacedNode, Point } from '../../projections/chart/layout.ts';
import { textWidth } from '../text/width.ts';
import { fitted, LINE_HEIGHT, linesOf, TITLE_HEIGHT } from './node-text.ts';

/** Of one column of text at 13 and at 11 pixels. */
const BOX_SIGN = 7.4;
const LABEL_SIGN = 6.4;
const PAD = { x: 16, y: 9 };
const LEAST_WIDTH = 96;
const DOT = 18;
const MARGIN = 24;
/** Of an edge that leads back to its own node. */
const LOOP = 22;

const widthOf = (text: string, sign: number): number => Math.ceil(textWidth(fitted(text)) * sign);

const sizeOf = (node: DrawnNode): { width: number; height: number } => {
  if (node.kind === 'start' || node.kind === 'end') return { width: DOT, height: DOT };
  const lines = linesOf(node);
  // The sign of a state stands before it.
  const width = Math.max(LEAST_WIDTH, ...lines.map((line) => widthOf(line, BOX_SIGN) + 2 * PAD.x + 14));
  return { width, height: lines.length * LINE_HEIGHT + 2 * PAD.y };
};

interface Laid {
  readonly nodes: PlacedNode[];
  readonly edges: PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const point = (x: number, y: number): Point => ({ x: rounded(x), y: rounded(y) });

/** Out of the right side of a node and back into it. */
const loopOf = (edge: DrawnEdge, { x, y, w, h }: PlacedNode): PlacedEdge => {
  const [right, middle] = [x + w, y + h / 2];
  return {
    ...edge,
    points: [
      point(right, middle - 8),
      point(right + LOOP, middle - 8),
      point(right + LOOP, middle + 8),
      point(right, middle + 8),
    ],
    ...(edge.label !== '' && { labelAt: point(right + LOOP + 5 + widthOf(edge.label, LABEL_SIGN) / 2, middle) }),
  };
};

/** Where the line from the middle of a node to a point leaves it. */
const borderOf = ({ x, y, w, h }: PlacedNode, towards: Point): Point => {
  const [middleX, middleY] = [x + w / 2, y + h / 2];
  const [byX, byY] = [towards.x - middleX, towards.y - middleY];
  const share = Math.min(w / 2 / Math.max(Math.abs(byX), 0.01), h / 2 / Math.max(Math.abs(byY), 0.01), 1);
  return point(middleX + byX * share, middleY + byY * share);
};

const layGroup = (nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): Laid => {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 34, ranksep: 26, edgesep: 16 });
  const loops = edges.filter(({ from, to }) => from === to);
  for (const node of nodes) {
    const size = sizeOf(node);
    const own = loops.filter(({ from }) => from === node.id);
    // Room for the loop and its label, on both sides, as a node is laid out by its middle.
    const room = Math.max(0, ...own.map(({ label }) => LOOP + 10 + widthOf(label, LABEL_SIGN)));
    graph.setNode(node.id, { width: size.width + 2 * room, height: size.height });
  }
  for (const edge of edges)
    if (edge.from !== edge.to)
      graph.setEdge(
        edge.from,
        edge.to,
        {
          ...(edge.label === '' ? {} : { width: widthOf(edge.label, LABEL_SIGN) + 8, height: 16, labelpos: 'c' }),
          weight: edge.kind === 'main' ? 100 : 1,
        },
        edge.id,
      );
  layout(graph);
  const placed = nodes.map((node): PlacedNode => {
    const { x, y } = graph.node(node.id) as Point;
    const { width, height } = sizeOf(node);
    return { ...node, x: rounded(x - width / 2), y: rounded(y - height / 2), w: width, h: height };
  });
  const drawn = edges.map((edge): PlacedEdge => {
    if (edge.from === edge.to) return loopOf(edge, placed.find(({ id }) => id === edge.from) as PlacedNode);
    const { points, x, y } = graph.edge(edge.from, edge.to, edge.id) as { points: Point[] } & Partial<Point>;
    const inner = points.slice(1, -1);
    const [from, to] = [edge.from, edge.to].map((id) => placed.find((node) => node.id === id) as PlacedNode);
    return {
      ...edge,
      // A node with a loop was laid out wider than it is: its edges end at its own border.
      points: [
        borderOf(from as PlacedNode, inner[0] as Point),
        ...inner.map((one) => point(one.x, one.y)),
        borderOf(to as PlacedNode, inner.at(-1) as Point),
      ],
      ...(edge.label !== '' && x !== undefined && y !== undefined && { labelAt: point(x, y) }),
    };
  });
  return { nodes: placed, edges: drawn, ...extentOf(placed, drawn) };
};

const extentOf = (nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): { width: number; height: number } => {
  const right = [
    ...nodes.map(({ x, w }) => x + w),
    ...edges.flatMap(({ points }) => points.map(({ x }) => x)),
    ...edges.flatMap(({ labelAt, label }) =>
      labelAt === undefined ? [] : [labelAt.x + widthOf(label, LABEL_SIGN) / 2 + 4],
    ),
  ];
  const bottom = [...nodes.map(({ y, h }) => y + h), ...edges.flatMap(({ points }) => points.map(({ y }) => y))];
  return { width: Math.ceil(Math.max(0, ...right)), height: Math.ceil(Math.max(0, ...bottom)) };
};

const moved = ({ x, y }: Point, byX: number, byY: number): Point => point(x + byX, y + byY);

/** Groups in columns: the first has one of its own, those after it stand below each other as long as none is higher. */
const columnsOf = <T extends { readonly h: number }>(groups: readonly T[]): T[][] => {
  const most = Math.max(0, ...groups.map(({ h }) => h));
  const columns: T[][] = [];
  for (const group of groups) {
    const last = columns.at(-1);
    const used = (last ?? []).reduce((sum, { h }) => sum + h + MARGIN, 0);
    if (last !== undefined && used + group.h <= most) last.push(group);
    else columns.push([group]);
  }
  return columns;
};

/** The places of a drawing. */
export const layoutOf = ({ title, groups, nodes, edges, notes }: Drawing): ChartLayout => {
  const laid = groups.map((group) => {
    const own = nodes.filter(({ group: id }) => id === group.id);
    const ids = new Set(own.map(({ id }) => id));
    const inside = layGroup(
      own,
      edges.filter(({ from }) => ids.has(from)),
    );
    const w = Math.max(inside.width, widthOf(group.title, BOX_SIGN * 1.2)) + 2 * MARGIN;
    return { group, inside, w, h: inside.height + TITLE_HEIGHT + 2 * MARGIN };
  });
  const placed: { group: PlacedGroup; inside: Laid }[] = [];
  let x = 0;
  let height = 0;
  for (const column of columnsOf(laid)) {
    const w = Math.max(...column.map((one) => one.w));
    let y = 0;
    for (const { group, inside, h } of column) {
      placed.push({ group: { ...group, x, y, w, h }, inside });
      y += h + MARGIN;
    }
    x += w + MARGIN;
    height = Math.max(height, y - MARGIN);
  }
  const shifted = placed.map(({ group, inside }) => {
    const [byX, byY] = [group.x + (group.w - inside.width) / 2, group.y + TITLE_HEIGHT + MARGIN];
    return {
      nodes: inside.nodes.map((node) => ({ ...node, ...moved(node, byX, byY) })),
      edges: inside.edges.map(({ labelAt, ...edge }) => ({
        ...edge,
        points: edge.points.map((one) => moved(one, byX, byY)),
        ...(labelAt !== undefined && { labelAt: moved(labelAt, byX, byY) }),
      })),
    };
  });
  return {
    title,
    width: Math.max(0, x - MARGIN),
    height: Math.max(0, height),
    groups: placed.map(({ group }) => group),
    nodes: shifted.flatMap((one) => one.nodes),
    edges: shifted.flatMap((one) => one.edges),
    notes,
  };
};
