// Problems of the process itself: whether a session can complete, and which phases and gates cannot be reached.
import type { Profile } from '../../../../machines/profile.ts';
import { gateIdOf } from '../../../../machines/state/gate-names.ts';
import type { Law } from '../../run/law.ts';
import type { Place } from '../exploration/explore.ts';
import type { Explored } from '../exploration/explored.ts';
import { canComplete, closestRefusal } from '../exploration/reach.ts';
import { COMPLETE } from '../moves/moves.ts';
import type { ProblemList } from './problem-list.ts';

interface Process {
  /** The places of all its aspects. */
  readonly places: readonly Place[];
  readonly law: Law;
}

export const addProcessProblems = (
  list: ProblemList,
  profile: Profile,
  explored: readonly Explored[],
  law: Law,
): void => {
  const process: Process = { law, places: explored.flatMap(({ exploration }) => exploration.places) };
  const ends = explored.some(({ exploration }) => canComplete(exploration).has(exploration.start));
  for (const gate of profile.gates) addGateProblems(list, gate, process);
  addPhaseProblems(list, profile, process);
  if (!ends)
    list.addRefused(
      'cannot-end',
      profile.name,
      'No legal commands lead from the start of the session to its end as completed.',
      process.places,
      COMPLETE,
    );
};

const addGateProblems = (list: ProblemList, { id, criteria }: Profile['gates'][number], process: Process): void => {
  const judged = { gate: id, criteria: criteria.length > 0 ? criteria : ['Explored'] };
  const { places } = process;
  const has = (gateState: string) =>
    places.some(({ state }) => state.session.gates.get(gateIdOf(state.session, id))?.state === gateState);
  if (!has('passed'))
    list.addRefused('gate-cannot-pass', id, `Gate ${id} can never pass.`, places, { name: 'gate.pass', data: judged });
  if (!has('failed'))
    list.addRefused('unreachable-state', `gate ${id} failed`, `Gate ${id} can never fail.`, places, {
      name: 'gate.fail',
      data: judged,
    });
  if (!has('waived'))
    list.addRefused('unreachable-state', `gate ${id} waived`, `Gate ${id} can never be waived.`, places, {
      name: 'gate.waive',
      data: { ...judged, reason: 'Explored' },
    });
};

const addPhaseProblems = (list: ProblemList, { phases }: Profile, process: Process): void => {
  const { places } = process;
  const lockingGates = new Set<string>();
  for (const phase of phases) {
    const isIn = (phaseState: string) => (place: Place) => place.state.session.phases.get(phase)?.state === phaseState;
    if (!places.some(isIn('active'))) {
      if (!addUnstartable(list, phase, process, lockingGates)) continue;
    } else if (!places.some(isIn('completed')))
      list.addRefused(
        'unreachable-state',
        `phase ${phase} completed`,
        `Phase ${phase} can start and never be completed.`,
        places.filter(isIn('active')),
        { name: 'phase.complete', data: { phase } },
      );
    if (!places.some(isIn('skipped')))
      list.addRefused('unreachable-state', `phase ${phase} skipped`, `Phase ${phase} can never be skipped.`, places, {
        name: 'phase.skip',
        data: { phase, reason: 'Explored' },
      });
  }
};

/**
 * A phase that can never start. The phases after one that a gate locks out are behind the same gate: each gate is reported
 * once. @returns true where a gate locks the phase out that is not in `lockingGates` yet
 */
const addUnstartable = (
  list: ProblemList,
  phase: string,
  { places, law }: Process,
  lockingGates: Set<string>,
): boolean => {
  const start = { name: 'phase.start', data: { phase } };
  const closest = closestRefusal(places, start, law);
  const locked = closest?.violations.every(({ rule }) => rule === 'G.guard') ?? false;
  if (!locked) {
    list.addRefused('unreachable-state', `phase ${phase} active`, `Phase ${phase} can never start.`, places, start);
    return false;
  }
  const [gates = ''] = closest?.violations[0]?.detail.split(': ').slice(1) ?? [];
  if (lockingGates.has(gates)) return false;
  lockingGates.add(gates);
  list.addRefused('phase-locked-out', phase, `Phase ${phase} can never start: a gate locks it out.`, places, start);
  return true;
};
