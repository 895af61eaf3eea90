// All sessions: what waits for a person first, then the newest. Filters and search are in the address.
import { computed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { go, route } from '../data/address.ts';
import { client, tokenWanted } from '../data/service.ts';
import { fault, followSessions, isRead, rows, type SessionRow, total } from '../data/sessions.ts';
import { ago, counted, cut, moment, number, short } from '../model/format.ts';
import { NO_ROUTE } from '../model/route.ts';
import { waitingText, waitsFor } from '../model/waiting.ts';
import { Badge, Meter } from './badge.tsx';
import { type Column, Grid } from './grid.tsx';
import { Link } from './link.tsx';

const ROW = 44;
const STATUSES = [
  ...['waiting', 'running', 'waiting_for_review', 'paused'],
  ...['completed', 'failed', 'cancelled', 'not_started'],
] as const;

const newestFirst = (a: SessionRow, b: SessionRow): number =>
  (b.lastEventAt ?? '').localeCompare(a.lastEventAt ?? '') || a.sessionId.localeCompare(b.sessionId);

const shown = computed(() => {
  const { q = '', status = '' } = route.value.filters;
  const search = q.toLowerCase();
  return [...rows.value.values()]
    .filter(
      (row) =>
        (status === '' || (status === 'waiting' ? waitsFor(row).length > 0 : row.status === status)) &&
        (search === '' || `${row.sessionId} ${row.goal ?? ''} ${row.profile ?? ''}`.toLowerCase().includes(search)),
    )
    .sort((a, b) => Number(waitsFor(b).length > 0) - Number(waitsFor(a).length > 0) || newestFirst(a, b));
});

const where = ({ currentPhase, currentCycle }: SessionRow): string =>
  [currentPhase, currentCycle === null ? null : `cycle ${currentCycle}`].filter((part) => part !== null).join(', ');

const columnsAt = (nowMs: number): readonly Column<SessionRow>[] => [
  {
    name: 'status',
    title: 'Status',
    width: '11.5rem',
    cell: (row) => <Badge status={row.status} />,
  },
  {
    name: 'goal',
    title: 'Session',
    cell: (row) => (
      <>
        <Link to={{ ...NO_ROUTE, session: row.sessionId }}>
          <bdi dir="auto">{cut(row.goal ?? row.sessionId, 200)}</bdi>
        </Link>
        <span class="quiet id">{row.sessionId}</span>
      </>
    ),
  },
  {
    name: 'waiting',
    title: 'Waits for',
    width: '14rem',
    cell: (row) => {
      const waits = waitsFor(row);
      return waits.length === 0 ? null : (
        <span class="waits" title={waits.map(waitingText).join('\n')}>
          <span aria-hidden="true">◷</span> <bdi dir="auto">{cut(waitingText(waits[0] as never), 90)}</bdi>
          {waits.length > 1 && ` +${waits.length - 1}`}
        </span>
      );
    },
  },
  { name: 'where', title: 'Phase, cycle', width: '9rem', wideOnly: true, cell: (row) => <bdi>{where(row)}</bdi> },
  {
    name: 'agents',
    title: 'Agents',
    width: '6.5rem',
    wideOnly: true,
    cell: ({ agents }) => (agents.running > 0 ? `${agents.running} running` : number(agents.total)),
  },
  {
    name: 'todos',
    title: 'Todos',
    width: '5.5rem',
    wideOnly: true,
    cell: ({ todos }) => (todos.total === 0 ? '–' : `${todos.completed} of ${todos.total}`),
  },
  {
    name: 'tokens',
    title: 'Tokens',
    width: '8.5rem',
    wideOnly: true,
    cell: ({ tokens }) => (
      <>
        {short(tokens.used)}
        {tokens.budget !== null && ` of ${short(tokens.budget)}`}
        <Meter value={tokens.percent} label={`${tokens.percent ?? 0} % of the budget`} />
      </>
    ),
  },
  {
    name: 'last',
    title: 'Last event',
    width: '6.5rem',
    cell: (row) => <time title={moment(row.lastEventAt)}>{ago(row.lastEventAt, nowMs)}</time>,
  },
];

export const SessionsScreen = () => {
  const now = useSignal(Date.now());
  const ofClient = client.value;
  const wanted = tokenWanted.value;
  useEffect(() => followSessions(), [ofClient, wanted]);
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 10_000);
    return () => clearInterval(timer);
  }, [now]);
  const { filters } = route.value;
  const found = shown.value;
  const waiting = found.filter((row) => waitsFor(row).length > 0).length;
  const filter = (change: Record<string, string>) => go({ filters: { ...filters, ...change } }, 'replace');
  return (
    <section class="sessions" aria-labelledby="sessions-title">
      <div class="head">
        <h1 id="sessions-title">Sessions</h1>
        <span class="quiet" aria-live="polite">
          {isRead.value ? counted(total.value, 'session') : 'reading …'}
          {found.length !== rows.value.size && `, ${number(found.length)} shown`}
          {waiting > 0 && <strong class="waits"> ◷ {waiting} waiting for a person</strong>}
        </span>
        <span class="space" />
        <label>
          <span class="sr">Search in goals and ids</span>
          <input
            type="search"
            placeholder="Search"
            value={filters.q ?? ''}
            onInput={({ currentTarget }) => filter({ q: currentTarget.value })}
          />
        </label>
        <label>
          <span class="sr">Status</span>
          <select
            value={filters.status ?? ''}
            onChange={({ currentTarget }) => filter({ status: currentTarget.value })}
          >
            <option value="">Any status</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {status === 'waiting' ? 'waiting for a person' : status.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        </label>
      </div>
      {fault.value !== undefined && (
        <p role="alert" class="fault">
          {fault.value}
        </p>
      )}
      <Grid
        id="sessions"
        label="Sessions"
        rows={found}
        columns={columnsAt(now.value)}
        rowHeight={ROW}
        keyOf={({ sessionId }) => sessionId}
        onOpen={({ sessionId }) => go({ ...NO_ROUTE, session: sessionId })}
        classOf={(row) => (waitsFor(row).length > 0 ? 'waiting' : '')}
        empty={isRead.value ? 'No session. `reprise send session.start` begins one.' : 'Reading the sessions …'}
      />
    </section>
  );
};
