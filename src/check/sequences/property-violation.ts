// What a checked sequence can show: which property of the law does not hold, and the record up to that event.

/**
 * - `rules-disagree`: machines and rules report other violations of an event than the invariants do.
 * - `invariant-violated`: an accepted event violates an invariant, of the law or of the caller.
 * - `fold-differs`: the decided state is not the fold of the recorded lines.
 * - `repeat-counts`: a repeated command is not recognized, or another command under its id is not refused.
 */
export type ViolatedProperty = 'rules-disagree' | 'invariant-violated' | 'fold-differs' | 'repeat-counts';

/** Thrown at the first property that does not hold. */
export class PropertyViolation extends Error {
  readonly kind: ViolatedProperty;
  /** Ids of the rules and invariants concerned, or a command's word. */
  readonly about: string;
  /** The record, the event concerned last, whether it was accepted or refused. */
  readonly lines: readonly string[];

  constructor(kind: ViolatedProperty, about: string, sentence: string, lines: readonly string[]) {
    super(sentence);
    this.kind = kind;
    this.about = about;
    this.lines = lines;
  }
}
