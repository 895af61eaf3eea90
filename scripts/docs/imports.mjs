// Which folder imports which, read from the import lines of the sources; type-only imports count.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

const IMPORT =
  /^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm;

/** The small files in src itself that everything may import, as one part. */
export const BOTTOM = 'src/*.ts';

/** The library: what opens a log stands above everything, beside the list of what is published. */
const LIBRARY = 'src/index.ts';

/** `machines`, `projections`, a folder of src, the library, or the small files that stand beside it. */
export const partOf = (file) => {
  const [top, second] = file.split('/');
  if (top !== 'src') return top;
  if (file === LIBRARY || file === 'src/open.ts') return LIBRARY;
  return second.endsWith('.ts') ? BOTTOM : `src/${second}`;
};

/** The parts of the product in order of name, each with how many of its files import from which other part. */
export const parts = (root) => {
  const files = ['machines', 'projections', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.split(sep).join('/')}`),
  );
  const found = new Map();
  for (const file of files.sort()) {
    const part = found.get(partOf(file)) ?? { name: partOf(file), imports: new Map() };
    const text = readFileSync(join(root, file), 'utf8');
    const targets = new Set(
      [...text.matchAll(IMPORT)]
        .map(([, from, lazy, bare]) => from ?? lazy ?? bare)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) =>
          partOf(
            normalize(join(dirname(file), specifier))
              .split(sep)
              .join('/'),
          ),
        ),
    );
    for (const target of targets)
      if (target !== part.name) part.imports.set(target, (part.imports.get(target) ?? 0) + 1);
    found.set(part.name, part);
  }
  return [...found.values()];
};

/** The layer of each part: 0 for one that imports none, else one more than the highest that it imports. */
export const layersOf = (all) => {
  const byName = new Map(all.map((part) => [part.name, part]));
  const layers = new Map();
  const layerOf = (name, way = []) => {
    if (way.includes(name)) throw new Error(`imports go round: ${[...way.slice(way.indexOf(name)), name].join(' → ')}`);
    if (!layers.has(name))
      layers.set(
        name,
        Math.max(-1, ...[...byName.get(name).imports.keys()].map((to) => layerOf(to, [...way, name]))) + 1,
      );
    return layers.get(name);
  };
  for (const { name } of all) layerOf(name);
  return layers;
};

/** The imports that no longer way of imports implies: what an arrow is drawn for. */
export const directImports = (all) => {
  const byName = new Map(all.map((part) => [part.name, part]));
  const reaches = (from, to) => [...byName.get(from).imports.keys()].some((next) => next === to || reaches(next, to));
  return all.flatMap(({ name, imports }) =>
    [...imports.keys()]
      .filter((to) => ![...imports.keys()].some((other) => other !== to && reaches(other, to)))
      .map((to) => ({ from: name, to })),
  );
};
