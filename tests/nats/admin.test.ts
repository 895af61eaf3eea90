import { connect } from '@nats-io/transport-node';
import { openNatsLogAdmin } from '../../src/log/nats/admin.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { adminLogin } from '../../src/server/broker-roles.ts';
import { describeAdmin } from '../contract/describe-admin.ts';
import { startTestServer } from '../real-server.ts';

describeAdmin('The JetStream log', async () => {
  const server = await startTestServer();
  const log = await openNatsLog(server.info);
  const login = adminLogin(server.info) as NonNullable<ReturnType<typeof adminLogin>>;
  const admin = await openNatsLogAdmin(login, ['REPRISE']);
  const { url: servers, user, password: pass, inboxPrefix = '_INBOX' } = login;
  const nc = await connect({ servers, user, pass, inboxPrefix });
  return {
    ...{ log, admin },
    publish: (sessionId, body) => nc.request(`session.${sessionId}`, body),
    async stop() {
      await nc.close();
      await admin.close();
      await log.close();
      await server.stop();
    },
  };
});
