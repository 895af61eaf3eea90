// A Markdown text in pieces: each ends where the parser finds that a new block begins, so that a long text costs in
// proportion to its length, and an edited one only what was edited.
import { type Blocks, blocksOf, type Marks } from './blocks.ts';
import { bodyStart } from './front-matter.ts';

/** A part of the text that was parsed on its own. */
export interface Piece {
  readonly start: number;
  readonly source: string;
  readonly blocks: Blocks;
}

/** Lines of a piece at first; four times as many while no block begins at its end. */
const FIRST_LINES = 64;

/** Lines that may begin a top-level block; whether they do is for the parser to decide. */
const mayBegin = (character: string | undefined): boolean => character !== undefined && /[#*+\-0-9[]/.test(character);

/** Whether a line may underline a heading, or divide: then a block may begin after it. */
const mayUnderline = (text: string, from: number, to: number): boolean =>
  to - from < 1_000 && /^ {0,3}(?:=+|-+)\s*$/.test(text.slice(from, to));

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

/** The next line from `from` on that may be a seam, at least `lines` lines on; else the end. */
const seamAfter = (text: string, from: number, lines: number): number => {
  let at = from;
  for (let line = 1; ; line += 1) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    const begun = at;
    at = end + 1;
    if (line < lines) continue;
    const afterBlank = text[at - 2] === '\n';
    // Dashes below a line of text make a heading of it.
    if (mayBegin(text[at]) && (afterBlank || text[at] !== '-' || !mayUnderline(text, at, lineEnd(text, at)))) return at;
    if (/\S/.test(text[at] ?? ' ') && (afterBlank || mayUnderline(text, begun, end))) return at;
  }
};

const pieceAt = (text: string, start: number, marks: Marks, goals: (lines: number) => number): Piece => {
  for (let lines = FIRST_LINES; ; lines *= 4) {
    const goal = goals(lines);
    // Up to the line that is to begin the next piece, and enough after it for a block of its own.
    const end = goal === text.length ? goal : seamAfter(text, goal, 1);
    const blocks = blocksOf(text.slice(start, end), marks);
    if (goal === text.length) return { start, source: text.slice(start), blocks };
    const seam = goal - start;
    if (!blocks.seams.includes(seam)) continue;
    return {
      start,
      source: text.slice(start, goal),
      blocks: {
        marks: blocks.marks.filter(({ start: at }) => at < seam),
        seams: blocks.seams.filter((at) => at < seam),
      },
    };
  }
};

/** What was parsed before an edit. */
interface ParsedText {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly marks: Marks;
}

/** The pieces of a text; those that an edit left unchanged are reused. */
export const piecesOf = (text: string, marks: Marks, edited: ParsedText | undefined): Piece[] => {
  const pieces: Piece[] = [];
  // Neither the byte order mark nor front matter is part of the Markdown.
  let at = bodyStart(text);
  const isReusable = edited !== undefined && edited.marks === marks && bodyStart(edited.text) === at;
  const before = isReusable ? edited : undefined;
  const known = before?.text ?? '';
  const shift = text.length - known.length;
  const same = before === undefined ? { first: 0, last: text.length } : sameEnds(known, text);
  const old = before?.pieces ?? [];
  // A block may continue on the line after it: the last piece before an edit is parsed again.
  const unchanged = old.filter(({ start, source }) => start + source.length < same.first).slice(0, -1);
  for (const piece of unchanged) {
    pieces.push(piece);
    at = piece.start + piece.source.length;
  }
  const rest = new Map(
    old.filter(({ start }) => start + shift >= same.last).map((piece) => [piece.start + shift, piece]),
  );
  const seams = [...rest.keys()];
  while (at < text.length) {
    const reused = rest.get(at);
    if (reused !== undefined) {
      pieces.push({ ...reused, start: at });
      at += reused.source.length;
      continue;
    }
    const start = at;
    const next = seams.find((seam) => seam > start);
    const piece = pieceAt(text, start, marks, (lines) => {
      const goal = seamAfter(text, start, lines);
      return next === undefined || goal < next
        ? goal
        : lines === FIRST_LINES
          ? next
          : (seams.find((seam) => seam >= goal) ?? goal);
    });
    pieces.push(piece);
    at += piece.source.length;
  }
  return pieces;
};

/** How far two texts are the same from the start, and from where on (in the second) to the end; both at line starts. */
const sameEnds = (a: string, b: string): { readonly first: number; readonly last: number } => {
  const shorter = Math.min(a.length, b.length);
  let first = 0;
  while (first < shorter && a.charCodeAt(first) === b.charCodeAt(first)) first += 1;
  first = b.lastIndexOf('\n', first - 1) + 1;
  let tail = 0;
  while (tail < shorter - first && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail += 1;
  const lineEnd = b.indexOf('\n', b.length - tail);
  return { first, last: lineEnd < 0 ? b.length : lineEnd + 1 };
};
