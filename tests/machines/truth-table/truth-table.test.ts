// Every cell of every machine's table has its own test, whose title is its sentence. It checks the XState machine, the
// table made of it at load, and the complete law: rules and invariants.
import { describe, expect, test } from 'vitest';
import { transition } from 'xstate';
import { fold, judge } from '../../../machines/fold.ts';
import { checkHistory } from '../../../machines/invariants/check-history.ts';
import { ENTITY_KINDS, lifeCycleOf } from '../../../machines/life-cycles/all.ts';
import { stateOf } from '../../../machines/state/entities.ts';
import { initialState } from '../../../machines/state/state.ts';
import { stepsOf } from '../../../machines/steps.ts';
import type { History } from '../../history.ts';
import { CELLS, cellsOf, type PlacedCell, TRUTH } from './all.ts';
import { type TruthTable, to } from './cell.ts';
import { IN_THE_LAW } from './in-the-law/all.ts';

/** Refusals that no event can cause, and why: the law never gives the machine that signal in that state. */
const NEVER_SIGNALLED: Readonly<Record<string, string>> = {
  'gate undefined earlier_phase_reopened': 'a reopening is for gates that guard a phase',
  'cycle none review_requested': 'a review holds up the cycles that are open',
  'cycle ended review_requested': 'a review holds up the cycles that are open',
  'cycle none reviews_given': 'the last review lets the waiting cycles continue',
  'cycle open reviews_given': 'the last review lets the waiting cycles continue',
  'cycle ended reviews_given': 'the last review lets the waiting cycles continue',
};

/** Transitions that a machine makes and a rule is about: a verdict on a gate that nobody defined. */
const ALSO_VIOLATED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ['passed', 'failed', 'waived'].map((verdict) => [`gate undefined quality_gate_${verdict}`, ['G.known']]),
);

/** The rule that a refusal violates: for a second start, and for what comes before the first or after the end, not the
 * machine's. */
const ruleOf = ({ kind, state, signal }: PlacedCell): string => {
  if (kind !== 'session') return `M.${kind}`;
  if (signal === 'session_started' || state === 'unstarted') return 'S.first';
  return state === 'ended' ? 'S.ended' : 'M.session';
};

const checkMachine = ({ kind, state, signal, expected }: PlacedCell): void => {
  const { machine } = lifeCycleOf(kind);
  const snapshot = machine.resolveState({ value: state, context: undefined });
  const [after] = transition(machine, snapshot, { type: signal });
  expect(snapshot.can({ type: signal })).toBe('to' in expected);
  expect(after.value).toBe('to' in expected ? expected.to : state);
};

const checkTable = ({ kind, state, signal, expected }: PlacedCell): void =>
  expect(lifeCycleOf(kind).next(state, signal)).toBe('to' in expected ? expected.to : undefined);

const checkLaw = (cell: PlacedCell): void => {
  const { kind, state, signal, expected } = cell;
  const { id, into, signals } = IN_THE_LAW[kind] as unknown as {
    id: string;
    into: Record<string, () => History>;
    signals: Record<string, (h: History) => History>;
  };
  const h = (into[state] as () => History)();
  // No event leads to `unmatched`: only the end of an agent that nobody launched.
  expect(checkHistory(h.events)).toHaveLength(state === 'unmatched' ? 1 : 0);
  const before = fold(h.events, initialState('s1'));
  expect(stateOf(before, kind, id)).toBe(state);
  const { events } = (signals[signal] as (h: History) => History)(h);
  const event = events.at(-1)!;
  const judged = judge(before, event);
  const byLaw = judged.violations.map(({ rule }) => rule);
  const byInvariants = checkHistory(events, { sessionId: 's1' })
    .filter(({ index }) => index === events.length - 1)
    .flatMap(({ violations }) => violations.map(({ rule }) => rule));
  expect(byInvariants).toEqual(byLaw);
  if (`${kind} ${state} ${signal}` in NEVER_SIGNALLED) {
    expect(stepsOf(before, event).filter((step) => step.kind === kind && step.id === id)).toEqual([]);
    expect(stateOf(judged.state, kind, id)).toBe(state);
  } else if ('to' in expected) {
    expect(byLaw).toEqual(ALSO_VIOLATED[`${kind} ${state} ${signal}`] ?? []);
    expect(stateOf(judged.state, kind, id)).toBe(expected.to);
  } else expect(byLaw).toEqual([ruleOf(cell)]);
};

let tests = 0;
describe.each(ENTITY_KINDS)('the %s machine', (kind) => {
  describe.each(lifeCycleOf(kind).states)('from %s', (state) => {
    for (const cell of cellsOf(kind).filter((each) => each.state === state)) {
      tests += 1;
      test(`${cell.signal}: ${cell.expected.because}`, () => {
        checkMachine(cell);
        checkTable(cell);
        checkLaw(cell);
      });
    }
  });

  test('knows every signal that it receives, and no other is in its table', () => {
    const { machine, signals, states } = lifeCycleOf(kind);
    expect(signals.toSorted()).toEqual([...machine.events].toSorted());
    expect(Object.keys(TRUTH[kind]).toSorted()).toEqual(states.toSorted());
    for (const row of Object.values(TRUTH[kind])) expect(Object.keys(row).toSorted()).toEqual(signals.toSorted());
  });

  test('has its own sentence for every cell', () => {
    const sentences = cellsOf(kind).map(({ expected }) => expected.because);
    expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
  });
});

test('every cell of every table has a test', () => {
  const cells = ENTITY_KINDS.reduce((sum, kind) => {
    const { states, signals } = lifeCycleOf(kind);
    return sum + states.length * signals.length;
  }, 0);
  expect(cells).toBeGreaterThan(300);
  expect([CELLS.length, tests]).toEqual([cells, cells]);
});

test('a signal that the law never gives a machine is refused by its table, and nothing else is listed', () => {
  const places = new Map(CELLS.map((cell) => [`${cell.kind} ${cell.state} ${cell.signal}`, cell]));
  for (const place of Object.keys(NEVER_SIGNALLED))
    expect([place, places.get(place)?.expected]).toMatchObject([place, { refused: true }]);
});

test('a table that lacks a cell, or has one that its machine does not know, does not compile', () => {
  const { delivered, ...twoStates } = TRUTH.deliverable;
  const { deliverable_added, ...oneSignal } = delivered;
  expect(deliverable_added).toBeDefined();
  // @ts-expect-error a state is missing
  const noState: TruthTable<'deliverable'> = twoStates;
  // @ts-expect-error a signal is missing
  const noSignal: TruthTable<'deliverable'> = { ...twoStates, delivered: oneSignal };
  const newState: TruthTable<'deliverable'> = {
    ...twoStates,
    delivered,
    // @ts-expect-error a state too many
    eaten: delivered,
  };
  const newSignal: TruthTable<'deliverable'> = {
    ...twoStates,
    // @ts-expect-error a signal too many
    delivered: { ...delivered, deliverable_eaten: deliverable_added },
  };
  // @ts-expect-error a state that the machine does not have
  const strange: TruthTable<'deliverable'>['pending']['deliverable_delivered'] = to('eaten', 'it was good');
  expect([noState, noSignal, newState, newSignal, strange]).toHaveLength(5);
});
