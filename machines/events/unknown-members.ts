// Members of an event of a known type that this version does not know: a newer version wrote them. They are kept with the
// event and reported; no rule and no view reads them.
import type { z } from 'zod';

type Members = Record<string, unknown>;
type Path = readonly PropertyKey[];

/** On an event as it was decoded: the paths of the members that are not known. A copy of the event keeps it. */
const UNKNOWN_MEMBERS = Symbol('members that are not known');

/** `data.colour`, `extension`: the members of an event that this version does not know, in the order of the schema. */
export const unknownMembers = (event: object): readonly string[] =>
  (event as { readonly [UNKNOWN_MEMBERS]?: readonly string[] })[UNKNOWN_MEMBERS] ?? [];

/** The members that a schema does not know, where nothing else is wrong with the value; undefined otherwise. */
export const unknownIn = (error: z.ZodError): Path[] | undefined => {
  const paths: Path[] = [];
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') return undefined;
    for (const key of issue.keys) paths.push([...issue.path, key]);
  }
  return paths;
};

const parentOf = (value: unknown, path: Path): Members =>
  path.slice(0, -1).reduce((at: unknown, key) => (at as Members)[key as string], value) as Members;

/** The value of a member. */
export const memberAt = (value: unknown, path: Path): unknown => parentOf(value, path)[path.at(-1) as string];

/** A copy without the members. */
export const withoutMembers = (value: object, paths: readonly Path[]): object => {
  const copy = structuredClone(value);
  for (const path of paths) delete parentOf(copy, path)[path.at(-1) as string];
  return copy;
};

/** An event with the members of the value that it was read from, and their paths. The event is changed. */
export const withUnknown = <Event extends object>(event: Event, value: object, paths: readonly Path[]): Event => {
  for (const path of paths) parentOf(event, path)[path.at(-1) as string] = memberAt(value, path);
  return Object.assign(event, { [UNKNOWN_MEMBERS]: paths.map((path) => path.map(String).join('.')) });
};
