// `reprise/projections`: every view by name, and all of them folded at once. Pure: nothing here reads a clock or a log.
import type { RecordedEvent } from '../machines/events/envelope.ts';
import { cycles } from './cycles.ts';
import { flow } from './flow.ts';
import { overview } from './overview.ts';
import { plan } from './plan.ts';
import type { Projection } from './projection.ts';
import { timeline } from './timeline.ts';
import { todo } from './todo.ts';
import { usage } from './usage.ts';
import { workbook } from './workbook.ts';

export {
  applyAll,
  type Documents,
  foldViews,
  initViews,
  isViewName,
  PROJECTIONS,
  showAll,
  showView,
  VIEW_NAMES,
  type ViewName,
  type Views,
} from './all.ts';
export type { Drawing, DrawnEdge, DrawnGroup, DrawnNode, NodeKind } from './chart/drawing.ts';
export { type DrawnSession, drawingOf } from './chart/drawing-of.ts';
export type { ChartLayout, PlacedEdge, PlacedGroup, PlacedNode, Point } from './chart/layout.ts';
export type { CycleDocument, CyclesDocument } from './cycles.ts';
export type { FlowDocument } from './flow.ts';
export type { LearnedItem, PlanChange } from './learned.ts';
export type { OverviewDocument, SessionStatus } from './overview.ts';
export type { PlanDocument } from './plan.ts';
export type { PlanItem, PlanMdDocument } from './plan-order.ts';
export type { Projection } from './projection.ts';
export { severityOf } from './severity.ts';
export type { TimelineDocument } from './timeline.ts';
export type { TodoDocument } from './todo.ts';
export type { UsageDocument } from './usage.ts';
export type { WorkbookDocument } from './workbook.ts';
export { cycles, flow, overview, plan, timeline, todo, usage, workbook };

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
