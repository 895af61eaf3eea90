// Both sides of a plan.md change at once: afterwards both are the same, except where a conflict is reported.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffPlans, NO_PLAN, numberedIds } from '../../../src/formats/plan-md/diff.ts';
import { factsBetween } from '../../../src/formats/plan-md/facts-between.ts';
import { mergePlans } from '../../../src/formats/plan-md/merge.ts';
import { parsePlan } from '../../../src/formats/plan-md/parse.ts';
import type { PlanShape } from '../../../src/formats/plan-md/plan.ts';
import { renderPlan } from '../../../src/formats/plan-md/render.ts';
import { planForFile, withIds, withoutConflicts, writeBack } from '../../../src/formats/plan-md/write-back.ts';
import { runs } from '../../more.ts';
import { hostileText, PlanSession, plans, usualText } from './plans.ts';

/** Syncs a text with a session, as the command does. */
const sync = (session: PlanSession, base: ReturnType<typeof writeBack> | undefined, text: string) => {
  const before = base && withIds(parsePlan(base.text), base.ids, base.sectionIds);
  const parsed = parsePlan(text);
  const merge = mergePlans(before, base?.unsettled ?? new Map(), parsed, session.plan, session.newId);
  session.record(merge.facts);
  return { merge, written: writeBack(parsed, merge, session.plan) };
};

const prose = [
  '',
  'Some words.',
  '> - [ ] quoted',
  '```\n- [ ] fenced\n```',
  '- no box',
  '1. [ ] numbered',
  '* [x] starred\n  more of it',
];

/** A file as people write them: other markers, prose between, Windows line ends. */
const file = (plan: PlanShape, with_: readonly string[], windows: boolean): string => {
  const lines = renderPlan(plan).split('\n');
  const mixed = lines.flatMap((line, place) => [
    ...line.split('\n'),
    ...(/^(#|$)/.test(line) ? ['', with_[place % Math.max(1, with_.length)] ?? '', ''] : []),
  ]);
  return mixed.join('\n').replace(/\n/g, windows ? '\r\n' : '\n');
};

describe('a sync', () => {
  for (const [name, text] of [
    ['usual', usualText],
    ['hostile', hostileText],
  ] as const)
    test(`leaves both sides the same but for the conflicts that it reports, with ${name} texts`, () => {
      fc.assert(
        fc.property(
          plans(text, 5),
          plans(text, 5),
          plans(text, 5),
          fc.array(fc.constantFrom(...prose), { maxLength: 5 }),
          fc.boolean(),
          (start, mine, theirs, words, windows) => {
            const session = new PlanSession();
            session.record(diffPlans(NO_PLAN, start, numberedIds()));
            const first = sync(session, undefined, '');
            const base = sync(session, first.written, file(start, words, windows)).written;
            session.record(diffPlans(session.plan, theirs, session.newId));
            const { merge, written } = sync(session, base, file(mine, words, windows));
            const parsed = parsePlan(written.text);
            const known = withIds(parsed, written.ids, written.sectionIds);
            if (known === undefined) throw new Error('ids and items differ in number');
            const astray = merge.conflicts.some(({ aspect }) => aspect === 'place');
            const left = withoutConflicts(
              factsBetween(known, planForFile(session.plan, known, merge.conflicts)),
              merge.conflicts,
            ).filter(({ type }) => !astray || type !== 'plan_item_moved');
            expect([left, written.text]).toEqual([[], written.text]);
            if (merge.conflicts.length > 0) return;
            const again = sync(session, written, written.text);
            expect(again.merge).toEqual({ ...again.merge, facts: [], conflicts: [] });
            expect(again.written.text).toBe(written.text);
          },
        ),
      );
    });

  /** Ends after which nothing that follows is read as the plan. */
  const endings = [
    '\n```\ncode',
    '\n~~~~ts\n- [ ] no\n',
    '\n<!-- a comment',
    '\n<script>\nlet a',
    '\n<pre>\n',
    '\n<div>\n- [ ] no',
    '\n> quoted\n> ```\n> code',
    '\n- no box\n  ```\n  code',
    '\n    indented code',
    '\n| a |\n| - |',
    '\n[a]: b',
    '\n\\',
  ];
  test.each(endings)(
    'writes nothing into what is not read as the plan, and finds nothing to do afterwards: %j',
    (ending) => {
      fc.assert(
        fc.property(plans(usualText, 4), plans(usualText, 4), fc.boolean(), (start, theirs, windows) => {
          const session = new PlanSession();
          session.record(diffPlans(NO_PLAN, start, numberedIds()));
          const text = file(start, [], windows) + (windows ? ending.replaceAll('\n', '\r\n') : ending);
          let written = sync(session, undefined, text).written;
          session.record(diffPlans(session.plan, theirs, session.newId));
          written = sync(session, written, written.text).written;
          for (let again = 1; again <= 2; again += 1) {
            const { merge, written: next } = sync(session, written, written.text);
            expect(merge).toEqual({ ...merge, facts: [], conflicts: [] });
            expect([next.text, next.changes]).toEqual([written.text, 0]);
            written = next;
          }
        }),
        { numRuns: runs(50) },
      );
    },
  );

  test('adds no item twice when it was interrupted before the file was written', () => {
    fc.assert(
      fc.property(plans(usualText, 5), plans(usualText, 5), (start, mine) => {
        const session = new PlanSession();
        session.record(diffPlans(NO_PLAN, start, numberedIds()));
        const base = sync(session, undefined, renderPlan(start)).written;
        const once = sync(session, base, renderPlan(mine));
        const count = session.plan.counts;
        const twice = sync(session, base, renderPlan(mine));
        expect(session.plan.counts).toEqual(count);
        expect(twice.merge.conflicts).toEqual(once.merge.conflicts);
      }),
    );
  });
});
