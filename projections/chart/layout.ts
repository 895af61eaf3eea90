// A drawing with places, in pixels from the upper left: what `GET …/chart` answers, and what the page draws.
import type { DrawnEdge, DrawnGroup, DrawnNode } from './drawing.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode extends DrawnNode {
  /** The upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PlacedEdge extends DrawnEdge {
  /** From the border of one node to that of the other: a path through all of them. */
  readonly points: readonly Point[];
  /** The middle of its label; undefined where it has none. */
  readonly labelAt?: Point;
}

export interface PlacedGroup extends DrawnGroup {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface ChartLayout {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly groups: readonly PlacedGroup[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly notes: readonly string[];
}
