// The differences found so far, each once: what a file claims, beside what was counted.
import type { Entry } from '../entry.ts';
import type { Difference } from '../report.ts';

type Value = Difference['claimed'];

const isFigure = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

export class DifferenceList {
  readonly #found = new Map<string, Difference>();

  get all(): Difference[] {
    return [...this.#found.values()];
  }

  /** Adds a difference where a claim, a number or a text, is not what was counted. */
  compare(entry: Entry, field: string, claimed: unknown, counted: Value): void {
    if (claimed !== counted && isFigure(claimed)) this.#add(entry, field, claimed, counted);
  }

  /** Adds a difference for a figure that the file leaves out. */
  missing(entry: Entry, field: string, counted: Value): void {
    this.#add(entry, field, null, counted);
  }

  /** Compares counts by name: those that the file miscounts, and those that it leaves out. */
  compareCounts(entry: Entry, field: string, claimed: object, counts: ReadonlyMap<string, number>): void {
    for (const [name, value] of Object.entries(claimed))
      this.compare(entry, `${field}.${name}`, value, counts.get(name) ?? 0);
    for (const [name, count] of counts)
      if (!Object.hasOwn(claimed, name)) this.missing(entry, `${field}.${name}`, count);
  }

  #add({ file, id }: Entry, field: string, claimed: Value, counted: Value): void {
    const difference = { file, field: id === '' ? field : `${id}.${field}`, claimed, counted };
    this.#found.set(JSON.stringify(difference), difference);
  }
}
