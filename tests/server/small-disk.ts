// A small file system of its own, for tests of a full disk.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';

export const isRoot = process.getuid?.() === 0;

/** A small file system of its own; false where this user, or this system, may not mount one. */
export const mountSmall = (folder: string, sizeKb: number): boolean => {
  if (!isRoot || process.platform !== 'linux') return false;
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return true;
};
