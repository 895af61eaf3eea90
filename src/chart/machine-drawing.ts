// What is drawn of a user's machine: its states in order of the steps that lead to them.
import type { Drawing, DrawnEdge, DrawnNode } from '../../projections/chart/drawing.ts';

/** The part of a machine's check that its drawing needs. */
export interface DrawnMachine {
  readonly machine: string;
  readonly explored: readonly {
    readonly id: string;
    /** Events on the shortest way there. */
    readonly steps: number;
    readonly ended: boolean;
    readonly edges: readonly { readonly command: string; readonly to: string }[];
  }[];
}

/** More would be no picture. */
const MOST_STATES = 60;

const GROUP = 'machine';

const node = (id: string, kind: DrawnNode['kind'], text: readonly string[]): DrawnNode => ({
  ...{ id, kind, text, group: GROUP, isActive: false, moves: [], offered: [] },
});

/** Edges between the same two states as one, with their labels after each other. */
const joined = (edges: readonly Pick<DrawnEdge, 'from' | 'to' | 'label'>[]): DrawnEdge[] => {
  const all = new Map<string, Pick<DrawnEdge, 'from' | 'to' | 'label'>>();
  for (const edge of edges) {
    const key = `${edge.from}\n${edge.to}`;
    const known = all.get(key)?.label;
    all.set(key, { ...edge, label: known === undefined ? edge.label : `${known}, or ${edge.label}` });
  }
  return [...all.values()].map((edge, index) => ({
    ...edge,
    ...{ id: `edge${index + 1}`, kind: 'main', moves: [], taken: 0, isOffered: false },
  }));
};

export const drawingOfMachine = ({ machine, explored }: DrawnMachine): Drawing => {
  const drawn = [...explored].sort((a, b) => a.steps - b.steps).slice(0, MOST_STATES);
  const ids = new Map(drawn.map(({ id }, index) => [id, `state${index + 1}`]));
  const idOf = (id: string): string => ids.get(id) as string;
  const edges = drawn.flatMap(({ id, edges: own }) =>
    own.filter(({ to }) => ids.has(to)).map(({ command, to }) => ({ from: idOf(id), to: idOf(to), label: command })),
  );
  const ends = drawn.filter(({ ended }) => ended).map(({ id }) => ({ from: idOf(id), to: 'end', label: '' }));
  return {
    title: `Machine ${machine}`,
    groups: [{ id: GROUP, title: 'States' }],
    nodes: [
      node('start', 'start', []),
      ...drawn.map(({ id }) => node(idOf(id), 'state', [id])),
      ...(ends.length > 0 ? [node('end', 'end', [])] : []),
    ],
    edges: joined([...(drawn.length === 0 ? [] : [{ from: 'start', to: 'state1', label: '' }]), ...edges, ...ends]),
    notes:
      drawn.length < explored.length
        ? [`Drawn are the ${drawn.length} states nearest to the start, of ${explored.length}.`]
        : [],
  };
};
