// A store on a disk that is really full: a small file system of its own, seen by the server alone.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEADLINE_MS } from '../../src/deadline.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { findServerBinary } from '../../src/server/server-binary.ts';
import { appended, collect, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

/** False where the system lets nobody make a mount of his own; then the disk is left to the machines that do. */
const mayMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0;

const script = (path: string, ...lines: string[]): string => {
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
};

/** Appends 1 MB commits until one is not taken: how many were, and the answer or error of the last. */
const fillUp = async (
  log: Log,
  session: string,
  deadlineMs = DEADLINE_MS,
): Promise<{ kept: number; last: unknown }> => {
  const line = 'x'.repeat(1_000_000);
  let expected = 0;
  for (let kept = 0; kept < 40; kept += 1) {
    try {
      const result = await log.append(session, commitOf(line), { expected, deadlineMs });
      if (result.kind !== 'appended') return { kept, last: result };
      expected = appended(result);
    } catch (last) {
      return { kept, last };
    }
  }
  return { kept: 40, last: undefined };
};

describe('A full store', () => {
  let folder: string;
  let server: TestServer | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reprise-full-'));
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  test.runIf(mayMount)(
    'on a full disk leaves open whether the last commit is recorded, keeps what it has, and is still read',
    async () => {
      const disk = join(folder, 'store', 'jetstream');
      mkdirSync(disk, { recursive: true });
      const binary = await findServerBinary({ env: process.env, onProgress: () => {} });
      const inner = script(
        join(folder, 'inner'),
        `mount -t tmpfs -o size=16m tmpfs '${disk}' && exec '${binary}' "$@"`,
      );
      const wrapper = script(
        join(folder, basename(binary)), // the server's ports file is named after it
        `[ -z "$REPRISE_STORE" ] && exec '${binary}' "$@"`,
        `exec unshare -Urm '${inner}' "$@"`,
      );
      server = await startTestServer({ store: join(folder, 'store'), env: { ...process.env, NATS_SERVER: wrapper } });
      // The server's own view of its folders, through /proc: the mount exists for it alone.
      const log = await openNatsLog({
        ...server.info,
        store: join('/proc', String(server.info.pid), 'root', server.store),
      });
      const session = fresh('full');
      const { kept, last } = await fillUp(log, session, 3_000);
      expect(last).toEqual({
        kind: 'unknown',
        reason: expect.stringMatching(/the disk of .* is full/),
        trouble: 'STORE_FULL',
      });
      expect(kept).toBeGreaterThan(5);
      expect(await collect(log.read(session))).toHaveLength(kept);
      await log.close();
    },
  );

  test("at the server's own limit refuses in one sentence, keeps what it has, and is still read", async () => {
    const conf = join(folder, 'nats.conf');
    const ours = readFileSync(new URL('../../nats.conf', import.meta.url), 'utf8');
    writeFileSync(conf, ours.replace('max_file_store: 1TB', 'max_file_store: 10MB'));
    server = await startTestServer({ env: { ...process.env, REPRISE_NATS_CONF: conf } });
    const log = await openNatsLog(server.info);
    const session = fresh('limit');
    const { kept, last } = await fillUp(log, session);
    expect(last).toMatchObject({ code: 'STORE_FULL', fields: { errorCode: 10023 } });
    expect(kept).toBeGreaterThan(5);
    expect(await collect(log.read(session))).toHaveLength(kept);
    await log.close();
  });
});
