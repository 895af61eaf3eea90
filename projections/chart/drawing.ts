// What is drawn of a chart: groups of nodes, and the edges between them, without places. A region of the chart is one node
// in the order of the process, with its state; its moves are the edges into and out of it. The SVG, the Mermaid diagram and
// the page draw the same drawing, of a profile or of a session at a moment.

/** `phase`, `gate`, `state`: a box; `start` and `end`: a dot. */
export type NodeKind = 'start' | 'end' | 'phase' | 'gate' | 'state';

export interface DrawnNode {
  readonly id: string;
  /** Id of its group. */
  readonly group: string;
  readonly kind: NodeKind;
  /** Lines of text; none for a dot. */
  readonly text: readonly string[];
  /** The state of its region in a session, as its life cycle names it: `pending`, `active`, `passed`, ... */
  readonly state?: string;
  /** True where the session is now. */
  readonly isActive: boolean;
  /** Why it waits, where it does: `a review is awaited`. */
  readonly waits?: string;
  /** Ids of the moves of the chart that are about it. */
  readonly moves: readonly string[];
  /** Those of them that are legal now. */
  readonly offered: readonly string[];
}

export interface DrawnEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** May be empty. */
  readonly label: string;
  /** `main`: how it goes when all goes well. */
  readonly kind: 'main' | 'aside';
  /** Ids of the moves of the chart that take it. */
  readonly moves: readonly string[];
  /** How often the session took it. */
  readonly taken: number;
  /** True where one of its moves is legal now. */
  readonly isOffered: boolean;
}

export interface DrawnGroup {
  readonly id: string;
  readonly title: string;
}

export interface Drawing {
  readonly title: string;
  readonly groups: readonly DrawnGroup[];
  /** Of each group from the first to the last. */
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** What the drawing leaves out, in sentences. */
  readonly notes: readonly string[];
}
