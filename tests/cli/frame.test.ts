import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/cli/failure.ts';
import { wantsColour } from '../../src/cli/terminal.ts';
import { RepriseError } from '../../src/errors.ts';
import { cliProcess as cli, EXAMPLE, environment, MAIN, OBEYED, ROOT, start, WITHOUT_SERVER } from './run-cli.ts';

const COMMANDS =
  'up status down serve config health import list replay view extract send answer approve ask-changes watch verify export demo'.split(
    ' ',
  );
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

describe('help and version', () => {
  it('lists every command', async () => {
    const { code, stdout, stderr } = await cli(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each(COMMANDS)('of %s has an example', async (command) => {
    const { code, stdout, stderr } = await cli([command, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Examples:\\n  \\$ reprise ${command}\\b`, 'm'));
  });

  it('is the same page when it is made as when it was written down by the build', async () => {
    for (const command of ['', 'replay'])
      expect(await cli(['help', command].filter((word) => word !== ''))).toEqual(
        await cli([command, '--help'].filter((word) => word !== '')),
      );
  });

  it('prints the version of the package', async () => {
    expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('an invalid command line', () => {
  it.each([
    ['an unknown command, naming the near one', ['lst'], "Unknown command 'lst'.\nDid you mean list?\n"],
    ['an unknown option, naming the near one', ['list', '--jsn'], "Unknown option '--jsn'.\nDid you mean --json?\n"],
    ['an unknown view, naming the near one', ['view', 'pln', EXAMPLE], 'There is no view "pln".\nDid you mean plan?\n'],
    [
      'an unknown event type, naming the near one',
      ['watch', '--type', 'task_start'],
      'There is no event type "task_start".\nDid you mean task_started?\n',
    ],
    [
      'an invalid speed',
      ['replay', EXAMPLE, '--speed', 'fast'],
      '"fast" is not a speed.\nWrite `real`, or how many times faster, such as 60x.\n',
    ],
    [
      'a format of another view',
      ['view', 'todo', EXAMPLE, '--format', 'md'],
      'The view todo has no format md.\nViews with this format: plan, workbook.\n',
    ],
    [
      'an invalid head',
      ['verify', EXAMPLE, '--head', '47'],
      '"47" is not a head.\nA head is an ordinal and a hash, as export prints it: 47:<64 hex digits>.\n',
    ],
    [
      'keys without a terminal',
      ['replay', EXAMPLE, '--step'],
      '--step needs a terminal for its keys.\nWithout --step the events are printed one after the other; --from and --to choose which.\n',
    ],
  ])('is refused: %s', async (_, args, stderr) => {
    expect(await cli(args, { env: WITHOUT_SERVER })).toEqual({ code: 2, signal: null, stdout: '', stderr });
  });

  it('is refused as JSON with --json', async () => {
    const { code, stdout, stderr } = await cli(['import', '--json']);
    expect([code, stdout]).toEqual([2, '']);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'USAGE', message: "Missing required argument 'paths'." },
    });
  });

  it('shows the help when it is empty, as a mistake', async () => {
    const { code, stdout, stderr } = await cli([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: reprise/);
  });
});

describe('failureOf', () => {
  it.each([
    ['of a command', 'check', '`reprise check --help` shows its arguments and options.'],
    ['of no command', undefined, '`reprise --help` lists the commands, `reprise COMMAND --help` their options.'],
  ])('points to the help %s for an error of the command line', (_title, command, hint) => {
    const error = Object.assign(new Error("error: missing required argument 'profile'"), {
      code: 'commander.missingArgument',
      command,
    });
    expect(failureOf(error, false).text).toBe(`Missing required argument 'profile'.\n${hint}`);
  });

  it('gives an operational error as its sentence and what to do next', () => {
    const error = new RepriseError('STORE_LOCKED', 'It is locked.', { hint: 'Unlock it.' });
    expect(failureOf(error, false)).toEqual({ exitCode: 6, text: 'It is locked.\nUnlock it.' });
  });

  it('gives a defect as one sentence and how to report it, its stack only where REPRISE_STACK asks', () => {
    const defect = new TypeError('x is undefined');
    const { exitCode, text } = failureOf(defect, false, {});
    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /^Unexpected error: x is undefined\nThis is a defect of Reprise \S+: [^\n]+REPRISE_STACK=1[^\n]+$/,
    );
    expect(failureOf(defect, false, { REPRISE_STACK: '1' }).text).toMatch(/\nTypeError: x is undefined\n +at /);
    expect(JSON.parse(failureOf(defect, true, {}).text)).toMatchObject({ error: { code: 'BUG', stack: defect.stack } });
  });

  it('lets no control character of what it quotes through', () => {
    const error = new RepriseError('BAD_INPUT', 'a\u001b[31mred\u0007\u009b2J\u202e');
    expect(failureOf(error, false).text).not.toMatch(OBEYED);
  });
});

describe('colours', () => {
  it.each([
    ['a terminal gets them', {}, {}, true, true],
    ['a pipe does not', {}, {}, false, false],
    ['NO_COLOR takes them from a terminal', {}, { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR says nothing', {}, { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR gives them to a pipe', {}, { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0 takes them', {}, { FORCE_COLOR: '0' }, true, false],
    ['NO_COLOR is stronger than FORCE_COLOR', {}, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['--color is stronger than both', { color: true }, { NO_COLOR: '1' }, false, true],
    ['--no-color too', { color: false }, { FORCE_COLOR: '1' }, true, false],
    ['a dumb terminal gets none', {}, { TERM: 'dumb' }, true, false],
  ])('%s', (_, flag, env, isTTY, wanted) => {
    expect(wantsColour(flag, env, { isTTY })).toBe(wanted);
  });

  it('reach the output of a command', async () => {
    const plain = await cli(['view', 'plan', EXAMPLE], { env: WITHOUT_SERVER });
    const coloured = await cli(['view', 'plan', EXAMPLE, '--color'], { env: WITHOUT_SERVER });
    expect(plain.stdout).not.toContain('\u001b');
    expect(coloured.stdout).toContain('\u001b[');
  });
});

describe('output', () => {
  it('ends quietly when its reader goes away', async () => {
    const script = `"${process.execPath}" "${MAIN}" replay "${EXAMPLE}" --json --view workbook | head -n 1`;
    const { code, stdout, stderr } = await start('sh', ['-c', script], { env: WITHOUT_SERVER }).ended;
    expect([code, stderr, stdout.split('\n').length]).toEqual([0, '', 2]);
  });

  it('arrives complete in a pipe that is read slowly', () => {
    const script = `"${process.execPath}" "${MAIN}" replay "${EXAMPLE}" --json --view workbook | (sleep 0.3; cat) | tail -n 1`;
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: environment(WITHOUT_SERVER) });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'step', event: { sessionid: expect.any(String) } });
  });
});
