// What a check of a profile returns: what was explored, how far, and each problem with the shortest trace that shows it.
import type { BoundsOptions } from '../bounds.ts';
import type { Law } from '../run/law.ts';

/**
 * - `unreachable-state`: no legal command leads into this state of a phase, gate, cycle or the session.
 * - `cannot-end`: no legal commands lead from the start to a session that ends as completed.
 * - `dead-end`: legal commands lead to an open session that can no longer end as completed (it can still be ended as
 *   failed or cancelled).
 * - `gate-cannot-pass`: no legal commands lead to a verdict that the gate passed.
 * - `phase-locked-out`: no legal commands start the phase, because of a gate.
 * - `invariant-violated`: a legal history violates an invariant, of the law or of the caller.
 * - `rules-disagree`: machines and rules accept what the law's invariants call an error, or the other way round.
 */
export type ProblemKind =
  | 'unreachable-state'
  | 'cannot-end'
  | 'dead-end'
  | 'gate-cannot-pass'
  | 'phase-locked-out'
  | 'invariant-violated'
  | 'rules-disagree';

/** A command of a trace, as `decide` takes it, without its id. */
export interface TraceCommand {
  readonly name: string;
  readonly data: unknown;
  /** Default: orchestrator. */
  readonly actor?: string;
}

export interface Problem {
  readonly kind: ProblemKind;
  /** The id of the phase, gate, state or invariant concerned. */
  readonly about: string;
  /** What is wrong, and where, for a person. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: string;
  /** The commands of the shortest trace that shows it. The last may be one that is refused: then it adds no line. */
  readonly commands: readonly TraceCommand[];
  /** The recorded events of the trace: NDJSON lines with their hash chain, which replay and verify read. */
  readonly lines: readonly string[];
  /** Of a problem that random sequences found: what reproduces it. */
  readonly seed?: number;
  readonly path?: string;
}

/** A legal history as commands, and as what they record. */
export interface LegalTrace {
  readonly commands: readonly TraceCommand[];
  /** Each command as one writes it after `reprise send SESSION`. */
  readonly written: readonly string[];
  /** The recorded events: NDJSON lines with their hash chain. The last command may be one that is refused. */
  readonly lines: readonly string[];
}

/** The shortest way to a session that ends as completed, with everything or without something. */
export interface Completion {
  readonly without: 'nothing' | 'agents' | 'tasks' | 'passed gates';
  /** Undefined where there is none. */
  readonly trace: LegalTrace | undefined;
  /** True where all ways were explored: then none exists where there is no trace. */
  readonly complete: boolean;
}

/** A rule whose severity in the profile is not its own. */
export interface ChangedRule {
  readonly rule: string;
  readonly sentence: string;
  readonly severity: 'error' | 'warn' | 'off';
  /** Its severity where no profile changes it. */
  readonly own: 'error' | 'warn';
  /** `passes`: a history that violates it is recorded, which the rule would refuse or report. `refuses`: it refuses more. */
  readonly effect: 'passes' | 'refuses';
  /** What violates it at the last command of the trace. */
  readonly detail?: string;
  /** The shortest history found that shows the effect, at its last command; undefined where none was found. */
  readonly trace: LegalTrace | undefined;
}

/**
 * - `budget`: limits of tokens that cannot all be reached, or that nothing watches.
 * - `gate`: a gate that guards nothing, or seems to guard another phase than it is about.
 * - `rule`: a rule whose severity has an effect that is easily overlooked.
 */
export interface Hint {
  readonly kind: 'budget' | 'gate' | 'rule';
  /** The id of the phase, gate or rule concerned. */
  readonly about: string;
  readonly sentence: string;
}

export interface ExploredState {
  /** Short and readable, unique within its aspect. */
  readonly id: string;
  /** The legal moves; one that changes nothing the exploration distinguishes leads back to the state itself. */
  readonly edges: readonly { readonly command: string; readonly to: string }[];
  /** Commands on the shortest way here from before the session's start. */
  readonly steps: number;
  /** The session has ended here, as what. */
  readonly ended?: 'completed' | 'failed' | 'cancelled';
}

/** One part of a process, explored separately. */
export interface ExploredAspect {
  readonly aspect: string;
  /** What is in it and what it leaves out, in a sentence. */
  readonly about: string;
  readonly states: number;
  readonly edges: number;
  /** How far the exploration went, where it did not reach every state. */
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
  /** True where everything was explored and there is no problem. */
  readonly ok: boolean;
  /** False where an exploration stopped early: what it has not explored may have problems. The aspects have the limits. */
  readonly complete: boolean;
  /** Sums over the aspects. */
  readonly states: number;
  readonly edges: number;
  readonly aspects: readonly ExploredAspect[];
  readonly machines: readonly CoveredMachine[];
  /** The random sequences tried beyond the exploration. */
  readonly random: {
    readonly sequences: number;
    readonly commands: number;
    readonly seed: number;
    /** Where not all of them were tried. */
    readonly limit?: string;
  };
  readonly durationMs: number;
  readonly problems: readonly Problem[];
  /** The shortest ways to completion: with everything, without agents, without tasks, without a passed gate. */
  readonly completions: readonly Completion[];
  /** The rules that the profile softens, switches off or makes stricter, each with a history that shows the effect. */
  readonly changedRules: readonly ChangedRule[];
  /** What is legal and may not be meant. */
  readonly hints: readonly Hint[];
}

export interface CheckProfileOptions extends BoundsOptions {
  /** Of the random sequences. Default: drawn, and given in the result. */
  readonly seed?: number;
  /** Random sequences beyond the exploration. Default 100; 0 for none. */
  readonly sequences?: number;
  /** Commands in the longest of them. Default 200. */
  readonly maxLength?: number;
  /** States expanded in one aspect before its exploration stops, with a `limit` in the result. Default 50,000. */
  readonly maxStates?: number;
  /** Commands to try besides those of the process, such as `metric.record`, when your invariants read their events. */
  readonly commands?: readonly TraceCommand[];
  /** Another law; for tests of defects that no profile can cause under the real one. */
  readonly law?: Law;
  /** Called with a sentence for each step of the work. */
  readonly onProgress?: (sentence: string) => void;
}
