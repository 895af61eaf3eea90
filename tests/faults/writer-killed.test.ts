// A writer is killed where it stands, at chosen places of a batch, and another process sends the same commands.
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Place, startBatchProxy } from './batch-proxy.ts';
import { sessionNames, startFaultServer, withLogin } from './fault-server.ts';
import { drawsOf, howMany } from './how-long.ts';
import { nowUs } from './journal.ts';
import { expectNothingLost } from './outcome.ts';
import { readStored } from './stored.ts';
import { untilAcknowledged, untilBack, type Writer } from './writers.ts';

const PLACES: readonly (readonly [place: Place, stored: 'nothing' | 'everything'])[] = [
  ['before', 'nothing'],
  ['within', 'nothing'],
  ['after', 'everything'],
];

describe('A writer that is killed', () => {
  test.for(PLACES)(
    '%s a batch leaves %s of it, and the same commands from another process count once',
    async ([place, stored], context) => {
      const draw = drawsOf(`writer-killed ${place}`);
      const server = await startFaultServer();
      const info = await server.info();
      const reach = { ...info, store: server.store };
      const proxy = await startBatchProxy(info.url);
      onTestFinished(() => proxy.close());
      const sessions = sessionNames(24);
      const faults = howMany({ short: 1, long: 7 });
      const killed: Writer[] = [];
      const others: Writer[] = [];
      const backMs: number[] = [];
      for (let fault = 0; fault < faults; fault += 1) {
        const same = { name: `w${fault}`, sessions, callers: 1 };
        const writer = server.writer({ ...same, url: withLogin(proxy.url, info) });
        killed.push(writer);
        await untilAcknowledged([writer], 30 + draw() * 100);
        const commits = await proxy.stopAt(place);
        expect(commits.length).toBeGreaterThan(3);
        await writer.kill();
        const at = nowUs();
        const text = [...(await readStored(reach)).values()].flat().map(({ line }) => line);
        const found = commits.filter((commit) => text.some((line) => line.includes(`"commitid":"${commit}"`)));
        expect(found).toEqual(stored === 'nothing' ? [] : commits);
        const other = server.writer(same);
        others.push(other);
        backMs.push(await untilBack([other], at));
        await other.stop();
      }
      const scenario = `writer killed ${place} a batch`;
      await expectNothingLost(context, { scenario, writers: [...killed, ...others], killed, reach, faults, backMs });
    },
  );
});
