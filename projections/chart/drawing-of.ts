// A chart as a drawing: of a profile as it is, of a session with its active states, the edges that it took, and the moves
// that are legal now.

import { activeStates } from '../../machines/chart/active-states.ts';
import type { ActiveStates, Chart, ChartRegion } from '../../machines/chart/chart.ts';
import { CYCLES, phaseRegion, SESSION } from '../../machines/chart/chart.ts';
import { movesOf } from '../../machines/chart/moves-of.ts';
import { type Taken, takenFrom } from '../../machines/chart/trail.ts';
import type { State } from '../../machines/state/state.ts';
import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode, NodeKind } from './drawing.ts';

/** A session at a moment: its state, and the moves that it took until then. */
export interface DrawnSession {
  readonly state: State;
  readonly taken: ReadonlyMap<string, Taken>;
}

const NOTHING_TAKEN: ReadonlyMap<string, Taken> = new Map();

/** Collects the nodes and edges of one drawing. */
class Draft {
  readonly groups: DrawnGroup[] = [];
  readonly nodes: DrawnNode[] = [];
  readonly edges: DrawnEdge[] = [];
  readonly active: ActiveStates | undefined;
  readonly #taken: ReadonlyMap<string, Taken>;
  readonly #offered: ReadonlySet<string>;
  readonly chart: Chart;

  constructor(chart: Chart, session: DrawnSession | undefined) {
    this.chart = chart;
    this.active = session === undefined ? undefined : activeStates(chart, session.state);
    this.#taken = session?.taken ?? NOTHING_TAKEN;
    this.#offered = new Set(session === undefined ? [] : movesOf(chart, session.state).map(({ id }) => id));
  }

  get isOpen(): boolean {
    return this.active?.root === 'open';
  }

  stateOf(region: string): string | undefined {
    return this.active?.root === 'unstarted' ? undefined : this.active?.regions[region];
  }

