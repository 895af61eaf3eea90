import { existsSync } from 'node:fs';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerInfo } from '../../src/server/managed-server.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

const servers: TestServer[] = [];
const started = async (): Promise<TestServer> => {
  const server = await startTestServer();
  servers.push(server);
  return server;
};
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const login = ({ url, user, password }: ServerInfo) =>
  connect({ servers: url, user: user as string, pass: password as string });

describe('a server for tests', () => {
  it('keeps what was acknowledged when it is killed and started again at the same address', async () => {
    const server = await started();
    const { url, password, pid } = server.info;
    let connection = await login(server.info);
    const streams = await jetstreamManager(connection);
    await streams.streams.add({ name: 'kept', subjects: ['kept.>'] });
    await jetstream(connection).publish('kept.one', 'a fact');
    await connection.close();
    await server.kill9();
    await server.restart();
    expect(server.info).toMatchObject({ url, password });
    expect(server.info.pid).not.toBe(pid);
    connection = await login(server.info);
    const message = await (await jetstreamManager(connection)).streams.getMessage('kept', { seq: 1 });
    expect(message?.string()).toBe('a fact');
    await connection.close();
  });

  it('leaves no folder and no process behind', async () => {
    const server = await startTestServer();
    const { pid, supervisorPid } = server.info;
    await server.stop();
    expect(existsSync(server.store)).toBe(false);
    for (const id of [pid, supervisorPid]) expect(() => process.kill(id as number, 0)).toThrow(/ESRCH/);
  });
});

describe('the settings of the server', () => {
  it('let the application append but not purge, delete or change a stream', async () => {
    const server = await started();
    const connection = await login(server.info);
    const streams = (await jetstreamManager(connection, { timeout: PATIENCE_MS })).streams;
    await streams.add({ name: 'log', subjects: ['log.>'] });
    await jetstream(connection).publish('log.one', 'a fact', { timeout: PATIENCE_MS });
    // The server answers nothing to what it forbids.
    const { streams: forbidden } = await jetstreamManager(connection, { timeout: 1_000, checkAPI: false });
    await expect(forbidden.purge('log')).rejects.toThrow();
    await expect(forbidden.delete('log')).rejects.toThrow();
    await expect(forbidden.deleteMessage('log', 1)).rejects.toThrow();
    await expect(forbidden.update('log', { max_msgs: 1 })).rejects.toThrow();
    expect((await streams.info('log')).state.messages).toBe(1);
    await connection.close();
  });

  it('let the admin purge', async () => {
    const server = await started();
    const connection = await connectAsAdmin(server.info);
    const streams = (await jetstreamManager(connection)).streams;
    await streams.add({ name: 'log', subjects: ['log.>'] });
    await jetstream(connection).publish('log.one', 'a fact');
    await streams.purge('log');
    expect((await streams.info('log')).state.messages).toBe(0);
    await connection.close();
  });

  it('refuse a stranger, listen on the loopback alone and take messages of 8 MB', async () => {
    const server = await started();
    await expect(connect({ servers: server.info.url, user: 'reprise', pass: 'wrong' })).rejects.toThrow();
    const connection = await login(server.info);
    expect(connection.info?.host).toBe('127.0.0.1');
    expect(connection.info?.max_payload).toBe(8 * 1024 * 1024);
    await connection.close();
  });
});
