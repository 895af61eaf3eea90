import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { EVENT_TYPES } from '../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import {
  applyAll,
  foldViews,
  initViews,
  PROJECTIONS,
  type Projection,
  showAll,
  VIEW_NAMES,
} from '../../projections/index.ts';
import { arbitraryDraft, arbitrarySession, recordDrafts } from '../arbitrary-event.ts';
import { runs } from '../more.ts';

const projections = VIEW_NAMES.map((name) => PROJECTIONS[name] as unknown as Projection<unknown, unknown>);
const numRuns = runs(60);

const holdsUndefined = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && Object.values(value).some((member) => holdsUndefined(member)));

describe.each(projections.map((projection) => [projection.name, projection] as const))(
  'the view %s',
  (_, projection) => {
    const fold = (events: readonly RecordedEvent[], from: unknown = projection.init('s1')): unknown =>
      events.reduce((view, event) => projection.apply(view, event), from);

    it('takes any event in any order', () => {
      fc.assert(
        fc.property(arbitrarySession(), (events) => {
          projection.show(fold(events));
        }),
        { numRuns },
      );
    });

    it('never changes the view that it receives, nor the event', () => {
      fc.assert(
        fc.property(arbitrarySession({ maxLength: 25 }), (events) => {
          let view = projection.init('s1');
          for (const event of events) {
            const before = canonicalJson(view);
            const eventBefore = canonicalJson(event);
            const next = projection.apply(view, event);
            const after = canonicalJson(next);
            projection.show(next);
            expect(canonicalJson(view)).toBe(before);
            expect(canonicalJson(next)).toBe(after);
            expect(canonicalJson(event)).toBe(eventBefore);
            view = next;
          }
        }),
        { numRuns },
      );
    });

    it('shows plain JSON without undefined members', () => {
      fc.assert(
        fc.property(arbitrarySession(), (events) => {
          const document = projection.show(fold(events));
          expect(holdsUndefined(document)).toBe(false);
          expect(JSON.parse(JSON.stringify(document))).toEqual(document);
        }),
        { numRuns },
      );
    });

    it('only counts an event of an unknown type', () => {
      const known = recordDrafts([{ type: 'plan_titled', data: { title: 'Plan' }, afterS: 0 }])[0] as RecordedEvent;
      const foreign = { ...known, type: 'constructor', data: {} } as unknown as RecordedEvent;
      const before = projection.init('s1');
      const after = projection.apply(before, foreign);
      if (projection.name === 'overview' || projection.name === 'timeline')
        expect(after).toMatchObject({ events: { recorded: 1 } });
      else expect(after).toBe(before);
    });
  },
);

describe('all views together', () => {
  it('are what each of them is alone', () => {
    fc.assert(
      fc.property(arbitrarySession(), (events) => {
        const together = showAll(foldViews(events, 's1'));
        for (const projection of projections) {
          const alone = projection.show(
            events.reduce((view, event) => projection.apply(view, event), projection.init('s1')),
          );
          expect(canonicalJson(together[projection.name as keyof typeof together])).toBe(canonicalJson(alone));
        }
      }),
      { numRuns },
    );
  });
});

describe('the random events of these tests', () => {
  it('cover every type', () => {
    const seen = new Set<string>();
    for (const type of EVENT_TYPES)
      for (const event of recordDrafts(fc.sample(arbitraryDraft([type]), { numRuns: 5, seed: 1 }))) {
        seen.add(event.type);
        applyAll(initViews('s1'), event);
      }
    expect([...seen].sort()).toEqual([...EVENT_TYPES].sort());
  });
});
