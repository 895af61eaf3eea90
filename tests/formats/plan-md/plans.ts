// Arbitrary plans: any text, any nesting; and the plan of a session after facts, as the law decides them.
import fc from 'fast-check';
import type { Fact } from '../../../machines/commands/fact.ts';
import { decide } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import { plan } from '../../../projections/plan.ts';
import type { PlanMdDocument } from '../../../projections/plan-order.ts';
import { type NewPlanId, numberedIds } from '../../../src/formats/plan-md/diff.ts';
import type { ItemStatus, KnownPlan, PlanItemShape, PlanShape } from '../../../src/formats/plan-md/plan.ts';
import { sha256 } from '../../../src/sha256.ts';

export const words = [
  'Fix',
  'Diagnose',
  'message',
  'loss',
  'root',
  'cause',
  'Review',
  'plan',
  'tests',
  'Datei',
  '日本語',
  'אבג',
  '🎉',
];

const marks = [
  '[',
  ']',
  '(',
  ')',
  '`',
  '``',
  '~',
  '~~',
  '|',
  '\\',
  '*',
  '_',
  '<',
  '>',
  '&',
  '&#32;',
  '#',
  '- ',
  ' — ',
  ' - ',
  '\n',
  '\r',
  '\t',
  '\0',
  ' ',
  '…',
  '[ ]',
  '![',
  '](',
  'http://a',
  '<!--',
  '\u202e',
  '\ud800',
  '\u00a0',
];

/** Any text an item may hold. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.constantFrom(...marks, ...words), { maxLength: 12 }).map((parts) => parts.join('')),
);
/** Texts as people write them, often the same, often one the other's beginning. */
export const usualText = fc
  .array(fc.constantFrom(...words.slice(0, 5)), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' '));

const status = fc.constantFrom<ItemStatus>('open', 'done', 'in_progress', 'blocked', 'question', 'dropped');

const items = (text: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<PlanItemShape[]> =>
  fc
    .array(
      fc.record({
        text,
        note: fc.option(
          text.map((note) => note || 'x'),
          { freq: 3 },
        ),
        status,
        depth: fc.nat({ max: 3 }),
      }),
      { maxLength },
    )
    .map((list) => {
      let most = 0;
      return list.map((item) => {
        const depth = Math.min(item.depth, most);
        most = depth + 1;
        return { ...item, depth };
      });
    });

export const plans = (text: fc.Arbitrary<string>, maxLength = 8): fc.Arbitrary<PlanShape> =>
  fc.record({
    title: fc.option(text.map((title) => title.slice(0, 900) || 'T')),
    items: items(text, maxLength),
    sections: fc.array(
      fc.record({ title: text.map((title) => title.slice(0, 900) || 'S'), items: items(text, maxLength) }),
      { maxLength: 4 },
    ),
  });

const START = { name: 'session.start', data: { goal: 'g', profile: 'cycles' } };

/** A session's plan after facts, each of them legal. */
export class PlanSession {
  #state: State = initialState('s');
  #view = plan.init('s');
  #ids = 0;

  constructor() {
    this.#take({ name: START.name, data: START.data });
  }

  #take(command: { name: string; data: unknown }): void {
    const decision = decide(
      this.#state,
      { id: `c${this.#ids++}`, ...command },
      { now: '2026-01-01T00:00:00.000Z', newId: () => `e${this.#ids++}`, commitId: 'm', sha256 },
    );
    if (decision.kind !== 'accepted') throw new Error(JSON.stringify([decision, command]));
    for (const event of decision.events) this.#view = plan.apply(this.#view, event as RecordedEvent);
    this.#state = decision.state;
  }

  record(facts: readonly Fact[]): void {
    for (const { type, data } of facts) this.#take({ name: type, data });
  }

  /** Ids that the session never had. */
  get newId(): NewPlanId {
    return numberedIds((id) => this.#state.plan.items.has(id) || this.#state.plan.sections.has(id));
  }

  get plan(): PlanMdDocument & KnownPlan {
    return plan.show(this.#view).planMd;
  }
}
