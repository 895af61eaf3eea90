// The state.json of a session folder as the Sisyphus orchestrator writes it, with its shape checked where it is read.
import { join } from 'node:path';
import { readTime, TIME_FORM } from '../../../machines/time.ts';
import { RepriseError } from '../../errors.ts';
import { readJsonFile, requireExportable } from '../session-files/json-file.ts';
import { isObject, type JsonObject, kindOf } from '../session-files/json-object.ts';

export const STATE_FILE = 'state.json';

/** An object of the state, with the place that messages name (`state.json: agents[2]`). */
export class StatePart {
  readonly place: string;
  readonly value: JsonObject;

  constructor(place: string, value: JsonObject) {
    this.place = place;
    this.value = value;
  }

  #refused(field: string, expected: string): RepriseError {
    const place = `${this.place}${field === '' ? '' : `.${field}`}`;
    return new RepriseError('BAD_INPUT', `${place} is ${kindOf(this.value[field])}, where ${expected} was expected.`, {
      fields: { file: STATE_FILE, place, expected },
    });
  }

  /** A text that is not empty; undefined where there is none. */
  text(field: string): string | undefined {
    const value = this.value[field];
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  }

  /** @throws RepriseError BAD_INPUT where there is none */
  required(field: string): string {
    const text = this.text(field);
    if (text === undefined) throw this.#refused(field, 'a text');
    return text;
  }

  /** A time in the log's form. @throws RepriseError BAD_INPUT where it is none */
  time(field: string): string | undefined {
    const value = this.value[field];
    if (value === undefined || value === null || value === '') return undefined;
    const read = typeof value === 'string' ? readTime(value) : { invalid: `expected one such as ${TIME_FORM}` };
    if ('time' in read) return read.time;
    throw new RepriseError(
      'BAD_INPUT',
      `${this.place}.${field} is not a valid time: ${JSON.stringify(value)?.slice(0, 80)}; ${read.invalid}.`,
      { hint: `A time is written as ${TIME_FORM}.`, fields: { file: STATE_FILE, place: `${this.place}.${field}` } },
    );
  }

  requiredTime(field: string): string {
    const time = this.time(field);
    if (time === undefined) throw this.#refused(field, 'a time');
    return time;
  }

  /** @throws RepriseError BAD_INPUT where it is no list of objects */
  parts(field: string): StatePart[] {
    const value = this.value[field];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value) || !value.every(isObject)) throw this.#refused(field, 'a list of objects');
    return value.map((one, index) => new StatePart(`${this.place}.${field}[${index}]`, one));
  }

  texts(field: string): string[] {
    const value = this.value[field];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  /** All but these fields; undefined where nothing is left. */
  rest(...read: readonly string[]): JsonObject | undefined {
    const left = Object.entries(this.value).filter(([name, value]) => value != null && !read.includes(name));
    return left.length === 0 ? undefined : Object.fromEntries(left);
  }
}

/**
 * Reads the state of a folder.
 * @throws RepriseError BAD_INPUT: unreadable, not JSON, or another shape
 */
export const readState = async (folder: string): Promise<StatePart> => {
  const value = await readJsonFile(folder, STATE_FILE);
  if (!isObject(value) || !Array.isArray(value.agents) || !Array.isArray(value.orchestratorCycles))
    throw new RepriseError(
      'BAD_INPUT',
      `${join(folder, STATE_FILE)} is not the state of a session: it has no lists agents and orchestratorCycles.`,
      { fields: { folder, file: STATE_FILE } },
    );
  requireExportable(STATE_FILE, value);
  return new StatePart(STATE_FILE, value);
};
