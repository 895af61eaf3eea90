// plan.md read by a Markdown parser, piece by piece: a piece ends where the parser itself says that a block begins, so
// that a long file costs in proportion to its length, and an edited one only what was edited.
import { RepriseError } from '../../errors.ts';
import { type Blocks, blocksOf, type HeadingBlock, type ItemBlock } from './blocks.ts';
import { decoded } from './content.ts';
import type { PlanItemShape, PlanShape, SectionShape } from './plan.ts';

/** Limits of a plan.md, in UTF-8 bytes, levels of boxes within boxes, and characters. */
export const MOST_BYTES = 1024 * 1024;
export const MOST_NESTING = 100;
const MOST_TITLE = 1_000;
const MOST_TEXT = 1_000_000;

export interface ParsedItem extends PlanItemShape {
  /** Whether its text is struck through. */
  readonly struck: boolean;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly block: ItemBlock;
}

export interface ParsedSection extends SectionShape<ParsedItem> {
  readonly line: number;
  readonly block: HeadingBlock;
}

/** A plan.md as it was read; blocks have their offsets in `text`. */
export interface ParsedPlan extends PlanShape<ParsedItem, ParsedSection> {
  readonly text: string;
  readonly titleBlock: HeadingBlock | undefined;
  readonly pieces: readonly Piece[];
}

/** A part of the text that was parsed on its own. */
export interface Piece {
  readonly start: number;
  readonly source: string;
  readonly blocks: Blocks;
}

/** Lines of a piece at first, and the most characters that are tried again and again. */
const LINES = 64;

/** Lines that may begin a block that nothing holds: that they do is for the parser to say. */
const mayBegin = (character: string | undefined): boolean => character !== undefined && /[#*+\-0-9]/.test(character);

/** The next line from `from` on that may be a seam, at least `lines` lines on; the end where there is none. */
const seamAfter = (text: string, from: number, lines: number): number => {
  let at = from;
  for (let line = 1; ; line += 1) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
    if (line >= lines && (mayBegin(text[at]) || (text[at - 2] === '\n' && /\S/.test(text[at] ?? ' ')))) return at;
  }
};

const pieceAt = (text: string, start: number, goals: (lines: number) => number): Piece => {
  for (let lines = LINES; ; lines *= 4) {
    const goal = goals(lines);
    // As far as the line that shall begin the next piece, and so many after it that it is a block of its own.
    const end = goal === text.length ? goal : seamAfter(text, goal, 1);
    const blocks = blocksOf(text.slice(start, end));
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

const piecesOf = (text: string, before: ParsedPlan | undefined): Piece[] => {
  const pieces: Piece[] = [];
  // A mark of byte order is none of the parser's.
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const known = before?.text ?? '';
  const shift = text.length - known.length;
  const same = before === undefined ? { first: 0, last: text.length } : sameEnds(known, text);
  const old = before?.pieces ?? [];
  // A piece may be read on by the line after it: the last one before an edit is read again.
  const kept = old.filter(({ start, source }) => start + source.length < same.first).slice(0, -1);
  for (const piece of kept) {
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
    const piece = pieceAt(text, start, (lines) => {
      const goal = seamAfter(text, start, lines);
      return next === undefined || goal < next
        ? goal
        : lines === LINES
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

/**
 * Which heading is the plan's title: the first, before any item, of level 1; or of level 2, unless it has items of its
 * own and another heading of level 1 or 2 follows.
 */
const titleOf = (marks: readonly (HeadingBlock | ItemBlock)[]): HeadingBlock | undefined => {
  const [first, second] = marks;
  if (first?.kind !== 'heading' || first.level > 2) return undefined;
  if (first.level === 1 || second?.kind !== 'item') return first;
  return marks.some((mark) => mark !== first && mark.kind === 'heading' && mark.level <= 2) ? undefined : first;
};

const tooMuch = (sentence: string, line: number): RepriseError =>
  new RepriseError('BAD_INPUT', `Line ${line}: ${sentence}.`, { fields: { line } });

const assembled = (text: string, pieces: readonly Piece[]): ParsedPlan => {
  const marks = pieces.flatMap(({ start, blocks }) => blocks.marks.map((mark) => moved(mark, start)));
  const named = marks.filter((mark) => mark.kind === 'item' || mark.title !== '');
  const titleBlock = titleOf(named);
  let lineAt = 0;
  let line = 1;
  const lineOf = (offset: number): number => {
    for (let next = nextLine(text, lineAt); next >= 0 && next <= offset; next = nextLine(text, lineAt)) {
      lineAt = next;
      line += 1;
    }
    return line;
  };
  const items: ParsedItem[] = [];
  const sections: (ParsedSection & { readonly items: ParsedItem[] })[] = [];
  for (const mark of named) {
    const at = lineOf(mark.start);
    if (mark.kind === 'heading') {
      if (mark.title.length > MOST_TITLE) throw tooMuch(`a heading has at most ${MOST_TITLE} characters`, at);
      if (mark !== titleBlock) sections.push({ title: decoded(mark.title), items: [], line: at, block: mark });
      continue;
    }
    if (mark.depth >= MOST_NESTING) throw tooMuch(`boxes are nested at most ${MOST_NESTING} deep`, at);
    const { content } = mark;
    if (mark.textEnd - mark.box > MOST_TEXT) throw tooMuch(`an item has at most ${MOST_TEXT} characters`, at);
    const status = content.struck && mark.mark === 'open' ? 'dropped' : mark.mark;
    (sections.at(-1)?.items ?? items).push({ ...content, status, depth: mark.depth, line: at, block: mark });
  }
  return {
    title: titleBlock === undefined ? null : decoded(titleBlock.title),
    items,
    sections,
    text,
    titleBlock,
    pieces,
  };
};

const nextLine = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) return at + 1;
  }
  return -1;
};

const moved = <Mark extends HeadingBlock | ItemBlock>(mark: Mark, by: number): Mark =>
  mark.kind === 'heading'
    ? { ...mark, start: mark.start + by, end: mark.end + by }
    : {
        ...mark,
        start: mark.start + by,
        end: mark.end + by,
        box: mark.box + by,
        textEnd: mark.textEnd + by,
      };

/**
 * Reads a plan.md. Any text is one: what is neither heading nor box is left where it stands.
 * @param before the plan as it was read before an edit: only what was edited is parsed again
 * @throws RepriseError BAD_INPUT: over 1 MiB, boxes over 100 deep, a heading over 1,000 characters
 */
export const parsePlan = (text: string, before?: ParsedPlan): ParsedPlan => {
  if (text.length > MOST_BYTES || Buffer.byteLength(text) > MOST_BYTES)
    throw new RepriseError('BAD_INPUT', `The plan.md has more than ${MOST_BYTES / 1024 / 1024} MiB.`);
  return assembled(text, piecesOf(text, before));
};
