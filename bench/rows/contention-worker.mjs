// One of several processes with callers on one session. It is given its job, says that it is ready, and begins at "go".
import { once } from 'node:events';
import { open } from '../../dist/src/index.js';
import { entryOf } from '../lib/events.mjs';
import { closedLoop } from '../lib/measure.mjs';
import { appendContended, poolOf } from '../peers/postgres.mjs';

const openJob = async ({ kind, store, url, session, bytes, line, callers }) => {
  if (kind === 'postgres') {
    const { default: pg } = await import('pg');
    const pool = poolOf(pg, url, callers);
    return { append: () => appendContended(pool, session, line), close: () => pool.end() };
  }
  const reprise = await open({ store, env: {} });
  await reprise.load(session);
  let entries = 0;
  const append = async () => {
    entries += 1;
    const data = entryOf(`entry_${process.pid}_${entries}`, bytes);
    const result = await reprise.send(session, { name: 'entry.add', data });
    if (result.kind !== 'recorded') throw new Error(JSON.stringify(result).slice(0, 500));
  };
  return { append, close: () => reprise.close() };
};

try {
  const [job] = await once(process, 'message');
  const { append, close } = await openJob(job);
  let refused = 0;
  const counted = () =>
    append().catch((error) => {
      refused += 1;
      if (refused === 1) process.stderr.write(`\n${error.message}\n`);
    });
  process.send('ready');
  await once(process, 'message');
  const measured = await closedLoop(Array(job.callers).fill(counted), job.ms);
  process.send({ ...measured, refused });
  await close();
} catch (error) {
  process.send({ error: error.message });
}
process.disconnect();
