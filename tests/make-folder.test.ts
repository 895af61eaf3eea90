import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from '../src/make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'reprise-folders-'));
const inside = (name: string) => join(root, name);
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('creates a folder and what is missing above it, each with the mode', () => {
  makeFolder(inside('a/b/c'), 0o700);
  for (const name of ['a', 'a/b', 'a/b/c']) expect(statSync(inside(name)).mode & 0o777).toBe(0o700);
});

it('leaves a folder that exists as it is, also the root', () => {
  makeFolder(inside('kept'), 0o700);
  makeFolder(inside('kept'), 0o755);
  expect(statSync(inside('kept')).mode & 0o777).toBe(0o700);
  makeFolder('/');
});

it.each([
  ['a file', 'file', 'EEXIST'],
  ['a path below a file', 'file/a/b', 'ENOTDIR'],
  ['a link to nothing', 'link', 'EEXIST'],
])('refuses %s with the error of the file system', (_what, name, code) => {
  writeFileSync(inside('file'), '');
  rmSync(inside('link'), { force: true });
  symlinkSync(inside('nowhere'), inside('link'));
  expect(() => makeFolder(inside(name))).toThrow(expect.objectContaining({ code }));
});
