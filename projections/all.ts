// All views of a session, folded together: a slice that several views hold is folded once and shared by them.
import type { RecordedEvent } from '../machines/events/envelope.ts';
import { cycles } from './cycles.ts';
import { flow } from './flow.ts';
import { overview } from './overview.ts';
import { plan } from './plan.ts';
import { routesOf, type Slice } from './slice.ts';
import { timeline } from './timeline.ts';
import { todo } from './todo.ts';
import { usage } from './usage.ts';
import { workbook } from './workbook.ts';

/** Every projection by the name of its view. */
export const PROJECTIONS = { plan, cycles, todo, workbook, timeline, flow, usage, overview };

export type ViewName = keyof typeof PROJECTIONS;
export const VIEW_NAMES = Object.keys(PROJECTIONS) as ViewName[];
export const isViewName = (name: string): name is ViewName => Object.hasOwn(PROJECTIONS, name);

/** What each view shows: plain JSON. */
export type Documents = { [N in ViewName]: ReturnType<(typeof PROJECTIONS)[N]['show']> };

/** The state of all views: one for each slice that any of them holds, in an array, which is quick to copy. */
export interface Views {
  readonly sessionId: string;
  readonly states: readonly unknown[];
}

const slices: Slice<unknown>[] = [];
/** The names of each view's members, and the places of their states in the array. */
const members = new Map<ViewName, (readonly [member: string, at: number])[]>();
for (const name of VIEW_NAMES)
  members.set(
    name,
    (Object.entries(PROJECTIONS[name].slices) as [string, Slice<unknown>][]).map(([member, slice]) => {
      if (!slices.includes(slice)) slices.push(slice);
      return [member, slices.indexOf(slice)];
    }),
  );

const routes = routesOf(slices);

/** All views before the first event. */
export const initViews = (sessionId: string): Views => ({ sessionId, states: slices.map(({ init }) => init) });

/** All views after one more event; `views` itself is not changed. */
export const applyAll = (views: Views, event: RecordedEvent): Views => {
  const states = views.states.slice();
  for (const { at, step } of routes(event.type)) states[at] = step(states[at], event);
  return { sessionId: views.sessionId, states };
};

/** All views after these events, from `views`, else from the beginning of the session that is named. */
export const foldViews = (events: Iterable<RecordedEvent>, from: Views | string): Views => {
  let views = typeof from === 'string' ? initViews(from) : from;
  for (const event of events) views = applyAll(views, event);
  return views;
};

/** The document of one view. */
export const showView = <N extends ViewName>(views: Views, name: N): Documents[N] => {
  const view: Record<string, unknown> = { sessionId: views.sessionId };
  for (const [member, at] of members.get(name) ?? []) view[member] = views.states[at];
  return (PROJECTIONS[name].show as (view: unknown) => Documents[N])(view);
};

/** The documents of all views. */
export const showAll = (views: Views): Documents =>
  Object.fromEntries(VIEW_NAMES.map((name) => [name, showView(views, name)])) as Documents;
