// Moves of the process: the session, its phases, gates, cycles and reviews, and the tokens.
import { allocationOf, sessionBudget } from '../../../../machines/state/budget.ts';
import type { State } from '../../../../machines/state/state.ts';
import { TokenTally } from '../../../../machines/state/token-tally.ts';
import { always, EXPLORED, type Move, type Moves, move, ofProfile } from './move.ts';

export const gateVerdicts = (gate: string, criteria: readonly string[]): Move[] => {
  const judged = criteria.length > 0 ? criteria : [EXPLORED];
  return [
    move('gate.pass', { gate, criteria: judged }, gate),
    move('gate.fail', { gate, criteria: judged }, gate),
    move('gate.waive', { gate, criteria, reason: EXPLORED }, gate),
  ];
};

/** A phase started and completed. */
export const runThrough = (phase: string): Move[] => [
  move('phase.start', { phase }, phase),
  move('phase.complete', { phase }, phase),
];

/** What is left of each limit that is not passed yet. */
const tokensLeft = (state: State): number[] => {
  const phase = state.session.activePhase;
  const limits = [
    [sessionBudget(state), TokenTally.countedTotal(state.budget.tokens)] as const,
    ...(phase === null
      ? []
      : [[allocationOf(state, phase), TokenTally.phase(state.budget.tokens, phase).tokens] as const]),
  ];
  return limits.flatMap(([most, used]) => (most === undefined || used > most ? [] : [most - used]));
};

export const processMoves = {
  ending: always(
    (['completed', 'failed', 'cancelled'] as const).map((outcome) => move('session.end', { outcome }, outcome)),
  ),
  pausing: always([move('session.pause', {}, ''), move('session.resume', {}, '')]),
  phases: ofProfile(({ phases }) => phases.flatMap(runThrough)),
  skipping: ofProfile(({ phases }) => phases.map((phase) => move('phase.skip', { phase, reason: EXPLORED }, phase))),
  /** The first two phases of a process, which are enough for each transition and what it does to a later phase. */
  'phases abandoned': ofProfile(({ phases }) =>
    phases
      .slice(0, 2)
      .flatMap((phase) => [
        move('phase.start', { phase }, phase),
        ...(['phase.skip', 'phase.unskip', 'phase.abandon', 'phase.reopen'] as const).map((word) =>
          move(word, { phase, reason: EXPLORED }, phase),
        ),
      ]),
  ),
  reopening: ofProfile(({ phases }) => phases.map((phase) => move('phase.reopen', { phase, reason: EXPLORED }, phase))),
  verdicts: ofProfile(({ gates }) => gates.flatMap(({ id, criteria }) => gateVerdicts(id, criteria))),
  passing: ofProfile(({ gates }) => gates.map(({ id, criteria }) => gateVerdicts(id, criteria)[0] as Move)),
  'defined gate': ofProfile(({ phases: [first] }) => [
    ...(first === undefined ? [undefined] : [undefined, first]).map((guards) =>
      move(
        'gate.define',
        { gateId: 'gate-1', name: 'A defined gate', criteria: [EXPLORED], ...(guards && { guards }) },
        `gate-1${guards === undefined ? '' : ` --guards ${guards}`}`,
      ),
    ),
    ...gateVerdicts('gate-1', [EXPLORED]),
    ...(first === undefined
      ? []
      : [...runThrough(first), move('phase.reopen', { phase: first, reason: EXPLORED }, first)]),
  ]),
  cycles: (state) => [
    ...(state.work.openCycles.length > 1 ? [] : [move('cycle.start', { cycle: state.work.lastCycle + 1 }, 'the next')]),
    ...(state.work.lastCycle === 0 ? [] : [move('cycle.end', { cycle: state.work.lastCycle }, 'the newest')]),
  ],
  reviews: always(
    ['review-1', 'review-2'].flatMap((reviewId) => [
      move('review.request', { reviewId, of: EXPLORED }, reviewId),
      move('review.give', { reviewId, verdict: 'approved' }, `${reviewId} approved`),
      move('review.give', { reviewId, verdict: 'changes_requested' }, `${reviewId} changes_requested`),
      move('review.withdraw', { reviewId, reason: EXPLORED }, reviewId),
    ]),
  ),
  tokens: (state) =>
    [...new Set([1, ...tokensLeft(state).map((left) => left + 1)])].map((total) =>
      move('tokens.use', { total }, String(total)),
    ),
} satisfies Readonly<Record<string, Moves>>;
