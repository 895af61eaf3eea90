import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlanMdDocument, plan, project } from '../../projections/index.ts';
import { arbitraryDraft, recordDrafts } from '../arbitrary-event.ts';
import { type History, history } from '../history.ts';

const planMdOf = (record: Pick<History, 'events'>): PlanMdDocument => project(plan, 's1', record.events).planMd;

/** Sections and items, an item's depth shown by dots: `# s`, `a`, `.b`. */
const outline = ({ items, sections }: PlanMdDocument): string[] => [
  ...items.map(({ id, depth }) => '.'.repeat(depth) + id),
  ...sections.flatMap((section) => [
    `# ${section.id}`,
    ...section.items.map(({ id, depth }) => '.'.repeat(depth) + id),
  ]),
];

const begun = () =>
  history()
    .add('plan_titled', { title: 'Plan' })
    .add('plan_section_added', { sectionId: 's1', title: 'First' })
    .add('plan_section_added', { sectionId: 's2', title: 'Second' })
    .add('plan_item_added', { itemId: 'a', text: 'A', sectionId: 's1' })
    .add('plan_item_added', { itemId: 'b', text: 'B', sectionId: 's1' })
    .add('plan_item_added', { itemId: 'c', text: 'C', parent: 'a' });

describe('plan.md', () => {
  it('has sections in order, items in order, children below their parents', () => {
    expect(outline(planMdOf(begun()))).toEqual(['# s1', 'a', '.c', 'b', '# s2']);
  });

  it('puts an item after the sibling that it names', () => {
    const record = begun()
      .add('plan_item_added', { itemId: 'd', text: 'D', sectionId: 's1', after: 'a' })
      .add('plan_item_added', { itemId: 'e', text: 'E', after: 'a' })
      .add('plan_section_added', { sectionId: 's3', title: 'Between', after: 's1' });
    expect(outline(planMdOf(record))).toEqual(['# s1', 'a', '.c', 'e', 'd', 'b', '# s3', '# s2']);
  });

  it('puts an item first where the event says first: below its parent, in its section, else before everything', () => {
    const record = begun()
      .add('plan_item_added', { itemId: 'd', text: 'D', sectionId: 's1', first: true })
      .add('plan_item_added', { itemId: 'e', text: 'E', parent: 'a', first: true })
      .add('plan_item_moved', { itemId: 'b', first: true });
    expect(outline(planMdOf(record))).toEqual(['b', '# s1', 'd', 'a', '.e', '.c', '# s2']);
    record.add('plan_item_moved', { itemId: 'c', first: true }).add('plan_item_moved', { itemId: 'c', first: false });
    expect(outline(planMdOf(record))).toEqual(['b', 'c', '# s1', 'd', 'a', '.e', '# s2']);
  });

  it('treats an item after itself as one without a place, and lets a known place win over first', () => {
    const itself = begun().add('plan_section_added', { sectionId: 's1', title: 'First', after: 's1' });
    expect(outline(planMdOf(itself))).toEqual(['# s1', 'a', '.c', 'b', '# s2']);
    itself.add('plan_item_moved', { itemId: 'b', after: 'b', first: true });
    expect(outline(planMdOf(itself))).toEqual(['b', '# s1', 'a', '.c', '# s2']);
    const known = begun().add('plan_item_added', { itemId: 'd', text: 'D', after: 'a', first: true });
    expect(outline(planMdOf(known))).toEqual(['# s1', 'a', '.c', 'd', 'b', '# s2']);
  });

  it('treats an empty title and an empty note as a removal', () => {
    const record = begun().add('plan_item_noted', { itemId: 'a', note: 'Soon' });
    expect(planMdOf(record)).toMatchObject({ title: 'Plan' });
    record.add('plan_titled', { title: '' }).add('plan_item_noted', { itemId: 'a', note: '' });
    expect(planMdOf(record)).toMatchObject({ title: null });
    expect(planMdOf(record).sections[0]?.items[0]).toMatchObject({ id: 'a', note: null });
  });

  it('moves an item with what is below it', () => {
    const record = begun().add('plan_item_moved', { itemId: 'a', sectionId: 's2' });
    expect(outline(planMdOf(record))).toEqual(['# s1', 'b', '# s2', 'a', '.c']);
    record.add('plan_item_moved', { itemId: 'b', parent: 'a', after: 'c' });
    expect(outline(planMdOf(record))).toEqual(['# s1', '# s2', 'a', '.c', '.b']);
    record.add('plan_item_moved', { itemId: 'c' });
    expect(outline(planMdOf(record))).toEqual(['# s1', '# s2', 'a', '.b', '.c']);
  });

  it('leaves an item where it is that would be moved below itself', () => {
    const record = begun()
      .add('plan_item_moved', { itemId: 'a', parent: 'c' })
      .add('plan_item_moved', { itemId: 'a', parent: 'a' });
    expect(outline(planMdOf(record))).toEqual(['# s1', 'a', '.c', 'b', '# s2']);
  });

  it('keeps the items of a section that is removed, outside of any section', () => {
    expect(outline(planMdOf(begun().add('plan_section_removed', { sectionId: 's1' })))).toEqual([
      'a',
      '.c',
      'b',
      '# s2',
    ]);
  });

  it('knows each state, the last note, and counts', () => {
    const { items, counts } = planMdOf(
      history()
        .add('plan_item_added', { itemId: 'a', text: 'A' })
        .add('plan_item_done', { itemId: 'a', note: '47 tests', inferred: true })
        .add('plan_item_added', { itemId: 'b', text: 'B' })
        .add('plan_item_marked', { itemId: 'b', mark: 'in_progress' })
        .add('plan_item_added', { itemId: 'c', text: 'C' })
        .add('plan_item_dropped', { itemId: 'c', reason: 'not needed' })
        .add('plan_item_added', { itemId: 'd', text: 'D' })
        .add('plan_item_done', { itemId: 'd' })
        .add('plan_item_reopened', { itemId: 'd', reason: 'broke again' })
        .add('plan_item_reworded', { itemId: 'd', text: 'D, better' })
        .add('plan_item_noted', { itemId: 'd', note: 'see below' }),
    );
    expect(items).toMatchObject([
      { id: 'a', status: 'done', note: '47 tests', inferred: true },
      { id: 'b', status: 'in_progress' },
      { id: 'c', status: 'dropped', reason: 'not needed' },
      { id: 'd', status: 'open', reason: 'broke again', text: 'D, better', note: 'see below' },
    ]);
    expect(counts).toEqual({ total: 4, done: 1, open: 2, dropped: 1, inProgress: 1, blocked: 0, questions: 0 });
  });

  it('puts a section first where the event says first, else last, and adds last one that is renamed and unknown', () => {
    const record = begun()
      .add('plan_section_added', { sectionId: 's3', title: 'Third' })
      .add('plan_section_added', { sectionId: 's0', title: 'Zeroth', first: true })
      .add('plan_section_renamed', { sectionId: 's4', title: 'Fourth' })
      .add('plan_section_renamed', { sectionId: 's1', title: 'First of all' });
    expect(planMdOf(record).sections.map(({ id, title }) => [id, title])).toEqual([
      ['s0', 'Zeroth'],
      ['s1', 'First of all'],
      ['s2', 'Second'],
      ['s3', 'Third'],
      ['s4', 'Fourth'],
    ]);
  });

  it('takes what is done and dropped off the plan as done, until it is reopened, marked, done or added again', () => {
    const offPlan = () =>
      history()
        .add('plan_item_added', { itemId: 'a', text: 'A' })
        .add('plan_item_done', { itemId: 'a', note: 'tested', inferred: true })
        .add('plan_item_dropped', { itemId: 'a', reason: 'tidy' });
    const row = { id: 'a', text: 'A', note: 'tested', depth: 0, parent: null };
    const of = (record: History) => planMdOf(record).items[0];
    const off = { ...row, status: 'done', reason: 'tidy', inferred: true, offPlan: true };
    expect(of(offPlan())).toEqual(off);
    expect(of(offPlan().add('plan_item_dropped', { itemId: 'a' }))).toEqual({ ...off, reason: null });
    const back = { ...off, offPlan: false };
    expect(of(offPlan().add('plan_item_done', { itemId: 'a' }))).toEqual({ ...back, inferred: false });
    expect(of(offPlan().add('plan_item_reopened', { itemId: 'a' }))).toEqual({
      ...{ ...back, status: 'open', inferred: false, reason: null },
    });
    expect(of(offPlan().add('plan_item_marked', { itemId: 'a', mark: 'blocked' }))).toEqual({
      ...{ ...back, status: 'blocked' },
    });
    expect(of(offPlan().add('plan_item_added', { itemId: 'a', text: 'B' }))).toEqual({
      ...{ ...back, text: 'B', status: 'open', inferred: false, reason: null },
    });
  });

  it('drops an item that is not done: it is not off the plan as done', () => {
    const record = begun().add('plan_item_dropped', { itemId: 'b', reason: 'no' });
    expect(planMdOf(record).sections[0]?.items[2]).toEqual({
      ...{ id: 'b', text: 'B', status: 'dropped', note: null, reason: 'no', inferred: false, offPlan: false },
      ...{ depth: 0, parent: null },
    });
  });

  it('has an item that nobody added with its id as its text, open, and with nothing else', () => {
    const open = { status: 'open', note: null, reason: null, inferred: false, offPlan: false, depth: 0, parent: null };
    const record = history().add('plan_item_noted', { itemId: 'x', note: '' }).add('plan_item_moved', { itemId: 'y' });
    expect(planMdOf(record).items).toEqual([
      { id: 'x', text: 'x', ...open },
      { id: 'y', text: 'y', ...open },
    ]);
  });

  it('adds last what an event names and nobody added', () => {
    const record = begun()
      .add('plan_item_done', { itemId: 'ghost' })
      .add('plan_item_added', { itemId: 'x', text: 'X', sectionId: 'nowhere' });
    expect(outline(planMdOf(record))).toEqual(['ghost', '# s1', 'a', '.c', 'b', '# s2', '# nowhere', 'x']);
  });

  it('holds every item that was ever added or moved exactly once, whatever was put where', () => {
    const drafts = fc.array(
      arbitraryDraft(['plan_item_added', 'plan_item_moved', 'plan_section_added', 'plan_section_removed']),
      { maxLength: 60, size: 'max' },
    );
    fc.assert(
      fc.property(drafts, (all) => {
        const events = recordDrafts(all);
        const { items, sections, counts } = planMdOf({ events });
        const shown = [...items, ...sections.flatMap((section) => section.items)];
        const named = new Set(
          events.flatMap((event) =>
            event.type === 'plan_item_added' || event.type === 'plan_item_moved' ? [event.data.itemId] : [],
          ),
        );
        expect(shown.map(({ id }) => id).sort()).toEqual([...named].sort());
        expect(counts.total).toBe(named.size);
        // Each is one level below the parent that it names, and after it.
        for (const [index, { depth, parent }] of shown.entries()) {
          const above = shown.slice(0, index).findLast((item) => item.depth < depth);
          expect(parent).toBe(depth === 0 ? null : above?.id);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('can be nested ten thousand deep', () => {
    const record = history().add('plan_item_added', { itemId: 'i0', text: '' });
    const [first] = record.events;
    const below = Array.from({ length: 10_000 }, (_, index) => ({
      ...(first as (typeof record.events)[0]),
      data: { itemId: `i${index + 1}`, text: 'deep', parent: `i${index}` },
    })) as typeof record.events;
    expect(planMdOf({ events: [...record.events, ...below] }).counts.total).toBe(10_001);
  });
});
