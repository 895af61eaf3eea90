// Every problem of a profile has the line and column of what is wrong: a fault is planted at each place of random profiles,
// written in block style, in flow style and as JSON, with comments between.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Profile } from '../../../machines/profile.ts';
import { readProfileText } from '../../../src/formats/profile/read-profile.ts';
import { runs } from '../../more.ts';

type Path = readonly (string | number)[];
type Style = 'block' | 'flow' | 'json';

const keyOf = (path: Path): string => JSON.stringify(path);

/** A value as text, and where each key and each value in it is, as `line:column`. */
class Page {
  readonly keys = new Map<string, string>();
  readonly values = new Map<string, string>();
  readonly #style: Style;
  readonly #isNoisy: boolean;
  #lines = [''];

  constructor(value: unknown, style: Style, isNoisy: boolean) {
    this.#style = style;
    this.#isNoisy = isNoisy;
    if (isNoisy && style !== 'json') this.#write('# A process — 😀\n');
    if (style === 'block') this.#block(value, [], 0);
    else this.#flow(value, [], 0);
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  get #here(): string {
    return `${this.#lines.length}:${(this.#lines.at(-1) as string).length + 1}`;
  }

  #write(text: string): void {
    const [first = '', ...more] = text.split('\n');
    this.#lines.push(`${this.#lines.pop()}${first}`, ...more);
  }

  #break(depth: number): void {
    this.#write(`${this.#isNoisy && this.#style === 'block' ? ' # why\n\n' : '\n'}${'  '.repeat(depth)}`);
  }

  #value(path: Path): void {
    this.values.set(keyOf(path), this.#here);
  }

  /** Begins where the first key, dash or scalar stands. */
  #block(value: unknown, path: Path, depth: number): void {
    this.#value(path);
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
      this.#write(JSON.stringify(value));
      return;
    }
    for (const [index, [name, below]] of Object.entries(value).entries()) {
      if (index > 0) this.#break(depth);
      const isItem = Array.isArray(value);
      const inner = [...path, isItem ? index : name];
      if (!isItem) this.keys.set(keyOf(inner), this.#here);
      this.#write(isItem ? '- ' : `${JSON.stringify(name)}: `);
      const isNested = typeof below === 'object' && below !== null && Object.keys(below).length > 0;
      if (isNested && !isItem) this.#break(depth + 1);
      this.#block(below, inner, depth + 1);
    }
  }

  #flow(value: unknown, path: Path, depth: number): void {
    this.#value(path);
    if (typeof value !== 'object' || value === null) {
      this.#write(JSON.stringify(value));
      return;
    }
    const isList = Array.isArray(value);
    this.#write(isList ? '[' : '{');
    for (const [index, [name, below]] of Object.entries(value).entries()) {
      if (index > 0) this.#write(',');
      if (this.#style === 'json') this.#break(depth + 1);
      else this.#write(' ');
      const inner = [...path, isList ? index : name];
      if (!isList) {
        this.keys.set(keyOf(inner), this.#here);
        this.#write(`${JSON.stringify(name)}: `);
      }
      this.#flow(below, inner, depth + 1);
    }
    this.#write(isList ? ']' : '}');
  }
}

const anyOf = <T>(...values: T[]): fc.Arbitrary<T[]> => fc.subarray(values, { minLength: 1 });

/** Sound profiles: each member that a profile may have is there or not. */
const sound = fc.record(
  {
    name: fc.constant('release'),
    description: fc.constant('How a release: is made'),
    phases: fc.constantFrom<unknown>(['Plan', 'Build'], ['Plan', { name: 'Build', after: ['Plan'] }]),
    cycles: fc.boolean(),
    gates: anyOf<unknown>(
      { id: 'g', name: 'Ready', criteria: ['agreed', 'owner named'], guards: 'Plan' },
      { id: 'h', name: 'Built' },
    ),
    budget: fc.constantFrom<unknown>({ session: 10 }, { session: 10, phases: { Plan: 3, Build: 4 } }),
    enforcement: fc.constantFrom('enforce', 'observe'),
    validators: anyOf('reviewer', 'tester'),
    rules: fc.constantFrom<unknown>({ 'T.ready': 'warn' }, { 'G.guard': 'off', 'W.number': 'error' }),
    actors: fc.constantFrom<unknown>(
      { 'gate.waive': ['person'] },
      { 'phase.start': ['person:alice', 'person:bob'], 'review.give': ['person'] },
    ),
    limits: fc.constant({ ticksAtOnce: 20 }),
  },
  { requiredKeys: ['name', 'phases'] },
);

const pathsOf = (value: unknown, path: Path = []): Path[] => [
  path,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, below]) =>
        pathsOf(below, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
];

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((below, part) => (below as Record<string | number, unknown>)[part], value);

const replaced = (value: unknown, path: Path, put: (old: unknown) => unknown): unknown => {
  const [part, ...rest] = path;
  if (part === undefined) return put(value);
  if (Array.isArray(value)) return value.map((one, index) => (index === part ? replaced(one, rest, put) : one));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, one]) => [key, key === part ? replaced(one, rest, put) : one]),
  );
};

interface Planted {
  readonly value: unknown;
  /** Where the problem is: of a key or of a value. */
  readonly of: 'key' | 'value';
  readonly path: Path;
}

