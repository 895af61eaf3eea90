// The events of a session as the writers of its four files need them: by type, with the session's views, and with what
// an import kept of an entry beyond the fields of its event.

import { groupBy } from '../../../machines/collections/group-by.ts';
import type { EventOf, RecordedEvent } from '../../../machines/events/envelope.ts';
import { isDerived } from '../../../machines/events/envelope.ts';
import { type Documents, foldViews, showAll } from '../../../projections/index.ts';
import { type FileKind, fileNameOf } from './file-kind.ts';
import { isObject, type JsonObject, objectOr } from './json-object.ts';

type Type = RecordedEvent['type'];

export class SessionEvents {
  readonly sessionId: string;
  readonly all: readonly RecordedEvent[];
  readonly documents: Documents;
  readonly #byType: ReadonlyMap<Type, readonly RecordedEvent[]>;

  constructor(sessionId: string, events: readonly RecordedEvent[]) {
    this.sessionId = sessionId;
    this.all = events;
    this.documents = showAll(foldViews(events, sessionId));
    this.#byType = groupBy(events, ({ type }) => type);
  }

  ofType<T extends Type>(type: T): readonly EventOf<T>[] {
    const isOfType = (event: RecordedEvent): event is RecordedEvent & EventOf<T> => event.type === type;
    return (this.#byType.get(type) ?? []).filter(isOfType);
  }

  /** What a file held of an entity beyond the fields of its event, by the entity's id; the last event counts. */
  rests<T extends Type>(type: T, kind: FileKind, idOf: (data: EventOf<T>['data']) => string): Map<string, JsonObject> {
    return new Map(this.ofType(type).map((event) => [idOf(event.data), restIn(event, kind)]));
  }

  /** Entities whose start no file has, so that none is written; by id. */
  inferredStarts<T extends 'todo_started' | 'phase_started'>(
    type: T,
    idOf: (data: EventOf<T>['data']) => string,
  ): Set<string> {
    return new Set(
      this.ofType(type).flatMap((event) =>
        isDerived(event) && objectOr(event.data.extra).inferred === true ? [idOf(event.data)] : [],
      ),
    );
  }

  /** What an import kept of a file as a whole: its own summary, index and metadata. */
  restOfFile(kind: FileKind): JsonObject {
    const file = fileNameOf(kind, this.sessionId);
    const noted = this.ofType('fact_noted').findLast(
      (event) => isDerived(event) && event.data.name === 'session_file' && event.data.text === file,
    );
    return objectOr(noted?.data.extra);
  }

  /** The notes of an import under this name that came from the planning file. */
  planningNotes(name: string): readonly EventOf<'fact_noted'>[] {
    return this.ofType('fact_noted').filter(
      ({ data, derivedfrom }) => data.name === name && derivedfrom?.startsWith('planning-'),
    );
  }

  /** The newest time of an event. */
  get lastTime(): string {
    return this.all.reduce((last, { time }) => (time > last ? time : last), '');
  }
}

/** A derived event has the rest of its entry in `extra` itself; an event of the events file, under the file's kind. */
const restIn = (
  event: { readonly data: unknown; readonly derivedfrom?: string | undefined },
  kind: FileKind,
): JsonObject => {
  const { extra } = event.data as { extra?: unknown };
  if (!isObject(extra) || event.derivedfrom === undefined) return {};
  return isDerived(event) ? extra : objectOr(extra[kind]);
};
