// Stored state + tail = full fold: states and views that are stored in memory never change, whatever is folded from them,
// and continuing from one gives the same as a fold from the first event. (States are stored in memory only.)
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { fold } from '../../machines/fold.ts';
import { initialState } from '../../machines/state/state.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { type Folded, foldFrom, foldOn } from '../../src/session/record/same-views.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { anySession } from '../any-session.ts';
import { runs } from '../more.ts';
import { collect } from '../session/work.ts';
import { anyHistory, foldAll, textsByName } from './any-history.ts';

test('every stored state stays as it was and continues to the full fold, in any order and after any other continuation', () => {
  fc.assert(
    fc.property(anyHistory, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }), (events, turns) => {
      const stored: Folded[] = [foldFrom('s1')];
      for (const event of events) stored.push(foldOn(stored.at(-1) as Folded, event));
      const whole = textsByName(stored.at(-1) as Folded);
      for (const [pick, other] of turns) {
        const at = pick % stored.length;
        const from = stored[at] as Folded;
        const before = textsByName(from);
        // A future that did not happen, from the same stored state.
        const strange = events.slice(other % (events.length + 1)).toReversed();
        foldAll(strange, from);
        expect(textsByName(from)).toEqual(before);
        expect(textsByName(foldAll(events.slice(0, at)))).toEqual(before);
        expect(textsByName(foldAll(events.slice(at), from))).toEqual(whole);
      }
    }),
    { numRuns: runs(60) },
  );
});

test('a writer that stored a session while others wrote has the state of a full fold', async () => {
  await fc.assert(
    fc.asyncProperty(anySession(60), fc.infiniteStream(fc.nat({ max: 2 })), async ({ profile, list }, turns) => {
      const log = memoryLog();
      // The third stores next to nothing, so it reads the complete session each time.
      const writers = [
        createSessions(log),
        createSessions(log),
        createSessions(log, { cache: { maxBytes: 1 } }),
      ] as const;
      await writers[0].send('s1', { name: 'session.start', data: { goal: 'x', profile, enforcement: 'observe' } });
      for (const generated of list) {
        const writer = writers[turns.next().value as 0 | 1 | 2];
        const sent = await writer.send('s1', { data: {}, ...generated }).catch((error: unknown) => error);
        if ((sent as { kind?: string }).kind !== 'recorded') continue;
        const events = (await collect(writers[1].read('s1'))).map(({ event }) => event);
        const whole = canonicalJson(fold(events, initialState('s1')));
        expect(canonicalJson((sent as { state: unknown }).state)).toBe(whole);
      }
      const events = (await collect(writers[1].read('s1'))).map(({ event }) => event);
      const whole = canonicalJson(fold(events, initialState('s1')));
      for (const writer of writers) expect(canonicalJson((await writer.load('s1')).state)).toBe(whole);
    }),
    { numRuns: runs(30) },
  );
});
