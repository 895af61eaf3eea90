// Behind a proxy that refuses, delays, drops and doubles acknowledgements: what the log acknowledges is stored, once, in
// order. A real server stores; only its answers are tampered with.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { appended, collect, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { type AckFate, startAckProxy } from '../ack-proxy.ts';
import { runs } from '../more.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

const FATES: readonly AckFate[] = ['dropped', 'doubled', 'delayed', 'refused', 'taken'];

describe('Behind a proxy that tampers with acknowledgements', () => {
  let server: TestServer;
  let direct: Log;
  beforeAll(async () => {
    server = await startTestServer();
    direct = await openNatsLog(server.info);
  });
  afterAll(async () => {
    await direct?.close();
    await server?.stop();
  });

  test('every commit is appended once, in order, at the position that its append states', async () => {
    const fate = fc.oneof({ weight: 1, arbitrary: fc.constant<AckFate>('passed') }, fc.constantFrom(...FATES));
    const story = fc.record({
      sessions: fc.integer({ min: 20, max: 60 }),
      commits: fc.integer({ min: 1, max: 3 }),
      fates: fc.infiniteStream(fate),
    });
    const met = new Set<AckFate>();
    const property = fc.asyncProperty(story, async ({ sessions, commits, fates }) => {
      const next = () => {
        const { value } = fates.next();
        met.add(value);
        return value;
      };
      const proxy = await startAckProxy(server.info.url, next, 20);
      const log = await openNatsLog({ ...server.info, url: proxy.url });
      try {
        const written = await Promise.all(
          Array.from({ length: sessions }, async () => {
            const session = fresh('faulty');
            const sequences: number[] = [];
            for (let n = 0; n < commits; n += 1) {
              const options = { expected: sequences.at(-1) ?? 0, deadlineMs: PATIENCE_MS };
              sequences.push(appended(await log.append(session, commitOf(`${n}`), options)));
            }
            return { session, sequences };
          }),
        );
        for (const { session, sequences } of written) {
          const stored = await collect(direct.read(session));
          expect(stored.map(({ position }) => position.sequence)).toEqual(sequences);
          expect(stored.map(({ lines }) => lines)).toEqual(sequences.map((_, n) => [`${n}`]));
        }
      } finally {
        await log.close();
        await proxy.close();
      }
    });
    await fc.assert(property, { numRuns: runs(10), endOnFailure: true });
    expect(met.size).toBeGreaterThan(1);
  });
});
