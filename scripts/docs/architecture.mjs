// The picture of the layers and its page, from the imports alone: a part stands above all that it imports, and an arrow
// is drawn where no longer way of imports implies it.
import { directImports, layersOf, parts } from './imports.mjs';

/** What each part is for, in the few words that fit its box. A part that is missing here, or gone, fails. */
const PURPOSE = {
  machines: 'events, commands, life cycles, rules, invariants',
  projections: 'views: plan, todo, timeline, usage, ...',
  'src/*.ts': 'errors, hashing, the package folder',
  'src/admin': 'repairs and erases sessions',
  'src/chart': 'lays a chart out and draws it',
  'src/agents': 'MCP for agents',
  'src/check': 'explores a process, random and model runs',
  'src/cli': 'the command line',
  'src/page': 'the page that the service serves, in a browser',
  'src/client': 'the typed client: reprise/client',
  'src/export': 'writes sessions to files',
  'src/formats': 'session files, plan.md, cycles, profiles',
  'src/import': 'records session files and documents',
  'src/index.ts': 'the library: reprise',
  'src/log': 'the port, memory, JetStream',
  'src/plan-sync': 'a plan.md and its session',
  'src/secrets': 'replaces keys and tokens',
  'src/server': 'finds, starts and shares nats-server',
  'src/service': 'HTTP, NATS, tokens, live streams',
  'src/session': 'write, replay, follow, verify',
  'src/testing': 'the kit: reprise/testing',
  'src/text': 'safe texts, their width, XML',
};
const PURE = new Set(['machines', 'projections']);

/** The widest that a row may be; the page is as wide as its rows need. */
const WIDTH = 1180;
const BOX = { height: 46, gap: 26, pad: 12 };
const ROW = 92;
const MARGIN = 28;

const named = (all) => {
  const unknown = [
    ...all.filter(({ name }) => PURPOSE[name] === undefined).map(({ name }) => name),
    ...Object.keys(PURPOSE).filter((name) => !all.some((part) => part.name === name)),
  ];
  if (unknown.length > 0)
    throw new Error(`scripts/docs/architecture.mjs: PURPOSE and the folders differ in ${unknown.join(', ')}`);
};

const boxWidth = (name) => Math.max(name.length * 8.6, PURPOSE[name].length * 6.2) + 2 * BOX.pad;

/** Rows of parts and of the points where an arrow passes a row, ordered so that few arrows cross. */
const rowsOf = (all) => {
  const layers = layersOf(all);
  const top = Math.max(...layers.values());
  const rows = Array.from({ length: top + 1 }, () => []);
  for (const { name } of all) rows[layers.get(name)].push({ name, width: boxWidth(name), above: [], below: [] });
  const nodeOf = (name) => rows[layers.get(name)].find((node) => node.name === name);
  const ways = directImports(all).map(({ from, to }) => {
    const way = [nodeOf(from)];
    for (let row = layers.get(from) - 1; row > layers.get(to); row -= 1) {
      const point = { name: undefined, width: 8, above: [], below: [] };
      rows[row].push(point);
      way.push(point);
    }
    way.push(nodeOf(to));
    for (let index = 1; index < way.length; index += 1) {
      way[index - 1].below.push(way[index]);
      way[index].above.push(way[index - 1]);
    }
    return way;
  });
  return { rows, ways };
};

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Gives each node its x: rows are sorted by the mean of their neighbours, then pushed apart. */
const place = (rows) => {
  const spread = (row) => {
    const total = row.reduce((sum, { width }) => sum + width, 0) + (row.length - 1) * BOX.gap;
    let x = (WIDTH - total) / 2;
    for (const node of row) {
      node.x = x + node.width / 2;
      x += node.width + BOX.gap;
    }
  };
  for (const row of rows) spread(row);
  for (let turn = 0; turn < 40; turn += 1) {
    const [order, side] = turn % 2 === 0 ? [rows, 'below'] : [[...rows].reverse(), 'above'];
    for (const row of order) {
      for (const node of row) node.wanted = node[side].length > 0 ? mean(node[side].map(({ x }) => x)) : node.x;
      row.sort((a, b) => a.wanted - b.wanted);
      if (turn < 30) for (const node of row) node.x = node.wanted;
      else for (const node of row) node.x = (node.x + node.wanted) / 2;
      apart(row);
    }
  }
};

/** Moves the nodes of a row no nearer than the gap, and into the page, keeping their order. */
const apart = (row) => {
  const least = (left, right) => (left.width + right.width) / 2 + BOX.gap;
  for (let turn = 0; turn < 30; turn += 1)
    for (let index = 1; index < row.length; index += 1) {
      const short = least(row[index - 1], row[index]) - (row[index].x - row[index - 1].x);
      if (short > 0) {
        row[index - 1].x -= short / 2;
        row[index].x += short / 2;
      }
    }
  let floor = MARGIN;
  for (const node of row) {
    node.x = Math.max(node.x, floor + node.width / 2);
    floor = node.x + node.width / 2 + BOX.gap;
  }
  let ceiling = WIDTH - MARGIN;
  for (const node of [...row].reverse()) {
    node.x = Math.min(node.x, ceiling - node.width / 2);
    ceiling = node.x - node.width / 2 - BOX.gap;
  }
};

