// A picture as SVG, without a library: each region a column, its states below each other, ways that pass states by in
// lanes beside them (onwards on the right, back on the left). The same picture gives the same bytes.

import { safeLine } from '../../../text/safe-text.ts';
import { cut, textWidth } from '../../../text/width.ts';
import { escapeXml } from '../../../text/xml.ts';
import { joinedWays, type Picture, type PictureRegion, type PictureState, type PictureWay } from './picture.ts';

const SIGN_WIDTH = 7.2;
const LINE_HEIGHT = 17;
const GAP = 46;
const LANE_GAP = 14;
const CORNER = 8;
const MARGIN = 24;
const MOST_SIGNS = 36;
const DOT = 9;
const TITLE_HEIGHT = 40;
/** Height and width of a way that leads back to its own state. */
const LOOP = 10;

const fitted = (text: string): string => cut(safeLine(text), MOST_SIGNS);
const widthOf = (text: string): number => Math.ceil(textWidth(text) * SIGN_WIDTH);

interface Box {
  readonly state: PictureState;
  readonly text: readonly string[];
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

interface Lane {
  readonly way: PictureWay;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly lane: number;
}

/** Ways get the innermost lane in which no other passes the same states. */
const laned = (ways: readonly { way: PictureWay; from: number; to: number }[]): Lane[] => {
  const lanes: [number, number][][] = [];
  return [...ways]
    .sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from) || a.from - b.from)
    .map(({ way, from, to }) => {
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      const free = lanes.findIndex((taken) => taken.every(([start, end]) => high <= start || low >= end));
      const lane = free < 0 ? lanes.length : free;
      const taken = lanes[lane] ?? [];
      lanes[lane] = taken;
      taken.push([low, high]);
      return { way, from, to, lane, text: fitted(way.text) };
    });
};

/** Where each lane runs, from the side of the states outwards, and how far they reach in all. */
const laneOffsets = (lanes: readonly Lane[]): { at: number[]; reach: number } => {
  const widths: number[] = [];
  for (const { lane, text } of lanes) widths[lane] = Math.max(widths[lane] ?? 0, widthOf(text) + 6);
  const at: number[] = [];
  let reach = 0;
  for (const [lane, width] of widths.entries()) {
    at[lane] = reach + LANE_GAP;
    reach += LANE_GAP + width;
  }
  return { at, reach };
};

/** @param looped states with a way that leads back to them: it needs room at the side */
const boxesOf = (states: readonly PictureState[], looped: ReadonlySet<string>): Box[] => {
  let top = 0;
  return states.map((state) => {
    const text = state.text.map(fitted);
    const dot = text.length === 0;
    const height = dot ? 2 * DOT : text.length * LINE_HEIGHT + 15 + (looped.has(state.id) ? LOOP : 0);
    const width = dot ? 2 * DOT : Math.max(90, ...text.map((line) => widthOf(line) + 28));
    const box = { state, text, top, height, width };
    top += height + GAP;
    return box;
  });
};

const drawBox = ({ state, text, top, height, width }: Box, middle: number): string => {
  const { shape } = state;
  const y = top + height / 2;
  if (shape === 'start') return `<circle class="dot" cx="${middle}" cy="${y}" r="${DOT}"/>`;
  if (shape === 'end')
    return `<circle class="ring" cx="${middle}" cy="${y}" r="${DOT}"/><circle class="dot" cx="${middle}" cy="${y}" r="${DOT - 4}"/>`;
  const rows = text.map((line, index) => {
    const small = shape === 'gate' && index === 0 ? ' class="small"' : '';
    const rowY = y + (index + 0.75 - text.length / 2) * LINE_HEIGHT;
    return `<text${small} x="${middle}" y="${rowY}" text-anchor="middle">${escapeXml(line)}</text>`;
  });
  return [
    `<g><title>${escapeXml(state.text.map(safeLine).join(' / '))}</title>`,
    `<rect class="${shape}" x="${middle - width / 2}" y="${top}" width="${width}" height="${height}" rx="${shape === 'gate' ? 0 : 8}"/>`,
    ...rows,
    '</g>',
  ].join('');
};

