// The laws of plan.md: written and read again it is the same, and the difference of two plans leads from one to the other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normal } from '../../../src/formats/plan-md/content.ts';
import { diffPlans, identified, NO_PLAN, numberedIds } from '../../../src/formats/plan-md/diff.ts';
import { parsePlan } from '../../../src/formats/plan-md/parse.ts';
import type { KnownPlan, PlanItemShape, PlanShape } from '../../../src/formats/plan-md/plan.ts';
import { renderPlan } from '../../../src/formats/plan-md/render.ts';
import { hostileText, PlanSession, plans, usualText, words } from './plans.ts';

const itemAsRead = ({ text, note, status, depth }: PlanItemShape) => ({ ...normal(text, note), status, depth });
const asRead = ({ title, items, sections }: PlanShape) => ({
  title,
  items: items.map(itemAsRead),
  sections: sections.map((section) => ({ title: section.title, items: section.items.map(itemAsRead) })),
});

describe('writing and reading', () => {
  test('reading what was written gives the plan, whatever its texts', () => {
    fc.assert(
      fc.property(plans(hostileText), (plan) => {
        expect(asRead(parsePlan(renderPlan(plan)))).toEqual(asRead(plan));
      }),
    );
  });

  test('writing what was read gives the same bytes for a file that was written so', () => {
    fc.assert(
      fc.property(plans(fc.oneof(hostileText, usualText)), (plan) => {
        const file = renderPlan(plan);
        expect(renderPlan(parsePlan(file))).toBe(file);
      }),
    );
  });
});

/** A session whose plan is this one, whatever became of it before. */
const sessionAt = (plan: PlanShape): PlanSession => {
  const session = new PlanSession();
  session.record(diffPlans(NO_PLAN, plan, numberedIds()));
  return session;
};
const shown = (plan: PlanShape): string => renderPlan(plan, { dropped: false });

describe('the difference of two plans', () => {
  test.each([
    ['hostile', hostileText],
    ['usual', usualText],
  ])('leads from one to the other, each fact legal, with %s texts', (_, text) => {
    fc.assert(
      fc.property(plans(text), plans(text), plans(text), (first, second, third) => {
        const session = sessionAt(first);
        for (const next of [second, third]) {
          session.record(diffPlans(session.plan, next, session.newId));
          expect(asRead(parsePlan(shown(session.plan)))).toEqual(asRead(parsePlan(shown(next))));
        }
        expect(diffPlans(session.plan, third, session.newId)).toEqual([]);
      }),
    );
  });

  test('is nothing for the same plan', () => {
    fc.assert(
      fc.property(plans(hostileText), (plan) => {
        const { plan: known, newId } = sessionAt(plan);
        expect(diffPlans(known, parsePlan(renderPlan(known)), newId)).toEqual([]);
      }),
    );
  });

  test('keeps every item that was shortened, also where shortened texts are the same', () => {
    const sentence = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(plans(sentence.map((parts) => parts.join(' '))), fc.infiniteStream(fc.nat()), (plan, random) => {
        const mapped = <Item extends PlanItemShape, Other>(one: PlanShape<Item>, by: (item: Item) => Other) => ({
          title: one.title,
          items: one.items.map(by),
          sections: one.sections.map((section, place) => ({ title: `${place}`, items: section.items.map(by) })),
        });
        const live = mapped(plan, (item) => (item.status === 'dropped' ? { ...item, status: 'open' as const } : item));
        const start = identified(NO_PLAN, live, numberedIds());
        const short = mapped(start, ({ text, status, depth }) => {
          const parts = text.split(' ');
          return {
            text: parts.slice(0, 1 + ((random.next().value as number) % parts.length)).join(' '),
            note: null,
            status,
            depth,
          };
        });
        const after = identified(start, short, numberedIds());
        const ids = (one: KnownPlan) =>
          [one.items, ...one.sections.map(({ items }) => items)].map((items) => items.map(({ id }) => id));
        expect(ids(after)).toEqual(ids(start));
      }),
    );
  });
});
