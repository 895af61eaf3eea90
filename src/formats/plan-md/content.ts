// What follows a check box: the item's text, struck through or not, and its note. An item's text is its Markdown
// source; numeric character references stand for their characters, so that any text can be written.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { groupBy } from '../../../machines/collections/group-by.ts';

/** What a note may follow: `text — note`. */
export type Dash = '—' | '–' | '-';

export interface Content {
  readonly text: string;
  readonly note: string | null;
  /** What the note follows, where that is not `—`. */
  readonly dash?: Dash;
  /** Whether the text is struck through; then it ends where the strike does. */
  readonly struck: boolean;
}

/** In characters. Longer content is not parsed as Markdown: all of it is text, never struck through. */
const MAX_PARSED = 12_000;

const REFERENCE = /&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));/gi;
const reference = (character: string): string => `&#${character.codePointAt(0)};`;

/** The text with its numeric character references read. */
export const decoded = (source: string): string =>
  source.includes('&#')
    ? source.replace(REFERENCE, (whole, hex: string | undefined, decimal: string | undefined) => {
        const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      })
    : source;

// Control characters and lone surrogates no file should hold; spaces at the ends no Markdown keeps.
const UNWRITABLE = /\p{Cc}|\p{Cs}|^\s|\s$|&(?=#(?:x[0-9a-f]{1,6}|[0-9]{1,7});)/giu;
/** The text on one line, from which `decoded` gives it back. */
export const written = (text: string): string => text.replace(UNWRITABLE, reference);

/** As `written`, and with every character escaped that Markdown or a note could begin with. */
const guarded = (text: string): string =>
  written(text)
    .replace(/[\\`*_{}[\]<>()~]/g, reference)
    .replace(/(?<= )[—–-](?= )/g, reference);

const bracketed = (note: string): boolean => {
  if (!note.startsWith('(') || !note.endsWith(')')) return false;
  let open = 0;
  for (let at = 0; at < note.length; at += 1) {
    if (note[at] === '(') open += 1;
    else if (note[at] === ')') open -= 1;
    if (open === 0) return at === note.length - 1;
  }
  return false;
};

/** A note as it follows its text; `plain` escapes it. */
const tailOf = (
  note: string | null,
  dash: Dash | undefined,
  plain: (text: string) => string = (text) => text,
): string => {
  if (note === null || note === '') return '';
  if (dash === undefined && bracketed(note)) return ` (${plain(note.slice(1, -1))})`;
  return ` ${dash ?? '—'} ${plain(note)}`;
};

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a line has plain words, and the strike that it begins with. */
const spansOf = (source: string): { readonly words: readonly Span[]; readonly strike: Span | undefined } => {
  const whole = { words: [{ start: 0, end: source.length }], strike: undefined };
  if (source.length > MAX_PARSED || !/[`~<[\\*_]/.test(source)) return whole;
  if (!/[~<[\\]|\*.*\*|_.*_/.test(source)) return { words: outsideCode(source), strike: undefined };
  // A word before it keeps the line from being anything but a paragraph.
  const [paragraph] = fromMarkdown(`x ${source}`, {
    extensions: [gfmStrikethrough({ singleTilde: false })],
    mdastExtensions: [gfmStrikethroughFromMarkdown()],
  }).children;
  if (paragraph?.type !== 'paragraph') return whole;
  const spans = paragraph.children.map(({ type, position }) => ({
    type,
    start: (position?.start.offset ?? 2) - 2,
    end: (position?.end.offset ?? 2) - 2,
  }));
  return {
    words: spans.filter(({ type }) => type === 'text').map(({ start, end }) => ({ start: Math.max(0, start), end })),
    strike: spans.find(({ type, start }) => type === 'delete' && start === 0),
  };
};

/** The words of a line whose only Markdown is code: a run of backticks ends at the next run of the same length. */
const outsideCode = (source: string): Span[] => {
  const runs = [...source.matchAll(/`+/g)].map(({ index, 0: { length } }) => ({ index, length }));
  const spans: Span[] = [];
  const placesByLength = groupBy(runs.keys(), (place) => runs[place]?.length);
  let start = 0;
  for (let place = 0; place < runs.length; place += 1) {
    const { index, length } = runs[place] as (typeof runs)[number];
    const end = placesByLength.get(length)?.find((other) => other > place);
    if (end === undefined) continue;
    spans.push({ start, end: index });
    start = (runs[end]?.index ?? 0) + length;
    place = end;
  }
  return [...spans, { start, end: source.length }];
};

/** Where the text ends in a line that ends in a note. */
const endOfText = (source: string): number | undefined => {
  const mayDash = / [—–-] /.test(source);
  if (!mayDash && !source.endsWith(')')) return undefined;
  const { words } = spansOf(source);
  const dash = mayDash ? dashIn(source, words) : undefined;
  const bracket = bracketIn(source, words);
  return bracket === undefined || (dash !== undefined && dash < bracket) ? dash : bracket;
};

/** The space before the first dash that stands alone among words, outside of brackets. */
const dashIn = (source: string, words: readonly Span[]): number | undefined => {
  let open = 0;
  for (const { start, end } of words)
    for (let at = start; at < end; at += 1) {
      const character = source[at];
      if (character === '(') open += 1;
      else if (character === ')') open -= 1;
      else if (open <= 0 && at > 1 && (character === '—' || character === '–' || character === '-'))
        if (
          source[at - 1] === ' ' &&
          source[at - 2] !== ' ' &&
          source[at + 1] === ' ' &&
          /[^ ]/.test(source[at + 2] ?? ' ')
        )
          return at - 1;
    }
  return undefined;
};

/** The space before the brackets that close at the end of the line. */
const bracketIn = (source: string, words: readonly Span[]): number | undefined => {
  if (!source.endsWith(')') || words.at(-1)?.end !== source.length) return undefined;
  let open = 0;
  for (const { start, end } of [...words].reverse())
    for (let at = end - 1; at >= start; at -= 1) {
      if (source[at] === ')') open += 1;
      else if (source[at] === '(') open -= 1;
      if (open === 0 && source[at] === '(')
        return at >= 2 && source[at - 1] === ' ' && source[at - 2] !== ' ' ? at - 1 : undefined;
    }
  return undefined;
};

/** The note of a tail ` — note` or ` (note)`. */
const noteOf = (tail: string): Pick<Content, 'note' | 'dash'> => {
  const [, sign, ...rest] = tail;
  if (sign === '(') return { note: decoded(tail.slice(1)) };
  const note = decoded(rest.join('').slice(1));
  return sign === '—' && !bracketed(note) ? { note } : { note, dash: sign as Dash };
};

const split = (source: string): Omit<Content, 'struck'> => {
  const end = endOfText(source);
  return end === undefined
    ? { text: decoded(source), note: null }
    : { text: decoded(source.slice(0, end)), ...noteOf(source.slice(end)) };
};

/** The text and note of one line after a box, without spaces at its ends. */
export const readContent = (source: string): Content => {
  const strike = source.startsWith('~~') ? spansOf(source).strike : undefined;
  if (strike !== undefined) {
    const tail = source.slice(strike.end);
    const text = decoded(source.slice(2, strike.end - 2));
    if (tail === '') return { text, note: null, struck: true };
    if (/^ [—–-] [^ ]/.test(tail) || (tail.startsWith(' ') && bracketed(tail.slice(1))))
      return { text, ...noteOf(tail), struck: true };
  }
  return { ...split(source), struck: false };
};

/** Text and note as a line would be read again: a note at the end of the text is the note. */
export const normal = (text: string, note: string | null): { readonly text: string; readonly note: string | null } => {
  if ((note === null || note === '') && !/ [—–-] |\)$/.test(text)) return { text, note: null };
  const read = split(written(text + tailOf(note, undefined)));
  return { text: read.text, note: read.note };
};

const PLAIN = /^[^\p{Cc}\p{Cs}\\`*_[\]<~&]*$/u;
const isPlain = (text: string): boolean => PLAIN.test(text) && !/^\s|\s$/.test(text);

/** The line after a box, for any text and note; struck through where `strike` is true and it can be written. */
export const writeContent = (text: string, note: string | null, strike: boolean, dash?: Dash): string => {
  // Without a text before it, a note would be read as text.
  if (text === '' && (note ?? '') !== '') return writeContent(tailOf(note, dash), null, strike);
  const line = text + tailOf(note, dash);
  const strikes = strike && text !== '' && line.length + 4 <= MAX_PARSED;
  if (isPlain(text) && isPlain(note ?? '')) return strikes ? `~~${text}~~${tailOf(note, dash)}` : line;
  if (strikes) {
    const plain = `~~${written(text)}~~${tailOf(note, dash, written)}`;
    const read = readContent(plain);
    if (read.struck && read.text === text && (read.note ?? '') === (note ?? '')) return plain;
    const safe = `~~${guarded(text)}~~${tailOf(note, dash, guarded)}`;
    if (safe.length <= MAX_PARSED) return safe;
  }
  const plain = written(line);
  const wanted = normal(text, note);
  const read = readContent(plain);
  if (!read.struck && read.text === wanted.text && read.note === wanted.note) return plain;
  return `${guarded(wanted.text)}${tailOf(wanted.note, dash, guarded)}`;
};