/** Moves all to the left margin. Gives the width of the page. */
const trimmed = (rows) => {
  const nodes = rows.flat();
  const left = Math.min(...nodes.map(({ x, width }) => x - width / 2)) - MARGIN;
  for (const node of nodes) node.x -= left;
  return Math.ceil(Math.max(...nodes.map(({ x, width }) => x + width / 2)) + MARGIN);
};

const round = (number) => Math.round(number * 10) / 10;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** One arrow through the points of its way: curves between rows, straight through a row. */
const arrow = (way, yOf) => {
  const share = (node, side, other) => {
    if (node.name === undefined) return node.x;
    const sorted = [...node[side]].sort((a, b) => a.x - b.x);
    const room = Math.min(node.width - 30, sorted.length * 26);
    return node.x + (sorted.length > 1 ? (sorted.indexOf(other) / (sorted.length - 1) - 0.5) * room : 0);
  };
  let path = '';
  for (let index = 1; index < way.length; index += 1) {
    const [from, to] = [way[index - 1], way[index]];
    const [x1, x2] = [share(from, 'below', to), share(to, 'above', from)];
    const y1 = yOf(from) + BOX.height / 2;
    const y2 = yOf(to) - BOX.height / 2 - (to.name === undefined ? 0 : 5);
    const half = (y1 + y2) / 2;
    path += `${index === 1 ? `M${round(x1)} ${round(y1)}` : ''} C${round(x1)} ${round(half)} ${round(x2)} ${round(half)} ${round(x2)} ${round(y2)}`;
    if (to.name === undefined) path += ` V${round(yOf(to) + BOX.height / 2)}`;
  }
  return `  <path class="arrow" d="${path.trim()}" marker-end="url(#head)"/>`;
};

const STYLE = `
    svg { font: 13px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif }
    .page { fill: #ffffff } text { fill: #1f2328; text-anchor: middle } .name { font-weight: 600; font-size: 14px }
    .what { font-size: 11.5px; fill: #57606a }
    .box { fill: #f6f8fa; stroke: #8c959f } .pure { fill: #dafbe1; stroke: #1a7f37 } .door { fill: #ddf4ff; stroke: #0969da }
    .arrow { fill: none; stroke: #6e7781; stroke-width: 1.3 } .tip { fill: #6e7781 }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 } text { fill: #e6edf3 } .what { fill: #9198a1 }
      .box { fill: #161b22; stroke: #6e7681 } .pure { fill: #12261e; stroke: #3fb950 } .door { fill: #0c2d6b; stroke: #58a6ff }
      .arrow { stroke: #9198a1 } .tip { fill: #9198a1 }
    }`;

/** Parts that a user imports or calls. */
const DOORS = new Set(['src/index.ts', 'src/cli', 'src/testing']);

export const architectureSvg = (root) => {
  const all = parts(root);
  named(all);
  const { rows, ways } = rowsOf(all);
  place(rows);
  const width = trimmed(rows);
  const height = rows.length * ROW + MARGIN;
  const rowOf = new Map(rows.flatMap((row, index) => row.map((node) => [node, index])));
  const yOf = (node) => height - MARGIN / 2 - ROW / 2 - rowOf.get(node) * ROW;
  const boxes = rows.flat().filter(({ name }) => name !== undefined);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '  <title>The parts of Reprise and what each imports: arrows point down only</title>',
    '  <defs><marker id="head" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0 L8 4 L0 8 z"/></marker></defs>',
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="page" width="${width}" height="${height}"/>`,
    ...ways.map((way) => arrow(way, yOf)),
    ...boxes.map((node) => {
      const kind = PURE.has(node.name) ? 'pure' : DOORS.has(node.name) ? 'door' : 'box';
      const [x, y] = [round(node.x), round(yOf(node))];
      return [
        `  <rect class="${kind}" x="${round(node.x - node.width / 2)}" y="${y - BOX.height / 2}" width="${round(node.width)}" height="${BOX.height}" rx="6"/>`,
        `  <text class="name" x="${x}" y="${y - 4}">${escaped(node.name)}</text>`,
        `  <text class="what" x="${x}" y="${y + 14}">${escaped(PURPOSE[node.name])}</text>`,
      ].join('\n');
    }),
    '</svg>',
    '',
  ].join('\n');
};

/** The same as text: what each part is for and what it imports. */
export const layersPage = (root) => {
  const all = parts(root);
  named(all);
  const layers = layersOf(all);
  const sorted = [...all].sort((a, b) => layers.get(b.name) - layers.get(a.name) || (a.name < b.name ? -1 : 1));
  const importsOf = ({ imports }) =>
    [...imports].sort(([a], [b]) => layers.get(b) - layers.get(a) || (a < b ? -1 : 1)).map(([name]) => `\`${name}\``);
  return [
    '# Layers',
    '',
    'Written by `npm run docs` from the import lines of the sources. A part imports only parts of lower layers.',
    '',
    '![The parts of Reprise and their imports](architecture.svg)',
    '',
    '| layer | part | what it is for | imports |',
    '| ---: | --- | --- | --- |',
    ...sorted.map(
      (part) =>
        `| ${layers.get(part.name)} | \`${part.name}\` | ${PURPOSE[part.name]} | ${importsOf(part).join(', ') || 'none'} |`,
    ),
    '',
  ].join('\n');
};
