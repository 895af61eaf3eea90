// `reprise/projections`: every view by name, and all of them folded at once. Pure: nothing here reads a clock or a log.
import type { RecordedEvent } from '../machines/events/envelope.ts';
import { flow } from './flow.ts';
import { overview } from './overview.ts';
import { plan } from './plan.ts';
import type { Projection } from './projection.ts';
import { timeline } from './timeline.ts';
import { todo } from './todo.ts';
import { usage } from './usage.ts';
import { workbook } from './workbook.ts';

export type { FlowDocument } from './flow.ts';
export type { OverviewDocument, SessionStatus } from './overview.ts';
export type { PlanDocument } from './plan.ts';
export type { PlanItem, PlanMdDocument } from './plan-order.ts';
export type { Projection } from './projection.ts';
export { severityOf } from './severity.ts';
export type { TimelineDocument } from './timeline.ts';
export type { TodoDocument } from './todo.ts';
export type { UsageDocument } from './usage.ts';
export type { WorkbookDocument } from './workbook.ts';
export { flow, overview, plan, timeline, todo, usage, workbook };

/** Every projection by the name of its view. */
export const PROJECTIONS = { plan, todo, workbook, timeline, flow, usage, overview };

export type ViewName = keyof typeof PROJECTIONS;
export const VIEW_NAMES = Object.keys(PROJECTIONS) as ViewName[];
export const isViewName = (name: string): name is ViewName => Object.hasOwn(PROJECTIONS, name);

/** One state for each view. */
export type Views = { readonly [N in ViewName]: ReturnType<(typeof PROJECTIONS)[N]['init']> };
/** What each view shows: plain JSON. */
export type Documents = { [N in ViewName]: ReturnType<(typeof PROJECTIONS)[N]['show']> };

/** All views before the first event. */
export const initViews = (sessionId: string): Views => ({
  plan: plan.init(sessionId),
  todo: todo.init(sessionId),
  workbook: workbook.init(sessionId),
  timeline: timeline.init(sessionId),
  flow: flow.init(sessionId),
  usage: usage.init(sessionId),
  overview: overview.init(sessionId),
});

/** All views after one more event; those given stay as they are. */
export const applyAll = (views: Views, event: RecordedEvent): Views => ({
  plan: plan.apply(views.plan, event),
  todo: todo.apply(views.todo, event),
  workbook: workbook.apply(views.workbook, event),
  timeline: timeline.apply(views.timeline, event),
  flow: flow.apply(views.flow, event),
  usage: usage.apply(views.usage, event),
  overview: overview.apply(views.overview, event),
});

/** All views after these events, from `views`, else from the beginning. */
export const foldViews = (events: Iterable<RecordedEvent>, from: Views | string): Views => {
  let views = typeof from === 'string' ? initViews(from) : from;
  for (const event of events) views = applyAll(views, event);
  return views;
};

/** The documents of all views. */
export const showAll = (views: Views): Documents => ({
  plan: plan.show(views.plan),
  todo: todo.show(views.todo),
  workbook: workbook.show(views.workbook),
  timeline: timeline.show(views.timeline),
  flow: flow.show(views.flow),
  usage: usage.show(views.usage),
  overview: overview.show(views.overview),
});

/** One view of a session's events, as its document. */
export const project = <View, Document>(
  projection: Projection<View, Document>,
  sessionId: string,
  events: Iterable<RecordedEvent>,
): Document => {
  let view = projection.init(sessionId);
  for (const event of events) view = projection.apply(view, event);
  return projection.show(view);
};
