// The process as one statechart, as the service lays it out: what is active, was taken and is legal at this moment is marked
// by shape and word as well as by colour. A page in a file has no service, and no chart.
import { useEffect, useState } from 'preact/hooks';
import type { ChartLayout, PlacedEdge, PlacedNode, Point } from '../../../../projections/chart/layout.ts';
import { LOOKS } from '../../../../projections/chart/look.ts';
import { client, explain } from '../../data/service.ts';
import { cut } from '../../model/format.ts';

/** Between two moments of a slider that moves nothing is asked. */
const SETTLED_MS = 60;
const LINE = 15;
const MOST_LETTERS = 34;

const path = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');

const Edge = ({ edge }: { readonly edge: PlacedEdge }) => {
  const { kind, points, label, labelAt, taken, isOffered } = edge;
  const look = `${kind}${taken > 0 ? ' taken' : ''}${isOffered ? ' offered' : ''}`;
  return (
    <g>
      <path class={`edge ${look}`} d={path(points)} marker-end="url(#chart-arrow)" />
      {labelAt !== undefined && (
        <text class={`way ${look}`} x={labelAt.x} y={labelAt.y + 4} text-anchor="middle">
          {cut(taken > 1 ? `${label} ×${taken}` : label, MOST_LETTERS)}
        </text>
      )}
    </g>
  );
};

const Node = ({ node }: { readonly node: PlacedNode }) => {
  const { x, y, w, h, kind, text, state, isActive, waits } = node;
  const [middleX, middleY] = [x + w / 2, y + h / 2];
  const [look, sign] = (state === undefined ? undefined : LOOKS[state]) ?? ['', ''];
  const lines = [
    ...text,
    ...(state === undefined ? [] : [`${sign} ${state}`.trim()]),
    ...(waits === undefined ? [] : [`◷ ${waits}`]),
  ];
  if (kind === 'start' || kind === 'end')
    return (
      <g class={`node ${isActive ? 'active' : ''}`}>
        <title>{isActive ? `${kind}, the session is here` : kind}</title>
        {kind === 'end' && <circle class="ring" cx={middleX} cy={middleY} r={w / 2} />}
        <circle class="dot" cx={middleX} cy={middleY} r={kind === 'end' ? w / 2 - 4 : w / 2} />
      </g>
    );
  return (
    <g class={`node ${kind} ${look} ${isActive ? 'active' : ''}`}>
      <title>{[...lines, ...(isActive ? ['active'] : [])].join(' / ')}</title>
      {isActive && <rect class="halo" x={x - 4} y={y - 4} width={w + 8} height={h + 8} rx={10} />}
      <rect class="box" x={x} y={y} width={w} height={h} rx={kind === 'gate' ? 0 : 8} />
      {lines.map((line, index) => (
        <text
          key={index}
          class={index === 0 ? 'name' : 'small'}
          x={middleX}
          y={middleY + (index + 0.76 - lines.length / 2) * LINE}
          text-anchor="middle"
        >
          {cut(line, MOST_LETTERS)}
        </text>
      ))}
    </g>
  );
};

export const Drawn = ({ chart }: { readonly chart: ChartLayout }) => (
  <>
    <div class="chart-scroll" tabIndex={0} role="group" aria-label={chart.title}>
      <svg
        class="chart"
        width={chart.width + 24}
        height={chart.height + 24}
        viewBox={`-12 -12 ${chart.width + 24} ${chart.height + 24}`}
        role="img"
        aria-label={chart.title}
      >
        <defs>
          <marker
            id="chart-arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path class="head" d="M0 0 L8 4 L0 8 z" />
          </marker>
        </defs>
        {chart.groups.map(({ id, x, y, w, h, title }) => (
          <g key={id}>
            <rect class="group" x={x} y={y} width={w} height={h} rx={10} />
            <text class="name" x={x + 14} y={y + 18}>
              {cut(title, MOST_LETTERS)}
            </text>
          </g>
        ))}
        {chart.edges.map((edge) => (
          <Edge key={edge.id} edge={edge} />
        ))}
        {chart.nodes.map((node) => (
          <Node key={node.id} node={node} />
        ))}
      </svg>
    </div>
    <p class="quiet">
      Where the session is has a second border; edges that it took are thick; what is legal now is underlined.
    </p>
    {chart.notes.map((note) => (
      <p key={note} class="quiet">
        {note}
      </p>
    ))}
  </>
);

export const ChartView = ({ session, at }: { readonly session: string; readonly at: number }) => {
  const [chart, setChart] = useState<ChartLayout | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  useEffect(() => {
    const left = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const { signal } = left;
        const found = await client
          .peek()
          .call('session.chart', { params: { session }, query: { at: String(at) }, signal });
        setFailure(undefined);
        setChart(found as unknown as ChartLayout);
      } catch (error) {
        if (!left.signal.aborted) setFailure(explain(error));
      }
    };
    const timer = setTimeout(() => void ask(), SETTLED_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [session, at]);
  return (
    <div class="part wide">
      {failure !== undefined && <p role="alert">{failure}</p>}
      {chart === undefined ? failure === undefined && <p class="quiet">Drawing …</p> : <Drawn chart={chart} />}
    </div>
  );
};
