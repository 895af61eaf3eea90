// A repeated command changes nothing: not the log, not the state, not a view. The answer is its first events.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { started } from '../../src/check/run/run.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { SendResult } from '../../src/session/write/sessions.ts';
import { anySession } from '../any-session.ts';
import { runs } from '../more.ts';
import { collect } from '../session/work.ts';
import { foldAll, textsByName } from './any-history.ts';

const enforcement = fc.constantFrom('enforce', 'observe');

/** `phase.next` is not a command where a process has no phases. */
const noCommand = (error: unknown): undefined => {
  expect(error).toMatchObject({ code: 'USAGE' });
};

const bytesOf = async (log: Log) => collect(log.read('s1'));
const outcomeOf = async (log: Log) =>
  textsByName(foldAll((await collect(createSessions(log).read('s1'))).map(({ event }) => event)));

describe('a repeated command changes nothing', () => {
  test('in the state that decides: it gives its first events and adds none; with another body it is refused', () => {
    fc.assert(
      fc.property(anySession(40), enforcement, fc.nat(), ({ profile, list }, how, pick) => {
        const run = started({ profile, enforcement: how, tokenBudget: 1_000 });
        const sent = list.map((generated, index) => ({ ...generated, id: `generated-${index}` }));
        const first = sent.map(({ name, data, ...options }) => run.send(name, data, options));
        const before = run.state;
        const index = pick % sent.length;
        const { name, data, ...options } = sent[index]!;
        const decision = first[index]!;
        if (decision.kind !== 'accepted') return;
        const again = run.send(name, data, options);
        expect(again).toEqual({
          kind: 'repeated',
          firstOrdinal: decision.events[0]?.ordinal,
          count: decision.events.length,
        });
        const other = run.send('warning.issue', { message: 'Another' }, { id: options.id });
        expect(other.kind === 'rejected' && other.rejection.rule).toBe('E.command');
        expect(run.state).toBe(before);
      }),
    );
  });

  test('in the log, the state and the views, whoever sends it again, at once or at the end, alone or in a list', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySession(40),
        enforcement,
        fc.infiniteStream(fc.nat()),
        async ({ profile, list }, how, picks) => {
          const log = memoryLog();
          const [one, other] = [createSessions(log), createSessions(log)];
          const pick = (below: number): number => (picks.next().value as number) % below;
          const start = { name: 'session.start', data: { goal: 'x', profile, enforcement: how } };
          const commands = [start, ...list].map((generated, index) => ({
            data: {},
            ...generated,
            id: `command-${index}`,
          }));
          const recorded: { command: (typeof commands)[number]; result: SendResult & { kind: 'recorded' } }[] = [];
          for (const command of commands) {
            const result = await one.send('s1', command).catch(noCommand);
            if (result === undefined) continue;
            if (result.kind === 'recorded') recorded.push({ command, result });
            // Now and then any earlier one, by any of the writers.
            if (pick(4) > 0) continue;
            const before = await bytesOf(log);
            const { command: again, result: first } = recorded[pick(recorded.length)]!;
            const repeat = await [one, other][pick(2)]!.send('s1', again);
            const { durability: _notRecorded, ...answer } = first;
            expect(canonicalJson(repeat)).toBe(canonicalJson({ ...answer, kind: 'repeated' }));
            expect(await bytesOf(log)).toEqual(before);
          }
          const [bytes, outcome] = [await bytesOf(log), await outcomeOf(log)];
          for (const writer of [one, createSessions(log)]) {
            const all = await writer.record(
              's1',
              recorded.map(({ command }) => command),
            );
            expect(all).toMatchObject({ recorded: 0, repeated: recorded.length });
            expect(all.refused).toBeUndefined();
          }
          expect(await bytesOf(log)).toEqual(bytes);
          expect(await outcomeOf(log)).toEqual(outcome);
        },
      ),
      { numRuns: runs(40) },
    );
  });
});
