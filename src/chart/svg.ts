// A chart as an SVG file, from its places: boxes, dots and edges, with what is active, was taken and is legal marked by
// shape and word as well as by colour.

import type { ChartLayout, PlacedEdge, PlacedNode, Point } from '../../projections/chart/layout.ts';
import { LOOKS } from '../../projections/chart/look.ts';
import { safeLine } from '../text/safe-text.ts';
import { cut, textWidth } from '../text/width.ts';
import { escapeXml } from '../text/xml.ts';
import { fitted, LINE_HEIGHT, linesOf, TITLE_HEIGHT } from './node-text.ts';

const MARGIN = 24;
const MOST_OF_A_NOTE = 170;

const drawNode = (node: PlacedNode): string => {
  const { x, y, w, h, kind, state, isActive, text } = node;
  const [middleX, middleY] = [x + w / 2, y + h / 2];
  const active = isActive ? ' active' : '';
  const title = `<title>${escapeXml([...text.map(safeLine), ...(state === undefined ? [] : [state]), ...(isActive ? ['active'] : [])].join(' / '))}</title>`;
  if (kind === 'start')
    return `<g class="node${active}">${title}<circle class="dot" cx="${middleX}" cy="${middleY}" r="${w / 2}"/></g>`;
  if (kind === 'end')
    return `<g class="node${active}">${title}<circle class="ring" cx="${middleX}" cy="${middleY}" r="${w / 2}"/><circle class="dot" cx="${middleX}" cy="${middleY}" r="${w / 2 - 4}"/></g>`;
  const [look, sign] = (state === undefined ? undefined : LOOKS[state]) ?? ['', ''];
  const lines = linesOf(node);
  const rows = lines.map((line, index) => {
    const isState = index >= text.length;
    const words = isState && index === text.length && sign !== '' ? `${sign} ${line}` : line;
    const rowY = middleY + (index + 0.76 - lines.length / 2) * LINE_HEIGHT;
    const name = node.offered.some((id) => id.startsWith('phase.start ')) ? 'name offered' : 'name';
    return `<text class="${index === 0 ? name : 'small'}" x="${middleX}" y="${rowY}" text-anchor="middle">${escapeXml(words)}</text>`;
  });
  return [
    `<g class="node ${kind} ${look}${active}">${title}`,
    // The active states have a second border.
    ...(isActive
      ? [
          `<rect class="halo" x="${x - 4}" y="${y - 4}" width="${w + 8}" height="${h + 8}" rx="${kind === 'gate' ? 2 : 11}"/>`,
        ]
      : []),
    `<rect class="box" x="${x}" y="${y}" width="${w}" height="${h}" rx="${kind === 'gate' ? 0 : 8}"/>`,
    ...rows,
    '</g>',
  ].join('');
};

/** A curve through points: straight into the first and out of the last. */
const pathThrough = (points: readonly Point[]): string => {
  const [first, ...rest] = points as readonly [Point, ...Point[]];
  if (rest.length < 2) return `M${first.x} ${first.y} ${rest.map(({ x, y }) => `L${x} ${y}`).join(' ')}`;
  let path = `M${first.x} ${first.y}`;
  for (const [index, at] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) path += ` L${at.x} ${at.y}`;
    else path += ` Q${at.x} ${at.y} ${(at.x + next.x) / 2} ${(at.y + next.y) / 2}`;
  }
  return path;
};

const classOf = ({ kind, taken, isOffered }: PlacedEdge): string =>
  [kind, ...(taken > 0 ? ['taken'] : []), ...(isOffered ? ['offered'] : [])].join(' ');

const drawEdge = (edge: PlacedEdge): string =>
  `<path class="edge ${classOf(edge)}" d="${pathThrough(edge.points)}" marker-end="url(#${edge.taken > 0 ? 'taken' : 'arrow'})"/>`;

/** What an edge says: how often it was taken, where that is more than once. */
export const labelOf = ({ label, taken }: { readonly label: string; readonly taken: number }): string =>
  taken > 1 ? `${label} ×${taken}`.trim() : label;

const drawLabel = (edge: PlacedEdge): string => {
  const { labelAt, label } = edge;
  if (labelAt === undefined) return '';
  const title = escapeXml([safeLine(label), ...edge.moves.map(safeLine)].join(' / '));
  return `<text class="way ${classOf(edge)}" x="${labelAt.x}" y="${labelAt.y + 4}" text-anchor="middle"><title>${title}</title>${escapeXml(fitted(labelOf(edge)))}</text>`;
};

