// What each step of an import works with: the files' entries, the facts so far, and what the events file reports already.
import type { FactIndex } from './fact-index.ts';
import type { Facts } from './facts.ts';
import type { Sources } from './sources.ts';
import type { Span } from './span.ts';

export interface ImportContext {
  readonly sources: Sources;
  readonly facts: Facts;
  readonly span: Span;
  /** The facts of the events file: what they report is not derived from another file again. */
  readonly reported: FactIndex;
  /** When the plan was made, within the session's span. */
  readonly plannedAt: string;
}
