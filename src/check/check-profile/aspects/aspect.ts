// An aspect: the parts of a process that are explored together. All parts at once would have more states than anybody
// waits for, so the process (phases and gates) is explored separately, and each kind of work where the process is over.
// What makes that enough: the rules that read two parts at once (a wave and its cycle, a task and its agent, a review and
// a cycle) have both in one aspect, and `session_ended` checks of each part whether it is done, of no two together.
import type { State } from '../../../../machines/state/state.ts';
import type { Move } from '../moves/move.ts';

export interface Aspect {
  readonly name: string;
  /** What is in it, in a sentence. */
  readonly about: string;
  /**
   * Where it begins: before the session; or on the shortest way through the process, where nothing but the work is left
   * to do. Only then a session can end as completed within it.
   */
  readonly begins: 'before the start' | 'before the end';
  /** True where the session can end as completed within it, so that dead ends can be found. */
  readonly ends: boolean;
  readonly moves: (state: State) => readonly Move[];
  /** Moves that follow at once wherever one of them is legal. */
  readonly settle?: (state: State) => readonly Move[];
}