const label = (
  x: number,
  y: number,
  anchor: 'start' | 'end' | 'middle',
  { text, way }: Pick<Lane, 'text' | 'way'>,
): string =>
  text === ''
    ? ''
    : `<text class="way" x="${x}" y="${y}" text-anchor="${anchor}"><title>${escapeXml(safeLine(way.text))}</title>${escapeXml(text)}</text>`;

const path = (kind: PictureWay['kind'], line: string): string =>
  `<path class="${kind}" d="${line}" marker-end="url(#arrow)"/>`;

/** A way as its line and its words: the words are drawn last, over all lines. */
interface Stroke {
  readonly line: string;
  readonly words: string;
}

/** Down from the middle of one state to the next. */
const drawStraight = (way: PictureWay, above: Box, below: Box, middle: number): Stroke => {
  const y = above.top + above.height;
  return {
    line: path(way.kind, `M${middle} ${y} V${below.top - 2}`),
    words: label(middle + 7, (y + below.top) / 2 + 4, 'start', { way, text: fitted(way.text) }),
  };
};

/** Out of the lower left of a state and back into it. */
const drawLoop = (way: PictureWay, { top, height, width }: Box, middle: number): Stroke => {
  const x = middle - width / 2;
  const y = top + height - LOOP / 2;
  return {
    line: path('main', `M${x} ${y} h${-LOOP} v${-LOOP} h${LOOP - 2}`),
    words: label(x - LOOP - 5, y - 1, 'end', { way, text: fitted(way.text) }),
  };
};

/** From the side of one state out to the lane, along it, and back in to the other. */
const drawLane = ({ way, text, ...lane }: Lane, boxes: readonly Box[], middle: number, outX: number): Stroke => {
  const side = outX > middle ? 1 : -1;
  const [from, to] = [boxes[lane.from] as Box, boxes[lane.to] as Box];
  const apart = Math.min(6, from.height / 4, to.height / 4);
  const turn = lane.to > lane.from ? 1 : -1;
  const startY = from.top + from.height / 2 + turn * apart;
  const endY = to.top + to.height / 2 - turn * apart;
  // Beside the gap next to where it begins: lines to other states cross a lane beside states only.
  const wordsY = (turn > 0 ? from.top + from.height + GAP / 2 : from.top - GAP / 2) + 4;
  const line = [
    `M${middle + (side * from.width) / 2} ${startY}`,
    `H${outX - side * CORNER}`,
    `Q${outX} ${startY} ${outX} ${startY + turn * CORNER}`,
    `V${endY - turn * CORNER}`,
    `Q${outX} ${endY} ${outX - side * CORNER} ${endY}`,
    `H${middle + side * (to.width / 2 + 2)}`,
  ].join(' ');
  return {
    line: path(way.kind, line),
    words: label(outX + side * 5, wordsY, side > 0 ? 'start' : 'end', { way, text }),
  };
};

interface Drawn {
  readonly body: string;
  readonly width: number;
  readonly height: number;
}

