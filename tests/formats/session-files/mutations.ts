// Mutations of session files: anything in them removed, replaced by another part, shuffled or repeated.
import fc from 'fast-check';
import type { Files } from './contradictory-session.ts';

type Path = readonly (string | number)[];
const pathsIn = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, member]) => pathsIn(member, [...path, key]))]
    : [path];
const ODD = fc.oneof(
  fc.constantFrom(null, '', '\u0000', '__proto__', -1, 0, 1e308, 0.5, true, [], {}, [null], [[]], 'x'.repeat(3_000)),
  fc.constantFrom('2026-02-03T08:00:00Z', 'task_1', 'session_started', 'phase_started', 'evt_001', '\ud800', '🦉'),
  fc.jsonValue(),
);

interface Mutation {
  readonly file: string;
  readonly path: Path;
  readonly change: { readonly kind: string };
}

/** Changes of any member of the files. */
export const mutationsOf = (originals: Readonly<Record<string, unknown>>): fc.Arbitrary<Mutation> =>
  fc.constantFrom(...Object.keys(originals)).chain((file) =>
    fc.record({
      file: fc.constant(file),
      path: fc.constantFrom(...pathsIn(originals[file]).filter((path) => path.length > 0)),
      change: fc.oneof(
        fc.record({ kind: fc.constant('remove' as const) }),
        fc.record({ kind: fc.constant('set' as const), value: ODD }),
        fc.record({ kind: fc.constant('shuffle' as const), seed: fc.nat() }),
        fc.record({ kind: fc.constant('repeat' as const) }),
      ),
    }),
  );

export const mutate = (files: Files, { file, path, change }: Mutation): void => {
  const last = path.at(-1) as string;
  let parent = files[file] as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = parent[key];
    if (typeof next !== 'object' || next === null) return;
    parent = next as Record<string, unknown>;
  }
  const member = parent[last];
  if (change.kind === 'set') parent[last] = structuredClone((change as unknown as { value: unknown }).value);
  else if (change.kind === 'shuffle' && Array.isArray(member)) {
    const { seed } = change as unknown as { seed: number };
    parent[last] = member
      .map((one, index) => ({ one, key: (index * 7919 + seed) % 104_729 }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ one }) => one);
  } else if (change.kind === 'repeat' && Array.isArray(member)) parent[last] = [...member, ...structuredClone(member)];
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
};
