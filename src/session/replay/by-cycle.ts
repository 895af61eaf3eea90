// A replay in cycles: the steps of each cycle together, and before them those that come before the first.
import type { Divergence, ViewedStep } from './replay.ts';

export interface CycleOfSteps {
  readonly kind: 'cycle';
  /** `null`: before the first cycle. */
  readonly cycle: number | null;
  readonly title: string | null;
  /** At least one; the views of the last are those at the end of the cycle. */
  readonly steps: readonly ViewedStep[];
}

/** Ends with the divergence where there is one. */
export async function* byCycle(
  steps: AsyncIterable<ViewedStep | Divergence>,
): AsyncGenerator<CycleOfSteps | Divergence, void> {
  let together: ViewedStep[] = [];
  let cycle: number | null = null;
  let title: string | null = null;
  const gathered = (): CycleOfSteps[] =>
    together.length === 0 ? [] : [{ kind: 'cycle', cycle, title, steps: together }];
  for await (const step of steps) {
    if (step.kind === 'divergence') {
      yield* gathered();
      yield step;
      return;
    }
    if (step.event.type === 'cycle_started') {
      yield* gathered();
      together = [];
      cycle = step.event.data.cycle;
      title = step.event.data.title ?? null;
    }
    together.push(step);
  }
  yield* gathered();
}
