import { openNatsLog } from '../../src/log/nats/log.ts';
import { describeLog } from '../contract/describe-log.ts';
import { startTestServer } from '../real-server.ts';

describeLog('The JetStream log', async () => {
  const server = await startTestServer();
  return {
    open: () =>
      openNatsLog({ ...server.info, ...(server.info.syncInterval && { syncInterval: server.info.syncInterval }) }),
    stop: () => server.stop(),
  };
});
