// Long texts are searched for secrets in parts: a regular expression that walks over megabytes without a space runs out of
// stack. Parts overlap in what the one before left as it was, so that a secret across a cut is found by the next.

/** The most characters that are searched at once, beside the overlap. */
export const PART = 1024 * 1024;
/** The overlap: more than any known form has, a private key included. */
const OVERLAP = 16 * 1024;
const IN_WORD = /[A-Za-z0-9+/_=-]/;
/** Base64 is read in groups of so many characters from the begin of its word. */
const GROUP = 4;
/** A private key is the one form of many lines: without its first line, what is left of it looks like any base64. */
const KEY_BEGINS = '-----BEGIN ';
const KEY_ENDS = /-----END [^\n]*-----/;
/** How often a part is cut anew where what was replaced reaches its end, and so may go on behind it. */
const CUT_AGAIN = 2;

/** How many characters at the end of two texts are the same, at most `most`. */
const sameAtEnd = (a: string, b: string, most: number): number => {
  let length = 0;
  while (length < most && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
};

class Cuts {
  readonly #text: string;
  /** The begin of the word that the part begins in; the part's own begin where it begins with a word. */
  #word = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where a part that begins at `from` may end, at or before `at`: not within a private key. */
  end(from: number, at: number): number {
    const end = this.#endOfWord(from, at);
    const key = this.#text.lastIndexOf(KEY_BEGINS, end - 1);
    const isWithin = key > from && end - key < OVERLAP && !KEY_ENDS.test(this.#text.slice(key, end));
    return isWithin ? this.#endOfWord(from, key) : end;
  }

  /** After a word, else between groups of base64. */
  #endOfWord(from: number, at: number): number {
    const begin = this.#begin(from, at);
    if (begin > from && at - begin < OVERLAP) return begin;
    return at - ((at - this.#wordAt(from, begin)) % GROUP);
  }

  /** Where the next part begins, at or after `at`, before `end`. */
  next(from: number, at: number, end: number): number {
    const text = this.#text;
    let after = at;
    while (after < end && IN_WORD.test(text[after] as string) && IN_WORD.test(text[after - 1] ?? '')) after += 1;
    if (after < end) {
      this.#word = after;
      return after;
    }
    this.#word = this.#wordAt(from, this.#begin(from, at));
    // Upwards: what stands before may be a marker already.
    return Math.min(end, at + ((GROUP - ((at - this.#word) % GROUP)) % GROUP));
  }

  /** The begin of the word around `at`, or `from`. */
  #begin(from: number, at: number): number {
    let begin = at;
    while (begin > from && IN_WORD.test(this.#text[begin - 1] as string)) begin -= 1;
    return begin;
  }

  #wordAt(from: number, begin: number): number {
    return begin === from ? Math.min(begin, this.#word) : begin;
  }
}

/** Whether the last word of a part was replaced. */
const reachesEnd = (part: string, replaced: string): boolean => sameAtEnd(part.trimEnd(), replaced.trimEnd(), 1) === 0;

/** A part with its secrets replaced. */
export interface ReplacedPart {
  readonly text: string;
  /** Counts what was replaced; not called for a part that is cut anew. */
  readonly count: () => void;
}

/** The text with the secrets of all its parts replaced. @param replace the same for a part */
export const inParts = (text: string, replace: (part: string) => ReplacedPart): string => {
  const cuts = new Cuts(text);
  let result = '';
  let from = 0;
  while (text.length - from > PART + OVERLAP) {
    let end = cuts.end(from, from + PART);
    let part = text.slice(from, end);
    let replaced = replace(part);
    for (let tries = 0; tries < CUT_AGAIN && reachesEnd(part, replaced.text); tries += 1) {
      end = cuts.end(from, end - OVERLAP);
      part = text.slice(from, end);
      replaced = replace(part);
    }
    replaced.count();
    const next = cuts.next(from, end - sameAtEnd(part, replaced.text, OVERLAP), end);
    result += replaced.text.slice(0, replaced.text.length - (end - next));
    from = next;
  }
  const last = replace(text.slice(from));
  last.count();
  return result + last.text;
};
