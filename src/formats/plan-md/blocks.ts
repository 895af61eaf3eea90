// The blocks of a piece of plan.md as the Markdown parser sees them: headings, check boxes, and where anything else
// begins. Inline Markdown is not parsed here, so that long lines cost nothing.
import type { List, ListItem, Nodes, Paragraph } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { type Content, readContent } from './content.ts';
import type { ItemStatus } from './plan.ts';

/** Offsets in characters from the start of the piece. */
export interface HeadingBlock {
  readonly kind: 'heading';
  readonly start: number;
  readonly end: number;
  /** 1 to 6. */
  readonly level: number;
  readonly title: string;
}

export interface ItemBlock {
  readonly kind: 'item';
  /** Start of the list item's marker. */
  readonly start: number;
  /** End of the list item, with all that is below it. */
  readonly end: number;
  /** The opening bracket of the box. */
  readonly box: number;
  /** End of the paragraph that the box begins. */
  readonly textEnd: number;
  /** Undefined for a sign that is not known. */
  readonly mark: ItemStatus | undefined;
  readonly sign: string;
  /** What follows the box. */
  readonly content: Content;
  readonly depth: number;
}

export interface Blocks {
  readonly marks: readonly (HeadingBlock | ItemBlock)[];
  /** Where a top-level block or an item of a top-level list begins; in order. */
  readonly seams: readonly number[];
}

/** The status of each sign within a box. */
export type Marks = Readonly<Record<string, ItemStatus>>;

/** The signs that are known without a setting. */
export const MARKS: Marks = {
  ' ': 'open',
  x: 'done',
  X: 'done',
  '~': 'in_progress',
  '!': 'blocked',
  '-': 'dropped',
  '?': 'question',
};

/** The sign of each status within its box. */
export const SIGNS: Readonly<Record<ItemStatus, string>> = {
  open: ' ',
  done: 'x',
  in_progress: '~',
  blocked: '!',
  dropped: '-',
  question: '?',
};

const BLOCKS_ONLY = {
  disable: {
    null: [
      'attention',
      'autolink',
      'characterEscape',
      'characterReference',
      'codeText',
      'hardBreakEscape',
      'htmlText',
      'labelEnd',
      'labelStartImage',
      'labelStartLink',
    ],
  },
};

const from = (node: Nodes): number => node.position?.start.offset ?? 0;
const to = (node: Nodes): number => node.position?.end.offset ?? 0;

/** The lines of a paragraph as one. */
const oneLine = (source: string): string =>
  /[\r\n]/.test(source)
    ? source
        .split(/\r\n|\r|\n/)
        .map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''))
        .join(' ')
        .trim()
    : source.replace(/^[ \t]+|[ \t]+$/g, '');

/** A number or a capital in brackets is a footnote or an option of a list, not a box. */
const NO_SIGN = /[\d\s\]\p{Lu}]/u;

const boxOf = (
  paragraph: Paragraph,
  source: string,
  marks: Marks,
): Pick<ItemBlock, 'mark' | 'sign' | 'content' | 'box'> | undefined => {
  const box = from(paragraph);
  if (source[box] !== '[') return undefined;
  const sign = String.fromCodePoint(source.codePointAt(box + 1) ?? 0x20);
  const after = box + 1 + sign.length;
  const mark = Object.hasOwn(marks, sign) ? marks[sign] : undefined;
  if (source[after] !== ']' || (mark === undefined && NO_SIGN.test(sign))) return undefined;
  const end = to(paragraph);
  // Where nothing follows, brackets with an unknown sign are a text.
  if (end > after + 1 ? !/[ \t\r\n]/.test(source[after + 1] as string) : mark === undefined) return undefined;
  return { box, mark, sign, content: readContent(oneLine(source.slice(after + 1, end))) };
};

/** The blocks of a text that begins at a seam. */
export const blocksOf = (source: string, signs: Marks): Blocks => {
  const marks: (HeadingBlock | ItemBlock)[] = [];
  const seams: number[] = [];

  const item = (node: ListItem, depth: number): void => {
    const [first] = node.children;
    const box = first?.type === 'paragraph' ? boxOf(first, source, signs) : undefined;
    if (box !== undefined)
      marks.push({ kind: 'item', start: from(node), end: to(node), textEnd: to(first as Paragraph), depth, ...box });
    for (const child of node.children) if (child.type === 'list') list(child, box === undefined ? depth : depth + 1);
  };
  const list = (node: List, depth: number): void => {
    for (const child of node.children) item(child, depth);
  };

  for (const block of fromMarkdown(source, { extensions: [BLOCKS_ONLY] }).children) {
    if (block.type === 'list') for (const child of block.children) seams.push(from(child));
    else seams.push(from(block));
    if (block.type === 'list') list(block, 0);
    else if (block.type === 'heading') {
      const [first] = block.children;
      const last = block.children.at(-1);
      const title = first === undefined || last === undefined ? '' : oneLine(source.slice(from(first), to(last)));
      marks.push({ kind: 'heading', start: from(block), end: to(block), level: block.depth, title });
    }
  }
  return { marks, seams };
};
