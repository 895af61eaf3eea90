// A process as a drawing: the same for the same profile, with all its phases and gates, whatever their names hold; and of a
// session with what is active, was taken and is legal.
import { describe, expect, it } from 'vitest';
import { chartOf } from '../../machines/chart/chart-of.ts';
import { PROFILES, Profile } from '../../machines/profile.ts';
import { drawingOf } from '../../projections/chart/drawing-of.ts';
import type { ChartLayout, PlacedNode, Point } from '../../projections/chart/layout.ts';
import { type ChartDocument, chartMoment, profileChart, sessionChart } from '../../src/chart/chart-document.ts';
import { layoutOf } from '../../src/chart/layout.ts';
import { drawingOfMachine } from '../../src/chart/machine-drawing.ts';
import { chartMermaid } from '../../src/chart/mermaid.ts';
import { chartSvg } from '../../src/chart/svg.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { STUDIO } from '../check/profiles.ts';
import { elementsOf } from '../cli/render/well-formed.ts';
import { OBEYED } from '../cli/run-cli.ts';

const release = Profile.parse({
  name: 'release',
  phases: ['Plan', 'Build', 'Ship'],
  cycles: true,
  gates: [
    { id: 'ready', name: 'Ready to build', criteria: ['scope agreed', 'owner named'], guards: 'Plan' },
    { id: 'green', name: 'Tests are green', guards: 'Build' },
    { id: 'safe', name: 'Looked at by security', guards: 'Build' },
    { id: 'retro', name: 'Retrospective' },
  ],
});
const hostile = Profile.parse({
  name: 'hostile',
  phases: [
    'a: b; --> {x} %% "q" <script>alert(1)</script>',
    'x\ny\u001b[31mred\u0000',
    'end',
    '[*]',
    "]]> &amp; 'q' #quot;",
    'e\u202eabc\ud800',
    '長'.repeat(200),
  ],
  gates: [{ id: 'g', name: '<b>"}\n  state', guards: 'end' }],
});
const ALL = [...Object.values(PROFILES), STUDIO, release, hostile];
const drawn = (profile: Profile) => drawingOf(chartOf(profile), profile.name);
const chartOfRun = (run: Run): Promise<ChartDocument> => sessionChart(chartMoment('s1', run.events));

describe('the drawing of a profile', () => {
  it('has its phases in order, the gates between them, and the edges that skip and reopen', () => {
    const { edges, nodes } = drawn(release);
    const inPhases = new Set(nodes.filter(({ group }) => group === 'phases').map(({ id }) => id));
    expect(
      edges.filter(({ from }) => inPhases.has(from)).map(({ from, to, label }) => `${from} > ${to}: ${label}`),
    ).toEqual([
      'phases start > phase Plan: start',
      'phase Plan > gate ready: complete',
      'gate ready > phase Build: pass or waive',
      'gate ready > gate ready: fail',
      'phases start > gate ready: skip Plan',
      'gate ready > phase Plan: reopen',
      'phase Build > gate green: complete',
      'phase Build > gate safe: complete',
      'gate green > phase Ship: pass or waive',
      'gate green > gate green: fail',
      'gate safe > phase Ship: pass or waive',
      'gate safe > gate safe: fail',
      'gate ready > gate green: skip Build',
      'gate green > phase Build: reopen',
      'phase Ship > phases end: complete',
      'gate green > phases end: skip Ship',
      'phase Ship > phase Ship: reopen',
    ]);
  });

  it('has the gates of no phase, the cycles of one that runs in cycles, and the session', () => {
    const groups = (profile: Profile) => drawn(profile).groups.map(({ id }) => id);
    expect(groups(release)).toEqual(['phases', 'gates', 'cycles', 'session']);
    expect(groups(PROFILES.cycles as Profile)).toEqual(['cycles', 'session']);
    expect(groups(PROFILES.meta as Profile)).toEqual(['phases', 'session']);
  });

  it('names in its edges and nodes only moves of the chart, and each of them somewhere', () => {
    for (const profile of ALL) {
      const moves = new Set(chartOf(profile).moves.map(({ id }) => id));
      const { nodes, edges } = drawn(profile);
      const named = new Set([...nodes, ...edges].flatMap((one) => one.moves));
      expect([...named].filter((id) => !moves.has(id))).toEqual([]);
      expect([...moves].filter((id) => !named.has(id))).toEqual([]);
    }
  });
});

