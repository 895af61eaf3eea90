// Optional members are absent where they have no value, never present as `undefined`: canonical JSON, recorded events
// and `exactOptionalPropertyTypes` all want it. This is the one way to build such an object.

type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
/** `T` with each member that may be undefined as an optional one. */
export type Defined<T> = Optional<T> & Required<T>;

const withoutUndefined = (members: object): Record<string, unknown> => {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const value: unknown = members[name as keyof typeof members];
    if (value !== undefined) copy[name] = value;
  }
  return copy;
};

/** A copy without the members that are undefined. */
export const defined = <T extends object>(members: T): Defined<T> => {
  // Most have none, and a plain copy is several times as fast: every event is made with this.
  for (const value of Object.values(members)) if (value === undefined) return withoutUndefined(members) as Defined<T>;
  return { ...members } as Defined<T>;
};
