// The disk of the log becomes full while processes write, and has room again later.
import { appendFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serverStatus } from '../../src/server/managed-server.ts';
import { cliProcess } from '../cli/run-cli.ts';
import { mountSmall } from '../server/small-disk.ts';
import { env, testFolder, until } from '../server/store-users.ts';
import { sessionNames, startFaultServer } from './fault-server.ts';
import { nowUs } from './journal.ts';
import { expectNothingLost } from './outcome.ts';
import { startOwnServer } from './own-server.ts';
import { startWriter, untilBack, type Writer } from './writers.ts';

const MB = 1024 ** 2;
const BYTES = 20_000;
const DEADLINE_MS = 3_000;
const NEEDS = 'needs the right to mount a small file system';

/** Leaves so much room on a disk, which others fill meanwhile. @returns a function that frees the rest again */
const fill = (disk: string, roomBytes: number): (() => void) => {
  const filler = join(disk, 'filler');
  for (;;) {
    const { bavail, bsize } = statfsSync(disk);
    const bytes = Math.min(MB, bavail * bsize - roomBytes);
    if (bytes <= 0) return () => rmSync(filler);
    appendFileSync(filler, Buffer.alloc(bytes));
  }
};

const messagesOf = (writer: Writer): string[] =>
  writer.notes().flatMap((note) => (note.kind === 'unknown' || note.kind === 'failed' ? [note.message] : []));

const doctorOf = async (store: string) => {
  const { code, stdout } = await cliProcess(['doctor', '--store', store, '--json']);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; message: string }[] };
  return { code, write: checks.find(({ name }) => name === 'write')?.state };
};

describe('A disk that is full', () => {
  test('stops the managed server, which says so, until there is room: then it starts by itself, and nothing is lost', async (context) => {
    const disk = join(testFolder(), 'disk');
    if (!mountSmall(disk, 64 * 1024)) return context.skip(NEEDS);
    const server = await startFaultServer(join(disk, 'store'));
    const { store } = server;
    const writers = [
      server.writer({ name: 'w', sessions: sessionNames(3), callers: 1, bytes: BYTES, deadlineMs: DEADLINE_MS }),
    ];
    await untilBack(writers);
    const free = fill(disk, 8 * MB);
    await until('a writer is told', () => messagesOf(writers[0]!).some((message) => /disk .* is full/.test(message)));
    await until('the status states it', async () => (await serverStatus({ store, env }))?.trouble !== undefined);
    const { pid, trouble } = await server.info();
    expect(trouble).toMatchObject({ code: 'STORE_FULL', message: expect.stringContaining('is full') });
    const status = await cliProcess(['status', '--store', store]);
    expect([status.code, status.stdout]).toEqual([6, expect.stringContaining('is full')]);
    expect(await doctorOf(store)).toEqual({ code: 1, write: 'fail' });
    free();
    const backMs = [await untilBack(writers)];
    const info = await server.info();
    expect(info.pid).not.toBe(pid);
    await until('it is well', async () => (await serverStatus({ store, env }))?.trouble === undefined);
    expect((await doctorOf(store)).write).toBe('pass');
    const reach = { ...info, store };
    await expectNothingLost(context, { scenario: 'disk full, managed server', writers, reach, faults: 1, backMs });
  });

  test("stops a server of one's own until a person frees space and starts it again, and nothing is lost", async (context) => {
    const disk = join(testFolder(), 'disk');
    if (!mountSmall(disk, 64 * 1024)) return context.skip(NEEDS);
    const server = await startOwnServer(disk);
    const { url } = server;
    const same = { url, callers: 1, bytes: BYTES, deadlineMs: DEADLINE_MS };
    const writers = [startWriter(testFolder(), { ...same, name: 'w', sessions: sessionNames(3) })];
    await untilBack(writers);
    const free = fill(disk, 4 * MB);
    const isTold = (since: number) => () =>
      writers[0]!.notes().some((note) => note.at > since && note.kind === 'unknown');
    await until('a writer is told', isTold(nowUs()));
    expect(messagesOf(writers[0]!)[0]).toContain('the server answers, but not to this request');
    free();
    // Room alone does not help.
    const freedUs = nowUs();
    await until('a writer is told again', isTold(freedUs));
    await server.restart();
    const backMs = [await untilBack(writers)];
    await expectNothingLost(context, {
      scenario: "disk full, one's own server",
      writers,
      reach: { url },
      faults: 1,
      backMs,
    });
  });
});
