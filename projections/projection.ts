// What a projection is: a pure fold of a session's events into a view, and the view as a document.
import type { RecordedEvent } from '../machines/events/envelope.ts';

/**
 * `apply` is total (any event, in any order, of any type) and never changes the view that it is given; its cost does
 * not grow with the session. `show` makes the plain JSON document that people and programs get, with everything that
 * is counted; it may cost as much as the session is long. `version` grows when a view's shape does.
 */
export interface Projection<View, Document> {
  readonly name: string;
  readonly version: number;
  init(sessionId: string): View;
  apply(view: View, event: RecordedEvent): View;
  show(view: View): Document;
}
