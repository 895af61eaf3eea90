// The contract of subscribing, of the library's own readers: of one without a hub, and of a hub.
import { memoryLog } from '../../src/log/memory.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { createHub } from '../../src/session/follow/hub.ts';
import { subscribe } from '../../src/session/follow/subscribe.ts';
import { describeReaders } from '../contract/describe-readers.ts';
import { describeSubscriptions } from '../contract/describe-subscriptions.ts';
import { describeViewSubscriptions } from '../contract/describe-view-subscriptions.ts';
import type { StartSubscriptions, SubscriptionStore } from '../contract/subscriptions.ts';
import { startTestServer } from '../real-server.ts';

interface LogWithEnd {
  readonly log: Log;
  crash?(): Promise<void>;
  stop(): Promise<void>;
}

const inMemory = async (): Promise<LogWithEnd> => {
  const log = memoryLog();
  return { log, stop: () => log.close() };
};
const onJetStream = async (): Promise<LogWithEnd> => {
  const server = await startTestServer();
  const log = await openNatsLog(server.info);
  const crash = async () => {
    await server.kill9();
    await server.restart();
  };
  const stop = async () => {
    await log.close();
    await server.stop();
  };
  return { log, crash, stop };
};

const plainly =
  (start: () => Promise<LogWithEnd>): StartSubscriptions =>
  async () => {
    const opened = await start();
    return { ...opened, subscribe: (options) => subscribe(opened.log, options) };
  };
const byHub =
  (start: () => Promise<LogWithEnd>): StartSubscriptions =>
  async (maxCommits) => {
    const opened = await start();
    const hub = createHub(opened.log, maxCommits === undefined ? {} : { maxCommits });
    const store: SubscriptionStore = {
      ...opened,
      subscribe: hub.subscribe,
      subscribeView: hub.subscribeView,
      readers: () => hub.load.readers,
      async stop() {
        await hub.close();
        await opened.stop();
      },
    };
    return store;
  };

for (const [name, start] of [
  ['memory', inMemory],
  ['JetStream', onJetStream],
] as const) {
  describeSubscriptions(`a log on ${name}`, plainly(start));
  describeSubscriptions(`a hub on ${name}`, byHub(start));
  describeReaders(`a hub on ${name}`, byHub(start));
  describeViewSubscriptions(`a hub on ${name}`, byHub(start));
}
