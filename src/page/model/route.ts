// What the address says: which session, which moment, which view, what it is compared with, and the filters of a list. Every
// state of the page that a person would want back after a reload, or would send to a colleague, is in it.

export const TABS = [
  'overview',
  'plan',
  'cycles',
  'todo',
  'workbook',
  'flow',
  'usage',
  'extract',
  'events',
  'chart',
] as const;
export type Tab = (typeof TABS)[number];

export interface Route {
  /** Undefined: the list of sessions. */
  readonly session: string | undefined;
  /** The ordinal of the moment; undefined: live, the newest. */
  readonly at: number | undefined;
  readonly view: Tab;
  /** What it is compared with: `12` is a moment of the same session, `other@12` and `other` one of another. */
  readonly with: string | undefined;
  /** The ordinal of the event that is open. */
  readonly event: number | undefined;
  /** The agent whose details are open. */
  readonly agent: string | undefined;
  /** Search and filters: of sessions `q`, `status`; of events `q`, `type`, `actor`. */
  readonly filters: Readonly<Record<string, string>>;
}

export const FILTERS = ['q', 'status', 'type', 'actor'] as const;

export const NO_ROUTE: Route = {
  session: undefined,
  at: undefined,
  view: 'overview',
  with: undefined,
  event: undefined,
  agent: undefined,
  filters: {},
};

const ordinalOf = (text: string | null): number | undefined =>
  text !== null && /^\d{1,10}$/.test(text) ? Number(text) : undefined;

/** @param path `/` or `/s/<session>`; @param query with or without its `?` */
export const routeFrom = (path: string, query: string): Route => {
  const [, session] = /^\/s\/([A-Za-z0-9_-]{1,64})\/?$/.exec(path) ?? [];
  const members = new URLSearchParams(query);
  const view = members.get('view') as Tab | null;
  const filters: Record<string, string> = {};
  for (const name of FILTERS) {
    const value = members.get(name);
    if (value !== null && value !== '') filters[name] = value;
  }
  return {
    session,
    at: ordinalOf(members.get('at')),
    view: view !== null && TABS.includes(view) ? view : 'overview',
    with: members.get('with') ?? undefined,
    event: ordinalOf(members.get('event')),
    agent: members.get('agent') ?? undefined,
    filters,
  };
};

/** The query of a route; empty for one that is all defaults. */
export const queryOf = ({ at, view, with: other, event, agent, filters }: Route): string => {
  const members = new URLSearchParams();
  if (at !== undefined) members.set('at', String(at));
  if (view !== 'overview') members.set('view', view);
  if (other !== undefined) members.set('with', other);
  if (event !== undefined) members.set('event', String(event));
  if (agent !== undefined) members.set('agent', agent);
  for (const [name, value] of Object.entries(filters)) if (value !== '') members.set(name, value);
  const text = members.toString();
  return text === '' ? '' : `?${text}`;
};

export const pathOf = ({ session }: Route): string => (session === undefined ? '/' : `/s/${session}`);

/** What a session is compared with. */
export interface Other {
  /** Undefined: the same session. */
  readonly session: string | undefined;
  /** Undefined: its newest event. */
  readonly at: number | undefined;
}

/** Undefined for a text that names no moment. */
export const otherFrom = (text: string | undefined): Other | undefined => {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return { session: undefined, at: Number(text) };
  const [, session, at] = /^([A-Za-z0-9_-]{1,64})(?:@(\d{1,10}))?$/.exec(text) ?? [];
  return session === undefined ? undefined : { session, at: ordinalOf(at ?? null) };
};
