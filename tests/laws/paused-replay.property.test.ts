// A paused and resumed replay equals one without pause: whether the reader stops pulling, waits while the clock runs, is
// cut off and begins again where it was, or walks back and forth by keys.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { VIEW_NAMES } from '../../projections/index.ts';
import { type Divergence, type ReplayOptions, replay, type ViewedStep } from '../../src/session/replay/replay.ts';
import type { ReplayStep } from '../../src/session/replay/step.ts';
import * as stepping from '../../src/session/replay/stepper.ts';
import { decided } from '../machines/histories.ts';
import { runs } from '../more.ts';
import { collect } from '../session/work.ts';

const session = fc.oneof(decided('enforce'), decided('observe')).map((events) => events.slice(0, 60));
const mode = fc.constantFrom('lenient' as const, 'strict' as const);

/** All that is told of a step, as text; of a divergence too. */
const said = (told: ReplayStep | ViewedStep | Divergence): string => {
  if (told.kind === 'divergence') return canonicalJson(told);
  const { kind, index, event, before, state, changes, counts, uninterpreted, violations, lawDiffers } = told;
  const views = 'view' in told ? VIEW_NAMES.map((name) => told.view(name)) : [];
  return canonicalJson({
    ...{ kind, index, event, before, state, changes, counts, uninterpreted, violations, lawDiffers, views },
  });
};
/** Without the views, which a cursor does not have. */
const bare = (told: ReplayStep | ViewedStep | Divergence): string => {
  if (told.kind === 'divergence') return said(told);
  const { kind, index, event, position, before, state, changes, counts, uninterpreted, violations, lawDiffers } = told;
  return said({ kind, index, event, position, before, state, changes, counts, uninterpreted, violations, lawDiffers });
};
const views = VIEW_NAMES;
const without = async (events: readonly RecordedEvent[], options: ReplayOptions = {}): Promise<string[]> =>
  (await collect(replay(events, { views, ...options }))).map(said);

describe('a paused and resumed replay equals one without pause', () => {
  test('where the reader stops for a while, and looks at what it was told only later', async () => {
    await fc.assert(
      fc.asyncProperty(session, mode, async (events, mode) => {
        const told: (ViewedStep | Divergence)[] = [];
        for await (const one of replay(events, { views, mode })) {
          told.push(one);
          await Promise.resolve();
        }
        // Views and states of earlier steps are as they were, though the replay went on.
        expect(told.toReversed().map(said).toReversed()).toEqual(await without(events, { mode }));
      }),
      { numRuns: runs(30) },
    );
  });

  test('where the clock runs on in the pause: it goes on at once, and then as fast as before', async () => {
    await fc.assert(
      fc.asyncProperty(
        session,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 90_000 })), { maxLength: 4 }),
        async (events, pauses) => {
          let now = 0;
          const sleep = async (ms: number) => {
            expect(ms).toBeGreaterThan(0);
            now += ms;
          };
          const told: string[] = [];
          const begun = Date.parse(events[0]?.time ?? '');
          let due = 0;
          for await (const one of replay(events, { views, speed: 'real', clock: () => now, sleep })) {
            told.push(said(one));
            // As fast as the session was, never faster, and later only by what a pause took.
            due = Math.max(due, Date.parse(one.event.time) - begun);
            expect(now).toBe(due);
            for (const [at, ms] of pauses) if (told.length === (at % events.length) + 1) now += ms;
            due = now;
          }
          expect(told).toEqual(await without(events));
        },
      ),
      { numRuns: runs(30) },
    );
  });

  test('where it was ended and begun again at the next event, however often', async () => {
    await fc.assert(
      fc.asyncProperty(session, fc.array(fc.nat(), { maxLength: 5 }), async (events, cuts) => {
        const whole = await without(events);
        const stops = [...new Set(cuts.map((cut) => cut % events.length))].toSorted((a, b) => a - b);
        const told: string[] = [];
        for (const stop of [...stops, events.length]) {
          const abort = new AbortController();
          if (stop === told.length) continue;
          const from = { ordinal: told.length + 1 };
          for await (const one of replay(events, { views, from, signal: abort.signal })) {
            told.push(said(one));
            if (told.length === stop) abort.abort();
          }
          expect(told.length).toBe(stop);
        }
        expect(told).toEqual(whole);
      }),
      { numRuns: runs(30) },
    );
  });

  test('where keys go back and forth: wherever they stop, the step is that of the replay', async () => {
    const moves = fc.array(
      fc.oneof(
        fc.constantFrom(
          stepping.next,
          stepping.previous,
          stepping.first,
          stepping.last,
          stepping.nextCycle,
          stepping.previousCycle,
        ),
        fc.nat({ max: 60 }).map((ordinal) => (at: stepping.Stepper) => stepping.atOrdinal(at, ordinal)),
      ),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(session, moves, async (events, moves) => {
        const steps = (await collect(replay(events))).map(bare);
        let at = stepping.stepperOf(events);
        for (const move of moves) {
          at = move(at);
          const step = stepping.current(at);
          expect(at.cursor).toBe(step === undefined ? 0 : step.index + 1);
          if (step !== undefined) expect(bare(step)).toBe(steps[step.index]);
        }
      }),
      { numRuns: runs(30) },
    );
  });
});
