// The canonical JSON of a view as it is compared: a short one itself, of a long one the hashes of its parts, as the texts of
// all views of a long session took ten times the memory of the session.
import { canonicalPieces } from '../../../machines/canonical-json.ts';
import { sha256 } from '../../sha256.ts';

/** A text of up to so many characters is kept. */
const MOST_KEPT = 256 * 1024;
/** Of a longer one, a hash for each so many characters, or a few more. */
const PART = 64 * 1024;

export interface ViewText {
  /** The parts of the text, `PART` characters or a few more each. */
  readonly parts: readonly { readonly at: number; readonly hash: string }[];
  /** Undefined for a long one. */
  readonly whole: string | undefined;
}

/** Where two texts differ, and what is there. */
export interface TextDifference {
  readonly at: number;
  readonly expected: string;
  readonly got: string;
}

export const viewTextOf = (value: unknown): ViewText => {
  const parts: { at: number; hash: string }[] = [];
  let whole: string | undefined = '';
  let at = 0;
  let pieces: string[] = [];
  let length = 0;
  const close = () => {
    const part = pieces.join('');
    parts.push({ at, hash: sha256(part) });
    if (whole !== undefined) whole = whole.length + part.length > MOST_KEPT ? undefined : whole + part;
    at += part.length;
    pieces = [];
    length = 0;
  };
  canonicalPieces(value, (piece) => {
    pieces.push(piece);
    length += piece.length;
    if (length >= PART) close();
  });
  close();
  return { parts, whole };
};

const AROUND = 40;

/** Where `got` differs first; undefined where it does not. Of long texts the part, and its hashes. */
export const differenceOf = (expected: ViewText, got: ViewText): TextDifference | undefined => {
  const place = expected.parts.findIndex(({ hash }, index) => got.parts[index]?.hash !== hash);
  if (place < 0 && expected.parts.length === got.parts.length) return undefined;
  if (expected.whole !== undefined && got.whole !== undefined) {
    let at = 0;
    while (expected.whole[at] === got.whole[at]) at += 1;
    const near = (text: string) => text.slice(Math.max(0, at - AROUND), at + AROUND);
    return { at, expected: near(expected.whole), got: near(got.whole) };
  }
  const first = place < 0 ? expected.parts.length : place;
  const partOf = ({ parts }: ViewText) =>
    parts[first] === undefined ? 'the end of the text' : `a part with the SHA-256 ${parts[first]?.hash}`;
  return { at: expected.parts[first]?.at ?? 0, expected: partOf(expected), got: partOf(got) };
};
