// The stream that holds the log, and who may do what with it.

import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { isRepriseError, type RepriseError } from '../../src/errors.ts';
import { MAX_COMMIT_BYTES } from '../../src/log/commit-limit.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { SETTINGS } from '../../src/log/nats/stream.ts';
import { appended, collect, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { startTcpProxy } from '../tcp-proxy.ts';

describe('The stream of the log', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server?.stop());

  const admin = async <T>(subject: string, body: unknown): Promise<T> => {
    const nc = await connectAsAdmin(server.info);
    try {
      return (await nc.request(`$JS.API.${subject}`, JSON.stringify(body))).json<T>();
    } finally {
      await nc.close();
    }
  };
  const remake = async (change: Record<string, unknown>) => {
    await admin('STREAM.DELETE.REPRISE', {});
    const made = await admin<{ error?: unknown }>('STREAM.CREATE.REPRISE', { name: 'REPRISE', ...SETTINGS, ...change });
    expect(made.error).toBeUndefined();
  };
  const mismatch = async (): Promise<RepriseError> => {
    const error = await openNatsLog(server.info).catch((reason: unknown) => reason);
    if (!isRepriseError(error, 'STREAM_MISMATCH')) throw error;
    return error;
  };

  test('takes as much in one commit as the memory log: what one accepts, the other does', async () => {
    const logs = [memoryLog(), await openNatsLog(server.info)];
    try {
      for (const log of logs) {
        expect(log.maxCommitBytes).toBe(MAX_COMMIT_BYTES);
        const largest = { id: 'largest', lines: ['x'.repeat(MAX_COMMIT_BYTES - 1)] };
        expect(await log.append('largest', largest, { expected: 0 })).toMatchObject({ kind: 'appended' });
        const larger = { id: 'larger', lines: ['x'.repeat(MAX_COMMIT_BYTES)] };
        await expect(log.append('larger', larger, { expected: 0 })).rejects.toMatchObject({
          code: 'COMMIT_TOO_LARGE',
          hint: 'Record fewer events at once.',
        });
      }
    } finally {
      for (const log of logs) await log.close();
    }
  });

  test('is made on the first opening and found on the next, also when two open at once', async () => {
    const logs = await Promise.all([openNatsLog(server.info), openNatsLog(server.info)]);
    const { config } = await admin<{ config: Record<string, unknown> }>('STREAM.INFO.REPRISE', {});
    expect(config).toMatchObject({
      subjects: ['session.*'],
      storage: 'file',
      discard: 'new',
      deny_delete: true,
      max_age: 0,
      allow_direct: true,
      allow_atomic: true,
      allow_rollup_hdrs: false,
      republish: { src: 'session.>', dest: 'live.session.>' },
    });
    for (const log of logs) {
      expect(log.stream).toBe('REPRISE');
      await log.close();
    }
  });

  test.each<[string, Record<string, unknown>]>([
    ['storage', { storage: 'memory' }],
    ['discard', { discard: 'old' }],
    ['max_age', { max_age: 3_600_000_000_000 }],
    ['max_bytes', { max_bytes: 1_000_000 }],
    ['max_msgs_per_subject', { max_msgs_per_subject: 5 }],
    ['deny_delete', { deny_delete: false }],
    ['allow_direct', { allow_direct: false }],
    ['allow_atomic', { allow_atomic: false }],
    ['allow_rollup_hdrs', { allow_rollup_hdrs: true }],
    ['allow_msg_ttl', { allow_msg_ttl: true }],
    ['republish', { republish: { src: 'session.>', dest: 'elsewhere.>' } }],
    ['republish', { republish: { src: 'session.>', dest: 'live.session.>', headers_only: true } }],
    ['subjects', { subjects: ['session.*', 'more.*'] }],
    ['subject_transform', { subject_transform: { src: 'session.*', dest: 'session.{{wildcard(1)}}' } }],
  ])('with another %s is refused by name and left as it is (%j)', async (setting, change) => {
    await remake(change);
    const before = await admin<{ config: unknown }>('STREAM.INFO.REPRISE', {});
    const error = await mismatch();
    expect(error.message).toContain(setting);
    expect(error.fields.differences).toMatchObject([{ setting }]);
    expect((await admin<{ config: unknown }>('STREAM.INFO.REPRISE', {})).config).toEqual(before.config);
    await admin('STREAM.DELETE.REPRISE', {});
  });

  test('under a mistyped name is refused where the log is there under another, with what to set', async () => {
    await (await openNatsLog(server.info)).close();
    await expect(openNatsLog({ ...server.info, streamName: 'REPRSE' })).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
      hint: expect.stringContaining('REPRISE_STREAMS'),
    });
  });

  test('with several other settings is refused with each of them, found and expected', async () => {
    await remake({ storage: 'memory', max_msgs: 7 });
    expect((await mismatch()).fields.differences).toEqual([
      { setting: 'storage', found: 'memory', wanted: 'file' },
      { setting: 'max_msgs', found: 7, wanted: -1 },
    ]);
    await admin('STREAM.DELETE.REPRISE', {});
  });

  test('may have its own compression, description and duplicate window', async () => {
    await remake({ compression: 's2', description: 'ours', duplicate_window: 5_000_000_000 });
    const log = await openNatsLog(server.info);
    appended(await log.append(fresh('own'), commitOf(), { expected: 0 }));
    await log.close();
  });

  test('cannot be purged, deleted or changed by the application, and a session can be purged by the admin', async () => {
    const log = await openNatsLog(server.info);
    const session = fresh('purge');
    const sequence = appended(await log.append(session, commitOf(), { expected: 0 }));
    const nc = await connect({
      servers: server.info.url,
      user: server.info.user as string,
      pass: server.info.password as string,
    });
    for (const [api, body] of [
      ['STREAM.PURGE.REPRISE', { filter: `session.${session}` }],
      ['STREAM.MSG.DELETE.REPRISE', { seq: sequence }],
      ['STREAM.DELETE.REPRISE', {}],
      ['STREAM.UPDATE.REPRISE', { name: 'REPRISE', ...SETTINGS, max_age: 1_000_000_000 }],
    ] as const)
      await expect(nc.request(`$JS.API.${api}`, JSON.stringify(body), { timeout: 1_000 })).rejects.toThrow();
    await nc.close();
    expect(await collect(log.read(session))).toHaveLength(1);
    await admin('STREAM.PURGE.REPRISE', { filter: `session.${session}` });
    expect(await collect(log.read(session))).toEqual([]);
    await log.close();
  });

  test('takes a session again that the admin has erased a moment ago, and keeps it once', async () => {
    const log = await openNatsLog(server.info);
    const session = fresh('erased');
    const commits = [commitOf(), commitOf()];
    try {
      for (let round = 1; round <= 3; round += 1) {
        let expected = 0;
        for (const commit of commits) {
          const sequence = appended(await log.append(session, commit, { expected }));
          // Sent once more, as after a lost acknowledgement.
          expect(appended(await log.append(session, commit, { expected }))).toBe(sequence);
          expected = sequence;
        }
        expect(await collect(log.read(session))).toHaveLength(2);
        await admin('STREAM.PURGE.REPRISE', { filter: `session.${session}` });
      }
    } finally {
      await log.close();
    }
  });

  test('states what an acknowledgement promises: flushed when every write is synced, cached when not, else unknown', async () => {
    const promised = async (syncInterval: string | undefined) => {
      const { syncInterval: _known, ...info } = server.info;
      const log = await openNatsLog({ ...info, ...defined({ syncInterval }) });
      await log.close();
      return log.durability;
    };
    expect(server.info.syncInterval).toBe('always');
    expect(await promised('always')).toBe('flushed');
    expect(await promised('2m')).toBe('cached');
    expect(await promised(undefined)).toBe('unknown');
  });

  test('a server before 2.12 is refused, one before 2.14.6 is used with a warning, a newer one without', async () => {
    const opened = async (version: string) => {
      const proxy = await startTcpProxy(server.info.url, (text) =>
        text.replaceAll(/"version":"[^"]*"/g, `"version":"${version}"`),
      );
      const warnings: string[] = [];
      try {
        const log = await openNatsLog({ ...server.info, url: proxy.url, onWarning: (one) => warnings.push(one) });
        await log.close();
        return warnings;
      } finally {
        await proxy.close();
      }
    };
    await expect(opened('2.11.9')).rejects.toMatchObject({ code: 'SERVER_TOO_OLD' });
    expect(await opened('2.14.5')).toEqual([expect.stringContaining('2.14.5')]);
    expect(await opened('2.14.6')).toEqual([]);
  });

  test('a wrong password is reported as such, and an address where nothing listens by the address', async () => {
    const wrong = openNatsLog({ ...server.info, password: 'wrong' });
    await expect(wrong).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: expect.stringContaining('password'),
    });
    const gone = await startTestServer();
    const { url } = gone.info;
    await gone.stop();
    await expect(openNatsLog({ url, deadlineMs: 300 })).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: expect.stringContaining(url),
      fields: { url },
    });
  });
});