/** The faults that can be planted at a place. */
const faultsAt = (value: unknown, path: Path): Planted[] => {
  const old = at(value, path);
  const put = (next: unknown, of: Planted['of'] = 'value', below: Path = path): Planted => ({
    value: replaced(value, path, () => next),
    of,
    path: below,
  });
  const name = path.join('.');
  const faults: Planted[] = [];
  const isAfter = path.includes('after');
  if (path.length > 0) faults.push(put(typeof old === 'number' ? 'many' : 17), put(null));
  if (typeof old === 'string' && !isAfter && name !== 'description') faults.push(put(''));
  if (typeof old === 'number') faults.push(put(-1), put(1.5));
  if (typeof old === 'string' && name !== 'description') faults.push(put('x'.repeat(1_001)));
  if (/^(phases\.\d+\.after\.\d+|gates\.\d+\.guards)$/.test(name)) faults.push(put('Biuld'));
  if (/^(enforcement|rules\..*)$/.test(name)) faults.push(put('eror'));
  if (/^gates\.[1-9]\.(id|name)$/.test(name)) faults.push(put('Ready'));
  if (/^(phases\.1|phases\.1\.name)$/.test(name)) faults.push(put(typeof old === 'string' ? 'Plan' : 5));
  if (/^actors\.[^.]+\.[^.]+$/.test(name)) faults.push(put([]));
  if (Array.isArray(old) && !isAfter) faults.push(put([...old, { no: 'such' }], 'value', [...path, old.length]));
  if (typeof old === 'object' && old !== null && !Array.isArray(old)) {
    const unknown = name === 'actors' ? 'gate.wave' : 'colour';
    faults.push(
      put({ ...old, [unknown]: name === 'actors' ? ['person'] : name === 'rules' ? 'off' : 3 }, 'key', [
        ...path,
        unknown,
      ]),
    );
    if (name === 'actors')
      faults.push(
        put({ ...old, 'session.start': ['person'] }, 'key', [...path, 'session.start']),
        put({ ...old, 'todos.sync': ['person'] }, 'key', [...path, 'todos.sync']),
      );
    if (name === 'rules') faults.push(put({ 'M.task': 'off', ...old }, 'key', [...path, 'M.task']));
    if (name === 'rules') faults.push(put({ 'S.first': 'off', ...old }, 'value', [...path, 'S.first']));
    if (/^gates\.\d+$/.test(name)) faults.push(put({ ...old, id: undefined }));
  }
  return faults;
};

/** What JSON would leave out is left out. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const page = fc
  .tuple(sound, fc.constantFrom<Style>('block', 'flow', 'json'), fc.boolean())
  .map(([value, style, isNoisy]) => ({ value: plain(value), style, isNoisy }));

describe('a problem of a profile', () => {
  it('is not there where nothing is wrong', () => {
    fc.assert(
      fc.property(page, ({ value, style, isNoisy }) => {
        const { text } = new Page(value, style, isNoisy);
        expect(readProfileText(text), text).toMatchObject({ kind: 'profile' });
      }),
      { numRuns: runs(300) },
    );
  });

  it('has the line and column of the fault, wherever that is', () => {
    const tried = new Set<string>();
    fc.assert(
      fc.property(page, ({ value, style, isNoisy }) => {
        for (const path of pathsOf(value))
          for (const fault of faultsAt(value, path)) {
            const { text, keys, values } = new Page(plain(fault.value), style, isNoisy);
            const place = (fault.of === 'key' ? keys : values).get(keyOf(fault.path));
            const read = readProfileText(text);
            const problems = read.kind === 'problems' ? read.problems : [];
            const places = problems.map(({ line, column }) => `${line}:${column}`);
            expect(places, text).toContain(place);
            // What refers to the part that is wrong may be wrong, too: it has its own place.
            const known = [...keys.values(), ...values.values()];
            expect(places.filter((one) => !known.includes(one))).toEqual([]);
            for (const { message } of problems) expect(message).not.toMatch(/Invalid|Too (small|big)|Unrecognized/);
            tried.add(fault.path.map((part) => (typeof part === 'number' ? '[]' : part)).join('.'));
          }
      }),
      { numRuns: runs(150) },
    );
    const members = Object.keys(Profile.shape).filter(
      (member) => ![...tried].some((place) => place.startsWith(member)),
    );
    expect(members).toEqual([]);
  });
});

it('each part of a profile has words for what is expected of it', () => {
  const missing: string[] = [];
  const walk = (schema: z.core.JSONSchema.BaseSchema, path: Path): void => {
    // A fault of a type that no part has: the message says what was expected in words of ours.
    const value = path.reduceRight<unknown>(
      (below, part) => (typeof part === 'number' ? [below] : { [part]: below }),
      17.5,
    );
    const read = readProfileText(JSON.stringify(path.length > 0 ? { name: 'x', ...(value as object) } : value));
    const messages = read.kind === 'problems' ? read.problems.map(({ message }) => message) : [];
    if (!messages.some((message) => message.includes('17.5; expected ') && !message.includes('Invalid')))
      missing.push(path.join('.'));
    for (const [key, below] of Object.entries(schema.properties ?? {}))
      walk(below as z.core.JSONSchema.BaseSchema, [...path, key]);
    if (typeof schema.items === 'object') walk(schema.items as z.core.JSONSchema.BaseSchema, [...path, 0]);
    if (typeof schema.additionalProperties === 'object')
      walk(schema.additionalProperties, [
        ...path,
        path[0] === 'actors' ? 'gate.waive' : path[0] === 'rules' ? 'T.ready' : 'Plan',
      ]);
  };
  walk(z.toJSONSchema(Profile, { io: 'input' }), []);
  expect(missing).toEqual([]);
});
