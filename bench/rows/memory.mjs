// Memory of a process: verifying a long session beside reading it, and a process that writes on and on. Each is measured in
// a process of its own, as the most that it had in memory.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { seed } from './read.mjs';

const CHILD = fileURLToPath(new URL('memory-child.mjs', import.meta.url));

/** What the child prints. @throws Error with its complaint */
const measured = (...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', CHILD, ...args.map(String)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

/** @param peers of `openPeers` @param {{ count: number, writes: number }} plan */
export const memoryRows = async (peers, { count, writes }) => {
  const { store, reprise } = peers;
  await seed(peers, 0, 0, [count]);
  const session = `cold-${count}`;
  const row = (what, events, subject, run) => ({
    id: `memory/${what}`,
    events,
    group: 'memory',
    key: 'reprise',
    subject: `${reprise.name}: ${subject}`,
    run,
  });
  return [
    row('verify', count, `verify of ${count.toLocaleString('en')} events, beside reading them`, async () => {
      const read = measured('read', store, session).mb;
      const { mb } = measured('verify', store, session);
      return { mb, compared: read, times: mb / read };
    }),
    row(
      'write',
      writes,
      `${writes.toLocaleString('en')} events written, the last tenth beside the second`,
      async () => {
        const { early, late } = measured('write', store, writes);
        return { mb: late, compared: early, times: late / early };
      },
    ),
  ];
};
