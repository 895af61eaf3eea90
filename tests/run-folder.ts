// One folder for all temporary files of a run, removed at its end however its tests ended. No nats-server on a store in it
// may be left by then: one that is left fails the run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server takes a moment to flush after its last user has left. */
const LONGEST_FLUSH_MS = 120_000;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** From /proc, since small Linux images have no ps; elsewhere from ps. */
const processes = (): Process[] => {
  if (process.platform !== 'linux')
    return [
      ...execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).matchAll(/(\d+) +(\d+) (.*)/g),
    ].map(([, pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
        return [{ pid: Number(pid), parent: Number(parent), command }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
};

const serversIn = (folder: string): Process[] =>
  processes().filter(({ command }) => command.includes('nats-server') && command.includes(folder));

/** Kills servers, each after the process that would start it again. */
const kill = (servers: readonly Process[]): void => {
  const all = processes();
  for (const { pid, parent } of servers) {
    const supervisor = all.find((one) => one.pid === parent && one.command.includes('supervisor'));
    for (const id of [supervisor?.pid, pid])
      try {
        if (id !== undefined) process.kill(id, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
  }
};

export default (): (() => Promise<void>) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reprise-tests-')));
  process.env.TMPDIR = folder;
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  // An interrupted run ends without its teardown.
  const interrupted = (): void => {
    kill(serversIn(folder));
    remove();
  };
  process.once('exit', interrupted);
  return async () => {
    const until = performance.now() + LONGEST_FLUSH_MS;
    while (serversIn(folder).length > 0 && performance.now() < until) await wait(50);
    const left = serversIn(folder);
    // What a teardown throws is shown, and changes no exit code.
    if (left.length > 0) process.exitCode = 1;
    kill(left);
    process.off('exit', interrupted);
    remove();
    if (left.length > 0)
      throw new Error(`Tests left servers behind:\n${left.map(({ pid, command }) => `${pid} ${command}`).join('\n')}`);
  };
};
