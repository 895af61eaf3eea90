// The user's file of secret patterns, read by every command that records or reads session files.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { RepriseError } from '../errors.ts';
import { patternsFrom, type SecretOptions, type UserPattern } from './secret-options.ts';

/** `$REPRISE_SECRETS`, else `$XDG_CONFIG_HOME/reprise/secrets.json`, by default in `~/.config`. */
const fileOf = (env: NodeJS.ProcessEnv): string => {
  if (env.REPRISE_SECRETS) return resolve(env.REPRISE_SECRETS);
  const { XDG_CONFIG_HOME: folder } = env;
  return join(
    folder && isAbsolute(folder) ? folder : join(env.HOME || homedir(), '.config'),
    'reprise',
    'secrets.json',
  );
};

const FORMAT = 'The file holds a list: [{"name": "ticket-key", "pattern": "TKT-[0-9a-f]{16}"}].';

/**
 * The patterns of the user's file; none where there is no file, except one that `REPRISE_SECRETS` names.
 * @throws RepriseError USAGE with the file and what is wrong with it
 */
export const secretsFrom = async (env: NodeJS.ProcessEnv): Promise<SecretOptions> => {
  const file = fileOf(env);
  const invalidFile = (why: string, cause?: unknown): RepriseError =>
    new RepriseError('USAGE', `The file of secret patterns ${file} ${why}`, { hint: FORMAT, fields: { file }, cause });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((code === 'ENOENT' || code === 'ENOTDIR') && !env.REPRISE_SECRETS) return {};
    throw invalidFile(`cannot be read (${code}).`, error);
  }
  let patterns: unknown;
  try {
    patterns = JSON.parse(text);
  } catch (error) {
    throw invalidFile(`is not JSON: ${(error as Error).message}.`, error);
  }
  if (!Array.isArray(patterns)) throw invalidFile('is not a list.');
  try {
    const options = { patterns: patterns as UserPattern[] };
    patternsFrom(options);
    return options;
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    throw invalidFile(`holds a pattern that is not valid. ${error.message}`, error);
  }
};
