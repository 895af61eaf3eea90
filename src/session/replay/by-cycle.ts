// The steps of a replay grouped by cycle; the steps before the first cycle are a group of their own.
import type { Divergence, ViewedStep } from './replay.ts';

export interface CycleOfSteps {
  readonly kind: 'cycle';
  /** `null` for the steps before the first cycle. */
  readonly cycle: number | null;
  readonly title: string | null;
  /** At least one. The views of the last step are those at the end of the cycle. */
  readonly steps: readonly ViewedStep[];
}

/** Groups steps; a divergence is the last item. */
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
