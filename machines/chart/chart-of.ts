// The chart of a profile, and of a session: that of the profile in force, with the gates that the session defined itself.
// Which transition exists is what the life cycles say; the guards say what has to hold beside.

import { lifeCycleSentence } from '../check.ts';
import { inputSchema } from '../commands/input-schema.ts';
import { type CommandWord, wordFor } from '../commands/words.ts';
import { cycle as cycleLife } from '../life-cycles/cycle.ts';
import { gate as gateLife } from '../life-cycles/gate.ts';
import { phase as phaseLife } from '../life-cycles/phase.ts';
import { session as sessionLife } from '../life-cycles/session.ts';
import type { Profile, ProfileGate } from '../profile.ts';
import type { State } from '../state/state.ts';
import {
  type Chart,
  type ChartGuard,
  type ChartMove,
  type ChartRegion,
  CYCLES,
  gateRegion,
  phaseRegion,
  SESSION,
} from './chart.ts';
import { guardsOf } from './guards.ts';

type States = ChartRegion['states'];

/** By state and move, where each leads: rows without the moves that the state refuses. */
const statesOf = (
  states: readonly string[],
  moves: readonly (readonly [id: string, next: (state: string) => string | undefined])[],
): States =>
  Object.fromEntries(
    states.map((state) => [
      state,
      Object.fromEntries(
        moves.flatMap(([id, next]) => {
          const target = next(state);
          return target === undefined ? [] : [[id, target]];
        }),
      ),
    ]),
  );

const PHASE_TYPES = [
  'phase_started',
  'phase_completed',
  'phase_skipped',
  'phase_abandoned',
  'phase_unskipped',
  'phase_reopened',
] as const;
/** What asks for the later phases and gates again. */
const RENEWING = ['phase.unskip', 'phase.reopen'] as const;
const GATE_TYPES = ['quality_gate_passed', 'quality_gate_failed', 'quality_gate_waived', 'gate_defined'] as const;
/** How a person's review lets a cycle go on. */
const ANSWERS: readonly (readonly [word: CommandWord, verdict: string | undefined])[] = [
  ['review.give', 'approved'],
  ['review.give', 'changes_requested'],
  ['review.withdraw', undefined],
];
const OUTCOMES = ['completed', 'failed', 'cancelled'] as const;

const phaseRegionOf = (phase: string, earlier: readonly string[]): ChartRegion => ({
  id: phaseRegion(phase),
  kind: 'phase',
  entity: phase,
  title: phase,
  initial: phaseLife.initial,
  states: statesOf(phaseLife.states, [
    ...PHASE_TYPES.map(
      (type) => [`${wordFor(type)} ${phase}`, (state: string) => phaseLife.next(state as 'pending', type)] as const,
    ),
    ...renewedBy(earlier, (state) => phaseLife.next(state as 'pending', 'earlier_phase_reopened')),
  ]),
});

const renewedBy = (phases: readonly string[], next: (state: string) => string | undefined) =>
  phases.flatMap((phase) => RENEWING.map((word) => [`${word} ${phase}`, next] as const));

const gateRegionOf = ({ id, name, criteria, guards }: ProfileGate, upTo: readonly string[]): ChartRegion => ({
  id: gateRegion(id),
  kind: 'gate',
  entity: id,
  title: name,
  ...(guards !== undefined && { guards }),
  criteria,
  initial: 'pending',
  states: statesOf(
    gateLife.states.filter((state) => state !== gateLife.initial),
    [
      ...GATE_TYPES.map(
        (type) => [`${wordFor(type)} ${id}`, (state: string) => gateLife.next(state as 'pending', type)] as const,
      ),
      ...renewedBy(upTo, (state) => gateLife.next(state as 'pending', 'earlier_phase_reopened')),
    ],
  ),
});

const answerId = ([word, verdict]: (typeof ANSWERS)[number]): string =>
  verdict === undefined ? word : `${word} ${verdict}`;

/** One cycle follows the other: where one has ended, the next starts. `none`: before the first. */
const cyclesRegion = (): ChartRegion => {
  const next = (signal: Parameters<typeof cycleLife.next>[1]) => (state: string) =>
    state === 'none' ? undefined : cycleLife.next(state as 'open', signal);
  return {
    id: CYCLES,
    kind: 'cycle',
    entity: '',
    title: 'Cycles',
    initial: 'none',
    states: statesOf(cycleLife.states, [
      // Also where one is open: a rule refuses it there, which a profile may soften.
      ['cycle.start', () => cycleLife.next('none', 'cycle_started')],
      ['cycle.end', next('cycle_ended')],
      ['review.request', next('review_requested')],
      ...ANSWERS.map((answer) => [answerId(answer), next('reviews_given')] as const),
    ]),
  };
};

const sessionRegion = (): ChartRegion => ({
  id: SESSION,
  kind: 'session',
  entity: '',
  title: 'Session',
  initial: 'running',
  states: statesOf(
    ['running', 'paused'],
    [
      ['session.pause', (state) => sessionLife.next(state as 'running', 'session_paused')],
      ['session.resume', (state) => sessionLife.next(state as 'running', 'session_resumed')],
    ],
  ),
});

type Draft = Omit<ChartMove, 'id' | 'needs' | 'actors'> & { readonly about?: string };

