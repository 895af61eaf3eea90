// Which session a folder means, and the note that says so.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folderSession, noteIn } from '../../../src/agents/mcp/folder-session.ts';
import { freshFolder } from '../../cli/run-cli.ts';

const inFolder = (path: string, session?: string) => {
  const notes: string[] = [];
  return { notes, ...folderSession({ folder: path, session, note: (line) => notes.push(line) }) };
};
const folder = (): string => {
  const { path, remove } = freshFolder();
  onTestFinished(remove);
  return path;
};

it('a folder without a note means none; the note is found from below, and is not committed', async () => {
  const root = folder();
  const inner = join(root, 'packages', 'one');
  mkdirSync(inner, { recursive: true });
  expect(await inFolder(root).named()).toBeUndefined();
  expect(await inFolder(root).join('s1')).toBe(noteIn(root));
  expect(readFileSync(join(root, '.reprise', '.gitignore'), 'utf8')).toBe('*\n');
  expect(await inFolder(inner).named()).toBe('s1');
  expect(await inFolder(inner).join('s2')).toBe(noteIn(root));
  expect(await inFolder(root).named()).toBe('s2');
});

it('a connection stays with the session that it joined', async () => {
  const root = folder();
  const [first, second] = [inFolder(root), inFolder(root)];
  await first.join('s1');
  await second.join('s2');
  expect([await first.named(), await second.named(), await inFolder(root).named()]).toEqual(['s1', 's2', 's2']);
});

it('the variable goes before the note, and leaves it alone', async () => {
  const root = folder();
  await inFolder(root).join('noted');
  const named = inFolder(root, 'variable');
  expect(await named.named()).toBe('variable');
  expect(await named.join('other')).toBeUndefined();
  expect(await named.named()).toBe('other');
  expect(await inFolder(root).named()).toBe('noted');
});

it('a note that is no session id means none, and a folder that cannot be written to is said', async () => {
  const root = folder();
  mkdirSync(join(root, '.reprise'));
  writeFileSync(noteIn(root), '../../etc\n');
  expect(await inFolder(root).named()).toBeUndefined();
  const blocked = folder();
  writeFileSync(join(blocked, '.reprise'), 'a file');
  const session = inFolder(blocked);
  expect(await session.join('s1')).toBeUndefined();
  expect(session.notes).toEqual([expect.stringContaining('is not noted')]);
  expect(await session.named()).toBe('s1');
});
