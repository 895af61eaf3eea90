// The settings of a service: of each the first that is set of flag, environment, file and default, and where it comes from.
import { nearestWord } from '../../../machines/nearest-word.ts';
import { RepriseError } from '../../errors.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { flagOf, SETTING_NAMES, type SettingName, type Settings, settingOf } from './settings.ts';

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'default' };

export interface ReadSettings {
  readonly values: Settings;
  readonly origins: Readonly<Record<SettingName, Origin>>;
  /** The file that was read. */
  readonly file: ConfigFile | undefined;
  /**
   * The environment with what the file and the flags set of the settings that every command goes by, so that whoever
   * reads a variable reads the setting.
   */
  readonly env: NodeJS.ProcessEnv;
}

/** Flags as the command line gives them: text, `true` for one without a value, or not there. */
export type Flags = Readonly<Partial<Record<SettingName, string | boolean | undefined>>>;

export interface SettingsSources {
  readonly flags?: Flags;
  readonly env: NodeJS.ProcessEnv;
  /** `--config`: the file. Default: `REPRISE_CONFIG`, else `$XDG_CONFIG_HOME/reprise/config.yaml` where it exists. */
  readonly config?: string | undefined;
}

/** @throws RepriseError USAGE: where it was set, and what is expected */
const checked = (name: SettingName, given: string | boolean, where: string): unknown => {
  const { kind, secret } = settingOf(name);
  const read = kind.schema.safeParse(typeof given === 'string' ? kind.fromText(given) : given);
  if (read.success) return read.data;
  throw new RepriseError(
    'USAGE',
    `${where} is ${secret ? 'not valid' : JSON.stringify(given)}; expected ${kind.form}.`,
    {
      hint: '`reprise config --help` lists the settings.',
      fields: { setting: name },
    },
  );
};

/**
 * Reads all settings.
 * @throws RepriseError USAGE (a flag or variable), BAD_INPUT (the file, with its lines), FILE_NOT_FOUND (`config`)
 */
export const readSettings = async ({ flags = {}, env, config }: SettingsSources): Promise<ReadSettings> => {
  const file = await readConfigFile(config ?? (env.REPRISE_CONFIG || undefined), env);
  const values: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, Origin>> = {};
  const forAll = { ...env };
  for (const name of SETTING_NAMES) {
    const { env: variable, default: unset, common, kind } = settingOf(name);
    const flag = flags[name];
    const written = file?.values.get(name);
    if (flag !== undefined) {
      values[name] = checked(name, flag, flagOf(name));
      origins[name] = { kind: 'flag', flag: flagOf(name) };
      // An empty variable is one that is not set, as everywhere.
    } else if (env[variable]) {
      values[name] = checked(name, env[variable], variable);
      origins[name] = { kind: 'environment', variable };
    } else if (written !== undefined && file !== undefined) {
      values[name] = written.value;
      origins[name] = { kind: 'file', file: file.path, line: written.line };
    } else {
      values[name] = unset;
      origins[name] = { kind: 'default' };
    }
    if (common && values[name] !== undefined) forAll[variable] = kind.toText(values[name]);
  }
  return {
    values: values as unknown as Settings,
    origins: origins as Record<SettingName, Origin>,
    file,
    env: forAll,
  };
};

/** Variables that are no settings of a service. */
const OTHERS = ['REPRISE_CONFIG', 'REPRISE_SESSION', 'REPRISE_STACK', 'REPRISE_FAILURES'];
const PREFIX = 'REPRISE_';

/** Variables of the environment whose names look like settings and are none, each with the near one. */
export const strayVariables = (env: NodeJS.ProcessEnv): { readonly variable: string; readonly near: string }[] => {
  const known = SETTING_NAMES.map((name) => settingOf(name).env).filter((variable) => variable.startsWith(PREFIX));
  const ends = known.map((variable) => variable.slice(PREFIX.length));
  return Object.keys(env)
    .filter((variable) => variable.startsWith(PREFIX) && ![...known, ...OTHERS].includes(variable))
    .flatMap((variable) => {
      const near = nearestWord(variable.slice(PREFIX.length), ends);
      return near === undefined ? [] : [{ variable, near: PREFIX + near }];
    });
};

/** What a person is shown of a value. */
export const shownValue = (name: SettingName, value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  const { kind, secret } = settingOf(name);
  return secret ? (kind.masked?.(value) ?? '***') : kind.toText(value);
};

/** `--port`, `REPRISE_PORT`, `~/config.yaml:3`, `default`. */
export const originText = (origin: Origin): string => {
  switch (origin.kind) {
    case 'flag':
      return origin.flag;
    case 'environment':
      return origin.variable;
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'default':
      return 'default';
    default:
      return origin satisfies never;
  }
};
