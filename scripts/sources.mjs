// The sources of the tests, loaded as the tests load them, for scripts that measure what the tests check, without a build.
import { createViteServer } from 'vitest/node';

/** Calls `work` with a function that loads a module by its path from the root, `/tests/golden/accept.ts`. */
export const withSources = async (work) => {
  const server = await createViteServer({
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    return await work((path) => server.ssrLoadModule(path));
  } finally {
    await server.close();
  }
};
