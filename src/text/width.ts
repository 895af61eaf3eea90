// How wide a text is where every character has the same width: wide ones (CJK, emoji) take two columns, marks zero.

const PLAIN = /^[\u0020-\u007e]*$/;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /^[\p{M}\p{Cf}]+$/u;
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

const signWidth = (sign: string): number => (NO_WIDTH.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1);

/** Columns that a text without control characters takes. */
export const textWidth = (text: string): number => {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segments.segment(text)) width += signWidth(segment);
  return width;
};

/** The text in at most this many columns, `…` for what was left out. */
export const cut = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    used += signWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept.trimEnd()}…`;
};

/** A word in pieces that fit: some scripts have no spaces. */
const pieces = (word: string, room: number): string[] => {
  if (textWidth(word) <= room) return [word];
  const all: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of segments.segment(word)) {
    const width = signWidth(segment);
    if (used + width > room && piece !== '') {
      all.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += width;
  }
  return [...all, piece];
};

/** One line of text as lines that fit, broken at spaces where there are some. */
export const wrapped = (text: string, room: number): string[] => {
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const word of text.split(' ').flatMap((each) => pieces(each, room))) {
    const width = textWidth(word);
    if (current !== '' && used + 1 + width > room) {
      lines.push(current);
      current = '';
      used = 0;
    }
    used += width + (current === '' ? 0 : 1);
    current += current === '' ? word : ` ${word}`;
  }
  return [...lines, current];
};
