// Many writers on one session: each is decided on the state that the one before it left, and none has to give up.
import { describe, expect, test } from 'vitest';
import { until } from '../server/store-users.ts';
import { sessionNames, startFaultServer } from './fault-server.ts';
import { howMany } from './how-long.ts';
import { expectNothingLost } from './outcome.ts';

const CALLERS = 32;

describe(`${CALLERS} writers on one session`, () => {
  test.for([1, 4])('in %d processes are all recorded, once, and none is refused', async (processes, context) => {
    const server = await startFaultServer();
    const most = howMany({ short: 5, long: 100 });
    const writers = Array.from({ length: processes }, (_, n) =>
      server.writer({ name: `w${n}`, sessions: ['one'], callers: CALLERS / processes, most }),
    );
    for (const writer of writers) expect(await writer.ended).toBe(0);
    const notes = writers.flatMap((writer) => writer.notes());
    const answers = notes.filter(({ kind }) => kind === 'acknowledged');
    expect(answers).toHaveLength(CALLERS * (most + 1));
    expect(notes.filter(({ kind }) => kind === 'failed' || kind === 'unknown')).toEqual([]);
    const reach = { ...(await server.info()), store: server.store };
    const scenario = `${CALLERS} writers on one session, ${processes === 1 ? 'one process' : `${processes} processes`}`;
    await expectNothingLost(context, { scenario, writers, reach, faults: 0 });
  });
});

describe('Two processes on one session', () => {
  test('take turns, also when one of them writes many sessions more: none waits in vain', async (context) => {
    const server = await startFaultServer();
    const writers = [
      server.writer({ name: 'quick', sessions: ['shared'], callers: 1 }),
      server.writer({ name: 'busy', sessions: ['shared', ...sessionNames(16)], callers: 2 }),
    ];
    const least = howMany({ short: 20, long: 500 });
    const counts = () => {
      const of = new Map<string, number>();
      for (const note of writers.flatMap((writer) => writer.notes()))
        if (note.kind === 'acknowledged') of.set(note.caller, (of.get(note.caller) ?? 0) + 1);
      return ['quick.shared.0', 'busy.shared.0', 'busy.shared.1'].map((caller) => of.get(caller) ?? 0);
    };
    await until('each has written', () => counts().every((count) => count >= least));
    const notes = writers.flatMap((writer) => writer.notes());
    expect(notes.filter(({ kind }) => kind === 'failed' || kind === 'unknown')).toEqual([]);
    const reach = { ...(await server.info()), store: server.store };
    await expectNothingLost(context, { scenario: 'two processes on one session', writers, reach, faults: 0 });
  });
});
