// Change notices: which views a client watches, and a notice for each that changed. The first comes at once, so that nothing
// is missed between reading a view and watching it.
import { isViewName } from '../../../projections/index.ts';
import { type McpAccess, scoped } from './access.ts';

const FORM = /^reprise:\/\/sessions\/([^/]+)\/([^/]+)$/;

/** The address of a view: `reprise://sessions/SESSION/VIEW`. */
export const uriOf = (session: string, view: string): string => `reprise://sessions/${session}/${view}`;

/** Of so many a notice at most in a second: a client reads the view for each. */
const EVERY_MS = 250;

/** @param notify called with the address of a view that changed. @returns ends it */
export const watchViews = (
  access: McpAccess,
  uris: readonly string[],
  notify: (uri: string) => void,
  onDefect: (error: unknown) => void,
): (() => void) => {
  const stop = new AbortController();
  const { signal } = stop;
  const watch = async (uri: string): Promise<void> => {
    const [, session = '', view = ''] = FORM.exec(uri) ?? [];
    if (!isViewName(view)) return;
    const { hub } = await scoped(access);
    for await (const { kind } of hub.subscribeView(session, view, { everyMs: EVERY_MS, signal }))
      if (kind === 'view' && !signal.aborted) notify(uri);
  };
  for (const uri of new Set(uris)) watch(uri).catch((error: unknown) => !signal.aborted && onDefect(error));
  return () => stop.abort();
};

/** What is watched on one connection, by the key under which it was asked for. */
export class Watches {
  readonly #watch: (uris: readonly string[]) => () => void;
  readonly #ends = new Map<string, () => void>();

  constructor(watch: (uris: readonly string[]) => () => void) {
    this.#watch = watch;
  }

  start(key: string, uris: readonly string[]): void {
    this.stop(key);
    this.#ends.set(key, this.#watch(uris));
  }

  stop(key: string): void {
    this.#ends.get(key)?.();
    this.#ends.delete(key);
  }

  stopAll(): void {
    for (const key of [...this.#ends.keys()]) this.stop(key);
  }
}
