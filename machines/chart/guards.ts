// What guards the moves of a chart: the rules about them, restated over the chart's own states and a few facts. A rule that
// the profile does not make an error refuses nothing, so it guards nothing.
import { phase as phaseCycle } from '../life-cycles/phase.ts';
import type { Profile } from '../profile.ts';
import { RULES, severityUnder } from '../rules/all.ts';
import { type ChartGuard, type Condition, CYCLES, gateRegion, phaseRegion, SESSION } from './chart.ts';

/** The gates of a chart, as guards see them. */
export interface GuardedGate {
  readonly id: string;
  readonly guards: string | undefined;
}

const all = (...conditions: readonly Condition[]): Condition => ({ all: conditions });
const any = (...conditions: readonly Condition[]): Condition => ({ any: conditions });
const not = (condition: Condition): Condition => ({ not: condition });
const phaseIn = (phase: string, ...states: readonly string[]): Condition => ({ in: phaseRegion(phase), states });

const STARTED = ['active', 'completed', 'abandoned'];
const ENDED = phaseCycle.states.filter((state) => phaseCycle.isEnded(state));
const OPEN_GATE = ['passed', 'waived'];

/** The guards of a profile's moves. */
export const guardsOf = (profile: Profile, gates: readonly GuardedGate[], hasCycles: boolean) => {
  const { phases } = profile;
  const guard = (id: string, when: Condition): ChartGuard[] => {
    const rule = RULES.find((one) => one.id === id);
    if (rule === undefined) throw new Error(`no rule is named ${id}`);
    // What always holds guards nothing.
    if ('all' in when && when.all.length === 0) return [];
    return severityUnder(profile, rule) === 'error' ? [{ rule: id, sentence: rule.sentence, when }] : [];
  };
  const gatesOf = (phase: string | undefined): Condition[] =>
    gates.filter(({ guards }) => guards === phase).map(({ id }) => ({ in: gateRegion(id), states: OPEN_GATE }));
  /** The gates before a place in the order: of the phase before it and, while that is skipped, of the one before. */
  const gatesBefore = (index: number): Condition => {
    const phase = phases[index - 1];
    if (phase === undefined) return all();
    const earlier = gatesBefore(index - 1);
    const isTrivial = 'all' in earlier && earlier.all.length === 0;
    return all(...gatesOf(phase), ...(isTrivial ? [] : [any(not(phaseIn(phase, 'skipped')), earlier)]));
  };
  const notPaused = () => guard('S.paused', { in: SESSION, states: ['running'] });
  const awaited = (phase?: string) =>
    guard(
      'H.awaited',
      phase === undefined ? { fact: 'noReviewAwaited' } : { fact: 'noReviewOfPhaseAwaited', of: phase },
    );
  /** What runs is carried into the next phase, so that there must be one. */
  const workCarried = (phase: string) =>
    guard(
      'P.work',
      any(
        { fact: 'nothingRuns' },
        ...phases.slice(phases.indexOf(phase) + 1).map((later) => not(phaseIn(later, ...ENDED))),
      ),
    );
  return {
    'phase.start': (phase: string) => {
      const index = phases.indexOf(phase);
      return [
        ...notPaused(),
        ...guard('P.order', all(...phases.slice(0, index).map((before) => phaseIn(before, ...ENDED)))),
        ...guard(
          'P.one',
          all({ fact: 'noStrayPhase' }, ...phases.slice(index + 1).map((later) => not(phaseIn(later, 'active')))),
        ),
        ...guard('G.guard', gatesBefore(index)),
      ];
    },
    'phase.complete': (phase: string) => [
      ...awaited(phase),
      ...guard('H.changes', { fact: 'noChangesOfPhaseAsked', of: phase }),
      ...workCarried(phase),
    ],
    'phase.abandon': (phase: string) => [...awaited(phase), ...workCarried(phase)],
    'phase.reopen': () => notPaused(),
    'phase.skip': (): ChartGuard[] => [],
    'phase.unskip': (): ChartGuard[] => [],
    /** Of a pass or a fail. */
    verdict: ({ guards }: GuardedGate) => (guards === undefined ? [] : guard('G.started', phaseIn(guards, ...STARTED))),
    'gate.define': ({ guards }: GuardedGate) =>
      guards === undefined
        ? []
        : [
            ...guard('G.guards', phases.includes(guards) ? all() : any()),
            ...guard('G.defined', not(phaseIn(guards, 'completed'))),
          ],
    'cycle.start': () => [
      ...notPaused(),
      ...guard('C.one', not({ in: CYCLES, states: ['open', 'awaiting'] })),
      ...awaited(),
    ],
    'cycle.end': () => guard('H.changes', { fact: 'noChangesOfCycleAsked' }),
    /** Of a session that ends as completed. */
    completion: () => [
      ...guard(
        'S.finished',
        all({ fact: 'workEnded' }, { fact: 'noStrayPhase' }, ...phases.map((phase) => phaseIn(phase, ...ENDED))),
      ),
      ...guard(
        'G.guard',
        all(
          gatesBefore(phases.length),
          ...gates
            .filter(({ guards }) => guards !== undefined && !phases.includes(guards))
            .map(({ id }): Condition => ({ in: gateRegion(id), states: OPEN_GATE })),
        ),
      ),
      ...awaited(),
      ...guard('H.changes', { fact: 'noChangesAsked' }),
      ...guard(
        'C.complete',
        all(
          ...(hasCycles ? [not({ in: CYCLES, states: ['open', 'awaiting'] })] : []),
          ...(profile.cycles ? [{ fact: 'itemsClosed' } as const] : []),
          { fact: 'nothingBlocks' },
        ),
      ),
      ...guard('C.failed', { fact: 'failsAnswered' }),
      ...guard('S.satisfied', { fact: 'allSatisfied' }),
      ...guard('C.validated', { fact: 'validated' }),
    ],
  };
};
