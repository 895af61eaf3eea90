// A private server with two connections to its log, for tests in which it dies and comes back: one writes, one reads.
import { openNatsLog } from '../src/log/nats/log.ts';
import type { Log } from '../src/log/port.ts';
import { startTestServer, type TestServer } from './real-server.ts';

export interface ServerWithLogs {
  readonly server: TestServer;
  readonly log: Log;
  readonly reader: Log;
  /** Kills the server where it stands, and starts it again on the same store. */
  crash(): Promise<void>;
  /** Closes the logs, ends the server, removes its folder. */
  stop(): Promise<void>;
}

export const startServerWithLogs = async (): Promise<ServerWithLogs> => {
  const server = await startTestServer();
  const logs: Log[] = [];
  const stop = async () => {
    for (const log of logs) await log.close();
    await server.stop();
  };
  const opened = async () => {
    const log = await openNatsLog(server.info);
    logs.push(log);
    return log;
  };
  const crash = async () => {
    await server.kill9();
    await server.restart();
  };
  try {
    return { server, log: await opened(), reader: await opened(), crash, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
