// A signal ends a command at once, however long it computes without a turn of the event loop: with a terminal and without.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Run } from '../../src/check/run/run.ts';
import { freshFolder, MAIN, type RunningCli, start } from './run-cli.ts';

const folder = freshFolder();
afterAll(() => folder.remove());
const written = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};

/** Seconds of computing after which a command is in the midst of it. */
const BUSY_SECONDS = 1;
const TICKS_A_SECOND = 100;
/** Far less than what is left to compute. */
const AT_ONCE_MS = 2_000;

const secondsUsed = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
};

const busy = async (pid: number): Promise<void> => {
  while (secondsUsed(pid) < BUSY_SECONDS) await new Promise((done) => setTimeout(done, 20));
};

/** What the command ended with, and how long after the signal. */
const ended = async (running: RunningCli, signal: () => void) => {
  const sent = performance.now();
  signal();
  const result = await running.ended;
  return { ...result, ms: performance.now() - sent };
};

/** Commands that compute for much longer than the test waits. */
const LONG: Record<string, readonly string[]> = {};
beforeAll(() => {
  const phases = Array.from({ length: 10 }, (_, index) => `P${index}`);
  const profile = written('long.json', JSON.stringify({ name: 'long', phases }));
  const machine = written(
    'endless.mjs',
    `import { createMachine } from ${JSON.stringify(import.meta.resolve('xstate'))};
     const forEver = () => { for (;;); };
     export default createMachine({ id: 'm', initial: 'a', states: { a: { on: { GO: { target: 'a', guard: forEver } } } } });`,
  );
  const run = new Run();
  run.apply(run.decide(run.command({ name: 'session.start', data: { goal: 'A long one' } })));
  const text = 'x'.repeat(200);
  for (let index = 0; index < 60_000; index += 1)
    run.apply(
      run.decide(
        run.command({
          name: 'entry.add',
          data: { entryId: `e${index}`, entryType: 'note', title: 't', content: text },
        }),
      ),
    );
  const record = written('s1.ndjson', run.lines.map((line) => `${line}\n`).join(''));
  Object.assign(LONG, {
    'check of a process': ['check', profile, '--max-seconds', '1000', '--max-states', '10000000'],
    'random sequences': ['check', 'cycles', '--sequences', '1000000', '--max-seconds', '1000'],
    'check of a machine whose guard never returns': ['check', machine],
    'check on recorded sessions': ['check', 'normal', '--sequences', '0', '--corpus', record],
    verify: ['verify', record],
    replay: ['replay', record, '--json'],
  });
});

const NAMES = [
  'check of a process',
  'random sequences',
  'check of a machine whose guard never returns',
  'check on recorded sessions',
  'verify',
  'replay',
] as const;

const env = { XDG_DATA_HOME: join(folder.path, 'data') };

describe('a command that computes', () => {
  describe.each(NAMES)('%s', (name) => {
    it.each(['SIGINT', 'SIGTERM'] as const)('is ended at once by %s', async (signal) => {
      const running = start(process.execPath, [MAIN, ...(LONG[name] as readonly string[])], { env });
      await busy(running.child.pid as number);
      const result = await ended(running, () => running.child.kill(signal));
      expect(result).toMatchObject({ signal, stderr: '' });
      expect(result.ms).toBeLessThan(AT_ONCE_MS);
    });
  });

  it.each([
    ['Ctrl-C', 130],
    ['SIGTERM', 143],
  ] as const)('on a terminal is ended at once by %s, with %i', async (key, code) => {
    const words = [process.execPath, MAIN, ...(LONG['check of a process'] as readonly string[])];
    const command = `echo "pid $$."; exec ${words.map((word) => `'${word}'`).join(' ')}`;
    const running = start('script', ['-qec', command, '/dev/null'], { env, input: 'open' });
    const [, pid] = await running.until('stdout', /pid (\d+)\./);
    await busy(Number(pid));
    const result = await ended(running, () =>
      key === 'Ctrl-C' ? running.child.stdin?.write('\x03') : process.kill(Number(pid), key),
    );
    expect(result.code).toBe(code);
    expect(result.ms).toBeLessThan(AT_ONCE_MS);
  });
});
