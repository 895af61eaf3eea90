// `config`: each setting with its value and where that comes from. What is secret is masked, also in JSON.
import { EXIT } from '../../../errors.ts';
import { originText, readSettings, shownValue, strayVariables } from '../../../service/config/read-settings.ts';
import { flagOf, SETTING_NAMES, settingOf, unsetText } from '../../../service/config/settings.ts';
import { jsonLine } from '../../json-line.ts';
import { table } from '../../render/columns.ts';
import { styleOn } from '../../render/palette.ts';
import { flagsIn, type SettingOptions } from '../../setting-flags.ts';
import type { Terminal } from '../../terminal.ts';

export const config = async (terminal: Terminal, options: SettingOptions): Promise<number> => {
  const { env } = terminal;
  const { values, origins, file } = await readSettings({ flags: flagsIn(options), env, config: options.config });
  for (const { variable, near } of strayVariables(env))
    terminal.note(`${variable} is no setting; did you mean ${near}?`);
  if (file?.isOpen && SETTING_NAMES.some((name) => file.values.has(name) && settingOf(name).secret))
    terminal.note(`${file.path} holds a secret, and others may read it: chmod 600 ${file.path}`);
  if (options.json) {
    const settings = SETTING_NAMES.map((name) => {
      const { env: variable, flag, secret, kind } = settingOf(name);
      const value = secret ? shownValue(name, values[name]) : values[name];
      return [
        name,
        {
          value: value ?? null,
          from: origins[name],
          ...(value === undefined && { unset: unsetText(name) }),
          ...(flag && { flag: flagOf(name) }),
          ...{ variable, expected: kind.form, secret: secret === true },
        },
      ];
    });
    terminal.print(jsonLine({ file: file?.path ?? null, settings: Object.fromEntries(settings) }));
    return EXIT.ok;
  }
  const style = styleOn(terminal);
  const rows = SETTING_NAMES.map((name) => {
    const shown = shownValue(name, values[name]);
    return [
      name,
      shown === undefined ? { text: `(${unsetText(name)})`, paint: style.faint } : shown,
      { text: originText(origins[name]), paint: style.faint },
    ];
  });
  for (const line of table(style, rows)) terminal.print(line.replace(/^ {2}/, ''));
  return EXIT.ok;
};
