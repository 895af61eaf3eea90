// Reads values by their schemas without zod's objects for each member: what is valid is found at a fraction of the price.
// It accepts less than zod, never more: whatever it does not accept is parsed by zod, which also explains what is wrong.
import type { z } from 'zod';

/** Stands for a value that zod must judge. */
export const UNREAD: unique symbol = Symbol('not read');

export interface SchemaReader {
  /** True for a value that zod would return as it is, its members in the schema's order. */
  fits(value: unknown): boolean;
  /** A copy as zod would return it, its members in the schema's order; `UNREAD` where zod must judge. */
  copy(value: unknown): unknown;
}

type Schema = z.core.$ZodType;
type Def = { readonly type: string } & Readonly<Record<string, unknown>>;
type Fits = (value: unknown) => boolean;
const defOf = ({ _zod }: Schema): Def => (_zod as { readonly def: unknown }).def as Def;

const hasChecks = ({ checks }: Def): boolean => Array.isArray(checks) && checks.length > 0;

/** The checks of a schema by name; undefined where one has a function of its own. */
const checksOf = (def: Def, known: readonly string[]): ReadonlyMap<string, Def> | undefined => {
  const checks = new Map<string, Def>();
  if (def.format !== undefined || def.coerce === true) return undefined; // as `z.email()` has
  for (const { _zod } of (def.checks ?? []) as { readonly _zod: { readonly def: unknown } }[]) {
    const check = _zod.def as Def;
    const name = String(check.check);
    if (!known.includes(name) || checks.has(name)) return undefined;
    checks.set(name, check);
  }
  return checks;
};

const lengthsIn = (checks: ReadonlyMap<string, Def>): readonly [least: number, most: number] => [
  Number(checks.get('min_length')?.minimum ?? 0),
  Number(checks.get('max_length')?.maximum ?? Number.POSITIVE_INFINITY),
];

const fitsString = (def: Def): Fits | undefined => {
  const checks = checksOf(def, ['min_length', 'max_length', 'string_format']);
  const format = checks?.get('string_format');
  if (checks === undefined || (format !== undefined && format.format !== 'regex')) return undefined;
  const [least, most] = lengthsIn(checks);
  const pattern = format?.pattern as RegExp | undefined;
  if (pattern?.global || pattern?.sticky) return undefined;
  return (value) =>
    typeof value === 'string' &&
    value.length >= least &&
    value.length <= most &&
    (pattern === undefined || pattern.test(value));
};

const fitsNumber = (def: Def): Fits | undefined => {
  const checks = checksOf(def, ['number_format', 'greater_than', 'less_than']);
  const format = checks?.get('number_format');
  if (checks === undefined || (format !== undefined && format.format !== 'safeint')) return undefined;
  const [above, below] = [checks.get('greater_than'), checks.get('less_than')];
  if (above?.inclusive === false || below?.inclusive === false) return undefined;
  const least = Number(above?.value ?? Number.NEGATIVE_INFINITY);
  const most = Number(below?.value ?? Number.POSITIVE_INFINITY);
  return (value) =>
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (value !== 0 || 1 / value > 0) && // JSON has no -0
    value >= least &&
    value <= most &&
    (format === undefined || Number.isSafeInteger(value));
};

/** Of other objects, as of a `Date`, zod makes a plain one. */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** For schemas whose values are the same after parsing. */
const whole = (fits: Fits | undefined): SchemaReader | undefined =>
  fits && { fits, copy: (value) => (fits(value) ? value : UNREAD) };

const arrayReader = (def: Def): SchemaReader | undefined => {
  const checks = checksOf(def, ['min_length', 'max_length']);
  const item = readerOf(def.element as Schema);
  if (checks === undefined || item === undefined) return undefined;
  const [least, most] = lengthsIn(checks);
  const hasLength = (value: unknown): value is unknown[] =>
    Array.isArray(value) && value.length >= least && value.length <= most;
  return {
    fits(value) {
      if (!hasLength(value)) return false;
      for (const one of value) if (!item.fits(one)) return false;
      return true;
    },
    copy(value) {
      if (!hasLength(value)) return UNREAD;
      const copy: unknown[] = [];
      for (const given of value) {
        const one = item.copy(given);
        if (one === UNREAD) return UNREAD;
        copy.push(one);
      }
      return copy;
    },
  };
};

