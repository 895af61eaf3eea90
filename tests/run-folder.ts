// One folder for all temporary files of a run, removed at its end however its tests ended. No nats-server on a store in it
// may be left by then: one that is left fails the run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server takes a moment to flush after its last user has left. */
const LONGEST_FLUSH_MS = 120_000;

interface Server {
  readonly pid: number;
  readonly command: string;
}

const serversIn = (folder: string): Server[] =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, command] = /^\s*(\d+) (.*nats-server.*)$/.exec(line) ?? [];
      return pid !== undefined && command?.includes(folder) ? [{ pid: Number(pid), command }] : [];
    });

const killed = (servers: readonly Server[]): void => {
  for (const { pid } of servers)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
};

export default (): (() => Promise<void>) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reprise-tests-')));
  process.env.TMPDIR = folder;
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  // An interrupted run ends without its teardown.
  const interrupted = (): void => {
    killed(serversIn(folder));
    remove();
  };
  process.once('exit', interrupted);
  return async () => {
    const until = performance.now() + LONGEST_FLUSH_MS;
    while (serversIn(folder).length > 0 && performance.now() < until) await wait(50);
    const left = serversIn(folder);
    killed(left);
    process.off('exit', interrupted);
    remove();
    if (left.length > 0)
      throw new Error(`Tests left servers behind:\n${left.map(({ pid, command }) => `${pid} ${command}`).join('\n')}`);
  };
};
