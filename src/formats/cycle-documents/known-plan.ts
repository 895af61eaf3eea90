// The plan so far in a document, and the changes by the next plan that it shows. An item keeps its identity when it is
// truncated to its first words, or when words are left out of it.
import type { EventData, EventType } from '../../../machines/events/catalog.ts';
import type { ItemStatus } from '../../../projections/slices/plan-md.ts';
import { RepriseError } from '../../errors.ts';
import type { Line } from './outline.ts';
import { planLines, type ShownItem } from './plan-lines.ts';

interface KnownItem {
  readonly id: string;
  /** From 0, in the order in which they were first shown. */
  readonly place: number;
  text: string;
  note: string | null;
  status: ItemStatus;
  readonly sectionId: string | undefined;
}

/** A fact, and the line that contains it. */
export interface PlanFact<T extends EventType = EventType> {
  readonly type: T;
  readonly data: EventData[T];
  readonly line: number;
}

export interface ShownPlan {
  readonly facts: readonly PlanFact[];
  readonly unread: readonly Line[];
  /** Texts of items that are not shown, where the plan is not marked as partial. */
  readonly missing: readonly string[];
}

/** The most words that are compared to follow the plans of a session: of 100 items in 100 cycles, a tenth. */
const MAX_COMPARED = 10_000_000;

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/);
const isPrefix = (short: readonly string[], long: readonly string[]): boolean =>
  short.length <= long.length && short.every((word, place) => word === long[place]);
const isWithin = (short: readonly string[], long: readonly string[]): boolean => {
  let place = 0;
  for (const word of long) if (word === short[place]) place += 1;
  return place === short.length;
};

/** The words without signs and emphasis. */
const bareWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Whether each word is one of the longer text, or begins one of it. */
const shortens = (short: readonly string[], long: readonly string[]): boolean =>
  short.length > 0 &&
  short.length <= long.length &&
  short.every((word) => long.some((other) => other === word || (word.length > 2 && other.startsWith(word))));

export class KnownPlan {
  #title: string | undefined;
  readonly #items: KnownItem[] = [];
  readonly #sections = new Map<string, string>();
  #compared = 0;

  /** Items that are neither done nor dropped. */
  get open(): readonly { readonly id: string; readonly text: string }[] {
    return this.#items.filter(({ status }) => status !== 'done' && status !== 'dropped');
  }

  /** @throws RepriseError BAD_INPUT where telling which item is which costs too much */
  #count(words: number, line: number): void {
    this.#compared += words;
    if (this.#compared > MAX_COMPARED)
      throw new RepriseError(
        'BAD_INPUT',
        `Line ${line}: the plans of the session have too many items: to tell which is which, more than ${MAX_COMPARED.toLocaleString('en-US')} words would have to be compared.`,
        { hint: 'Import the document in parts, or with fewer items in each plan.', fields: { line } },
      );
  }

  /** Marks all open items as done. */
  allDone(line: number): PlanFact[] {
    this.#count(this.#items.length, line);
    return this.#items
      .filter(({ status }) => status !== 'done' && status !== 'dropped')
      .map((item) => {
        item.status = 'done';
        return fact('plan_item_done', { itemId: item.id, inferred: true }, line);
      });
  }