describe('the drawing of a session', () => {
  const run = () =>
    started({ profile: 'normal' })
      .must('phase.start', { phase: 'Context' })
      .must('phase.complete', { phase: 'Context' })
      .must('phase.skip', { phase: 'Planning', reason: 'Known' })
      .must('phase.start', { phase: 'Execution' });
  const nodeIn = ({ nodes }: ChartLayout, id: string) => nodes.find((node) => node.id === id) as PlacedNode;

  it('marks the active states, the edges taken and what is legal', async () => {
    const chart = await chartOfRun(run());
    expect(chart.nodes.filter(({ isActive }) => isActive).map(({ id }) => id)).toEqual([
      'phase Execution',
      'session running',
    ]);
    expect(nodeIn(chart, 'phase Context').state).toBe('completed');
    expect(chart.edges.filter(({ taken }) => taken > 0).map(({ from, label }) => `${from}: ${label}`)).toEqual([
      'phases start: start',
      'phase Context: complete',
      'phase Context: skip Planning',
      'session unstarted: start',
    ]);
    expect(nodeIn(chart, 'phase Execution').offered).toEqual(['phase.complete Execution', 'phase.abandon Execution']);
    expect(chart.session?.moves.map(({ id }) => id)).toContain('gate.fail execution-review');
    expect(chart.session?.taken['phase.skip Planning']).toEqual({ count: 1, last: 4 });
  });

  it('stands at a gate once its phase is completed, and says what a phase waits for', async () => {
    const waiting = run().must('review.request', { of: 'Execution' });
    expect(nodeIn(await chartOfRun(waiting), 'phase Execution').waits).toBe('a review is awaited');
    const at = run().must('phase.complete', { phase: 'Execution' });
    const chart = await chartOfRun(at);
    expect(nodeIn(chart, 'gate execution-review').isActive).toBe(true);
    expect(nodeIn(chart, 'phase Execution').isActive).toBe(false);
  });

  it('counts the moves of cycles by where they start', async () => {
    const cycles = started({ profile: 'cycles' })
      .must('cycle.start', { cycle: 1 })
      .must('cycle.end', { cycle: 1 })
      .must('cycle.start', { cycle: 2 })
      .must('review.request', { of: 'Something' })
      .must('cycle.end', { cycle: 2 });
    const { edges, nodes } = await chartOfRun(cycles);
    const taken = (from: string, to: string) =>
      edges.find((edge) => edge.from === `cycles ${from}` && edge.to === `cycles ${to}`)?.taken;
    expect([taken('none', 'open'), taken('ended', 'open')]).toEqual([1, 1]);
    expect([taken('open', 'ended'), taken('awaiting', 'ended')]).toEqual([1, 1]);
    expect(nodes.find(({ id }) => id === 'cycles ended')?.isActive).toBe(true);
  });

  it('says how it ended', async () => {
    const chart = await chartOfRun(run().must('session.end', { outcome: 'cancelled' }));
    expect(chart.nodes.filter(({ isActive }) => isActive).map(({ id }) => id)).toEqual(['session cancelled']);
    expect(chart.session?.moves).toEqual([]);
    expect(chart.session?.active.root).toBe('cancelled');
  });
});

const within = (box: { x: number; y: number; w: number; h: number }, { x, y }: Point, by = 1.5): boolean =>
  x >= box.x - by && x <= box.x + box.w + by && y >= box.y - by && y <= box.y + box.h + by;

describe('the layout', () => {
  it.each(ALL.map((profile) => [profile.name, profile] as const))(
    'of %s has every node in its group, none over another, and edges from border to border',
    async (_, profile) => {
      const { nodes, edges, groups, width, height } = await profileChart(profile);
      const page = { x: 0, y: 0, w: width, h: height };
      for (const group of groups) {
        expect(within(page, group)).toBe(true);
        expect(within(page, { x: group.x + group.w, y: group.y + group.h })).toBe(true);
      }
      for (const [index, node] of nodes.entries()) {
        const group = groups.find(({ id }) => id === node.group) as (typeof groups)[number];
        expect([node.id, within(group, node), within(group, { x: node.x + node.w, y: node.y + node.h })]).toEqual([
          node.id,
          true,
          true,
        ]);
        for (const other of nodes.slice(index + 1)) {
          const apart =
            node.x + node.w <= other.x ||
            other.x + other.w <= node.x ||
            node.y + node.h <= other.y ||
            other.y + other.h <= node.y;
          expect([node.id, other.id, apart]).toEqual([node.id, other.id, true]);
        }
      }
      for (const edge of edges) {
        const [from, to] = [edge.from, edge.to].map((id) => nodes.find((node) => node.id === id) as PlacedNode);
        expect([edge.id, within(from as PlacedNode, edge.points[0] as Point)]).toEqual([edge.id, true]);
        expect([edge.id, within(to as PlacedNode, edge.points.at(-1) as Point)]).toEqual([edge.id, true]);
        expect([edge.label, edge.labelAt !== undefined]).toEqual([edge.label, edge.label !== '']);
      }
    },
  );

  it('is the same for the same drawing', () => {
    for (const profile of ALL) expect(layoutOf(drawn(profile))).toEqual(layoutOf(drawn(profile)));
  });

  it('of a hundred phases is made', async () => {
    const phases = Array.from({ length: 100 }, (_, index) => `Phase ${index + 1}`);
    const { nodes } = await profileChart(Profile.parse({ name: 'long', phases }));
    expect(nodes.filter(({ kind }) => kind === 'phase')).toHaveLength(100);
  });
});

