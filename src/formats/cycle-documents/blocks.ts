// The blocks of a cycle: plans, launches of agents, reports, the end, and text of no known form.
import type { Line } from './outline.ts';

export interface Block {
  readonly kind: 'plan' | 'agents' | 'report' | 'all_done' | 'action' | 'text';
  readonly from: number;
  readonly to: number;
  /** The text in brackets after the label (`parallel`). */
  readonly note: string | undefined;
  /** Of a report: the type of agent that its label names (`debug`, `Validation`, `Plan review`). */
  readonly who: string | undefined;
  /** What follows the label on its line, then the lines below it as they stand. */
  readonly lines: readonly Line[];
}

type Label = Pick<Block, 'kind' | 'note' | 'who'> & { readonly rest: string };

const PLAN = /^(?:plan|roadmap)\.md(?:\s+updated)?\s*(?:\(([^)]*)\)\s*)?:\s*(.*)$/i;
const AGENTS = /^agents?\s+(?:spawned|launched)\s*(?:\(([^)]*)\)\s*)?:\s*(.*)$/i;
const REPORT = /^(?:([\w-]+)\s+)?agent\s+reports?\s*(?:\(([^)]*)\)\s*)?:\s*(.*)$/i;
const VERDICT = /^((?:[\w-]+ ){0,3}[\w-]+):\s*((?:PASS(?:ED)?|FAIL(?:ED)?|clean)\b.*)$/i;
const NAMED = /^(validation|review|[\w-]+ review)\s*:\s*(.*)$/i;
const ALL_DONE = /^all (?:plan|roadmap)\.md items (?:are )?(?:complete|completed|done)\b[.!]?\s*$/i;
const ACTION = /^(?:action:\s*)?complete\s*[—–:-]+\s*(.*)$/i;
/** Where a sentence about the end follows another on the same line. */
const GLUED =
  /(?<=\S)(?<!action:)\s+(?=all (?:plan|roadmap)\.md items (?:are )?(?:complete|done)|(?:action:\s*)?complete\s*[—–-]\s*["“])/gi;

const labelOf = (text: string): Label => {
  const plan = PLAN.exec(text);
  if (plan !== null) return { kind: 'plan', note: plan[1], who: undefined, rest: plan[2] ?? '' };
  const agents = AGENTS.exec(text);
  if (agents !== null) return { kind: 'agents', note: agents[1], who: undefined, rest: agents[2] ?? '' };
  const report = REPORT.exec(text);
  if (report !== null) return { kind: 'report', note: report[2], who: report[1], rest: report[3] ?? '' };
  if (ALL_DONE.test(text)) return { kind: 'all_done', note: undefined, who: undefined, rest: text };
  const action = ACTION.exec(text);
  if (action !== null) return { kind: 'action', note: undefined, who: undefined, rest: action[1] ?? '' };
  const verdict = VERDICT.exec(text) ?? NAMED.exec(text);
  // Such a label is part of the report.
  if (verdict !== null) return { kind: 'report', note: undefined, who: verdict[1], rest: text };
  return { kind: 'text', note: undefined, who: undefined, rest: text };
};

const indentOf = (text: string): number => text.length - text.trimStart().length;
/** The quotation marks in lines, counted as the lines are added. */
class Quotation {
  #straight = 0;
  #open = 0;

  add({ text }: Line): void {
    this.#straight += text.split('"').length - 1;
    this.#open += text.split('“').length - text.split('”').length;
  }

  /** Whether a quotation has begun and not ended. */
  get isOpen(): boolean {
    return this.#straight % 2 === 1 || this.#open > 0;
  }
}

/** The blocks of a cycle's body, in order; no line but empty ones is left out. */
export const blocksOf = (body: readonly Line[]): Block[] => {
  type Open = Block & { indent: number; lines: Line[]; to: number; closed: boolean; quotation: Quotation };
  const blocks: Open[] = [];
  const close = () => {
    const last = blocks.at(-1);
    if (last !== undefined) last.closed = true;
  };
  for (const line of body) {
    if (line.text === '') {
      // In a plan, and between agents, an empty line separates nothing.
      if (blocks.at(-1)?.kind === 'text') close();
      continue;
    }
    const indent = indentOf(line.text);
    for (const text of line.text.trim().split(GLUED)) {
      const last = blocks.at(-1);
      const label = labelOf(text);
      const belongs =
        last !== undefined &&
        !last.closed &&
        (label.kind === 'text' || indent > last.indent) &&
        last.kind !== 'all_done' &&
        (indent > last.indent || last.kind === 'text' || last.quotation.isOpen);
      if (belongs) {
        last.lines.push(line.text.trim() === text ? line : { ...line, text });
        last.quotation.add({ ...line, text });
        last.to = line.number;
        continue;
      }
      const { kind, note, who, rest } = label;
      const lines = rest === '' ? [] : [{ ...line, text: rest }];
      const quotation = new Quotation();
      for (const one of lines) quotation.add(one);
      blocks.push({ kind, note, who, from: line.number, to: line.number, lines, indent, closed: false, quotation });
    }
  }
  return blocks.map(({ indent: _, closed: __, quotation: ___, ...block }) => block);
};

/** The lines of a block as one text, without the quotation marks around it. */
export const textOf = (lines: readonly Line[]): string =>
  lines
    .map(({ text }) => text.trim())
    .join('\n')
    .replace(/^["“]([\s\S]*?)["”]?$/, '$1');

export interface SpawnedAgent {
  readonly type: string;
  readonly instruction: string;
  readonly from: number;
  readonly to: number;
}

const AGENT = /^(?:[-*+]\s+)?([\p{L}\p{N}][\p{L}\p{N} _./:-]{0,80}?)\s*(?:→|->|=>)\s*(.*)$/u;

/** The agents of a block, and the lines without an agent. A type is in lower case, without the word agent. */
export const agentsIn = (lines: readonly Line[]): { agents: SpawnedAgent[]; unread: Line[] } => {
  const found: { type: string; lines: Line[]; quotation: Quotation }[] = [];
  const unread: Line[] = [];
  for (const line of lines) {
    const last = found.at(-1);
    const [, name, rest] = AGENT.exec(line.text.trim()) ?? [];
    if (name !== undefined && rest !== undefined && last?.quotation.isOpen !== true) {
      const type = name
        .replace(/\s+agents?$/i, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-');
      const quotation = new Quotation();
      quotation.add({ ...line, text: rest });
      found.push({ type, lines: [{ ...line, text: rest }], quotation });
    } else if (last === undefined) unread.push(line);
    else {
      last.lines.push(line);
      last.quotation.add(line);
    }
  }
  return {
    unread,
    agents: found.map(({ type, lines: own }) => ({
      type,
      instruction: textOf(own),
      from: own[0]?.number ?? 0,
      to: own.at(-1)?.number ?? 0,
    })),
  };
};

/** `parallel` or `serial` in a text, and the reason after a dash. */
export const modeIn = (text: string): { mode?: 'serial' | 'parallel'; reason?: string } => {
  const found = /\b(serial|parallel)\b(?:\s*[—–:-]+\s*([^)]*)|\s+(where possible))?/i.exec(text);
  if (found === null) return {};
  const reason = found[2] ?? found[3];
  return {
    mode: found[1]?.toLowerCase() as 'serial' | 'parallel',
    ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
  };
};