/** Names are any; zod drops a member `__proto__`. */
const recordReader = (def: Def): SchemaReader | undefined => {
  const value = readerOf(def.valueType as Schema);
  const key = defOf(def.keyType as Schema);
  if (value === undefined || hasChecks(def) || key.type !== 'string' || hasChecks(key)) return undefined;
  const isPlain = (given: unknown): given is Record<string, unknown> =>
    isRecord(given) && !Object.hasOwn(given, '__proto__');
  return {
    fits(given) {
      if (!isPlain(given)) return false;
      for (const name in given) if (!value.fits(given[name])) return false;
      return true;
    },
    copy(given) {
      if (!isPlain(given)) return UNREAD;
      const copy: Record<string, unknown> = {};
      for (const name in given) {
        const one = value.copy(given[name]);
        if (one === UNREAD) return UNREAD;
        copy[name] = one;
      }
      return copy;
    },
  };
};

interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  readonly reader: SchemaReader;
}

const memberOf = ([name, schema]: [string, Schema]): Member | undefined => {
  const def = defOf(schema);
  const isOptional = def.type === 'optional';
  const reader = readerOf(isOptional ? (def.innerType as Schema) : schema);
  return reader && { name, isOptional, reader };
};

const objectReader = (def: Def): SchemaReader | undefined => {
  const members = Object.entries(def.shape as Record<string, Schema>).map(memberOf);
  const isStrict = def.catchall !== undefined && defOf(def.catchall as Schema).type === 'never';
  if (!isStrict || hasChecks(def) || members.includes(undefined)) return undefined;
  const known = members as readonly Member[];
  const areOptional = (from: number): boolean => {
    for (let place = from; place < known.length; place += 1) if (!known[place]?.isOptional) return false;
    return true;
  };
  return {
    fits(value) {
      if (!isRecord(value)) return false;
      let place = 0;
      for (const name in value) {
        let member = known[place];
        while (member !== undefined && member.name !== name) {
          if (!member.isOptional) return false;
          place += 1;
          member = known[place];
        }
        if (member === undefined || !member.reader.fits(value[name])) return false;
        place += 1;
      }
      return areOptional(place);
    },
    copy(value) {
      if (!isRecord(value)) return UNREAD;
      const copy: Record<string, unknown> = {};
      let unseen = 0;
      for (const _ in value) unseen += 1;
      for (const { name, isOptional, reader } of known) {
        const given = value[name];
        if (given === undefined) {
          if (isOptional) continue;
          return UNREAD;
        }
        const one = reader.copy(given);
        if (one === UNREAD) return UNREAD;
        copy[name] = one;
        unseen -= 1;
      }
      // Members beside those of the schema, or undefined ones.
      return unseen === 0 ? copy : UNREAD;
    },
  };
};

const unionReader = (def: Def): SchemaReader | undefined => {
  const options = (def.options as readonly Schema[]).map(readerOf);
  // Of objects it would matter which option zod takes; values that stay the same are the same by any.
  const simple = (def.options as readonly Schema[]).every((option) => SIMPLE.has(defOf(option).type));
  if (!simple || hasChecks(def) || options.includes(undefined)) return undefined;
  return whole((value) => options.some((option) => option?.fits(value)));
};
const SIMPLE: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'literal', 'enum']);

const among = (values: readonly unknown[]): Fits => {
  const known = new Set(values);
  return (value) => known.has(value);
};

const makeReader = (def: Def): SchemaReader | undefined => {
  switch (def.type) {
    case 'string':
      return whole(fitsString(def));
    case 'number':
      return whole(fitsNumber(def));
    case 'boolean':
      return whole(def.coerce === true ? undefined : (value) => typeof value === 'boolean');
    case 'enum':
      return whole(among(Object.values(def.entries as Record<string, unknown>)));
    case 'literal':
      return whole(among(def.values as readonly unknown[]));
    case 'unknown':
      return whole((value) => value !== undefined);
    case 'array':
      return arrayReader(def);
    case 'record':
      return recordReader(def);
    case 'object':
      return objectReader(def);
    case 'union':
      return unionReader(def);
    default:
      return undefined;
  }
};

const readers = new WeakMap<Schema, SchemaReader | null>();

/** The reader of a schema, made once; undefined for one that only zod can read: with a default, or a check of its own. */
export const readerOf = (schema: Schema): SchemaReader | undefined => {
  let reader = readers.get(schema);
  if (reader === undefined) {
    reader = makeReader(defOf(schema)) ?? null;
    readers.set(schema, reader);
  }
  return reader ?? undefined;
};
