// The text of a plan.md while it is edited: parsed again after each edit, its items and sections found by their ids.
import { RepriseError } from '../../errors.ts';
import { bodyStart } from './front-matter.ts';
import { type ParsedItem, type ParsedPlan, type ParsedSection, parsePlan } from './parse.ts';
import { itemsOf, type KnownPlan } from './plan.ts';

export class PlanText {
  parsed: ParsedPlan;
  /** Of the items, in order of reading. */
  ids: string[];
  sectionIds: string[];
  readonly lineEnd: string;
  readonly strikes: boolean;

  constructor(parsed: ParsedPlan, known: KnownPlan) {
    this.parsed = parsed;
    this.ids = itemsOf(known).map(({ id }) => id);
    this.sectionIds = known.sections.map(({ id }) => id);
    this.lineEnd = /^[^\n]*\r\n/.test(parsed.text) ? '\r\n' : '\n';
    const done = itemsOf(parsed).filter(({ status }) => status === 'done');
    this.strikes = done.length === 0 || done.some(({ struck }) => struck);
  }

  get text(): string {
    return this.parsed.text;
  }

  get items(): ParsedItem[] {
    return itemsOf(this.parsed);
  }

  item(id: string | undefined): ParsedItem | undefined {
    return id === undefined ? undefined : this.items[this.ids.indexOf(id)];
  }

  section(id: string | undefined): ParsedSection | undefined {
    return id === undefined ? undefined : this.parsed.sections[this.sectionIds.indexOf(id)];
  }

  replace(start: number, end: number, by: string): void {
    this.parsed = parsePlan(this.text.slice(0, start) + by + this.text.slice(end), this.parsed);
  }

  lineStart(offset: number): number {
    return Math.max(this.text.lastIndexOf('\n', offset - 1) + 1, bodyStart(this.text));
  }

  /** The start of the line after the one that holds an offset. */
  lineAfter(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end + 1;
  }

  /**
   * Lines put at the start of a line; the line before gets an end where it has none. Where they would not be read as the
   * plan, as behind a code fence that never ends, they come before the block that swallows them.
   * @param adds how many items and sections the lines add
   * @throws RepriseError BAD_INPUT where they are read as the plan in neither place
   */
  insert(
    at: number,
    lines: readonly string[],
    adds: { readonly items?: number; readonly sections?: number } = {},
  ): void {
    const before = this.parsed;
    const isRead = (): boolean =>
      itemsOf(this.parsed).length === itemsOf(before).length + (adds.items ?? 0) &&
      this.parsed.sections.length === before.sections.length + (adds.sections ?? 0);
    this.put(at, lines);
    if (isRead()) return;
    this.parsed = before;
    const block = before.pieces
      .flatMap(({ start, blocks }) => blocks.seams.map((seam) => start + seam))
      .findLast((seam) => seam < at);
    const place = block === undefined ? undefined : this.lineStart(block);
    if (place !== undefined) {
      const after = lines.at(-1) === '' ? [] : [''];
      const apart = place === 0 || this.isBlank(this.lineStart(place - 1)) || lines[0] === '' ? [] : [''];
      this.put(place, [...apart, ...lines, ...after]);
      if (isRead()) return;
      this.parsed = before;
    }
    const line = this.text.slice(0, place ?? at).split('\n').length;
    throw new RepriseError('BAD_INPUT', `A change of the session would not be read as the plan at line ${line}.`, {
      hint: 'Close the code block, comment or HTML that begins there, and sync again.',
      fields: { line },
    });
  }

  /** As `insert`, for lines that are read as part of what is there. */
  put(at: number, lines: readonly string[]): void {
    const open = at > 0 && at === this.text.length && !this.text.endsWith('\n') && this.text !== '\ufeff';
    this.replace(at, at, `${open ? this.lineEnd : ''}${lines.map((line) => line + this.lineEnd).join('')}`);
  }

  isBlank(lineStart: number): boolean {
    return this.text.slice(lineStart, this.lineAfter(lineStart)).trim() === '';
  }
}