const drawRegion = ({ title, states, ways }: PictureRegion): Drawn => {
  const place = new Map(states.map(({ id }, index) => [id, index]));
  const placed = joinedWays(ways).map((way) => ({
    way,
    from: place.get(way.from) as number,
    to: place.get(way.to) as number,
  }));
  const loops = placed.filter(({ from, to }) => to === from);
  const boxes = boxesOf(states, new Set(loops.map(({ way }) => way.from)));
  const straight = placed.filter(({ from, to }) => to === from + 1);
  const right = laned(placed.filter(({ from, to }) => to > from + 1));
  const left = laned(placed.filter(({ from, to }) => to < from));
  const widthOfWay = (way: PictureWay): number => widthOf(fitted(way.text)) + 12;
  const half = Math.max(...boxes.map(({ width }) => width)) / 2;
  // The words of a straight way stand on its right, those of a loop on its left: lanes begin behind them.
  const rightHalf = Math.max(half, ...straight.map(({ way }) => widthOfWay(way)));
  const [rightLanes, leftLanes] = [laneOffsets(right), laneOffsets(left)];
  const loopReach = loops.map(({ way, from }) => (boxes[from] as Box).width / 2 + LOOP + widthOfWay(way));
  const middle = MARGIN + Math.max(leftLanes.reach + half, ...loopReach);
  const width = Math.max(middle + rightHalf + rightLanes.reach, MARGIN + widthOf(fitted(title)) * 1.2) + MARGIN;
  const strokes = [
    ...straight.map(({ way, from, to }) => drawStraight(way, boxes[from] as Box, boxes[to] as Box, middle)),
    ...loops.map(({ way, from }) => drawLoop(way, boxes[from] as Box, middle)),
    ...right.map((lane) => drawLane(lane, boxes, middle, middle + rightHalf + (rightLanes.at[lane.lane] as number))),
    ...left.map((lane) => drawLane(lane, boxes, middle, middle - half - (leftLanes.at[lane.lane] as number))),
  ];
  const last = boxes.at(-1) as Box;
  const body = [
    `<text class="title" x="${MARGIN}" y="${MARGIN}">${escapeXml(fitted(title))}</text>`,
    `<g transform="translate(0 ${TITLE_HEIGHT})">`,
    ...strokes.map(({ line }) => line),
    ...boxes.map((box) => drawBox(box, middle)),
    ...strokes.map(({ words }) => words).filter((words) => words !== ''),
    '</g>',
  ].join('\n');
  return { body, width, height: TITLE_HEIGHT + last.top + last.height + MARGIN };
};

const STYLE = `
  svg { font: 13px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif }
  .page { fill: #ffffff } text { fill: #1f2328 } .title { font-weight: 600; font-size: 15px } .region { fill: none; stroke: #d0d7de }
  .state { fill: #ddf4ff; stroke: #0969da } .gate { fill: #fff8c5; stroke: #9a6700; stroke-dasharray: 5 3 }
  .dot, .head { fill: #1f2328 } .ring { fill: none; stroke: #1f2328 }
  .main, .aside { fill: none; stroke: #1f2328; stroke-width: 1.3 } .aside { stroke-dasharray: 4 3 }
  .way, .small, .note { font-size: 11px; fill: #57606a } .way { stroke: #ffffff; stroke-width: 3px; paint-order: stroke }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .region { stroke: #30363d }
    .state { fill: #0c2d6b; stroke: #58a6ff } .gate { fill: #3b2300; stroke: #d29922 }
    .dot, .head { fill: #e6edf3 } .ring { stroke: #e6edf3 }
    .main, .aside { stroke: #e6edf3 } .way, .small, .note { fill: #9198a1 } .way { stroke: #0d1117 }
  }`;

/** An SVG file, without a line feed at its end. */
export const svgPicture = ({ title, regions, notes }: Picture): string => {
  const drawn = regions.map(drawRegion);
  const top = MARGIN + 20;
  const height = Math.max(...drawn.map((region) => region.height));
  let x = MARGIN;
  const columns = drawn.map(({ body, width }) => {
    const at = x;
    x += width + MARGIN;
    return `<g transform="translate(${at} ${top})">\n<rect class="region" width="${width}" height="${height}" rx="10"/>\n${body}\n</g>`;
  });
  const noteTop = top + height + MARGIN;
  const lines = notes.map(
    (note, index) =>
      `<text class="note" x="${MARGIN}" y="${noteTop + index * LINE_HEIGHT}">${escapeXml(cut(safeLine(note), 140))}</text>`,
  );
  const width = Math.ceil(
    Math.max(x, 2 * MARGIN + Math.max(0, ...notes.map((note) => textWidth(cut(note, 140)) * 6.2))),
  );
  const whole = Math.ceil(noteTop + notes.length * LINE_HEIGHT);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img">`,
    `<title>${escapeXml(safeLine(title))}</title>`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 L8 4 L0 8 z"/></marker></defs>',
    `<rect class="page" width="${width}" height="${whole}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN + 2}">${escapeXml(fitted(title))}</text>`,
    ...columns,
    ...lines,
    '</svg>',
  ].join('\n');
};
