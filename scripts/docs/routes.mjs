// How HTTP reaches each operation of the service, for the client, which must not load what the operations are made of.
import { join } from 'node:path';

/** The text of src/client/routes.ts. */
export const routesFile = async (root) => {
  const { OPERATIONS } = await import(join(root, 'dist', 'src', 'service', 'operations', 'all.js'));
  const lines = OPERATIONS.map(({ name, kind, method, path }) => `  '${name}': '${kind} ${method} ${path}',`);
  return [
    '// How HTTP reaches each operation of the service. Written by `npm run docs` from the table of operations',
    '// (src/service/operations/all.ts), so that the client loads none of their code.',
    '',
    '/** By the name of the operation: the kind of its answer, its method and its path. */',
    'export const ROUTES: Readonly<Record<string, string>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
};
