// Kept state + tail = full fold: states and views that were kept in memory stay as they were, whatever was made of them
// since, and go on to where a fold from the first event comes. (Nothing writes a state down: there is no other keeping.)
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
import { anyHistory, foldAll, told } from './any-history.ts';

test('every kept state stays as it was, and goes on to the full fold, in any order and past any other future', () => {
  fc.assert(
    fc.property(anyHistory, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }), (events, turns) => {
      const kept: Folded[] = [foldFrom('s1')];
      for (const event of events) kept.push(foldOn(kept.at(-1) as Folded, event));
      const whole = told(kept.at(-1) as Folded);
      for (const [pick, other] of turns) {
        const at = pick % kept.length;
        const from = kept[at] as Folded;
        const before = told(from);
        // A future that did not happen, from the same kept state.
        const strange = events.slice(other % (events.length + 1)).toReversed();
        foldAll(strange, from);
        expect(told(from)).toEqual(before);
        expect(told(foldAll(events.slice(0, at)))).toEqual(before);
        expect(told(foldAll(events.slice(at), from))).toEqual(whole);
      }
    }),
    { numRuns: runs(60) },
  );
});

test('a writer that kept a session while others wrote comes to the state of a full fold', async () => {
  await fc.assert(
    fc.asyncProperty(anySession(60), fc.infiniteStream(fc.nat({ max: 2 })), async ({ profile, list }, turns) => {
      const log = memoryLog();
      // The third keeps next to nothing, so that it reads all of the session again and again.
      const writers = [createSessions(log), createSessions(log), createSessions(log, { maxKeptEvents: 1 })] as const;
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
