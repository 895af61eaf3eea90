// The contract of subscribing, of the client: over HTTP at a service on a log in memory and on JetStream, that is restarted
// with its server.
import { createClient } from '../../src/client/index.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { startService } from '../../src/service/serve.ts';
import { describeReaders } from '../contract/describe-readers.ts';
import { describeSubscriptions } from '../contract/describe-subscriptions.ts';
import { describeViewSubscriptions } from '../contract/describe-view-subscriptions.ts';
import type { StartSubscriptions, SubscriptionStore } from '../contract/subscriptions.ts';
import { startTestServer } from '../real-server.ts';

/** A client of a service on a log; `restart` ends the service where it stands, and starts it at the same address. */
const overHttp = async (log: Log) => {
  let service = await startService({ log, port: 0 });
  const port = Number(new URL(service.url).port);
  const { subscribe, subscribeView } = createClient({ url: service.url });
  return {
    subscribe,
    subscribeView,
    isRemote: true,
    async restart() {
      await service.drain(0);
      service = await startService({ log, port });
    },
    end: () => service.drain(0),
  };
};

const inMemory: StartSubscriptions = async () => {
  const log = memoryLog();
  const { end, ...store } = await overHttp(log);
  return {
    log,
    ...store,
    async stop() {
      await end();
      await log.close();
    },
  };
};

const onJetStream: StartSubscriptions = async () => {
  const server = await startTestServer();
  const log = await openNatsLog(server.info);
  const { end, restart, ...followed } = await overHttp(log);
  const store: SubscriptionStore = {
    log,
    ...followed,
    async crash() {
      await server.kill9();
      await restart();
      await server.restart();
    },
    async stop() {
      await end();
      await log.close();
      await server.stop();
    },
  };
  return store;
};

for (const [name, start] of [
  ['memory', inMemory],
  ['JetStream', onJetStream],
] as const) {
  describeSubscriptions(`a service on ${name} over HTTP`, start);
  describeReaders(`a service on ${name} over HTTP`, start);
  describeViewSubscriptions(`a service on ${name} over HTTP`, start);
}
