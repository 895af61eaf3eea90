// Parses a plan.md: its title, sections and items, from the pieces of the Markdown parser.
import { RepriseError } from '../../errors.ts';
import { type HeadingBlock, type ItemBlock, MARKS, type Marks } from './blocks.ts';
import { requireBounded } from './bounded.ts';
import { decoded } from './content.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { itemsOf, type PlanItemShape, type PlanShape, type SectionShape } from './plan.ts';
import { requireResolved } from './unresolved.ts';

/** Limits of a plan.md, in UTF-8 bytes, levels of boxes within boxes, and characters. */
export const MAX_BYTES = 1024 * 1024;
export const MAX_NESTING = 100;
const MAX_TITLE = 1_000;
const MAX_TEXT = 1_000_000;

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
  /** The signs that it was read with. */
  readonly marks: Marks;
}

/** A box with a sign that is not known: the item keeps the status that it had. */
export interface UnknownMark {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly sign: string;
  readonly text: string;
}

/** The boxes of a plan whose signs are not known. */
export const unknownMarks = (plan: ParsedPlan): UnknownMark[] =>
  itemsOf(plan)
    .filter(({ block }) => block.mark === undefined)
    .map(({ line, text, block }) => ({ line, sign: block.sign, text }));

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

const limitError = (sentence: string, line: number): RepriseError =>
  new RepriseError('BAD_INPUT', `Line ${line}: ${sentence}.`, { fields: { line } });

const assembled = (text: string, signs: Marks, pieces: readonly Piece[]): ParsedPlan => {
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
      if (mark.title.length > MAX_TITLE) throw limitError(`a heading has at most ${MAX_TITLE} characters`, at);
      if (mark !== titleBlock) sections.push({ title: decoded(mark.title), items: [], line: at, block: mark });
      continue;
    }
    if (mark.depth >= MAX_NESTING) throw limitError(`boxes are nested at most ${MAX_NESTING} deep`, at);
    const { content } = mark;
    if (mark.textEnd - mark.box > MAX_TEXT) throw limitError(`an item has at most ${MAX_TEXT} characters`, at);
    const { mark: sign = 'open' } = mark;
    const status = content.struck && sign === 'open' ? 'dropped' : sign;
    (sections.at(-1)?.items ?? items).push({
      ...{ ...content, status, depth: mark.depth, line: at, block: mark },
      ...(mark.mark === undefined && { keepsStatus: true }),
    });
  }
  return {
    title: titleBlock === undefined ? null : decoded(titleBlock.title),
    items,
    sections,
    text,
    titleBlock,
    pieces,
    marks: signs,
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
 * Parses a plan.md. Any text is valid: what is neither heading nor box is left where it stands.
 * @param before the plan as it was parsed before an edit: only what was edited is parsed again
 * @param marks the statuses of signs in boxes. Default: those that `before` was read with, else the known ones
 * @throws RepriseError BAD_INPUT: over 1 MiB, boxes, quotes or lists over 100 deep, a heading over 1,000 characters, an unresolved merge
 */
export const parsePlan = (text: string, before?: ParsedPlan, marks: Marks = before?.marks ?? MARKS): ParsedPlan => {
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES)
    throw new RepriseError('BAD_INPUT', `The plan.md has more than ${MAX_BYTES / 1024 / 1024} MiB, the limit.`);
  requireBounded(text);
  requireResolved(text);
  return assembled(text, marks, piecesOf(text, marks, before));
};
