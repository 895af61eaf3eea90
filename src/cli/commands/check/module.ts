// A JavaScript file of the user's, run as an ES module.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RepriseError } from '../../../errors.ts';

export type Exports = Readonly<Record<string, unknown>>;

/** Runs it. @throws RepriseError FILE_NOT_FOUND, and BAD_INPUT for one that cannot be run */
export const loadedModule = async (path: string): Promise<Exports> => {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Exports;
  } catch (cause) {
    const { code, message } = (cause ?? {}) as NodeJS.ErrnoException;
    if (!existsSync(path))
      throw new RepriseError('FILE_NOT_FOUND', `There is no file ${path}.`, { fields: { path }, cause });
    const [first = ''] = String(message ?? cause).split('\n');
    throw new RepriseError('BAD_INPUT', `${path} cannot be run: ${first.replace(/\.$/, '')}.`, {
      hint:
        code === 'ERR_UNKNOWN_FILE_EXTENSION'
          ? 'This version of Node cannot run TypeScript: name the compiled JavaScript.'
          : 'It is run as an ES module, with the packages that are installed in its folder.',
      fields: { path, code },
      cause,
    });
  }
};
