// One object of a session file, read field by field. Fields that no event has room for are the entry's rest, which is
// recorded with the event as it stands in the file: an import loses nothing.
import { readTime, TIME_FORM } from '../../../machines/time.ts';
import { RepriseError } from '../../errors.ts';
import type { FileKind } from './file-kind.ts';
import { isObject, type JsonObject, kindOf, objectOr } from './json-object.ts';

/** What was noticed while a file was read. */
export interface ReadNotes {
  readonly warnings: string[];
}

/** A value in a message, truncated where it is long. */
const shown = (value: unknown): string | undefined => JSON.stringify(value)?.slice(0, 80);

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

  /** Where a field is, for messages: `todo-x.json, todo_03: startedAt`. */
  place(field: string): string {
    return this.id === '' ? `${this.file}: ${field}` : `${this.file}, ${this.id}: ${field}`;
  }

  warn(sentence: string): void {
    this.#notes.warnings.push(sentence);
  }

  /** The field as it stands; a missing field and null are undefined. */
  raw(field: string): unknown {
    return Object.hasOwn(this.#value, field) ? (this.#value[field] ?? undefined) : undefined;
  }

  /** An object within, as it stands; empty where the field is not an object. */
  rawObject(field: string): JsonObject {
    return objectOr(this.raw(field));
  }

  /** Whether the file has null here, which is not the same as leaving the field out. */
  isNull(field: string): boolean {
    return Object.hasOwn(this.#value, field) && this.#value[field] === null;
  }

  /** Marks a field as read: it is no part of the rest. */
  take(field: string): void {
    this.#taken.add(field);
  }

  /** Leaves a field in the rest although it was read. */
  keep(field: string): void {
    this.#taken.delete(field);
  }

  #warnShape(field: string, expected: string): void {
    this.warn(`${this.place(field)} is ${kindOf(this.raw(field))} where ${expected} was expected; kept unchanged`);
  }

  /** The first of the fields whose value `read` accepts; a value that it does not accept stays in the rest. */
  #first<T>(fields: readonly string[], expected: string, read: (value: unknown) => T | undefined): T | undefined {
    for (const field of fields) {
      const value = this.raw(field);
      if (value === undefined) continue;
      const accepted = read(value);
      if (accepted === undefined) {
        this.#warnShape(field, expected);
        continue;
      }
      this.take(field);
      return accepted;
    }
    return undefined;
  }

  /** The first of the fields that has a text which is not blank. */
  text(...fields: string[]): string | undefined {
    for (const field of fields) {
      const text = this.#first([field], 'a text', (value) => (typeof value === 'string' ? value : undefined));
      if (text !== undefined && text.trim() !== '') return text;
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
    return this.#first(fields, 'a number', (value) => (typeof value === 'number' ? value : undefined));
  }

  flag(field: string): boolean | undefined {
    return this.#first([field], 'true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  /** One of some texts, in any case. Another value stays in the rest, with a warning. */
  oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    const found = typeof value === 'string' ? allowed.find((one) => one === value.trim().toLowerCase()) : undefined;
    if (found === undefined) {
      this.warn(`${this.place(field)} is ${shown(value)}; expected one of ${allowed.join(', ')}; kept unchanged`);
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
      const texts = list.map(nameOf).filter((text) => text !== undefined);
      if (texts.length < list.length) {
        this.#warnShape(field, 'a list of texts');
        continue;
      }
      if (list.every((one) => typeof one === 'string')) this.take(field);
      return texts;
    }
    return undefined;
  }

  /** An object within, read in the same way; its rest is part of this rest. An empty one where the field is not an object. */
  nested(field: string): Entry {
    const known = this.#nested.get(field);
    if (known !== undefined) return known;
    const value = this.raw(field);
    if (value !== undefined && !isObject(value)) this.#warnShape(field, 'an object');
    const nested = new Entry(this.kind, this.file, this.id, objectOr(value), this.#notes);
    if (isObject(value)) this.#nested.set(field, nested);
    return nested;
  }

  /**
   * Objects in a list, or under names in an object; each with the id it has (`id`: the field that holds it), else its
   * name, else its place. `plain`: the field that a plain text in place of an object stands for.
   * @throws RepriseError BAD_INPUT where the field, or a member of it, is of another shape.
   */
  entries(field: string, options: { readonly plain?: string; readonly id?: string } = {}): Entry[] {
    const value = this.raw(field);
    if (value === undefined) return [];
    if (!Array.isArray(value) && !isObject(value)) throw this.#misshapen(field, 'a list of objects', value);
    this.take(field);
    return Object.entries(value).map(([name, member]) => {
      const place = Array.isArray(value) ? `${field}[${name}]` : name;
      const object = typeof member === 'string' && options.plain !== undefined ? { [options.plain]: member } : member;
      if (!isObject(object)) throw this.#misshapen(place, 'an object', member);
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

  #misshapen(field: string, expected: string, value: unknown): RepriseError {
    return new RepriseError('BAD_INPUT', `${this.place(field)} is ${kindOf(value)}, where ${expected} was expected.`, {
      fields: { file: this.file, entry: this.id, field, expected },
    });
  }

  /**
   * A time, in the log's form.
   * @throws RepriseError BAD_INPUT where the field has a value that is not a time.
   */
  time(...fields: string[]): string | undefined {
    for (const field of fields) {
      const value = this.raw(field);
      if (value === undefined || value === '') continue;
      const read = typeof value === 'string' ? readTime(value) : { invalid: `expected one such as ${TIME_FORM}` };
      if ('invalid' in read)
        throw new RepriseError(
          'BAD_INPUT',
          `${this.place(field)} is not a valid time: ${shown(value)}; ${read.invalid}.`,
          {
            hint: `A time is written as ${TIME_FORM}.`,
            fields: { file: this.file, entry: this.id, field, value },
          },
        );
      if (read.zoneless) this.warn(`${this.place(field)} has no time zone; read as UTC`);
      if (!read.truncated) this.take(field);
      return read.time;
    }
    return undefined;
  }

  /** Everything that was not taken, as it stands in the file; undefined where nothing is left. */
  rest(): Record<string, unknown> | undefined {
    const left: [string, unknown][] = [];
    for (const [field, value] of Object.entries(this.#value)) {
      if (value === null || this.#taken.has(field)) continue;
      const nested = this.#nested.get(field);
      const rest = nested === undefined ? value : nested.rest();
      if (rest !== undefined) left.push([field, rest]);
    }
    return left.length === 0 ? undefined : Object.fromEntries(left);
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
