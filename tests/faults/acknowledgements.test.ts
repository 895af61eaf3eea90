// Between the writers and a real server a proxy drops, doubles and delays acknowledgements, and puts errors in their place.
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AckFate, startAckProxy } from '../ack-proxy.ts';
import { sessionNames, startFaultServer, withLogin } from './fault-server.ts';
import { drawsOf, howMany } from './how-long.ts';
import { expectNothingLost } from './outcome.ts';

const FATES: readonly AckFate[] = ['dropped', 'doubled', 'delayed', 'refused', 'taken'];
/** One of so many acknowledgements is tampered with. */
const ONE_OF = 8;
const LATE_MS = 50;

describe('Acknowledgements that are lost, doubled, late, or replaced by errors', () => {
  test('leave every command recorded once, at the place that its writer received', async (context) => {
    const draw = drawsOf('acknowledgements');
    const server = await startFaultServer();
    const info = await server.info();
    const met = new Map<AckFate, number>();
    const fate = (): AckFate => {
      if (draw() * ONE_OF > 1) return 'passed';
      // Each once, then as drawn.
      const next = FATES.find((one) => !met.has(one)) ?? (FATES[Math.floor(draw() * FATES.length)] as AckFate);
      met.set(next, (met.get(next) ?? 0) + 1);
      return next;
    };
    const proxy = await startAckProxy(info.url, fate, LATE_MS);
    onTestFinished(() => proxy.close());
    const url = withLogin(proxy.url, info);
    const most = howMany({ short: 6, long: 100 });
    const writers = [
      server.writer({ name: 'alone', url, sessions: sessionNames(4), callers: 1, most }),
      server.writer({ name: 'many', url, sessions: sessionNames(24), callers: 2, most }),
    ];
    for (const writer of writers) expect(await writer.ended).toBe(0);
    expect([...met.keys()].toSorted()).toEqual(FATES.toSorted());
    const faults = [...met.values()].reduce((sum, count) => sum + count, 0);
    const reach = { ...info, store: server.store };
    await expectNothingLost(context, { scenario: 'acknowledgements tampered with', writers, reach, faults });
  });
});
