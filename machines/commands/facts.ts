// The facts that a command results in, before rules are checked: the events it would become, or why it is not valid.
import { canonicalJson } from '../canonical-json.ts';
import type { Table } from '../collections/table.ts';
import { EVENT_TYPES, EVENTS, type EventType, entryOf } from '../events/catalog.ts';
import type { Sha256 } from '../events/envelope.ts';
import { readerOf, UNREAD } from '../events/schema-reader.ts';
import { sentenceOf } from '../issue-sentence.ts';
import { ENTITY_KINDS } from '../life-cycles/all.ts';
import { nearestWord } from '../nearest-word.ts';
import { type Enforcement, PROFILES, Profile } from '../profile.ts';
import { RULES } from '../rules/all.ts';
import { gateIdOf } from '../state/gate-names.ts';
import type { State } from '../state/state.ts';
import { carriedBy } from './carry.ts';
import { endingFacts } from './end-session.ts';
import type { Fact, Facts } from './fact.ts';
import { OWN_INPUTS } from './inputs.ts';
import { nextPhase } from './next-phase.ts';
import { todoFacts } from './todos-sync.ts';
import { COMMAND_WORDS, COMMANDS, eventTypeOf, isShortWord } from './words.ts';

/** The version of the law that this code is; stamped on each session. */
export const LAW_VERSION = '1';

/** `invalid`: a sentence; `path`: which part of a given profile is not valid, from the outermost key on. */
export type ProfileFrom =
  | { readonly profile: Profile }
  | { readonly invalid: string; readonly path: readonly PropertyKey[] };

/** A profile by name, or checked as given. A rule that it names must exist, and must be one that profiles may set. */
export const profileFrom = (input: unknown): ProfileFrom => {
  if (typeof input === 'string') {
    const profile = Object.hasOwn(PROFILES, input) ? PROFILES[input] : undefined;
    const names = Object.keys(PROFILES).join(', ');
    return profile === undefined
      ? { invalid: `no profile is named ${input}; built in are ${names}`, path: [] }
      : { profile };
  }
  const parsed = Profile.safeParse(input);
  if (!parsed.success)
    return { invalid: `profile.${sentenceOf(parsed.error)}`, path: parsed.error.issues[0]?.path ?? [] };
  for (const [id, severity] of Object.entries(parsed.data.rules)) {
    const rule = RULES.find((one) => one.id === id);
    const path = ['rules', id];
    if (ENTITY_KINDS.some((kind) => id === `M.${kind}`))
      return { invalid: `profile.rules: ${id} is error in every profile`, path };
    if (rule === undefined) return { invalid: `profile.rules: no rule is named ${id}`, path };
    if (rule.fixed && severity !== rule.severity)
      return { invalid: `profile.rules: ${id} is ${rule.severity} in every profile`, path };
  }
  for (const word of Object.keys(parsed.data.actors ?? {})) {
    const mistake = unfitActorWord(word);
    if (mistake !== undefined) return { invalid: `profile.actors: ${mistake}`, path: ['actors', word] };
  }
  return { profile: parsed.data };
};

/** Why actors cannot be set for a word; undefined where they can. */
export const unfitActorWord = (word: string): string | undefined => {
  if (word === 'session.start') return 'session.start comes before its profile is in force';
  if (isShortWord(word)) return `${word} stands for other commands; name those`;
  return Object.hasOwn(COMMANDS, word) ? undefined : `no command is named ${word}${suggestion(word)}`;
};

/**
 * The facts that a command (by its word, or a fact by its event type) results in.
 * @param seen the session as the sender last saw it: what a command leaves open is as it was there
 */
