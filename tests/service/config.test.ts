// The settings of a service: flag, then environment, then file, then default; each with its origin, and what is wrong refused.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { helpPages } from '../../src/cli/program.ts';
import { originText, readSettings, shownValue } from '../../src/service/config/read-settings.ts';
import { flagOf, SETTING_NAMES, SETTINGS, settingOf, unsetText } from '../../src/service/config/settings.ts';
import { inATerminal } from '../cli/in-a-terminal.ts';
import { cli, cliProcess, freshFolder } from '../cli/run-cli.ts';

const folder = freshFolder();
afterAll(() => folder.remove());

let files = 0;
/** A new folder for `$XDG_CONFIG_HOME` with this file of settings. */
const withFile = (text: string): { readonly home: string; readonly file: string } => {
  files += 1;
  const home = join(folder.path, `config-${files}`);
  for (const path of [home, join(home, 'reprise')]) mkdirSync(path);
  const file = join(home, 'reprise', 'config.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  return { home, file };
};

describe('each setting', () => {
  it('comes from its flag, else its variable, else the file, else its default', async () => {
    const { home, file } = withFile('# of this machine\nport: 4001\nlogLevel: warn\nhost: 127.0.0.2\n');
    const env = { XDG_CONFIG_HOME: home, REPRISE_PORT: '4002', REPRISE_LOG_LEVEL: 'error' };
    const { values, origins } = await readSettings({ flags: { port: '4003' }, env });
    expect(values).toMatchObject({ port: 4003, logLevel: 'error', host: '127.0.0.2', drainSeconds: 10 });
    expect([origins.port, origins.logLevel, origins.host, origins.drainSeconds].map(originText)).toEqual([
      '--port',
      'REPRISE_LOG_LEVEL',
      `${file}:4`,
      'default',
    ]);
  });

  it('has a value of its own kind, a name of its own for flag and variable, and a description', () => {
    const names = SETTING_NAMES.map((name) => settingOf(name).env);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(SETTING_NAMES.map(flagOf)).size).toBe(names.length);
    for (const name of SETTING_NAMES) {
      const { kind, default: value, unset, description } = settingOf(name);
      expect(description).toMatch(/^[a-z].*[^.]$/);
      if (value === undefined) expect(unset).toBeDefined();
      // What a person reads of a default is read back as the same.
      else expect(kind.schema.parse(kind.fromText(kind.toText(value)))).toEqual(value);
    }
  });

  it('is shown in the help of `serve` with its default and, where it is one of a few words, with all of them', () => {
    const help = helpPages().serve?.replaceAll(/\s+/g, ' ') ?? '';
    for (const name of SETTING_NAMES.filter((one) => settingOf(one).flag && one !== 'store')) {
      const { kind, description } = settingOf(name);
      const choices = kind.choices === undefined ? '' : `choices: ${kind.choices.join(', ')}; `;
      expect(help).toContain(`${flagOf(name)} <${kind.word}> ${description} (${choices}default: ${unsetText(name)})`);
    }
    expect(help).toContain('choices: optional, required; default: optional');
  });

  it('takes an empty variable as one that is not set', async () => {
    const { origins } = await readSettings({
      env: { REPRISE_PORT: '', NATS_URL: '', XDG_CONFIG_HOME: '/nonexistent' },
    });
    expect([origins.port.kind, origins.natsUrl.kind]).toEqual(['default', 'default']);
  });

  it('takes a path of a file from the folder of that file, and a list as text or as YAML', async () => {
    const { home } = withFile('store: data\nstreams: [A, B]\n');
    const { values, env } = await readSettings({ env: { XDG_CONFIG_HOME: home } });
    expect([values.store, values.streams]).toEqual([join(home, 'reprise', 'data'), ['A', 'B']]);
    expect(env).toMatchObject({ REPRISE_STORE: join(home, 'reprise', 'data'), REPRISE_STREAMS: 'A,B' });
    const other = withFile('streams: C, D\n');
    expect((await readSettings({ env: { XDG_CONFIG_HOME: other.home } })).values.streams).toEqual(['C', 'D']);
  });
});

