// What a written file leaves as it was: the kind of what is at its path, links, permissions.
import { spawn } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fillFileAtomically, writeFileAtomically } from '../../src/export/atomic-file.ts';
import { writeSessionFolder } from '../../src/formats/session-files/write-session-folder.ts';

const made: string[] = [];
let folder: string;
const at = (name: string): string => join(folder, name);
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-written-'));
  made.push(folder);
});
afterAll(async () => {
  for (const path of made) await rm(path, { recursive: true, force: true });
});

describe('a written file', () => {
  it('replaces a file and keeps its permissions', async () => {
    await writeFile(at('file'), 'before');
    await chmod(at('file'), 0o640);
    await writeFileAtomically(at('file'), 'after');
    expect([await readFile(at('file'), 'utf8'), await modeOf(at('file'))]).toEqual(['after', 0o640]);
  });

  it('follows a link, also one that leads to nothing yet, and leaves the link', async () => {
    await mkdir(at('elsewhere'));
    await writeFile(at('elsewhere/old'), 'before');
    for (const name of ['old', 'new']) {
      await symlink(`elsewhere/${name}`, at(name));
      await writeFileAtomically(at(name), 'after');
      expect((await lstat(at(name))).isSymbolicLink()).toBe(true);
      expect(await readFile(at(`elsewhere/${name}`), 'utf8')).toBe('after');
    }
    expect((await readdir(folder)).sort()).toEqual(['elsewhere', 'new', 'old']);
  });

  it('refuses a link that leads back to itself with one sentence', async () => {
    await symlink('b', at('a'));
    await symlink('a', at('b'));
    await expect(writeFileAtomically(at('a'), 'x')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await readlink(at('a'))).toBe('b');
  });

  it('is written through a pipe, which stays a pipe', async () => {
    const mkfifo = spawn('mkfifo', [at('pipe')]);
    await new Promise((resolve) => mkfifo.once('close', resolve));
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'ignore'] });
    let read = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => {
      read += text;
    });
    const closed = new Promise((resolve) => reader.once('close', resolve));
    await writeFileAtomically(at('pipe'), 'through the pipe\n');
    await closed;
    expect(read).toBe('through the pipe\n');
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true);
  });

  it('is written to a device, which stays a device; a full one is reported', async () => {
    await writeFileAtomically('/dev/null', 'gone');
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
    await expect(writeFileAtomically('/dev/full', 'x')).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect((await lstat('/dev/full')).isCharacterDevice()).toBe(true);
  });

  it('refuses a folder', async () => {
    await expect(writeFileAtomically(folder, 'x')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `${folder} is a folder, where a file was expected.`,
    });
  });

  it('leaves the file as it was, and nothing beside it, where filling it fails', async () => {
    await writeFile(at('file'), 'before');
    const failing = fillFileAtomically(at('file'), async (file) => {
      await file.writeFile('half');
      throw new Error('interrupted');
    });
    await expect(failing).rejects.toThrow('interrupted');
    expect([await readFile(at('file'), 'utf8'), await readdir(folder)]).toEqual(['before', ['file']]);
  });
});

describe('a written folder of session files', () => {
  const documents = { planning: {}, todo: {}, workbook: {}, events: {} } as never;

  it('replaces what a link leads to, and leaves the link and the permissions', async () => {
    await mkdir(at('real'), { mode: 0o750 });
    await symlink('real', at('link'));
    await writeSessionFolder(at('link'), 's1', documents);
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect([(await readdir(at('real'))).length, await modeOf(at('real'))]).toEqual([4, 0o750]);
  });
});
