// Where a text stops being JSON. The errors of JSON.parse in Node 20 often have no place, and a person needs line and column.

export interface JsonPlace {
  /** UTF-16 units from the start of the text. */
  readonly index: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What is there: a character, or the end of the text. */
  readonly found: string;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

const after = (pattern: RegExp, text: string, index: number): number | undefined => {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : undefined;
};

/** The first place at which `text` is not JSON; undefined where all of it is one JSON value. */
export const notJsonAt = (text: string): JsonPlace | undefined => {
  const index = failure(text);
  if (index === undefined) return undefined;
  const before = text.slice(0, index).split('\n');
  const found = text.codePointAt(index);
  return {
    index,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    found: found === undefined ? 'the end of the text' : JSON.stringify(String.fromCodePoint(found)),
  };
};

/** `open`: the brackets that are open; `awaits`: what may stand next. */
const failure = (text: string): number | undefined => {
  const open: string[] = [];
  let awaits: 'value' | 'value or ]' | 'key' | 'key or }' | 'more' = 'value';
  let at = 0;
  for (;;) {
    at = after(SPACE, text, at) ?? at;
    const sign = text[at];
    if (awaits === 'more') {
      const bracket = open.at(-1);
      if (bracket === undefined) return sign === undefined ? undefined : at;
      if (sign === (bracket === '{' ? '}' : ']')) open.pop();
      else if (sign === ',') awaits = bracket === '{' ? 'key' : 'value';
      else return at;
      at += 1;
      continue;
    }
    if (awaits === 'key' || awaits === 'key or }') {
      if (sign === '}' && awaits === 'key or }') {
        open.pop();
        awaits = 'more';
        at += 1;
        continue;
      }
      if (sign !== '"') return at;
      const { end, failed } = afterString(text, at);
      if (failed) return end;
      at = after(SPACE, text, end) ?? end;
      if (text[at] !== ':') return at;
      at += 1;
      awaits = 'value';
      continue;
    }
    if (sign === '{' || sign === '[') {
      open.push(sign);
      awaits = sign === '{' ? 'key or }' : 'value or ]';
      at += 1;
      continue;
    }
    if (sign === ']' && awaits === 'value or ]') {
      open.pop();
      at += 1;
    } else if (sign === '"') {
      const { end, failed } = afterString(text, at);
      if (failed) return end;
      at = end;
    } else {
      const end = after(NUMBER, text, at) ?? after(WORD, text, at);
      if (end === undefined) return at;
      at = end;
    }
    awaits = 'more';
  }
};

const afterString = (text: string, start: number): { end: number; failed: boolean } => {
  let at = start + 1;
  for (;;) {
    while (at < text.length && !isSpecial(text.charCodeAt(at))) at += 1;
    if (text[at] === '"') return { end: at + 1, failed: false };
    const escaped = text[at] === '\\' ? after(ESCAPE, text, at) : undefined;
    if (escaped === undefined) return { end: at, failed: true };
    at = escaped;
  }
};

/** A quote, a backslash or a control character. */
const isSpecial = (unit: number): boolean => unit === 0x22 || unit === 0x5c || unit < 0x20;
