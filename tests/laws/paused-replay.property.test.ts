// A paused and resumed replay equals one without pause: whether the reader stops pulling, waits while the clock runs, is
// aborted and starts again where it was, or steps back and forth by keys.
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

/** A step or a divergence with all its members, as text. */
const textOf = (step: ReplayStep | ViewedStep | Divergence): string => {
  if (step.kind === 'divergence') return canonicalJson(step);
  const {
    kind,
    index,
    event,
    before,
    state,
    changes,
    counts,
    uninterpreted,
    profileHashDiffers,
    violations,
    rulesDiffer,
  } = step;
  const views = 'view' in step ? VIEW_NAMES.map((name) => step.view(name)) : [];
  return canonicalJson({
    ...{
      kind,
      index,
      event,
      before,
      state,
      changes,
      counts,
      uninterpreted,
      profileHashDiffers,
      violations,
      rulesDiffer,
      views,
    },
  });
};
/** Without the views, which a cursor does not have. */
const bare = (step: ReplayStep | ViewedStep | Divergence): string => {
  if (step.kind === 'divergence') return textOf(step);
  const {
    kind,
    index,
    event,
    position,
    before,
    state,
    changes,
    counts,
    uninterpreted,
    profileHashDiffers,
    violations,
    rulesDiffer,
  } = step;
  return textOf({
    kind,
    index,
    event,
    position,
    before,
    state,
    changes,
    counts,
    uninterpreted,
    profileHashDiffers,
    violations,
    rulesDiffer,
  });
};
const views = VIEW_NAMES;
const without = async (events: readonly RecordedEvent[], options: ReplayOptions = {}): Promise<string[]> =>
  (await collect(replay(events, { views, ...options }))).map(textOf);

describe('a paused and resumed replay equals one without pause', () => {
  test('where the reader stops for a while, and reads the steps it received only later', async () => {
    await fc.assert(
      fc.asyncProperty(session, mode, async (events, mode) => {
        const received: (ViewedStep | Divergence)[] = [];
        for await (const one of replay(events, { views, mode })) {
          received.push(one);
          await Promise.resolve();
        }
        // Views and states of earlier steps are as they were, though the replay continued.
        expect(received.toReversed().map(textOf).toReversed()).toEqual(await without(events, { mode }));
      }),
      { numRuns: runs(30) },
    );
  });

  test('where the clock runs on in the pause: it continues at once, and then as fast as before', async () => {
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
          const received: string[] = [];
          const begun = Date.parse(events[0]?.time ?? '');
          let due = 0;
          for await (const one of replay(events, { views, speed: 'real', clock: () => now, sleep })) {
            received.push(textOf(one));
            // At the session's own speed, never faster, and delayed only by the pauses.
            due = Math.max(due, Date.parse(one.event.time) - begun);
            expect(now).toBe(due);
            for (const [at, ms] of pauses) if (received.length === (at % events.length) + 1) now += ms;
            due = now;
          }
          expect(received).toEqual(await without(events));
        },
      ),
      { numRuns: runs(30) },
    );
  });

  test('where it was ended and started again at the next event, however often', async () => {
    await fc.assert(
      fc.asyncProperty(session, fc.array(fc.nat(), { maxLength: 5 }), async (events, cuts) => {
        const whole = await without(events);
        const stops = [...new Set(cuts.map((cut) => cut % events.length))].toSorted((a, b) => a - b);
        const received: string[] = [];
        for (const stop of [...stops, events.length]) {
          const abort = new AbortController();
          if (stop === received.length) continue;
          const from = { ordinal: received.length + 1 };
          for await (const one of replay(events, { views, from, signal: abort.signal })) {
            received.push(textOf(one));
            if (received.length === stop) abort.abort();
          }
          expect(received.length).toBe(stop);
        }
        expect(received).toEqual(whole);
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
