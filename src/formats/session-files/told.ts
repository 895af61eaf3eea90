// The events of a session as the writer of its four files asks for them: by type, and what a source said of an entity
// beyond what our fields hold.
import type { EventOf, RecordedEvent } from '../../../machines/events/envelope.ts';
import { isDerived } from '../../../machines/events/envelope.ts';
import { type Documents, foldViews, showAll } from '../../../projections/index.ts';
import { type FileKind, isObject, type JsonObject } from './entry.ts';

type Type = RecordedEvent['type'];

export class Told {
  readonly sessionId: string;
  readonly events: readonly RecordedEvent[];
  readonly documents: Documents;
  readonly #byType = new Map<string, RecordedEvent[]>();

  constructor(sessionId: string, events: readonly RecordedEvent[]) {
    this.sessionId = sessionId;
    this.events = events;
    this.documents = showAll(foldViews(events, sessionId));
    for (const event of events) {
      const others = this.#byType.get(event.type);
      if (others === undefined) this.#byType.set(event.type, [event]);
      else others.push(event);
    }
  }

  all<T extends Type>(type: T): readonly EventOf<T>[] {
    return (this.#byType.get(type) ?? []) as unknown as EventOf<T>[];
  }

  /** What a file said of an entity beyond our fields, by the entity's id; the last telling counts. */
  rests<T extends Type>(type: T, kind: FileKind, idOf: (data: EventOf<T>['data']) => string): Map<string, JsonObject> {
    return new Map(this.all(type).map((event) => [idOf(event.data), restIn(event, kind)]));
  }

  /** What was left of a file as a whole when the session was imported. */
  restOfFile(kind: FileKind): JsonObject {
    const file = this.all('fact_noted').findLast(
      (event) => isDerived(event) && event.data.name === 'session_file' && event.data.text === this.nameOf(kind),
    );
    return (file?.data.extra as JsonObject | undefined) ?? {};
  }

  nameOf(kind: FileKind): string {
    return `${kind}-${this.sessionId}.json`;
  }

  /** When the session was last heard of. */
  get lastTime(): string {
    return this.events.reduce((last, { time }) => (time > last ? time : last), '');
  }
}

/** A derived fact has the rest of its entry itself, an event of the session's own has it under the name of the file. */
const restIn = (
  event: { readonly data: unknown; readonly derivedfrom?: string | undefined },
  kind: FileKind,
): JsonObject => {
  const extra = (event.data as { extra?: unknown }).extra;
  if (!isObject(extra) || event.derivedfrom === undefined) return {};
  if (isDerived(event)) return extra;
  return isObject(extra[kind]) ? extra[kind] : {};
};

/** Only what says something: no null, no empty text or list, no empty object. */
export const said = (fields: JsonObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        value !== '' &&
        !(Array.isArray(value) && value.length === 0) &&
        !(isObject(value) && Object.keys(value).length === 0),
    ),
  );

/** How many of each, under names that no object has of itself. */
export const tallied = (names: Iterable<string>): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== '__proto__') counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
};
