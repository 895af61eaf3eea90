// The configuration file: YAML, one key for each setting. All that is wrong is reported, each with its line.
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { nearestWord } from '../../../machines/nearest-word.ts';
import { RepriseError } from '../../errors.ts';
import { SETTING_NAMES, type SettingName, settingOf } from './settings.ts';

/** A value that a file sets. */
export interface FileValue {
  readonly value: unknown;
  readonly line: number;
}

export interface ConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<SettingName, FileValue>;
  /** Whether others than its owner may read it. */
  readonly isOpen: boolean;
}

const MAX_BYTES = 1024 * 1024;

/** `$XDG_CONFIG_HOME/reprise/config.yaml`, by default in `~/.config`. */
export const defaultConfigPath = (env: NodeJS.ProcessEnv): string => {
  const { XDG_CONFIG_HOME: folder } = env;
  return join(folder && isAbsolute(folder) ? folder : join(env.HOME || homedir(), '.config'), 'reprise', 'config.yaml');
};

/** Undefined where there is none, and none was named. */
const textOf = (path: string, named: boolean): string | undefined => {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES)
      throw new RepriseError(
        'BAD_INPUT',
        `The configuration file ${path} has ${size} bytes; at most ${MAX_BYTES} are read.`,
      );
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof RepriseError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    if (isMissing && !named) return undefined;
    throw new RepriseError(
      isMissing ? 'FILE_NOT_FOUND' : 'BAD_INPUT',
      isMissing
        ? `There is no configuration file ${path}.`
        : `The configuration file ${path} cannot be read (${code}).`,
      { fields: { file: path }, cause: error },
    );
  }
};

const unknownKey = (key: string): string => {
  const near = nearestWord(key, SETTING_NAMES);
  return `there is no setting ${JSON.stringify(key)}${near === undefined ? '.' : `; did you mean ${near}?`}`;
};

const invalid = (path: string, problems: readonly { line: number; message: string }[]): RepriseError => {
  const lines = problems.map(({ line, message }) => `${path}:${line}: ${message}`);
  return new RepriseError('BAD_INPUT', lines[0] as string, {
    hint: [...lines.slice(1), '`reprise config --help` lists the settings.'].join('\n'),
    fields: { file: path, problems },
  });
};

/**
 * Reads the file that is named, else the one at the default place; undefined where there is none.
 * @throws RepriseError FILE_NOT_FOUND (named), BAD_INPUT with `FILE:LINE` of all that is wrong
 */
export const readConfigFile = async (
  named: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<ConfigFile | undefined> => {
  const path = named === undefined ? defaultConfigPath(env) : resolve(named);
  const written = textOf(path, named !== undefined);
  if (written === undefined) return undefined;
  // Loaded only where there is a file.
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(written, { lineCounter, prettyErrors: false });
  const lineAt = (offset: number | undefined): number => Math.max(1, lineCounter.linePos(offset ?? 0).line);
  if (document.errors.length > 0)
    throw invalid(
      path,
      document.errors.map(({ pos, message }) => ({
        line: lineAt(pos[0]),
        message: `${message.replace(/[.:]?$/, '')}.`,
      })),
    );
  const values = new Map<SettingName, FileValue>();
  const isOpen = (statSync(path).mode & 0o077) !== 0;
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { path, values, isOpen };
  if (!isMap(contents)) throw invalid(path, [{ line: 1, message: 'expected a key and a value on each line.' }]);
  const problems: { line: number; message: string }[] = [];
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const line = lineAt((isScalar(key) ? key.range : undefined)?.[0]);
    if (!SETTING_NAMES.includes(name as SettingName)) {
      problems.push({ line, message: unknownKey(name) });
      continue;
    }
    const { kind } = settingOf(name as SettingName);
    const plain = (value as { toJSON?(): unknown } | null)?.toJSON?.() ?? null;
    const read = kind.schema.safeParse(kind.fromFile === undefined ? plain : kind.fromFile(plain, dirname(path)));
    if (read.success) values.set(name as SettingName, { value: read.data, line });
    else problems.push({ line, message: `${name} is not valid; expected ${kind.form}.` });
  }
  if (problems.length > 0) throw invalid(path, problems);
  return { path, values, isOpen };
};
