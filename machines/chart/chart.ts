// The process of a session as one statechart, as data: a region for each phase, each gate, the cycles and the pause, side
// by side while the session is open; what moves them; and what has to hold before each move. Pure and plain JSON: the XState
// machine, the drawing and the page are made from it.
import type { CommandWord } from '../commands/words.ts';

/** What has to hold. `in`: a region is in one of these states; `fact`: something that the chart has no region for. */
export type Condition =
  | { readonly in: string; readonly states: readonly string[] }
  | { readonly fact: FactName; readonly of?: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** What the work of a session adds to the process, each is true in a session without work. `of`: a phase. */
export const FACTS = {
  nothingRuns: 'no agent and no task runs',
  workEnded: 'every agent has ended and no task is open',
  noStrayPhase: 'no phase outside of the profile is active',
  noReviewAwaited: 'no review is awaited',
  oneReviewAwaited: 'one review is awaited, and no other',
  noChangesAsked: 'no review asks for changes',
  noReviewOfPhaseAwaited: 'no review of the phase is awaited',
  noChangesOfPhaseAsked: 'no review of the phase asks for changes',
  noChangesOfCycleAsked: 'no review of the cycle asks for changes',
  itemsClosed: 'no plan item is open',
  nothingBlocks: 'no finding blocks and no baseline is broken',
  failsAnswered: 'each fail was answered by a pass',
  allSatisfied: 'no requirement, deliverable, todo or question is open',
  validated: 'an agent that validates passed the work',
} as const;
export type FactName = keyof typeof FACTS;

/** A condition of a move: the rule that it restates. Rules that the profile does not make errors guard nothing. */
export interface ChartGuard {
  /** Its id: `P.order`. */
  readonly rule: string;
  /** Its sentence. */
  readonly sentence: string;
  readonly when: Condition;
}

/** What moves the chart. */
export interface ChartMove {
  /** Its word and what it is about: `phase.start Planning`, `gate.pass postflight`, `cycle.start`, `session.end failed`. */
  readonly id: string;
  readonly word: CommandWord;
  /** What is fixed in the command's data. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of the data that the sender must still give. */
  readonly needs: readonly string[];
  /** The region that decides whether it can be made at all; undefined: the session as a whole. */
  readonly region: string | undefined;
  readonly guards: readonly ChartGuard[];
  /** Who may make it, where the profile reserves its word. */
  readonly actors?: readonly string[];
}

export type RegionKind = 'session' | 'phase' | 'gate' | 'cycle';

/** One entity that the process has. Its states are those of its life cycle. */
export interface ChartRegion {
  /** `phase Planning`, `gate postflight`, `cycles`, `session`. */
  readonly id: string;
  readonly kind: RegionKind;
  /** The name of a phase, the id of a gate; else empty. */
  readonly entity: string;
  /** What people call it. */
  readonly title: string;
  /** Of a gate, the phase it guards. */
  readonly guards?: string;
  /** Of a gate. */
  readonly criteria?: readonly string[];
  readonly initial: string;
  /** By state, where each move leads from it. */
  readonly states: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Chart {
  /** Name of the profile. */
  readonly profile: string;
  /** In the order of the process: each phase, then its gates; gates that guard nothing; the cycles; the session's pause. */
  readonly regions: readonly ChartRegion[];
  readonly moves: readonly ChartMove[];
}

/** Where a session is as a whole: only while it is `open` its regions move. */
export type Root = 'unstarted' | 'open' | 'completed' | 'failed' | 'cancelled';

/** The active states: of the session as a whole, and of each region by its id. */
export interface ActiveStates {
  readonly root: Root;
  readonly regions: Readonly<Record<string, string>>;
}

export const phaseRegion = (phase: string): string => `phase ${phase}`;
export const gateRegion = (gate: string): string => `gate ${gate}`;
export const CYCLES = 'cycles';
export const SESSION = 'session';
