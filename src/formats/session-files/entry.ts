// One object of a session file, read field by field. What no field of ours took is the rest, and is kept with the fact
// as it was: nothing of a file is lost because this version has no word for it.
import { RepriseError } from '../../errors.ts';
import { readTime } from './time.ts';

export type FileKind = 'planning' | 'todo' | 'workbook' | 'events';
export const FILE_KINDS: readonly FileKind[] = ['planning', 'todo', 'workbook', 'events'];

export type JsonObject = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a value is, in a word, for sentences. */
export const kindOf = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : value === null
      ? 'null'
      : Array.isArray(value)
        ? 'a list'
        : isObject(value)
          ? 'an object'
          : typeof value === 'string'
            ? 'a text'
            : `a ${typeof value}`;

/** What reading a file told on the way. */
export interface ReadNotes {
  readonly warnings: string[];
}

export class Entry {
  readonly kind: FileKind;
  /** The file's name. */
  readonly file: string;
  /** Its id, else its place (`todos[3]`); empty for a file's own object. */
  readonly id: string;
  readonly #value: JsonObject;
  readonly #notes: ReadNotes;
  readonly #taken = new Set<string>();
  readonly #nested = new Map<string, Entry>();

  constructor(kind: FileKind, file: string, id: string, value: JsonObject, notes: ReadNotes) {
    this.kind = kind;
    this.file = file;
    this.id = id;
    this.#value = value;
    this.#notes = notes;
  }

  /** Where a field is, for sentences: `todo-x.json, todo_03: startedAt`. */
  place(field: string): string {
    return this.id === '' ? `${this.file}: ${field}` : `${this.file}, ${this.id}: ${field}`;
  }

  warn(sentence: string): void {
    this.#notes.warnings.push(sentence);
  }

  /** The field as it stands; null, and the field missing, are undefined. */
  raw(field: string): unknown {
    return Object.hasOwn(this.#value, field) ? (this.#value[field] ?? undefined) : undefined;
  }

  /** Whether the file says null here, which is not the same as leaving the field out. */
  isNull(field: string): boolean {
    return Object.hasOwn(this.#value, field) && this.#value[field] === null;
  }

  take(field: string): void {
    this.#taken.add(field);
  }

  /** Leaves a field in the rest although it was read. */
  keep(field: string): void {
    this.#taken.delete(field);
  }

  #other(field: string, expected: string): undefined {
    this.warn(`${this.place(field)} is ${kindOf(this.raw(field))} where ${expected} was expected; kept as it stands`);
    return undefined;
  }

  /** The first of the fields that says something. */
  text(...fields: string[]): string | undefined {
    for (const field of fields) {
      const value = this.raw(field);
      if (value === undefined) continue;
      if (typeof value !== 'string') {
        this.#other(field, 'a text');
        continue;
      }
      this.take(field);
      if (value.trim() !== '') return value;
    }
    return undefined;
  }

  /** An id: a text, or a number as one. */
  idText(...fields: string[]): string | undefined {
    const field = fields.find((one) => this.raw(one) !== undefined);
    if (field === undefined) return undefined;
    const value = this.raw(field);
    if (typeof value !== 'number') return this.text(...fields);
    this.take(field);
    return String(value);
  }

  number(...fields: string[]): number | undefined {
    for (const field of fields) {
      const value = this.raw(field);
      if (value === undefined) continue;
      if (typeof value !== 'number') {
        this.#other(field, 'a number');
        continue;
      }
      this.take(field);
      return value;
    }
    return undefined;
  }

  flag(field: string): boolean | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    if (typeof value !== 'boolean') return this.#other(field, 'true or false');
    this.take(field);
    return value;
  }