export const factsOf = (state: State, name: string, data: unknown, sha256: Sha256, seen: State = state): Facts => {
  if (name === 'session.end') return endedSession(state, data);
  if (isEnding(name)) return ending(state, name, data);
  if (name === 'phase.next') return nextPhase(state, data, seen);
  if (name === 'question.ask') return question(state, data);
  if (name === 'todos.sync') return syncedTodos(state, data);
  const type = eventTypeOf(name);
  if (type === undefined) return { invalid: `no command is named ${name}${suggestion(name)}` };
  if (type === 'session_started' || type === 'profile_chosen' || type === 'profile_amended')
    return withProfile(type, data, sha256);
  if (name === type) return factOf(name, type, completed(state, type, data, state));
  const given = factOf(name, type, completed(state, type, withIds(state, type, data, seen), seen));
  return name === 'agent.report' && 'facts' in given
    ? { facts: given.facts.flatMap((report) => [...foundAgain(state, report), report]) }
    : given;
};

/** An agent that was lost and reports runs: it is found again first. After the end of the session its report is late. */
const foundAgain = ({ session, work }: State, report: Fact): Fact[] => {
  const { agentId } = report.data as { readonly agentId: string };
  return session.state !== 'ended' && work.agents.get(agentId)?.state === 'lost'
    ? [{ type: 'agent_found', data: { agents: [{ agentId, reason: 'It reported' }] } }]
    : [];
};

const factOf = (name: string, type: EventType, data: unknown): Facts => {
  const read = readerOf(EVENTS[type].data)?.copy(data) ?? UNREAD;
  if (read !== UNREAD) return { facts: [{ type, data: read } as Fact] };
  const parsed = EVENTS[type].data.safeParse(data);
  return parsed.success
    ? { facts: [{ type, data: parsed.data }] }
    : { invalid: `${name}: ${sentenceOf(parsed.error)}` };
};

type Given = Readonly<Record<string, unknown>>;
type Completion = (state: State, given: Given, seen: State) => Given;

/** All the criteria that the gate has; where it has none, the verdict records that. */
const withCriteria: Completion = ({ session }, given, seen) => {
  if (given.criteria !== undefined || typeof given.gate !== 'string') return given;
  const id = gateIdOf(session, given.gate);
  const criteria = (seen.session.gates.get(id) ?? session.gates.get(id))?.criteria ?? [];
  return { ...given, criteria, ...(criteria.length === 0 && { criteriaDefined: false }) };
};

/** A use of tokens without a phase belongs to the active one: the one that the sender saw, where another is active now. */
const ofSeenPhase: Completion = ({ session }, given, seen) => {
  const { activePhase } = seen.session;
  return given.phase !== undefined || activePhase === null || activePhase === session.activePhase
    ? given
    : { ...given, phase: activePhase };
};

/** Only of the few types whose commands may leave out what the session knows: every other command is complete. */
const COMPLETIONS: Readonly<Partial<Record<EventType, Completion>>> = {
  workbook_entry_added: ({ evidence }, given) =>
    given.entryId === undefined ? { entryId: madeId('entry', evidence.entries), ...defined(given) } : given,
  review_requested: ({ evidence }, given) =>
    given.reviewId === undefined ? { reviewId: madeId('review', evidence.reviews.rows), ...defined(given) } : given,
  quality_gate_passed: withCriteria,
  quality_gate_failed: withCriteria,
  quality_gate_waived: withCriteria,
  tokens_used: ofSeenPhase,
};

/**
 * Data of a command with the id of each gate that it names: the event then has the id, and its readers need no names. (A
 * gate is all that has both.) A fact, which is given by its event type, is recorded as it was reported.
 */
const withIds = (state: State, type: EventType, data: unknown, seen: State): unknown => {
  if (typeof data !== 'object' || data === null || !NAMES_GATES.has(type)) return data;
  const named = Object.entries(data).filter(
    ([field, value]) => typeof value === 'string' && entryOf(type).references[field] === 'gate',
  );
  const idOf = (name: string) => gateIdOf(state.session, gateIdOf(seen.session, name));
  return { ...data, ...Object.fromEntries(named.map(([field, value]) => [field, idOf(value)])) };
};

/** Types that refer to a gate, not that define one. */
const NAMES_GATES: ReadonlySet<EventType> = new Set(
  EVENT_TYPES.filter(
    (type) => Object.values(entryOf(type).references).includes('gate') && entryOf(type).command.creates !== 'gate',
  ),
);

