// The outline of a document: which heading is a session, which a cycle of it, and the lines of each. Every line is
// assigned: to a cycle, to the lines before the first cycle, or to those outside of any session.

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without the line end and spaces before it. */
  readonly text: string;
}

export interface CycleOutline {
  readonly heading: Line;
  readonly from: number;
  /** Higher than `from` for a range (`Cycle 5-7`). */
  readonly to: number;
  readonly title: string;
  /** Blank lines, fences and rules are left out; an empty line stands where one, or a fence, separated the text. */
  readonly body: readonly Line[];
}

export interface SessionOutline {
  /** `undefined` where cycles stand below no heading. */
  readonly heading: Line | undefined;
  readonly title: string;
  /** What stands between the heading and the first cycle. */
  readonly intro: readonly Line[];
  readonly cycles: readonly CycleOutline[];
  /** Lines before it that belong to no session. */
  readonly before: readonly Line[];
}

export interface Outline {
  readonly sessions: readonly SessionOutline[];
  /** Lines after the last session that belong to none. */
  readonly after: readonly Line[];
}

const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/;
/** The signs after a heading's text. */
const CLOSING = /#+$/;
const CYCLE = /^Cycles?\s+(\d{1,9})(?:\s*[-–—]\s*(\d{1,9})(?!\w))?(?:\s*[—–:.-]+(?:\s+|$)|\s+|$)(.*)$/i;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const RULE = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;

interface Open {
  readonly heading: Line | undefined;
  readonly level: number;
  readonly title: string;
  readonly intro: Line[];
  readonly cycles: { heading: Line; from: number; to: number; title: string; body: Line[] }[];
  readonly before: Line[];
}

/** A heading without the signs after it, which a space separates from its text. */
const titleOf = (heading: string): string => {
  const signs = CLOSING.exec(heading)?.[0].length ?? 0;
  const text = heading.slice(0, heading.length - signs);
  return signs > 0 && /\s/.test(text.at(-1) ?? '') ? text.trimEnd() : heading;
};

/** The outline of a document's text; every text has one. */
export const outlineOf = (text: string): Outline => {
  const sessions: Open[] = [];
  let outside: Line[] = [];
  /** The heading that would be the session of the next cycle, and what stands below it. */
  let candidate: Open | undefined;
  let open: Open | undefined;
  let fence: string | undefined;

  const keep = (line: Line) => {
    const into = open?.cycles.at(-1)?.body ?? candidate?.intro ?? outside;
    if (line.text !== '' || into.at(-1)?.text !== '') into.push(line);
  };
  /** A candidate without a cycle is not a session: its lines are outside of any. */
  const giveUp = () => {
    if (candidate === undefined) return;
    if (candidate.heading !== undefined) outside.push(candidate.heading);
    outside.push(...candidate.intro);
    candidate = undefined;
  };

  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = { number: index + 1, text: raw.trimEnd() };
    const [, ticks] = FENCE.exec(line.text) ?? [];
    if (fence !== undefined) {
      const closes = ticks?.startsWith(fence) === true && line.text.trim() === ticks;
      if (closes) fence = undefined;
      keep(closes ? { ...line, text: '' } : line);
      continue;
    }
    if (ticks !== undefined) {
      fence = ticks;
      keep({ ...line, text: '' });
      continue;
    }
    if (RULE.test(line.text)) {
      keep({ ...line, text: '' });
      continue;
    }
    const [, signs, heading] = HEADING.exec(line.text) ?? [];
    if (signs === undefined || heading === undefined) {
      keep(line);
      continue;
    }
    const title = titleOf(heading);
    const level = signs.length;
    const cycle = CYCLE.exec(title);
    if (cycle === null) {
      if (open !== undefined && level > open.level) {
        keep(line);
        continue;
      }
      open = undefined;
      giveUp();
      candidate = { heading: line, level, title, intro: [], cycles: [], before: [] };
      continue;
    }
    if (open === undefined) {
      const before: Line[] = outside.filter(({ text: one }) => one !== '');
      outside = [];
      open = { ...(candidate ?? { heading: undefined, level: level - 1, title: '', intro: [], cycles: [] }), before };
      candidate = undefined;
      sessions.push(open);
    }
    const [, from = '0', to = from, name = ''] = cycle;
    open.cycles.push({ heading: line, from: Number(from), to: Number(to), title: name.trim(), body: [] });
  }
  giveUp();
  return { sessions, after: outside.filter(({ text: one }) => one !== '') };
};
