// One session on one screen: what it is, what waits for a person, the way through time, the timeline, and below it one view.
import { memo } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { agentShown, comparedWith, go, viewShown } from '../data/address.ts';
import { client, tokenWanted } from '../data/service.ts';
import { at, caughtUp, documentAt, fault, followSession, history, newest, timelineAt } from '../data/session.ts';
import { counted } from '../model/format.ts';
import { otherFrom, TABS, type Tab } from '../model/route.ts';
import { ActionBar } from './act/actions.tsx';
import { AgentDetails } from './agent-details.tsx';
import { Compare } from './compare.tsx';
import { EventsView } from './events/events.tsx';
import { isTyping } from './keys.ts';
import { SessionHeader } from './session-header.tsx';
import { Slider } from './slider.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { LazyChart } from './views/lazy-chart.tsx';
import { ViewOf } from './views/view.tsx';

const TITLES: Readonly<Record<Tab, string>> = {
  ...{ overview: 'Overview', plan: 'Plan', cycles: 'Cycles', todo: 'Todos', workbook: 'Workbook', flow: 'Flow' },
  ...{ usage: 'Usage', extract: 'Extract', events: 'Events', chart: 'Chart' },
};

/** A chart comes from the service: a page in a file has none. */
const tabsOf = (embedded: boolean): readonly Tab[] => (embedded ? TABS.filter((one) => one !== 'chart') : TABS);

const Tabs = ({ view, tabs }: { readonly view: Tab; readonly tabs: readonly Tab[] }) => (
  <div
    class="tabs"
    role="tablist"
    aria-label="Views"
    onKeyDown={(event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      const to = tabs[(tabs.indexOf(view) + step + tabs.length) % tabs.length] as Tab;
      go({ view: to }, 'replace');
      document.getElementById(`tab-${to}`)?.focus();
      event.preventDefault();
      event.stopPropagation();
    }}
  >
    {tabs.map((one) => (
      <button
        key={one}
        id={`tab-${one}`}
        type="button"
        role="tab"
        aria-selected={one === view}
        aria-controls="view"
        tabIndex={one === view ? 0 : -1}
        onClick={() => go({ view: one }, 'replace')}
      >
        {TITLES[one]}
      </button>
    ))}
  </div>
);

/** Drawn anew when there are other events, not when the moment moves. */
const TimelineOfNewest = memo(() => {
  const timeline = documentAt('timeline', timelineAt.value);
  return timeline === undefined ? null : <Timeline document={timeline} />;
});

const Body = ({ session, embedded }: { readonly session: string; readonly embedded: boolean }) => {
  const view = embedded && viewShown.value === 'chart' ? 'overview' : viewShown.value;
  const agent = agentShown.value;
  const other = otherFrom(comparedWith.value);
  const ordinal = at.value;
  const overview = documentAt('overview', ordinal);
  if (overview === undefined) return null;
  return (
    <>
      <SessionHeader overview={overview} embedded={embedded} />
      {!embedded && <ActionBar session={session} />}
      <Slider />
      <TimelineOfNewest />
      {agent !== undefined && <AgentDetails agentId={agent} />}
      <Tabs view={view} tabs={tabsOf(embedded)} />
      <section id="view" role="tabpanel" aria-labelledby={`tab-${view}`} class={`view ${view}`}>
        {view === 'events' ? (
          <EventsView session={session} embedded={embedded} />
        ) : view === 'chart' ? (
          <LazyChart session={session} at={ordinal} />
        ) : other !== undefined ? (
          <Compare session={session} view={view} other={other} />
        ) : (
          <ViewOf view={view} at={ordinal} />
        )}
      </section>
    </>
  );
};

export const SessionScreen = ({ session, embedded }: { readonly session: string; readonly embedded: boolean }) => {
  // A page in a file has no service.
  const ofClient = embedded ? undefined : client.value;
  const wanted = tokenWanted.value;
  useEffect(() => (embedded ? undefined : followSession(session)), [session, embedded, ofClient, wanted]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const to = tabsOf(embedded)['1234567890'.indexOf(event.key)];
      if (to !== undefined) go({ view: to }, 'replace');
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [embedded]);
  const isThere = history.value?.sessionId === session && (caughtUp.value || newest.value > 0);
  return (
    <div class="session">
      {fault.value !== undefined && (
        <p role="alert" class="fault">
          {fault.value}
        </p>
      )}
      {isThere ? (
        <Body session={session} embedded={embedded} />
      ) : fault.value === undefined ? (
        <p class="quiet" role="status">
          Reading the events of {session} …
        </p>
      ) : newest.value > 0 ? (
        <p>{counted(newest.value, 'event')} before the fault.</p>
      ) : null}
    </div>
  );
};