const STYLE = `
  svg { font: 13px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif }
  .page { fill: #ffffff } text { fill: #1f2328 } .title { font-weight: 600; font-size: 15px } .group { fill: none; stroke: #d0d7de }
  .box { fill: #ddf4ff; stroke: #0969da } .gate .box { fill: #fff8c5; stroke: #9a6700; stroke-dasharray: 5 3 }
  .done .box { fill: #dafbe1; stroke: #1a7f37 } .now .box { stroke-width: 2.5 } .bad .box { fill: #ffebe9; stroke: #cf222e }
  .out .box { fill: #f6f8fa; stroke: #8c959f } .halo { fill: none; stroke: #bf3989; stroke-width: 2.5 } .active .dot { fill: #bf3989 }
  .name { font-weight: 600 } .dot, .head { fill: #1f2328 } .ring { fill: none; stroke: #1f2328 }
  .edge { fill: none; stroke: #57606a; stroke-width: 1.2 } .edge.aside { stroke-dasharray: 4 3 }
  .edge.taken { stroke: #1a7f37; stroke-width: 3 } .headTaken { fill: #1a7f37 }
  .way, .small, .note { font-size: 11px; fill: #57606a } .way { stroke: #ffffff; stroke-width: 3px; paint-order: stroke }
  text.taken { fill: #1a7f37; font-weight: 600 } text.offered { text-decoration: underline }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .group { stroke: #30363d }
    .box { fill: #0c2d6b; stroke: #58a6ff } .gate .box { fill: #3b2300; stroke: #d29922 }
    .done .box { fill: #12261e; stroke: #3fb950 } .bad .box { fill: #3c1418; stroke: #f85149 } .out .box { fill: #161b22; stroke: #6e7681 }
    .halo { stroke: #f778ba } .active .dot { fill: #f778ba } .dot, .head { fill: #e6edf3 } .ring { stroke: #e6edf3 }
    .edge { stroke: #9198a1 } .edge.taken { stroke: #3fb950 } .headTaken { fill: #3fb950 }
    .way, .small, .note { fill: #9198a1 } .way { stroke: #0d1117 } text.taken { fill: #3fb950 }
  }`;

const marker = (id: string, head: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="${head}" d="M0 0 L8 4 L0 8 z"/></marker>`;

/** An SVG file, without a line feed at its end. The same layout gives the same bytes. */
export const chartSvg = (chart: ChartLayout): string => {
  const { title, groups, nodes, edges, notes } = chart;
  const top = MARGIN + 24;
  const isMarked = nodes.some(({ isActive }) => isActive) || edges.some(({ taken }) => taken > 0);
  const shown = [
    ...(isMarked
      ? ['Active states have a second border, taken edges are thick, and what is legal now is underlined.']
      : []),
    ...notes,
  ].map((note) => cut(safeLine(note), MOST_OF_A_NOTE));
  const width = Math.ceil(
    Math.max(chart.width + 2 * MARGIN, ...[fitted(title), ...shown].map((line) => textWidth(line) * 6.4 + 2 * MARGIN)),
  );
  const noteTop = top + chart.height + MARGIN;
  const height = Math.ceil(noteTop + shown.length * LINE_HEIGHT);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(safeLine(title))}</title>`,
    `<style>${STYLE}\n</style>`,
    `<defs>${marker('arrow', 'head')}${marker('taken', 'headTaken')}</defs>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN + 6}">${escapeXml(cut(safeLine(title), 100))}</text>`,
    `<g transform="translate(${MARGIN} ${top})">`,
    ...groups.flatMap(({ x, y, w, h, title: name }) => [
      `<rect class="group" x="${x}" y="${y}" width="${w}" height="${h}" rx="10"/>`,
      `<text class="title" x="${x + MARGIN}" y="${y + TITLE_HEIGHT - 8}">${escapeXml(fitted(name))}</text>`,
    ]),
    ...edges.map(drawEdge),
    ...nodes.map(drawNode),
    ...edges.map(drawLabel).filter((words) => words !== ''),
    '</g>',
    ...shown.map(
      (note, index) =>
        `<text class="note" x="${MARGIN}" y="${noteTop + index * LINE_HEIGHT}">${escapeXml(note)}</text>`,
    ),
    '</svg>',
  ].join('\n');
};
