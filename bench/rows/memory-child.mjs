// A process whose memory is measured: `read STORE SESSION`, `verify STORE SESSION`, or `write STORE EVENTS`. It prints JSON.
import { open } from '../../dist/src/index.js';
import { entryOf } from '../lib/events.mjs';

const [what, store, subject] = process.argv.slice(2);
const WRITERS = 64;
/** Events of one session before the writer begins another, so that what is cached of a session stays small. */
const EACH = 500;
const mb = (bytes) => Math.round(bytes / 1e6);

const reprise = await open({ store, env: {} });
const write = async (events) => {
  const tenth = Math.ceil(events / 10);
  const heaps = [];
  let written = 0;
  const measure = () => {
    globalThis.gc();
    heaps.push(mb(process.memoryUsage().rss));
  };
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let part = 0; written < events; part += 1) {
        const session = `memory-${process.pid}-${writer}-${part}`;
        await reprise.send(session, { name: 'session.start', data: { goal: 'A benchmark' } });
        for (let index = 0; index < EACH && written < events; index += 1) {
          await reprise.send(session, { name: 'entry.add', data: entryOf(`entry_${index}`, 300) });
          written += 1;
          if (written % tenth === 0) measure();
        }
      }
    }),
  );
  return { early: heaps[1], late: heaps.at(-1), heaps };
};

let result;
if (what === 'write') result = await write(Number(subject));
else {
  if (what === 'verify') {
    const { ok, fault } = await reprise.verify(subject);
    if (!ok) throw new Error(`the session does not verify: ${JSON.stringify(fault)}`);
  } else for await (const _ of reprise.read(subject));
  result = { mb: Math.round(process.resourceUsage().maxRSS / 1_000) };
}
await reprise.close();
console.log(JSON.stringify(result));