describe('Mermaid', () => {
  it('is a state diagram with every phase and gate by its name', () => {
    const text = chartMermaid(drawn(release));
    expect(text).toMatch(/^stateDiagram-v2\n/);
    for (const line of [
      'state "Plan" as g1_1',
      'state "Ready to build<br/>2 criteria" as g1_2',
      'g1_2 --> g1_3 : pass or waive',
      '[*] --> g1_2 : skip Plan',
      'g1_6 --> [*] : complete',
      'g4_1 --> g4_2 : pause',
    ])
      expect(text.split('\n').map((each) => each.trim())).toContain(line);
  });

  it('marks a session', () => {
    const run = started({ profile: 'normal' }).must('phase.start', { phase: 'Context' });
    const moment = chartMoment('s1', run.events);
    const text = chartMermaid(drawingOf(moment.chart, 'T', moment));
    expect(text).toContain('state "Context<br/>active" as g1_1');
    expect(text).toContain('class g1_1 active');
    expect(text).toContain('[*] --> g1_1 : start ✓');
  });

  it('takes a name only ever as a text', () => {
    const text = chartMermaid(drawn(hostile));
    expect(text).not.toMatch(OBEYED);
    for (const line of text.split('\n').map((each) => each.trim()))
      expect(line).toMatch(
        /^(stateDiagram-v2|%% .*|classDef .*|direction TB|\}|class \w+ \w+|state "[^"{}]*" as \w+( \{)?|(\w+|\[\*\]) --> (\w+|\[\*\])( : [^:;]*(#\d+;[^:;]*)*)?)$/,
      );
  });
});

describe('SVG', () => {
  it.each(ALL.map((profile) => [profile.name, profile] as const))(
    'of %s is well formed and the same each time',
    async (_name, profile) => {
      const svg = chartSvg(await profileChart(profile));
      expect(elementsOf(svg).filter((name) => name === 'script')).toEqual([]);
      expect(svg).toBe(chartSvg(await profileChart(profile)));
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).not.toMatch(OBEYED);
      expect(svg.length).toBeLessThan(200_000);
    },
  );

  it('shows every phase and gate, and has colours for a dark page', async () => {
    const svg = chartSvg(await profileChart(release));
    for (const name of ['Plan', 'Build', 'Ship', 'Ready to build', '2 criteria', 'Looked at by security'])
      expect(svg).toContain(`>${name}</text>`);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('marks a session by more than colour', async () => {
    const run = started({ profile: 'normal' })
      .must('phase.start', { phase: 'Context' })
      .must('phase.complete', { phase: 'Context' })
      .must('phase.start', { phase: 'Planning' });
    const svg = chartSvg(await chartOfRun(run));
    expect(svg).toContain('>✓ completed</text>');
    expect(svg).toContain('>▶ active</text>');
    expect(svg.match(/class="halo"/g)).toHaveLength(2);
    expect(svg).toMatch(/class="edge main taken"/);
  });
});

it('a machine is drawn in order of the steps that lead to its states, as far as it makes a picture', () => {
  const door = {
    machine: 'door',
    explored: [
      { id: 'shut', steps: 0, ended: false, edges: [{ command: 'push', to: 'open' }] },
      { id: 'broken', steps: 2, ended: true, edges: [] },
      {
        id: 'open',
        steps: 1,
        ended: false,
        edges: ['pull shut', 'kick open', 'kick broken'].map((edge) => {
          const [command = '', to = ''] = edge.split(' ');
          return { command, to };
        }),
      },
    ],
  };
  const drawing = drawingOfMachine(door);
  expect(drawing.nodes.map(({ text }) => text.join())).toEqual(['', 'shut', 'open', 'broken', '']);
  expect(chartMermaid(drawing)).toContain('g1_2 --> g1_2 : kick');
  expect(chartMermaid(drawing)).toContain('g1_3 --> [*]');
  expect(elementsOf(chartSvg(layoutOf(drawing)))).toContain('svg');
  const many = Array.from({ length: 500 }, (_, index) => ({
    ...{ id: `s${index}`, steps: index, ended: false },
    edges: [{ command: 'on', to: `s${(index + 1) % 500}` }],
  }));
  expect(drawingOfMachine({ machine: 'long', explored: many }).notes).toEqual([
    'Drawn are the 60 states nearest to the start, of 500.',
  ]);
});
