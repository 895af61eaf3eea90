// The route as a signal, kept in step with the address: of the history where a service serves the page, behind `#` where the
// page is a file.
import { computed, signal } from '@preact/signals';
import { pathOf, queryOf, type Route, routeFrom } from '../model/route.ts';

/** The one session of a page that is a file; undefined where a service serves it. */
let only: string | undefined;

const read = (): Route =>
  only === undefined
    ? routeFrom(location.pathname, location.search)
    : { ...routeFrom('/', location.hash.slice(1)), session: only };

export const route = signal<Route>(routeFrom('/', ''));

/** Members of the route, for what shall not be drawn anew whenever the moment moves. */
export const sessionShown = computed(() => route.value.session);
export const viewShown = computed(() => route.value.view);
export const comparedWith = computed(() => route.value.with);
export const agentShown = computed(() => route.value.agent);
export const eventShown = computed(() => route.value.event);

/** Begins. @param session of a page that is a file */
export const startAddress = (session?: string): void => {
  only = session;
  route.value = read();
  addEventListener('popstate', () => {
    route.value = read();
  });
  addEventListener('hashchange', () => {
    route.value = read();
  });
};

/** The address of a route, for a link. */
export const hrefOf = (to: Route): string => (only === undefined ? `${pathOf(to)}${queryOf(to)}` : `#${queryOf(to)}`);

/** As a link that can be sent to somebody. */
export const absoluteHref = (to: Route): string => new URL(hrefOf(to), location.href).href;

/** A browser takes no more than so many changes of the address in a short time. */
const WRITE_MS = 250;
let pending: ReturnType<typeof setTimeout> | undefined;

/**
 * Goes there.
 * @param how `push` for what a person would go back from; `replace` for a step of the slider or a letter of a search
 */
export const go = (change: Partial<Route>, how: 'push' | 'replace' = 'push'): void => {
  const to = { ...route.peek(), ...change };
  route.value = to;
  clearTimeout(pending);
  if (how === 'push') {
    history.pushState(null, '', hrefOf(to));
    scrollTo({ top: 0 });
    return;
  }
  pending = setTimeout(() => history.replaceState(null, '', hrefOf(route.peek())), WRITE_MS);
};
