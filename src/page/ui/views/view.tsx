// One view of the session at a moment, with what changed since the moment before it marked.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Documents, ViewName } from '../../../../projections/all.ts';
import { before, documentAt } from '../../data/session.ts';
import { changedPlaces, differencesOf } from '../../model/differences.ts';
import type { Tab } from '../../model/route.ts';
import { ChangedPlaces } from './changed.tsx';
import { CyclesView } from './cycles.tsx';
import { ExtractView } from './extract.tsx';
import { FlowView } from './flow.tsx';
import { OverviewView } from './overview.tsx';
import { PlanView } from './plan.tsx';
import { TodoView } from './todo.tsx';
import { UsageView } from './usage.tsx';
import { WorkbookView } from './workbook.tsx';

/** The documents of each tab: the first is compared with the moment before. */
export const viewNameOf = (view: Tab): Exclude<ViewName, 'timeline'> | undefined =>
  view === 'extract' || view === 'events' || view === 'chart' ? undefined : view;

export const shownView = (view: Tab, document: Documents[ViewName]): ComponentChildren => {
  switch (view) {
    case 'overview':
      return <OverviewView document={document as Documents['overview']} />;
    case 'plan':
      return <PlanView document={document as Documents['plan']} />;
    case 'cycles':
      return <CyclesView document={document as Documents['cycles']} />;
    case 'todo':
      return <TodoView document={document as Documents['todo']} />;
    case 'workbook':
      return <WorkbookView document={document as Documents['workbook']} />;
    case 'flow':
      return <FlowView document={document as Documents['flow']} />;
    case 'usage':
      return <UsageView document={document as Documents['usage']} />;
    default:
      return null;
  }
};

interface ViewProps {
  readonly view: Tab;
  readonly at: number;
}

export const ViewOf = ({ view, at }: ViewProps) => {
  const name = viewNameOf(view);
  const document = name === undefined ? undefined : documentAt(name, at);
  const from = before.value;
  const last = name === undefined || from === undefined || from === at ? undefined : documentAt(name, from);
  const changed = useMemo(
    () =>
      document === undefined || last === undefined ? new Set<string>() : changedPlaces(differencesOf(last, document)),
    [document, last],
  );
  if (view === 'extract') return <ExtractView at={at} />;
  if (document === undefined) return null;
  return <ChangedPlaces.Provider value={changed}>{shownView(view, document)}</ChangedPlaces.Provider>;
};
