// The page of any view, by its name.
import type { Documents, ViewName } from '../../../projections/index.ts';
import { renderCycles } from './cycles.ts';
import { renderFlow } from './flow.ts';
import { renderOverview } from './overview.ts';
import type { Style } from './palette.ts';
import { renderPlan } from './plan.ts';
import { renderTimeline } from './timeline.ts';
import { renderTodo } from './todo.ts';
import { renderUsage } from './usage.ts';
import { renderWorkbook } from './workbook.ts';

const PAGES: { readonly [N in ViewName]: (document: Documents[N], style: Style) => string } = {
  plan: renderPlan,
  cycles: renderCycles,
  todo: renderTodo,
  workbook: renderWorkbook,
  timeline: renderTimeline,
  flow: renderFlow,
  usage: renderUsage,
  overview: renderOverview,
};

/** Ends without a line feed. */
export const viewPage = <N extends ViewName>(name: N, document: Documents[N], style: Style): string =>
  PAGES[name](document, style);