/** Data with what a command may leave out: the id of an entry or review, and the criteria of a gate. */
const completed = (state: State, type: EventType, data: unknown, seen: State): unknown =>
  typeof data !== 'object' || data === null ? data : (COMPLETIONS[type]?.(state, data as Given, seen) ?? data);

const defined = (data: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

/** `entry_3`: the next number that no other has. */
const madeId = (kind: string, known: Table<unknown>): string => {
  let number = known.size + 1;
  while (known.has(`${kind}_${number}`)) number += 1;
  return `${kind}_${number}`;
};

const question = (state: State, data: unknown): Facts => {
  const parsed = OWN_INPUTS['question.ask'].safeParse(data);
  if (!parsed.success) return { invalid: `question.ask: ${sentenceOf(parsed.error)}` };
  const { by, content = '', entryId = madeId('question', state.evidence.entries), ...rest } = parsed.data;
  const author = by === undefined ? {} : { author: by };
  return factOf('question.ask', 'workbook_entry_added', {
    ...rest,
    ...author,
    entryId,
    entryType: 'question',
    content,
  });
};

const syncedTodos = (state: State, data: unknown): Facts => {
  const parsed = OWN_INPUTS['todos.sync'].safeParse(data);
  if (!parsed.success) return { invalid: `todos.sync: ${sentenceOf(parsed.error)}` };
  const found = todoFacts(state, parsed.data);
  if ('invalid' in found) return found;
  const facts: Fact[] = [];
  for (const { type, data: unparsed } of found.facts) {
    const fact = factOf('todos.sync', type, unparsed);
    if ('invalid' in fact) return fact;
    facts.push(...fact.facts);
  }
  return { facts };
};

const withProfile = (
  type: 'session_started' | 'profile_chosen' | 'profile_amended',
  input: unknown,
  sha256: Sha256,
): Facts => {
  // A fact that has its profile and hash already (an import of a log's own events) is taken as it is.
  const whole = EVENTS[type].data.safeParse(input);
  const schema = {
    session_started: OWN_INPUTS['session.start'],
    profile_chosen: OWN_INPUTS['profile.choose'],
    profile_amended: OWN_INPUTS['profile.amend'],
  }[type];
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
          enforcement: (parsed.data as { enforcement?: Enforcement }).enforcement ?? profile.enforcement,
        }
      : {};
  // Parsed once more for the schema's order of members: encode is to be the inverse of decode, byte for byte.
  const data = EVENTS[type].data.parse({ ...parsed.data, ...(whole.success ? {} : started), profile, profileHash });
  return { facts: [{ type, data }] };
};

/** The end of a session; where it failed or is cancelled, what runs ends before it. */
const endedSession = (state: State, data: unknown): Facts => {
  const parsed = EVENTS.session_ended.data.safeParse(data);
  if (!parsed.success) return { invalid: `session.end: ${sentenceOf(parsed.error)}` };
  return { facts: [...endingFacts(state, parsed.data.outcome), { type: 'session_ended', data: parsed.data }] };
};

/** The words that end a phase or a cycle, and carry what runs. */
const ENDINGS = ['phase.complete', 'phase.abandon', 'cycle.end'] as const;
type Ending = (typeof ENDINGS)[number];
const isEnding = (name: string): name is Ending => (ENDINGS as readonly string[]).includes(name);

const ending = (state: State, word: Ending, data: unknown): Facts => {
  const parsed = OWN_INPUTS[word].safeParse(data);
  if (!parsed.success) return { invalid: `${word}: ${sentenceOf(parsed.error)}` };
  const { carry, ...rest } = parsed.data;
  return factOf(word, COMMANDS[word], { ...rest, ...carriedBy(state, carry) });
};

const suggestion = (name: string): string => {
  const near = nearestWord(name, COMMAND_WORDS);
  return near === undefined ? '' : `; did you mean ${near}?`;
};
