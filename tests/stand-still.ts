// Stops a process as a debugger would, and waits until it really stands: the signal itself does not wait.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import { PATIENCE_MS } from './patience.ts';

/** From /proc, since small Linux images have no ps; elsewhere from ps. */
const stateOf = (pid: number): string => {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' });
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2);
};

/** @returns a function that lets it go on */
export const standStill = async (pid: number): Promise<() => void> => {
  process.kill(pid, 'SIGSTOP');
  await vi.waitFor(() => expect(stateOf(pid)).toMatch(/^T/), { timeout: PATIENCE_MS, interval: 5 });
  return () => {
    process.kill(pid, 'SIGCONT');
  };
};
