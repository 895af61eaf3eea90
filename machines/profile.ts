// A profile is the process that a session follows, as data: phases in order, the gates between them, whether it runs
// in cycles, budgets, and how severe each rule is. The whole profile is recorded in `session_started`.
import { z } from 'zod';
import { Count, Id, Text, Title } from './events/fields.ts';

export const Severity = z.enum(['error', 'warn', 'off']);
export type Severity = z.infer<typeof Severity>;

/** How rules are applied: `enforce` (an error refuses) or `observe` (every fact is recorded, each violation is reported). */
export const Enforcement = z.enum(['enforce', 'observe']);
export type Enforcement = z.infer<typeof Enforcement>;

export const ProfileGate = z.strictObject({
  id: Id,
  name: Title,
  criteria: z.array(Title).max(1_000).default([]),
  /** The phase it guards: the gate is between that phase and the next (for the last, the session's end). */
  guards: Title.optional(),
});
export type ProfileGate = z.infer<typeof ProfileGate>;

export const Profile = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a profile name is 1 to 64 of A-Z a-z 0-9 _ -'),
    description: Text.optional(),
    /** Names in order; may be empty where the process runs in cycles. */
    phases: z.array(Title).max(100).default([]),
    cycles: z.boolean().default(false),
    gates: z.array(ProfileGate).max(200).default([]),
    /** Tokens. */
    budget: z
      .strictObject({ session: Count.optional(), phases: z.record(z.string(), Count).default({}) })
      .default({ phases: {} }),
    enforcement: Enforcement.default('enforce'),
    /**
     * Types of agents that validate the work of others, each matched as words of a type; none where the process has no
     * such agents, and asks for no validation. Default: `VALIDATORS`.
     */
    validators: z
      .array(
        z
          .string()
          .max(1_000)
          .regex(/[\p{L}\p{N}]/u, 'a type of agent has a letter or a digit'),
      )
      .max(100)
      .optional(),
    /** Rule id to severity, where it differs from the rule's own. */
    rules: z.record(z.string(), Severity).default({}),
    /** By command word, the actors that may send it: `person:alice`, or `person` for every `person:…`. */
    actors: z.record(z.string(), z.array(Title).min(1).max(100)).optional(),
    limits: z
      .strictObject({
        /** Plan items ticked by one commit before a rule warns. */
        ticksAtOnce: z.number().int().min(1).max(100_000).default(10),
      })
      .default({ ticksAtOnce: 10 }),
  })
  .superRefine((profile, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const known = new Set<string>();
    for (const [index, phase] of profile.phases.entries()) {
      if (known.has(phase)) issue(['phases', index], `two phases are named ${JSON.stringify(phase)}`);
      known.add(phase);
    }
    if (profile.phases.length === 0 && !profile.cycles) issue(['phases'], 'a profile has phases, cycles or both');
    const gates = new Set<string>();
    for (const [index, gate] of profile.gates.entries()) {
      if (gates.has(gate.id)) issue(['gates', index, 'id'], `two gates have the id ${JSON.stringify(gate.id)}`);
      gates.add(gate.id);
      if (profile.gates.some((other, at) => at !== index && (other.name === gate.name || other.id === gate.name)))
        issue(['gates', index, 'name'], `two gates have the name or id ${JSON.stringify(gate.name)}`);
      if (gate.guards !== undefined && !known.has(gate.guards))
        issue(['gates', index, 'guards'], `no phase is named ${JSON.stringify(gate.guards)}`);
    }
    for (const phase of Object.keys(profile.budget.phases))
      if (!known.has(phase)) issue(['budget', 'phases', phase], `no phase is named ${JSON.stringify(phase)}`);
  });
export type Profile = z.infer<typeof Profile>;

/** The types of agents that validate where a profile names none. */
export const VALIDATORS: readonly string[] = ['reviewer', 'tester', 'validate', 'review'];

/** A text as its words, in lower case between spaces: ` senior reviewer ` of `senior-reviewer` and of `SeniorReviewer`. */
const wordsOf = (text: string): string =>
  ` ${(text.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2').match(/[\p{L}\p{N}]+/gu) ?? []).join(' ').toLowerCase()} `;

/** True where agents of a type validate the work of others: one of the profile's validators is among its words. */
export const validates = (
  { validators = VALIDATORS }: { readonly validators?: readonly string[] | undefined },
  agentType: string,
): boolean => {
  const words = wordsOf(agentType);
  return validators.some((one) => words.includes(wordsOf(one)));
};

const longPhases = [
  'Context',
  'Analysis',
  'Research',
  'Brainstorm',
  'Planning',
  'Execution',
  'Review',
  'Delivery',
] as const;

const implementationGate: ProfileGate = {
  id: 'execution-review',
  name: 'Execution → Review',
  criteria: [],
  guards: 'Execution',
};
const postflightGate: ProfileGate = {
  id: 'postflight',
  name: 'Postflight validation',
  criteria: [],
  guards: 'Delivery',
};

const builtIn = (name: string, phases: readonly string[], cycles: boolean): Profile => ({
  name,
  phases: [...phases],
  cycles,
  gates: cycles ? [] : [implementationGate, postflightGate],
  budget: { phases: {} },
  enforcement: 'enforce',
  rules: {},
  limits: { ticksAtOnce: 10 },
});

/** The built-in profiles by name. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  normal: builtIn('normal', ['Context', 'Planning', 'Execution', 'Review', 'Delivery'], false),
  integrated: builtIn('integrated', longPhases, false),
  meta: builtIn('meta', longPhases, false),
  cycles: builtIn('cycles', [], true),
};