describe('what is wrong', () => {
  it.each([
    ['prot: 1\n', '1: there is no setting "prot"; did you mean port?'],
    ['host: 127.0.0.1\nlog-level: info\n', '2: there is no setting "log-level"; did you mean logLevel?'],
    ['port: many\n', '1: port is not valid; expected a whole number from 0 to 65,535.'],
    [
      '\n\nlogLevel: loud\n',
      '3: logLevel is not valid; expected one of trace, debug, info, warn, error, fatal, silent.',
    ],
    ['- port\n', '1: expected a key and a value on each line.'],
    ['port: 1\nport: 2\n', '2: Map keys must be unique.'],
    ['port: [1\n', /:2: Flow sequence in block collection must be .*\.$/],
  ])('in a file is refused with its line: %j', async (text, expected) => {
    const { home, file } = withFile(text);
    const error: Error = await readSettings({ env: { XDG_CONFIG_HOME: home } }).then(
      () => new Error('it was read'),
      (thrown: Error) => thrown,
    );
    expect(error.message.startsWith(`${file}:`)).toBe(true);
    if (typeof expected === 'string') expect(error.message).toBe(`${file}:${expected}`);
    else expect(error.message).toMatch(expected);
  });

  it('in one file is reported at once, a line for each', async () => {
    const { home, file } = withFile('prot: 1\nport: 2\nhots: x\n');
    await expect(readSettings({ env: { XDG_CONFIG_HOME: home } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `${file}:1: there is no setting "prot"; did you mean port?`,
      hint: expect.stringContaining(`${file}:3: there is no setting "hots"; did you mean host?`),
    });
  });

  it('in a flag, a variable or the name of the file ends a command with one sentence and the code of its kind', async () => {
    const run = (args: readonly string[], env = {}) => cli(args, { env: { XDG_DATA_HOME: folder.path, ...env } });
    expect(await run(['serve', '--port', 'x'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--port is "x"; expected a whole number from 0 to 65,535\.\n/),
    });
    expect(await run(['config'], { REPRISE_DRAIN_SECONDS: '-1' })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^REPRISE_DRAIN_SECONDS is "-1"; expected seconds, from 0 to 3,600\.\n/),
    });
    expect(await run(['config', '--config', '/nonexistent/x.yaml'])).toMatchObject({
      code: 3,
      stderr: 'There is no configuration file /nonexistent/x.yaml.\n',
    });
    const { home, file } = withFile('prot: 1\n');
    // Every command goes by the file.
    for (const words of [['list'], ['status'], ['serve'], ['config']])
      expect(await run(words, { XDG_CONFIG_HOME: home })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`${file}:1: there is no setting "prot"`),
      });
  });

  it('is never quoted where it is a secret', async () => {
    const { home } = withFile('natsUrl: [hunter2]\n');
    const inFile = await readSettings({ env: { XDG_CONFIG_HOME: home } }).catch((error: Error) => error);
    expect(String((inFile as Error).message)).toMatch(/natsUrl is not valid; expected nats:/);
    expect(JSON.stringify(inFile)).not.toContain('hunter2');
  });
});

describe('reprise config', () => {
  const SECRET = 'hunter2hunter2';
  const env = { NATS_URL: `nats://ann:${SECRET}@127.0.0.1:4222,nats://127.0.0.1:4223`, REPRISE_PORT: '4300' };

  it('prints each value with where it comes from, and no secret', async () => {
    const { code, stdout, stderr } = await cli(['config', '--log-level', 'warn'], { env });
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...SETTING_NAMES]);
    expect(stdout).toMatch(/^port +4300 +REPRISE_PORT$/m);
    expect(stdout).toMatch(/^logLevel +warn +--log-level$/m);
    expect(stdout).toMatch(/^natsUrl +nats:\/\/\*\*\*@127\.0\.0\.1:4222,nats:\/\/127\.0\.0\.1:4223 +NATS_URL$/m);
    expect(stdout).not.toContain(SECRET);
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await cliProcess(['config', '--json'], { env });
    expect(stdout).not.toContain(SECRET);
    const { file, settings } = JSON.parse(stdout) as { file: null; settings: Record<string, { value: unknown }> };
    expect([file, Object.keys(settings)]).toEqual([null, [...SETTING_NAMES]]);
    expect(settings).toMatchObject({
      port: { value: 4300, from: { kind: 'environment', variable: 'REPRISE_PORT' }, flag: '--port', secret: false },
      store: { value: null, from: { kind: 'default' }, unset: '$XDG_DATA_HOME/reprise' },
      natsUrl: { secret: true },
    });
  });

  it('says so of a variable that is near to one, and of a file with a secret that others may read', async () => {
    const { home, file } = withFile('natsUrl: nats://ann:pass@127.0.0.1:4222\n');
    const others = { REPRISE_PROT: '1', XDG_CONFIG_HOME: home };
    expect((await cli(['config'], { env: others })).stderr).toBe(
      'REPRISE_PROT is no setting; did you mean REPRISE_PORT?\n',
    );
    chmodSync(file, 0o644);
    expect((await cli(['config'], { env: others })).stderr).toContain(`chmod 600 ${file}`);
  });

  it('fits a terminal of 80 columns', async () => {
    const { stdout, code } = await inATerminal(['config']).ended;
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const name of SETTING_NAMES) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  });
});

it('a login in an address is masked wherever it stands', () => {
  const shown = (value: string) => shownValue('natsUrl', value);
  expect(shown('nats://token@h:1')).toBe('nats://***@h:1');
  expect(shown('u:p@h')).toBe('***@h');
  expect(shown('nats://u:p@a@h:1, nats://v:q@k')).toBe('nats://***@h:1, nats://***@k');
  expect(Object.values(SETTINGS).filter((one) => 'secret' in one)).toHaveLength(3);
});
