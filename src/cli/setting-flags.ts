// The settings of a service as options of a command, made from their table, and what was given of them.
import { type Command, Option } from 'commander';
import type { Flags } from '../service/config/read-settings.ts';
import { flagOf, SETTING_NAMES, type SettingName, settingOf, unsetText } from '../service/config/settings.ts';
import type { CommonOptions } from './options.ts';

export interface SettingOptions extends CommonOptions, Omit<Flags, 'store'> {
  /** The file. */
  readonly config?: string;
}

/** `--store` is an option of every command. */
const hasOwnFlag = (name: SettingName): boolean => settingOf(name).flag && name !== 'store';

export const addSettingFlags = (command: Command): Command => {
  for (const name of SETTING_NAMES.filter(hasOwnFlag)) {
    const { kind, description } = settingOf(name);
    const words = kind.word === undefined ? flagOf(name) : `${flagOf(name)} <${kind.word}>`;
    const choices = kind.choices === undefined ? '' : `choices: ${kind.choices.join(', ')}; `;
    command.addOption(new Option(words, `${description} (${choices}default: ${unsetText(name)})`));
  }
  return command.option(
    '--config <file>',
    'the file of settings (default: $XDG_CONFIG_HOME/reprise/config.yaml, where it exists)',
  );
};

/** What was given of the settings. */
export const flagsIn = (options: SettingOptions): Flags =>
  Object.fromEntries(SETTING_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