  /** Changes the plan to what these lines show. */
  show(lines: readonly Line[]): ShownPlan {
    const facts: PlanFact[] = [];
    const unread: Line[] = [];
    const seen = new Set<KnownItem>();
    const known = this.#items.length;
    let partial = false;
    let sectionId: string | undefined;
    let last = -1;
    const above: { indent: number; id: string }[] = [];
    for (const shown of planLines(lines)) {
      if (shown.kind === 'unread') unread.push(shown.line);
      else if (shown.kind === 'rest') partial = true;
      else if (shown.kind === 'title') {
        if (shown.text === this.#title) continue;
        this.#title = shown.text;
        facts.push(fact('plan_titled', { title: shown.text.slice(0, 1_000) }, shown.line));
      } else if (shown.kind === 'section') {
        sectionId = this.#sections.get(shown.text);
        if (sectionId !== undefined) continue;
        sectionId = `section-${this.#sections.size + 1}`;
        this.#sections.set(shown.text, sectionId);
        facts.push(fact('plan_section_added', { sectionId, title: shown.text.slice(0, 1_000) }, shown.line));
      } else {
        const { item } = shown;
        let row = this.#find(item, seen, last);
        while ((above.at(-1)?.indent ?? -1) >= item.indent) above.pop();
        if (row === undefined) {
          const place = this.#items.length;
          row = { id: `item-${place + 1}`, place, text: item.text, note: null, status: 'open', sectionId };
          this.#items.push(row);
          const parent = above.at(-1)?.id;
          const where = parent !== undefined ? { parent } : sectionId !== undefined ? { sectionId } : {};
          facts.push(fact('plan_item_added', { itemId: row.id, text: row.text, ...where }, item.line));
        }
        facts.push(...changed(row, item));
        above.push({ indent: item.indent, id: row.id });
        seen.add(row);
        last = row.place;
      }
    }
    this.#count(known, lines[0]?.number ?? 0);
    const missing = partial
      ? []
      : this.#items.slice(0, known).filter((row) => !seen.has(row) && row.status !== 'dropped');
    return { facts, unread, missing: missing.map(({ text }) => text) };
  }

  /** By the same text, else by its first words, else by words of it; items after the last one found come first. */
  #find(item: ShownItem, seen: ReadonlySet<KnownItem>, last: number): KnownItem | undefined {
    this.#count(this.#items.length, item.line);
    const left = this.#items.filter((row) => !seen.has(row));
    const inOrder = [...left.filter(({ place }) => place > last), ...left];
    const shown = wordsOf(item.text);
    const ways: ((known: readonly string[]) => boolean)[] = [
      (known) => known.join(' ') === shown.join(' '),
      (known) => isPrefix(shown, known),
      (known) => known.length > 1 && isPrefix(known, shown),
      (known) => shown.length > 1 && isWithin(shown, known),
    ];
    for (const way of ways) {
      const row = inOrder.find(({ text }) => {
        const words = wordsOf(text);
        this.#count(words.length, item.line);
        return way(words);
      });
      if (row !== undefined) return row;
    }
    // What is struck through is an item from before, in as few words as tell which: the only one that they fit.
    if (!item.struck) return undefined;
    const bare = bareWords(item.text);
    const fitting = left.filter(({ text }) => {
      const words = bareWords(text);
      this.#count(words.length * bare.length, item.line);
      return shortens(bare, words);
    });
    return fitting.length === 1 ? fitting[0] : undefined;
  }
}

const fact = <T extends EventType>(type: T, data: EventData[T], line: number): PlanFact => ({ type, data, line });

/** The changes of an item by how it is shown. */
const changed = (row: KnownItem, item: ShownItem): PlanFact[] => {
  const facts: PlanFact[] = [];
  const { id: itemId } = row;
  const shorter = item.truncated || wordsOf(item.text).length < wordsOf(row.text).length;
  if (!shorter && item.text !== row.text && wordsOf(item.text).length > wordsOf(row.text).length) {
    row.text = item.text;
    facts.push(fact('plan_item_reworded', { itemId, text: item.text }, item.line));
  }
  // A truncated item may have a note that it does not show.
  const note = item.note ?? (shorter ? row.note : null);
  const noted = note !== row.note;
  row.note = note;
  if (item.status === 'done' && row.status !== 'done')
    facts.push(fact('plan_item_done', { itemId, inferred: true, ...(noted ? { note: note ?? '' } : {}) }, item.line));
  else {
    if (item.status !== row.status) {
      if (row.status === 'done' || row.status === 'dropped')
        facts.push(fact('plan_item_reopened', { itemId }, item.line));
      if (item.status === 'dropped') facts.push(fact('plan_item_dropped', { itemId }, item.line));
      else if (item.status !== 'open' || (row.status !== 'done' && row.status !== 'dropped'))
        facts.push(fact('plan_item_marked', { itemId, mark: item.status as 'open' }, item.line));
    }
    if (noted) facts.push(fact('plan_item_noted', { itemId, note: note ?? '' }, item.line));
  }
  row.status = item.status;
  return facts;
};
