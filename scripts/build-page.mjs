// Builds the page: the files that the service serves (dist/page), and the same page as one script and one style for a session
// that is handed on as a file (dist/page-in-a-file). Prints the compressed size of the first view's JavaScript, and fails where
// it is more than it may be.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Compressed, of all that is loaded before a session is shown. */
const MOST_BYTES = 120_000;

const shared = {
  root: join(root, 'src', 'page'),
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  // Whatever the environment says: a build within a test is the same.
  mode: 'production',
  define: { 'process.env.NODE_ENV': '"production"' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};
const built = (outDir, options) => ({
  target: 'es2023',
  outDir: join(root, 'dist', outDir),
  emptyOutDir: true,
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
  ...options,
});

/** The scripts that are loaded for a first view: the entry, what it imports, and the chunk of a session. */
const firstView = (chunks) => {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const needed = new Set();
  const need = (name) => {
    if (needed.has(name) || !byName.has(name)) return;
    needed.add(name);
    for (const other of byName.get(name).imports) need(other);
  };
  for (const chunk of chunks) if (chunk.isEntry || chunk.name === 'session') need(chunk.fileName);
  return [...needed].map((name) => byName.get(name));
};

/** @param {{ quiet?: boolean }} [options] quiet: prints nothing */
export const buildPage = async ({ quiet = false } = {}) => {
  const { output } = await build({ ...shared, base: '/', build: built('page', { manifest: false }) });
  const chunks = firstView(output.filter(({ type }) => type === 'chunk'));
  const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
  const files = chunks.map(({ fileName }) => fileName).join(', ');
  if (!quiet)
    console.log(`page: ${(bytes / 1000).toFixed(1)} kB of JavaScript, compressed, for the first view (${files})`);
  if (bytes > MOST_BYTES) throw new Error(`the first view of the page takes more than ${MOST_BYTES / 1000} kB`);
  await build({
    ...shared,
    base: './',
    define: { ...shared.define, 'import.meta': '{}' },
    build: built('page-in-a-file', {
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: join(shared.root, 'main.tsx'),
        output: { codeSplitting: false, entryFileNames: 'page.js', assetFileNames: 'page[extname]', format: 'iife' },
      },
    }),
  });
  return bytes;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
