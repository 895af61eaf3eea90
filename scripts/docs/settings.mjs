// The page of the settings, from their table.
import { join } from 'node:path';

const cell = (text) => text.replaceAll('|', '\\|');

export const settingsPage = async (root) => {
  const { SETTING_NAMES, flagOf, settingOf, unsetText } = await import(
    join(root, 'dist', 'src', 'service', 'config', 'settings.js')
  );
  const rows = SETTING_NAMES.map((name) => {
    const { kind, flag, env, description, secret, common } = settingOf(name);
    const marks = [secret ? 'secret' : '', common ? 'every command' : ''].filter((mark) => mark !== '');
    const what = `${description}: ${kind.form}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
    return `| ${[`\`${name}\``, flag ? `\`${flagOf(name)}\`` : '', `\`${env}\``, what, unsetText(name)].map(cell).join(' | ')} |`;
  });
  return [
    '# Settings',
    '',
    'Written by `npm run docs` from the table that `reprise serve` goes by. Of each setting the first counts that is set: its',
    'flag, its environment variable, its key in the file, its default. `reprise config` prints each value and where it comes',
    'from.',
    '',
    'The file is the one that `--config` names, else `$REPRISE_CONFIG`, else `$XDG_CONFIG_HOME/reprise/config.yaml`',
    '(`~/.config/reprise/config.yaml`) where it exists: YAML, a key and a value on each line (`port: 4281`). A key that is no',
    'setting is refused, with its line and the near one. A path in it is taken from the folder of the file. Settings marked',
    '"every command" are gone by in every command; the value of one marked "secret" is never printed.',
    '',
    '| setting | flag | variable | what it decides | default |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};
