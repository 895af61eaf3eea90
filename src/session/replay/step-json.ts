// A step of a replay as JSON: what the command line prints and the service answers.
import type { ViewName } from '../../../projections/index.ts';
import type { Divergence, ViewedStep } from './replay.ts';

/** @param views those that it shows */
export const stepJson = (step: ViewedStep | Divergence, views: readonly ViewName[]): object => {
  const { kind, index, event, position, violations } = step;
  if (step.kind === 'divergence') {
    const { expected, got, hint } = step;
    return { kind, index, ordinal: event.ordinal, position, expected, got, hint, violations, event };
  }
  const { changes, counts, uninterpreted, profileHashDiffers, rulesDiffer, view } = step;
  const shown = Object.fromEntries(views.map((name) => [name, view(name)]));
  return {
    ...{
      kind,
      index,
      ordinal: event.ordinal,
      position,
      event,
      changes,
      counts,
      uninterpreted,
      profileHashDiffers,
      violations,
      rulesDiffer,
    },
    ...(views.length === 0 ? {} : { views: shown }),
  };
};
