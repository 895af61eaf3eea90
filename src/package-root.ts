// The folder of this package, so that its settings, examples and version are found from dist/ and from source alike.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const isBuilt = here.endsWith(join('dist', 'src'));

/** The absolute path of the package's folder: that of package.json, nats.conf and examples/. */
export const PACKAGE_ROOT = resolve(here, isBuilt ? '../..' : '..');

/** The version in package.json. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }).version;
