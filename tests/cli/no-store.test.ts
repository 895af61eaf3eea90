// Commands that only read, where no store is: none is made, and no server is started or looked for.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, EXAMPLE, freshFolder, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
const none = join(folder.path, 'none');
const run = (...args: string[]) => cli(args, { env: { ...WITHOUT_SERVER, XDG_DATA_HOME: data } });
afterAll(() => folder.remove());

describe('a store that was named and is not there', () => {
  it.each(['list', 'view plan', 'verify', 'replay', 'extract', 'export', 'watch'])('%s reports it', async (command) => {
    expect(await run(...command.split(' '), '--store', none)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^There is no store ${none}\\.\\n`)),
    });
    expect(existsSync(none)).toBe(false);
  });

  it('is not needed by a session in a folder', async () => {
    expect((await run('view', 'plan', EXAMPLE, '--store', none)).code).toBe(0);
  });
});

describe('the default store before anything was recorded', () => {
  it('is an empty log', async () => {
    expect(await run('list')).toMatchObject({ code: 0, stdout: 'The log holds no session.\n', stderr: '' });
    expect(await run('list', '--json')).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(await run('extract')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^The log holds no session\./),
    });
    expect(await run('view', 'plan', 'abc')).toMatchObject({ code: 3 });
    expect(existsSync(data)).toBe(false);
  });
});
