// One session in the page: its events as they come, folded here, and the moment that is looked at. Documents of views are made
// when somebody looks at them, and kept for the moments that were looked at last.
import { batch, computed, signal } from '@preact/signals';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { type Documents, showView, type ViewName } from '../../../projections/all.ts';
import { SessionHistory } from '../model/history.ts';
import { go, route } from './address.ts';
import { recordedEvents } from './recorded.ts';
import { client, connected, explain } from './service.ts';

export const history = signal<SessionHistory | undefined>(undefined);
/** How many events there are. */
export const newest = signal(0);
/** Whether the history that was there at first has been read. */
export const caughtUp = signal(false);
export const fault = signal<string | undefined>(undefined);

/** The ordinal that is looked at. */
export const at = computed(() => Math.min(route.value.at ?? newest.value, newest.value));
export const isLive = computed(() => route.value.at === undefined);
/** How many events are newer than the moment that is looked at. */
export const newer = computed(() => newest.value - at.value);

/** The moment of the timeline, which shows the whole session: it comes after `newest`, as drawing it takes longer. */
export const timelineAt = signal(0);

/** The event of a moment; undefined before the first. */
export const eventAt = (ordinal: number): RecordedEvent | undefined => history.peek()?.events[ordinal - 1];

/** Documents by `view@ordinal`, the last used at the end. */
const kept = new Map<string, unknown>();
const MOST_KEPT = 24;

/** A view of the session at a moment. */
export const documentAt = <N extends ViewName>(view: N, ordinal: number): Documents[N] | undefined => {
  const folded = history.value;
  if (folded === undefined) return undefined;
  const key = `${view}@${ordinal}`;
  let document = kept.get(key) as Documents[N] | undefined;
  if (document === undefined) document = showView(folded.viewsAt(ordinal), view);
  else kept.delete(key);
  kept.set(key, document);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
  return document;
};

/** The moment that was looked at before this one: what changed between them is highlighted. */
export const before = signal<number | undefined>(undefined);

/** Moves the slider. Undefined: live. */
export const lookAt = (ordinal: number | undefined, how: 'push' | 'replace' = 'replace'): void => {
  const from = at.peek();
  const to = ordinal === undefined ? undefined : Math.max(0, Math.min(ordinal, newest.peek()));
  if (to === from && route.peek().at !== undefined) return;
  batch(() => {
    before.value = from;
    go({ at: to }, how);
  });
};

const begin = (sessionId: string): SessionHistory => {
  const folded = new SessionHistory(sessionId);
  kept.clear();
  batch(() => {
    history.value = folded;
    newest.value = 0;
    timelineAt.value = 0;
    caughtUp.value = false;
    fault.value = undefined;
    before.value = undefined;
  });
  return folded;
};

/** Shows a session whose events are all here. */
export const showEvents = (sessionId: string, events: readonly RecordedEvent[]): void => {
  const folded = begin(sessionId);
  folded.append(events);
  batch(() => {
    newest.value = folded.length;
    timelineAt.value = folded.length;
    caughtUp.value = true;
  });
};

/** Between two pictures of the page at most so many milliseconds: events that come fast are shown together. */
const SHOW_MS = 100;
const TIMELINE_MS = 400;
/** A service that does not answer is asked again after so long. */
const AGAIN_MS = 1_000;

/** Follows a session until it is stopped. */
export const followSession = (sessionId: string): (() => void) => {
  const stop = new AbortController();
  const { signal } = stop;
  const folded = begin(sessionId);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timelineTimer: ReturnType<typeof setTimeout> | undefined;
  /** A part of the time only goes into the timeline, however long it takes. */
  const showTimeline = (): void => {
    timelineTimer = undefined;
    const from = performance.now();
    timelineAt.value = folded.length;
    const took = performance.now() - from;
    timelineTimer = setTimeout(
      () => {
        timelineTimer = undefined;
        if (timelineAt.peek() !== folded.length) showTimeline();
      },
      Math.max(TIMELINE_MS, took * 8),
    );
  };
  const show = (): void => {
    timer = undefined;
    if (signal.aborted) return;
    timelineTimer ??= setTimeout(showTimeline, 0);
    batch(() => {
      if (isLive.peek() && caughtUp.peek()) before.value = newest.peek();
      newest.value = folded.length;
    });
  };
  /** What came live while the history was read. */
  const waiting: RecordedEvent[] = [];
  let reading = 0;
  /** Reads what is recorded after what is here; what came live meanwhile is taken after it. */
  const read = async (): Promise<void> => {
    reading += 1;
    try {
      folded.append(await recordedEvents(sessionId, folded.length, signal));
    } finally {
      reading -= 1;
    }
    folded.append(waiting.splice(0));
    if (caughtUp.peek()) timer ??= setTimeout(show, SHOW_MS);
    else
      batch(() => {
        newest.value = folded.length;
        timelineAt.value = folded.length;
        caughtUp.value = true;
      });
  };
  /** The same, until the service answers: it may go away again right after the stream began. */
  const readUntilAnswered = async (): Promise<void> => {
    for (;;)
      try {
        await read();
        return;
      } catch (error) {
        if (signal.aborted || !(error instanceof TypeError)) throw error;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
  };
  const follow = async (): Promise<void> => {
    // At once, so that there is something to see.
    const first = read();
    first.catch(() => undefined);
    for await (const item of client.peek().subscribe({ sessions: sessionId, from: 'now', signal })) {
      switch (item.kind) {
        case 'event':
          if (reading > 0) waiting.push(item.event);
          // A gap: what is missing was recorded before the stream began.
          else if (folded.append([item.event]) < 0) await readUntilAnswered();
          else timer ??= setTimeout(show, SHOW_MS);
          break;
        case 'caught-up':
          // From here on nothing is missed; what came between the first reading and now is read.
          await first;
          await readUntilAnswered();
          break;
        case 'fault':
          fault.value = item.error.message;
          break;
        case 'disconnected':
          connected.value = false;
          break;
        case 'reconnected':
          connected.value = true;
          await readUntilAnswered();
          break;
        case 'behind':
          // Only of a subscription that asks to be ended so.
          break;
        default:
          item satisfies never;
      }
    }
  };
  follow().catch((error) => {
    if (signal.aborted) return;
    batch(() => {
      fault.value = explain(error);
      newest.value = folded.length;
      timelineAt.value = folded.length;
    });
  });
  return () => {
    stop.abort();
    clearTimeout(timer);
    clearTimeout(timelineTimer);
    connected.value = true;
  };
};
