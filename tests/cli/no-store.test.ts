// Commands that only read, where no store is: none is made, and no server is started or looked for.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { cli, EXAMPLE, freshFolder, startCli, WITHOUT_SERVER } from './run-cli.ts';

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

describe('a store that cannot be a folder', () => {
  const WRITING = ['up', 'up --detach', 'send s1 session.start g', 'demo', `import ${EXAMPLE}`];

  // In a process that can be killed: what blocks in the file system blocks the process.
  it.for(WRITING)(
    'because its file system takes none ends %s with 6, the folder and the reason',
    async (command, { skip }) => {
      if (!existsSync('/proc/self')) skip('needs /proc, where mkdir reports ENOENT');
      const { child, ended } = startCli([...command.split(' '), '--store', '/proc/x/y'], {
        env: { ...WITHOUT_SERVER, XDG_DATA_HOME: data },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      expect(await ended).toMatchObject({
        code: 6,
        stderr:
          'The store /proc/x/y is not a folder and cannot be created as one (ENOENT).\nName another folder with --store.\n',
      });
    },
  );

  const READING = ['list', 'view plan', 'watch', 'status', 'down', 'check normal --log'];
  it.each([...WRITING, ...READING])('because it is a file ends %s with 6, the file and the reason', async (command) => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    expect(await run(...command.split(' '), '--store', file)).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(
        new RegExp(`^The store ${file} is not a folder and cannot be created as one \\((EEXIST|ENOTDIR)\\)\\.\\n`),
      ),
    });
  });

  it.each(['file', 'file/below'])('because of %s is a failed health check', async (path) => {
    writeFileSync(join(folder.path, 'file'), '');
    const store = join(folder.path, path);
    expect(await run('doctor', '--store', store)).toMatchObject({
      code: 6,
      stdout: expect.stringContaining(`The store ${store} is not a folder and cannot be created as one (ENOTDIR).`),
    });
  });
});
