// What a command comes to as facts, before the law is asked: the events it would become, or why it is not one.
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { EVENTS, type EventType } from '../events/catalog.ts';
import type { Sha256 } from '../events/envelope.ts';
import { sessionEvents } from '../events/session.ts';
import { Enforcement, PROFILES, Profile } from '../profile.ts';
import { RULES } from '../rules/all.ts';
import type { State } from '../state.ts';
import { COMMAND_WORDS, eventTypeOf } from './words.ts';

/** The version of the law that this code is; stamped on each session. */
export const LAW_VERSION = '1';

/** A fact to be: an event's type and data. */
export interface Fact {
  readonly type: EventType;
  readonly data: unknown;
}
export type Facts = { readonly facts: readonly Fact[] } | { readonly invalid: string };

const NextPhase = z.strictObject({ notes: z.string().optional(), outputs: z.array(z.string()).optional() });
const ProfileInput = z.union([z.string(), z.record(z.string(), z.unknown())]).default('normal');
const StartInput = sessionEvents.session_started
  .omit({ profile: true, profileHash: true, law: true, enforcement: true })
  .extend({ profile: ProfileInput, enforcement: Enforcement.optional() });
const ChooseInput = z.strictObject({ profile: ProfileInput });
const AmendInput = sessionEvents.profile_amended.omit({ profile: true, profileHash: true }).extend({
  profile: ProfileInput,
});

/** `tasks.0.id: expected a text`, for the first thing that is wrong. */
export const sentenceOf = (error: z.ZodError): string => {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not fit the schema';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
};

/**
 * A profile by name, or checked as given. A rule that it names must exist, and must be one that profiles may set.
 * @returns the profile, or `invalid` with a sentence.
 */
export const profileFrom = (input: unknown): { readonly profile: Profile } | { readonly invalid: string } => {
  if (typeof input === 'string') {
    const profile = Object.hasOwn(PROFILES, input) ? PROFILES[input] : undefined;
    const names = Object.keys(PROFILES).join(', ');
    return profile === undefined ? { invalid: `no profile is named ${input}; built in are ${names}` } : { profile };
  }
  const parsed = Profile.safeParse(input);
  if (!parsed.success) return { invalid: `profile.${sentenceOf(parsed.error)}` };
  for (const [id, severity] of Object.entries(parsed.data.rules)) {
    const rule = RULES.find((one) => one.id === id);
    if (rule === undefined) return { invalid: `profile.rules: no rule is named ${id}` };
    if (rule.fixed && severity !== rule.severity)
      return { invalid: `profile.rules: ${id} is ${rule.severity} in every profile` };
  }
  return { profile: parsed.data };
};

/** The facts that a command (by its word, or a fact by its event type) comes to in a state. */
export const factsOf = (state: State, name: string, data: unknown, sha256: Sha256): Facts => {
  if (name === 'phase.next') return nextPhase(state, data);
  const type = eventTypeOf(name);
  if (type === undefined) return { invalid: `no command is named ${name}${nearest(name)}` };
  if (type === 'session_started' || type === 'profile_chosen' || type === 'profile_amended')
    return withProfile(type, data, sha256);
  const parsed = EVENTS[type].safeParse(data);
  return parsed.success
    ? { facts: [{ type, data: parsed.data }] }
    : { invalid: `${name}: ${sentenceOf(parsed.error)}` };
};

const withProfile = (
  type: 'session_started' | 'profile_chosen' | 'profile_amended',
  input: unknown,
  sha256: Sha256,
): Facts => {
  // A fact that has its profile and hash already (an import of a log's own events) is taken as it is.
  const whole = EVENTS[type].safeParse(input);
  const schema = { session_started: StartInput, profile_chosen: ChooseInput, profile_amended: AmendInput }[type];
  const parsed = whole.success ? whole : schema.safeParse(input);
  if (!parsed.success) return { invalid: `${type}: ${sentenceOf(parsed.error)}` };
  const found = profileFrom(parsed.data.profile);
  if ('invalid' in found) return found;
  const { profile } = found;
  const profileHash = sha256(canonicalJson(profile));
  if (whole.success && whole.data.profileHash !== profileHash)
    return { invalid: `${type}: profileHash is not the hash of the profile` };
  const started =
    type === 'session_started'
      ? {
          law: LAW_VERSION,
          enforcement: (parsed.data as z.infer<typeof StartInput>).enforcement ?? profile.enforcement,
        }
      : {};
  // Parsed once more for the schema's order of members: encode is to be the inverse of decode, byte for byte.
  const data = EVENTS[type].parse({ ...parsed.data, ...(whole.success ? {} : started), profile, profileHash });
  return { facts: [{ type, data }] };
};

/** Completes the active phase and starts the next that is pending. */
const nextPhase = (state: State, data: unknown): Facts => {
  const parsed = NextPhase.safeParse(data ?? {});
  if (!parsed.success) return { invalid: `phase.next: ${sentenceOf(parsed.error)}` };
  const active = state.activePhases.at(-1);
  const facts: Fact[] = [];
  if (active !== undefined) facts.push({ type: 'phase_completed', data: { phase: active, ...parsed.data } });
  const from = active === undefined ? 0 : state.profile.phases.indexOf(active) + 1;
  const next = state.profile.phases.slice(from).find((phase) => state.phases.get(phase)?.state === 'pending');
  if (next !== undefined) facts.push({ type: 'phase_started', data: { phase: next } });
  return facts.length > 0 ? { facts } : { invalid: 'phase.next: no phase is active and none is pending' };
};

const nearest = (name: string): string => {
  const near = COMMAND_WORDS.map((word) => ({ word, distance: editDistance(name, word) }))
    .sort((a, b) => a.distance - b.distance)
    .at(0);
  return near !== undefined && near.distance <= 3 ? `; did you mean ${near.word}?` : '';
};

/** Levenshtein distance. */
export const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
};