  /** One of some texts, in any case. Another text stays in the rest, with a warning. */
  oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    const found = typeof value === 'string' ? allowed.find((one) => one === value.trim().toLowerCase()) : undefined;
    if (found === undefined) {
      this.warn(`${this.place(field)} is ${JSON.stringify(value)?.slice(0, 80)}, none of ${allowed.join(', ')}`);
      return undefined;
    }
    this.take(field);
    return found;
  }

  /** A list of texts (one text alone is such a list). Of objects in it the name; then the field stays in the rest too. */
  texts(...fields: string[]): string[] | undefined {
    for (const field of fields) {
      const value = this.raw(field);
      if (value === undefined) continue;
      const list = Array.isArray(value) ? value : [value];
      const texts = list.map(nameOf);
      if (texts.includes(undefined)) {
        this.#other(field, 'a list of texts');
        continue;
      }
      if (list.every((one) => typeof one === 'string')) this.take(field);
      return texts as string[];
    }
    return undefined;
  }

  /** An object within, read in the same way; its rest is part of this rest. An empty one where there is none. */
  nested(field: string): Entry {
    const known = this.#nested.get(field);
    if (known !== undefined) return known;
    const value = this.raw(field);
    if (value !== undefined && !isObject(value)) this.#other(field, 'an object');
    const nested = new Entry(this.kind, this.file, this.id, isObject(value) ? value : {}, this.#notes);
    if (isObject(value)) this.#nested.set(field, nested);
    return nested;
  }

  /**
   * Objects in a list, or under names in an object; each with the id it has (`id`: the field that is one), else its
   * name, else its place. `plain`: the field that a plain text in place of an object stands for.
   * @throws RepriseError BAD_INPUT where the field, or a member of it, is of another shape.
   */
  entries(field: string, options: { readonly plain?: string; readonly id?: string } = {}): Entry[] {
    const value = this.raw(field);
    if (value === undefined) return [];
    if (!Array.isArray(value) && !isObject(value)) throw this.misshapen(field, 'a list of objects', value);
    this.take(field);
    return Object.entries(value).map(([name, member]) => {
      const place = Array.isArray(value) ? `${field}[${name}]` : name;
      // A list of plain texts in place of objects (requirements, deliverables).
      const object = typeof member === 'string' && options.plain !== undefined ? { [options.plain]: member } : member;
      if (!isObject(object)) throw this.misshapen(place, 'an object', member);
      const id = object[options.id ?? 'id'];
      const named = (typeof id === 'string' && id.trim() !== '') || typeof id === 'number' ? String(id) : undefined;
      const entry = new Entry(this.kind, this.file, named ?? place, object, this.#notes);
      if (named !== undefined && options.id === undefined) entry.take('id');
      return entry;
    });
  }

  /** The same object under the id of a part of it. */
  part(id: string): Entry {
    return new Entry(this.kind, this.file, id, this.#value, this.#notes);
  }

  misshapen(field: string, expected: string, value: unknown): RepriseError {
    return new RepriseError('BAD_INPUT', `${this.place(field)} is ${kindOf(value)}, where ${expected} was expected.`, {
      fields: { file: this.file, entry: this.id, field, expected },
    });
  }

  /**
   * A time, as the log writes it.
   * @throws RepriseError BAD_INPUT where the field says something that is no time.
   */
  time(...fields: string[]): string | undefined {
    for (const field of fields) {
      const value = this.raw(field);
      if (value === undefined || value === '') continue;
      const read = typeof value === 'string' ? readTime(value) : undefined;
      if (read === undefined)
        throw new RepriseError(
          'BAD_INPUT',
          `${this.place(field)} is no time: ${JSON.stringify(value)?.slice(0, 80)}.`,
          {
            hint: 'A time is written as 2026-01-31T14:50:00Z.',
            fields: { file: this.file, entry: this.id, field, value },
          },
        );
      if (read.zoneless) this.warn(`${this.place(field)} names no zone; read as UTC`);
      if (!read.cut) this.take(field);
      return read.time;
    }
    return undefined;
  }

  /** Everything that was not taken, as it stands in the file; undefined where that is nothing. */
  rest(): Record<string, unknown> | undefined {
    const kept: [string, unknown][] = [];
    for (const [field, value] of Object.entries(this.#value)) {
      if (value === null || this.#taken.has(field)) continue;
      const nested = this.#nested.get(field);
      const left = nested === undefined ? value : nested.rest();
      if (left !== undefined) kept.push([field, left]);
    }
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
}

const nameOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!isObject(value)) return undefined;
  for (const field of ['name', 'criterion', 'description', 'title', 'path'])
    if (typeof value[field] === 'string') return value[field];
  return undefined;
};
