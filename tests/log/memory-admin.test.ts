import { memoryLog } from '../../src/log/memory.ts';
import { memoryLogAdmin, publishToMemory } from '../../src/log/memory-admin.ts';
import { describeAdmin } from '../contract/describe-admin.ts';

describeAdmin('The log in memory', async () => {
  const log = memoryLog();
  return {
    ...{ log, admin: memoryLogAdmin(log) },
    publish: async (sessionId, body) => publishToMemory(log, sessionId, Buffer.from(body as string)),
    stop: () => log.close(),
  };
});
