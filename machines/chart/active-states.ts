// The active states of a chart in the state of a session.
import type { State } from '../state/state.ts';
import type { ActiveStates, Chart, ChartRegion, Root } from './chart.ts';

const rootOf = ({ session }: State): Root => {
  if (session.state === 'unstarted') return 'unstarted';
  return session.state === 'ended' ? (session.outcome ?? 'completed') : 'open';
};

/** Of several open cycles the one that waits counts; where none is open, the newest has ended. */
export const cycleIn = ({ work }: State): string => {
  const open = work.openCycles.map((cycle) => work.cycles.get(String(cycle))?.state);
  if (open.length > 0) return open.includes('awaiting') ? 'awaiting' : 'open';
  return work.lastCycle > 0 ? 'ended' : 'none';
};

const stateIn = (region: ChartRegion, state: State): string => {
  switch (region.kind) {
    case 'phase':
      return state.session.phases.get(region.entity)?.state ?? region.initial;
    case 'gate': {
      const gate = state.session.gates.get(region.entity)?.state ?? region.initial;
      return Object.hasOwn(region.states, gate) ? gate : region.initial;
    }
    case 'cycle':
      return cycleIn(state);
    case 'session':
      return state.session.state === 'paused' ? 'paused' : 'running';
    default:
      return region.kind satisfies never;
  }
};

/** Where a session is in its chart. Once it has ended its regions stay where they were. */
export const activeStates = (chart: Chart, state: State): ActiveStates => ({
  root: rootOf(state),
  regions: Object.fromEntries(chart.regions.map((region) => [region.id, stateIn(region, state)])),
});
