// What a check of a profile found: what was explored and how far, and each defect with the shortest trace that shows it.
import type { Law } from '../run/run.ts';

/**
 * - `unreachable-state`: nothing leads into this state of a phase, gate, cycle or the session.
 * - `cannot-end`: no legal way leads from the start to a session that ends as completed.
 * - `dead-end`: a legal way leads to where the session is open and can no longer end as completed (that it can still be
 *   given up, as failed or cancelled, is no way out).
 * - `gate-cannot-pass`: no legal way leads to a verdict that the gate passed.
 * - `phase-locked-out`: no legal way leads to the phase's start, because of a gate.
 * - `invariant-violated`: a legal history breaks an invariant, of the law or of one's own.
 * - `rules-disagree`: machines with rules accept what the law's invariants call an error, or the other way round.
 */
export type ProblemKind =
  | 'unreachable-state'
  | 'cannot-end'
  | 'dead-end'
  | 'gate-cannot-pass'
  | 'phase-locked-out'
  | 'invariant-violated'
  | 'rules-disagree';

/** A command of a trace, as `decide` takes it but for its id. */
export interface TraceCommand {
  readonly name: string;
  readonly data: unknown;
  /** Default: orchestrator. */
  readonly actor?: string;
}

export interface Problem {
  readonly kind: ProblemKind;
  /** The phase, gate, state or invariant that it is about, by its id. */
  readonly about: string;
  /** What is wrong, and where it shows, for a person. */
  readonly sentence: string;
  /** The commands that lead to it. The last may be one that the law refuses: then it adds no line. */
  readonly commands: readonly TraceCommand[];
  /** The shortest trace that shows it: NDJSON lines, hash chain and all, that replay and verify read. */
  readonly lines: readonly string[];
  /** Of one found at random: what brings it back. */
  readonly seed?: number;
  readonly path?: string;
}

export interface ExploredState {
  /** Short and readable, unique within its aspect. */
  readonly id: string;
  /** The legal moves; one that changes nothing the exploration can tell leads back to the state itself. */
  readonly edges: readonly { readonly command: string; readonly to: string }[];
  /** Commands on the shortest way here from before the session's start. */
  readonly steps: number;
  /** The session has ended here, as what. */
  readonly ended?: 'completed' | 'failed' | 'cancelled';
}

/** One part of a process, explored for itself. */
export interface ExploredAspect {
  readonly aspect: string;
  /** What is in it and what it leaves out, in a sentence. */
  readonly about: string;
  readonly states: number;
  readonly edges: number;
  /** Undefined where every state was explored; else how far it went, in a sentence. */
  readonly limit?: string;
  readonly explored: readonly ExploredState[];
}

export interface CoveredMachine {
  readonly machine: string;
  readonly states: readonly {
    readonly state: string;
    readonly reached: boolean;
    /** Commands on the shortest way there; -1 where it was not reached. */
    readonly steps: number;
    /** Why not, where it was not reached. */
    readonly why?: string;
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly signal: string;
    readonly to: string;
    readonly taken: boolean;
    /** Why not, where this profile has no use for it. */
    readonly why?: string;
  }[];
}

export interface ProfileCheck {
  /** The profile's name. */
  readonly profile: string;
  /** True where nothing was found. */
  readonly ok: boolean;
  /** Sums over the aspects. */
  readonly states: number;
  readonly edges: number;
  readonly aspects: readonly ExploredAspect[];
  readonly machines: readonly CoveredMachine[];
  /** What was tried at random beyond: 0 sequences where it was not asked for. */
  readonly random: { readonly sequences: number; readonly commands: number; readonly seed: number };
  readonly durationMs: number;
  readonly problems: readonly Problem[];
}

export interface CheckProfileOptions {
  /** Of the random part. Default: drawn, and told in the result. */
  readonly seed?: number;
  /** Random sequences beyond the exploration. Default 100; 0 for none. */
  readonly sequences?: number;
  /** Commands in the longest of them. Default 200. */
  readonly maxLength?: number;
  /** States gone on from in one aspect before it stops and says so. Default 50,000. */
  readonly maxStates?: number;
  /** Commands to try besides those of the process: what one's own invariants hear of (`metric.record`, `fact.note`). */
  readonly commands?: readonly TraceCommand[];
  /** Another law than the project's own; for tests of defects that its law does not let a profile have. */
  readonly law?: Law;
  /** Told what is under way, in a sentence each. */
  readonly onProgress?: (sentence: string) => void;
}
