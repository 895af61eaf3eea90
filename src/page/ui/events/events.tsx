// The events of a session: a list with filters, and the one that is open beside it.
import { useMemo } from 'preact/hooks';
import type { RecordedEvent } from '../../../../machines/events/envelope.ts';
import { severityOf } from '../../../../projections/severity.ts';
import { go, route } from '../../data/address.ts';
import { at, eventAt, history, isLive, newest } from '../../data/session.ts';
import { filteredEvents, placeOf } from '../../model/event-filter.ts';
import { describeEvent } from '../../model/event-text.ts';
import { clock, counted, cut, moment, number } from '../../model/format.ts';
import { type Column, Grid } from '../grid.tsx';
import { EventDetail } from './event-detail.tsx';

const ROW = 28;
const SIGNS = { debug: '·', info: '', warning: '⚠', error: '✗', critical: '✗✗' };

const COLUMNS: readonly Column<RecordedEvent>[] = [
  { name: 'ordinal', title: '#', width: '4.5rem', cell: ({ ordinal }) => ordinal },
  { name: 'time', title: 'Time', width: '5.6rem', cell: ({ time }) => <time title={moment(time)}>{clock(time)}</time> },
  { name: 'actor', title: 'Actor', width: '9rem', wideOnly: true, cell: ({ actor }) => <bdi>{cut(actor, 60)}</bdi> },
  {
    name: 'what',
    title: 'Event',
    cell: (event) => {
      const severity = severityOf(event);
      return (
        <span class={severity}>
          {SIGNS[severity] !== '' && (
            <>
              <span aria-hidden="true">{SIGNS[severity]}</span>
              <span class="sr">{severity}: </span>
            </>
          )}
          <bdi dir="auto">{cut(describeEvent(event), 240)}</bdi>
        </span>
      );
    },
  },
];

/** Types and actors so far, in order of the alphabet. */
const namesIn = (events: readonly RecordedEvent[], name: 'type' | 'actor'): string[] =>
  [...new Set(events.map((event) => event[name]))].sort();

export const EventsView = ({ session, embedded }: { readonly session: string; readonly embedded: boolean }) => {
  const { filters, event: open } = route.value;
  const count = newest.value;
  const all = history.value?.events ?? [];
  const { type, actor, q } = filters;
  const found = useMemo(() => filteredEvents(all, { type, actor, q }).slice(), [all, count, type, actor, q]);
  const types = useMemo(() => namesIn(all, 'type'), [all, count]);
  const actors = useMemo(() => namesIn(all, 'actor'), [all, count]);
  const filter = (change: Record<string, string>) => go({ filters: { ...filters, ...change } }, 'replace');
  const choice = (name: 'type' | 'actor', options: readonly string[]) => (
    <label>
      <span class="sr">By {name}</span>
      <select value={filters[name] ?? ''} onChange={({ currentTarget }) => filter({ [name]: currentTarget.value })}>
        <option value="">Any {name}</option>
        {options.map((one) => (
          <option key={one} value={one}>
            {cut(one, 60)}
          </option>
        ))}
      </select>
    </label>
  );
  const shown = open === undefined ? undefined : eventAt(open);
  return (
    <div class={`events-view${shown === undefined ? '' : ' with-detail'}`}>
      <div class="list">
        <div class="head">
          <label>
            <span class="sr">Search in events</span>
            <input
              type="search"
              placeholder="Search in events"
              value={q ?? ''}
              onInput={({ currentTarget }) => filter({ q: currentTarget.value })}
            />
          </label>
          {choice('type', types)}
          {choice('actor', actors)}
          <span class="quiet" aria-live="polite">
            {found.length === all.length
              ? counted(all.length, 'event')
              : `${number(found.length)} of ${counted(all.length, 'event')}`}
          </span>
        </div>
        <Grid
          id="events"
          label="Events"
          rows={found}
          columns={COLUMNS}
          rowHeight={ROW}
          keyOf={({ ordinal }) => ordinal}
          onOpen={({ ordinal }) => go({ event: ordinal, at: isLive.peek() ? undefined : ordinal }, 'replace')}
          classOf={({ ordinal }) => `${ordinal > at.value ? 'later' : ''}${ordinal === open ? ' open' : ''}`}
          current={placeOf(found, open ?? at.value)}
          empty="No event fits the filters."
        />
      </div>
      {shown !== undefined && <EventDetail key={shown.ordinal} event={shown} session={session} embedded={embedded} />}
    </div>
  );
};
