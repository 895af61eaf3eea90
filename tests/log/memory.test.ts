import { memoryLog } from '../../src/log/memory.ts';
import { describeLog } from '../contract/describe-log.ts';

describeLog('The memory log', async () => {
  const log = memoryLog();
  return { open: async () => log, stop: async () => {} };
});
