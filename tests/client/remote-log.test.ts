// The log behind a service keeps the contract of a log, but for appending: what is appended goes to the log itself.
import { describe, expect, it, onTestFinished } from 'vitest';
import { remoteLog } from '../../src/client/remote/log.ts';
import { Transport } from '../../src/client/transport.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { streamsLog } from '../../src/log/streams.ts';
import { readServerFile } from '../../src/server/server-file.ts';
import { startService } from '../../src/service/serve.ts';
import type { LogStore } from '../../src/testing/log-contract/log-contract.ts';
import { freshFolder, startCli } from '../cli/run-cli.ts';
import { describeLog } from '../contract/describe-log.ts';

/** Reads from one log, appends to another on the same store, and closes both. */
const readingFrom = (remote: Log, direct: Log): Log => ({
  ...remote,
  append: direct.append,
  close: async () => {
    await remote.close();
    await direct.close();
  },
});

/** The service as a process, on a store of its own, and its server for what is appended. */
const processStore = async (): Promise<LogStore> => {
  const folder = freshFolder();
  const store = folder.path;
  const running = startCli(['serve', '--port', '0', '--store', store]);
  const [, url = ''] = await running.until('stdout', / at (http:\/\/\S+)/);
  return {
    async open() {
      const server = readServerFile(store);
      if (server === undefined) throw new Error('no server runs on the store');
      const direct = await openNatsLog({ ...server, url: server.url });
      return readingFrom(await remoteLog(new Transport({ url })), direct);
    },
    async stop() {
      running.child.kill('SIGTERM');
      await running.ended;
      folder.remove();
    },
  };
};

describeLog('The log behind a service', processStore);

describe('the log behind a service', () => {
  const serviceOn = async (log: Log): Promise<Log> => {
    const running = await startService({ log, port: 0 });
    onTestFinished(() => running.drain(0));
    return remoteLog(new Transport({ url: running.url, deadlineMs: 500 }));
  };

  it('takes no lines', async () => {
    const remote = await serviceOn(memoryLog());
    await expect(remote.append('s1', { id: 'c1', lines: ['x'] }, { expected: 0 })).rejects.toMatchObject({
      code: 'USAGE',
      message: 'A log that is open over HTTP takes no lines: send commands, or import a file.',
    });
  });

  it('is followed over several streams, each from where it was received', async () => {
    const [a, b] = [memoryLog({ stream: 'A' }), memoryLog({ stream: 'B' })];
    const place = (id: string) => (id.startsWith('a') ? 0 : 1);
    const log = streamsLog([a, b], { place });
    const remote = await serviceOn(log);
    for (const id of ['a1', 'b1']) await log.append(id, { id: 'c', lines: ['1'] }, { expected: 0 });
    const stop = new AbortController();
    const from = {
      kind: 'after',
      position: { stream: 'A', sequence: 1 },
      more: [{ stream: 'B', sequence: 0 }],
    } as const;
    const received = [];
    for await (const one of remote.follow({ from, signal: stop.signal })) {
      received.push(one.kind === 'commit' ? one.commit.sessionId : one.kind);
      if (one.kind === 'caught-up') stop.abort();
    }
    expect(received).toEqual(['b1', 'caught-up']);
  });

  it('says so when the service has gone', async () => {
    const running = await startService({ log: memoryLog(), port: 0 });
    const remote = await remoteLog(new Transport({ url: running.url, deadlineMs: 200 }));
    await running.drain(0);
    await expect(remote.last('s1')).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
  });
});
