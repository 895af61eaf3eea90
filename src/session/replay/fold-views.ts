// The views that a replay shows, folded event by event; a document is made only when it is shown.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { type Documents, PROJECTIONS, type ViewName } from '../../../projections/index.ts';
import type { Projection } from '../../../projections/projection.ts';

/** The document of a view after an event. @throws Error for a view that was not requested */
export type ShowView = <N extends ViewName>(view: N) => Documents[N];

/** Folds the next event into each of the views. */
export const foldViews = (views: readonly ViewName[]): ((event: RecordedEvent) => ShowView) => {
  const projections = new Map(views.map((name) => [name, PROJECTIONS[name] as Projection<unknown, unknown>]));
  let folded: ReadonlyMap<ViewName, unknown> | undefined;
  return (event) => {
    const before = folded ?? new Map([...projections].map(([name, { init }]) => [name, init(event.sessionid)]));
    const after = new Map([...projections].map(([name, { apply }]) => [name, apply(before.get(name), event)]));
    folded = after;
    return <N extends ViewName>(name: N) => {
      const projection = projections.get(name);
      if (projection === undefined) throw new Error(`the view ${name} was not requested of the replay`);
      return projection.show(after.get(name)) as Documents[N];
    };
  };
};