  node(
    group: string,
    id: string,
    kind: NodeKind,
    text: readonly string[],
    more: Partial<Pick<DrawnNode, 'state' | 'isActive' | 'waits' | 'moves'>> = {},
  ): void {
    const { isActive = false, moves = [], state, waits } = more;
    this.nodes.push({
      ...{ id, group, kind, text, isActive, moves, offered: moves.filter((move) => this.#offered.has(move)) },
      ...(state !== undefined && { state }),
      ...(waits !== undefined && { waits }),
    });
  }

  /** @param state of the cycles: of moves that several edges have, the edge is taken from this state only */
  edge(
    from: string,
    to: string,
    label: string,
    moves: readonly string[],
    kind: DrawnEdge['kind'] = 'main',
    state?: string,
  ): void {
    const keys = state === undefined ? moves : moves.map((id) => takenFrom(id, state));
    const taken = keys.reduce((sum, id) => sum + (this.#taken.get(id)?.count ?? 0), 0);
    const isFrom = state === undefined || this.stateOf(CYCLES) === state;
    const isOffered = isFrom && moves.some((id) => this.#offered.has(id));
    this.edges.push({ id: `edge${this.edges.length + 1}`, from, to, label, kind, moves, taken, isOffered });
  }

  movesOf(region: string): string[] {
    return this.chart.moves.filter((move) => move.region === region).map(({ id }) => id);
  }
}

const PHASES = 'phases';
const FREE = 'gates';

const criteriaText = ({ criteria = [] }: ChartRegion): string[] =>
  criteria.length === 0 ? [] : [`${criteria.length} ${criteria.length === 1 ? 'criterion' : 'criteria'}`];

/** A gate stands where the process is once its phase has ended, until it is open. */
const gateNode = (draft: Draft, group: string, region: ChartRegion): void => {
  const state = draft.stateOf(region.id);
  const phase = region.guards === undefined ? undefined : draft.stateOf(phaseRegion(region.guards));
  const isReached = phase === 'completed' || phase === 'abandoned';
  draft.node(group, region.id, 'gate', [region.title, ...criteriaText(region)], {
    ...(state !== undefined && { state }),
    isActive: draft.isOpen && isReached && (state === 'pending' || state === 'failed'),
    moves: draft.movesOf(region.id),
  });
};

const addPhases = (draft: Draft, session: DrawnSession | undefined): void => {
  const phases = draft.chart.regions.filter(({ kind }) => kind === 'phase');
  if (phases.length === 0) return;
  draft.groups.push({ id: PHASES, title: 'Phases' });
  const gatesOf = phases.map(({ entity }) => draft.chart.regions.filter(({ guards }) => guards === entity));
  const END = `${PHASES} end`;
  const START = `${PHASES} start`;
  /** Where a phase leads once it is done, and from where it starts. */
  const entries = (index: number): string[] => [phases[index]?.id ?? END];
  const after = (index: number): string[] => {
    const gates = gatesOf[index] ?? [];
    return gates.length > 0 ? gates.map(({ id }) => id) : entries(index + 1);
  };
  const before = (index: number): string[] => {
    if (index === 0) return [START];
    const gates = gatesOf[index - 1] ?? [];
    return gates.length > 0 ? gates.map(({ id }) => id) : [phases[index - 1]?.id as string];
  };
  draft.node(PHASES, START, 'start', [], { isActive: draft.active?.root === 'unstarted' });
  draft.edge(START, phases[0]?.id as string, 'start', [`phase.start ${phases[0]?.entity}`]);
  for (const [index, region] of phases.entries()) {
    const { id, entity } = region;
    const state = draft.stateOf(id);
    const awaited = session?.state.evidence.reviews.awaitedByPhase.get(entity) ?? 0;
    draft.node(PHASES, id, 'phase', [region.title], {
      ...(state !== undefined && { state }),
      isActive: draft.isOpen && state === 'active',
      ...(draft.isOpen && awaited > 0 && { waits: awaited === 1 ? 'a review is awaited' : 'reviews are awaited' }),
      moves: draft.movesOf(id),
    });
    for (const to of after(index))
      draft.edge(id, to, 'complete', [`phase.complete ${entity}`, `phase.abandon ${entity}`]);
    for (const gate of gatesOf[index] ?? []) {
      gateNode(draft, PHASES, gate);
      draft.edge(gate.id, entries(index + 1)[0] as string, 'pass or waive', [
        `gate.pass ${gate.entity}`,
        `gate.waive ${gate.entity}`,
      ]);
      draft.edge(gate.id, gate.id, 'fail', [`gate.fail ${gate.entity}`], 'aside');
    }
    draft.edge(
      before(index)[0] as string,
      after(index)[0] as string,
      `skip ${entity}`,
      [`phase.skip ${entity}`],
      'aside',
    );
    // A last phase without gates is reopened before the session ends.
    const back = after(index)[0] as string;
    draft.edge(back === END ? id : back, id, 'reopen', [`phase.reopen ${entity}`, `phase.unskip ${entity}`], 'aside');
  }
  draft.node(PHASES, END, 'end', [], { isActive: draft.active?.root === 'completed' });
};

const addFreeGates = (draft: Draft): void => {
  const phases = new Set(draft.chart.regions.filter(({ kind }) => kind === 'phase').map(({ entity }) => entity));
  const free = draft.chart.regions.filter(({ kind, guards }) => kind === 'gate' && !phases.has(guards ?? ''));
  if (free.length === 0) return;
  draft.groups.push({ id: FREE, title: 'Gates at any time' });
  for (const gate of free) {
    gateNode(draft, FREE, gate);
    draft.edge(
      gate.id,
      gate.id,
      'pass, waive or fail',
      ['pass', 'waive', 'fail'].map((verb) => `gate.${verb} ${gate.entity}`),
      'aside',
    );
  }
};

const ANSWERED = ['review.give approved', 'review.give changes_requested', 'review.withdraw'];

const addCycles = (draft: Draft, session: DrawnSession | undefined): void => {
  if (!draft.chart.regions.some(({ id }) => id === CYCLES)) return;
  const state = draft.stateOf(CYCLES);
  draft.groups.push({ id: CYCLES, title: 'Cycles' });
  const at = (name: string) => `${CYCLES} ${name}`;
  const number = session === undefined || session.state.work.lastCycle === 0 ? '' : ` ${session.state.work.lastCycle}`;
  const box = (name: string, text: string, more: Partial<DrawnNode> = {}): void => {
    const isActive = draft.isOpen && state === name;
    draft.node(CYCLES, at(name), 'state', [text], { ...more, isActive, ...(isActive && { state: name }) });
  };
  draft.node(CYCLES, at('none'), 'start', [], { isActive: draft.isOpen && state === 'none' });
  box('open', `Cycle${state === 'open' ? number : ''} is open`, { moves: draft.movesOf(CYCLES) });
  box('awaiting', 'A review is awaited', state === 'awaiting' ? { waits: 'a review is awaited' } : {});
  box('ended', 'Between cycles');
  draft.node(CYCLES, at('end'), 'end', [], { isActive: draft.active?.root === 'completed' });
  const edge = (from: string, to: string, label: string, moves: readonly string[], kind?: DrawnEdge['kind']): void =>
    draft.edge(at(from), at(to), label, moves, kind, from);
  edge('none', 'open', 'start cycle 1', ['cycle.start']);
  edge('open', 'awaiting', 'request a review', ['review.request'], 'aside');
  edge('awaiting', 'open', 'give or withdraw it', ANSWERED, 'aside');
  edge('open', 'ended', 'end', ['cycle.end']);
  edge('awaiting', 'ended', 'end', ['cycle.end'], 'aside');
  edge('ended', 'open', 'start the next', ['cycle.start']);
  draft.edge(at('ended'), at('end'), '', ['session.end completed']);
};

const OUTCOMES = ['completed', 'failed', 'cancelled'] as const;

const addSession = (draft: Draft): void => {
  draft.groups.push({ id: SESSION, title: 'Session' });
  const root = draft.active?.root;
  const state = root === 'open' ? draft.stateOf(SESSION) : undefined;
  const at = (name: string) => `${SESSION} ${name}`;
  draft.node(SESSION, at('unstarted'), 'start', [], { isActive: root === 'unstarted' });
  for (const name of ['running', 'paused'])
    draft.node(SESSION, at(name), 'state', [name === 'running' ? 'Running' : 'Paused'], {
      isActive: state === name,
      ...(state === name && { state: name }),
      moves: name === 'running' ? draft.movesOf(SESSION) : [],
    });
  for (const outcome of OUTCOMES)
    draft.node(SESSION, at(outcome), 'state', [`${outcome[0]?.toUpperCase()}${outcome.slice(1)}`], {
      isActive: root === outcome,
      ...(root === outcome && { state: outcome }),
      moves: [`session.end ${outcome}`],
    });
  draft.edge(at('unstarted'), at('running'), 'start', ['session.start']);
  draft.edge(at('running'), at('paused'), 'pause', ['session.pause'], 'aside');
  draft.edge(at('paused'), at('running'), 'resume', ['session.resume'], 'aside');
  for (const outcome of OUTCOMES)
    draft.edge(
      at('running'),
      at(outcome),
      'end',
      [`session.end ${outcome}`],
      outcome === 'completed' ? 'main' : 'aside',
    );
};

const notesOf = (chart: Chart): string[] => {
  const hasPhases = chart.regions.some(({ kind }) => kind === 'phase');
  return hasPhases
    ? [
        'A phase that has not started may be skipped at any time; a gate may be judged once its phase has started, and waived at any time.',
        'A completed phase can be reopened from any later point: the phases and gates after it are pending again.',
      ]
    : [];
};

/** The drawing of a chart. `session`: marks what is active, was taken and is legal. */
export const drawingOf = (chart: Chart, title: string, session?: DrawnSession): Drawing => {
  const draft = new Draft(chart, session);
  addPhases(draft, session);
  addFreeGates(draft);
  addCycles(draft, session);
  addSession(draft);
  const { groups, nodes, edges } = draft;
  return { title, groups, nodes, edges, notes: notesOf(chart) };
};