/** Data that a command's schema requires, and the command adds by itself. */
const ADDED = new Set(['criteria', 'cycle', 'reviewId']);

/** By word, for whom the profile reserves it; none where it refuses nobody. */
const reservedIn = ({ actors = {}, rules }: Profile): Profile['actors'] =>
  (rules['S.actor'] ?? 'error') === 'error' ? actors : {};

const movesWith = (profile: Profile, drafts: readonly Draft[]): ChartMove[] =>
  drafts.map(({ about, ...draft }) => {
    const { word, data } = draft;
    const reserved = reservedIn(profile) ?? {};
    const actors = Object.hasOwn(reserved, word) ? reserved[word] : undefined;
    return {
      id: about === undefined ? word : `${word} ${about}`,
      ...draft,
      needs: (inputSchema(word).required ?? []).filter((name) => !(name in data) && !ADDED.has(name)),
      ...(actors !== undefined && { actors }),
    };
  });

export interface ChartOptions {
  /** In place of the profile's. */
  readonly gates?: readonly ProfileGate[];
  /** Default: where the profile runs in cycles. */
  readonly hasCycles?: boolean;
}

/** The process of a profile as a chart. */
export const chartOf = (profile: Profile, options: ChartOptions = {}): Chart => {
  const { gates = profile.gates, hasCycles = profile.cycles } = options;
  const { phases } = profile;
  const guards = guardsOf(
    profile,
    gates.map(({ id, guards: phase }) => ({ id, guards: phase })),
    hasCycles,
  );
  const regions: ChartRegion[] = [];
  const drafts: Draft[] = [];
  const addGate = (gate: ProfileGate): void => {
    const { id, name, criteria, guards: phase } = gate;
    const upTo = phase === undefined ? [] : phases.slice(0, phases.indexOf(phase) + 1);
    const region = gateRegionOf(gate, upTo);
    regions.push(region);
    const verdict = guards.verdict({ id, guards: phase });
    const one = (word: CommandWord, of: readonly ChartGuard[]): Draft => ({
      ...{ word, about: id, region: region.id, data: { gate: id }, guards: of },
    });
    drafts.push(one('gate.pass', verdict), one('gate.fail', verdict), one('gate.waive', []), {
      ...one('gate.define', guards['gate.define']({ id, guards: phase })),
      data: { gateId: id, name, criteria, ...(phase !== undefined && { guards: phase }) },
    });
  };
  for (const [index, phase] of phases.entries()) {
    const region = phaseRegionOf(phase, phases.slice(0, index));
    regions.push(region);
    for (const type of PHASE_TYPES) {
      const word = wordFor(type) as Exclude<
        keyof typeof guards,
        'verdict' | 'gate.define' | 'cycle.start' | 'cycle.end' | 'completion'
      >;
      drafts.push({ word, about: phase, region: region.id, data: { phase }, guards: guards[word](phase) });
    }
    for (const gate of gates) if (gate.guards === phase) addGate(gate);
  }
  for (const gate of gates) if (gate.guards === undefined || !phases.includes(gate.guards)) addGate(gate);
  if (hasCycles) {
    regions.push(cyclesRegion());
    const last: ChartGuard = {
      rule: 'M.cycle',
      sentence: lifeCycleSentence('cycle'),
      when: { fact: 'oneReviewAwaited' },
    };
    drafts.push(
      { word: 'cycle.start', region: CYCLES, data: {}, guards: guards['cycle.start']() },
      { word: 'cycle.end', region: CYCLES, data: {}, guards: guards['cycle.end']() },
      { word: 'review.request', region: CYCLES, data: {}, guards: [] },
      ...ANSWERS.map(
        ([word, verdict]): Draft => ({
          ...{ word, region: CYCLES, guards: [last] },
          ...(verdict === undefined ? { data: {} } : { about: verdict, data: { verdict } }),
        }),
      ),
    );
  }
  regions.push(sessionRegion());
  drafts.push(
    { word: 'session.start', region: undefined, data: {}, guards: [] },
    { word: 'session.pause', region: SESSION, data: {}, guards: [] },
    { word: 'session.resume', region: SESSION, data: {}, guards: [] },
    ...OUTCOMES.map(
      (outcome): Draft => ({
        ...{ word: 'session.end', about: outcome, region: undefined, data: { outcome } },
        guards: outcome === 'completed' ? guards.completion() : [],
      }),
    ),
  );
  return { profile: profile.name, regions, moves: movesWith(profile, drafts) };
};

/** The gates of a session: those of its profile, as it has them now, then those it defined itself. */
const gatesOfState = ({ session }: State): ProfileGate[] =>
  session.gates
    .entries()
    // One that is known only from a verdict has no definition, and guards nothing.
    .filter(([, { name }]) => name !== '')
    .map(([id, { name, criteria, guards }]) => ({
      ...{ id, name, criteria: [...criteria] },
      ...(guards !== undefined && { guards }),
    }));

/** The chart of a session at a moment: its profile in force, its gates, and cycles where it has had one. */
export const chartOfSession = (state: State): Chart =>
  chartOf(state.session.profile, {
    gates: gatesOfState(state),
    hasCycles: state.session.profile.cycles || state.work.lastCycle > 0,
  });
