// For every cell of every truth table, a history that ends with its signal.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { History } from '../../history.ts';
import { CELLS, type PlacedCell } from './all.ts';
import { IN_THE_LAW } from './in-the-law/all.ts';

export interface CellHistory {
  /** `task running task_failed`. */
  readonly name: string;
  readonly history: History;
  readonly events: readonly RecordedEvent[];
}

const historyOf = ({ kind, state, signal }: PlacedCell): CellHistory => {
  const { into, signals } = IN_THE_LAW[kind] as unknown as {
    into: Record<string, () => History>;
    signals: Record<string, (h: History) => History>;
  };
  const history = (signals[signal] as (h: History) => History)((into[state] as () => History)());
  return { name: `${kind} ${state} ${signal}`, history, events: history.events };
};

export const cellHistories = (): readonly CellHistory[] => CELLS.map(historyOf);
