// What each command takes: the data of the event it becomes, but where a command knows a shorter form (a profile by its
// name, an id that is made, the criteria of the gate). The types and the table of arguments come from here.
import { z } from 'zod';
import { EVENTS } from '../events/catalog.ts';
import { Count, Id, Text, Texts, Title, Whole } from '../events/fields.ts';
import { Enforcement } from '../profile.ts';
import { CarryInput } from './carry.ts';
import { COMMANDS, type CommandWord } from './words.ts';

/** A built-in profile's name, or a whole profile. Default `normal`. */
const ProfileInput = z.union([z.string(), z.record(z.string(), z.unknown())]).default('normal');
/** Left out, all the criteria that the gate has. */
const criteria = z.array(Title).max(1_000).optional();
/** Left out, the next that is free: `entry_1`, `question_1`, `review_1`. */
const madeId = Id.optional();

const { carried: _byCompleted, ...phaseCompleted } = EVENTS.phase_completed.data.shape;
const { carried: _byAbandoned, ...phaseAbandoned } = EVENTS.phase_abandoned.data.shape;
const { carried: _byEnded, ...cycleEnded } = EVENTS.cycle_ended.data.shape;
const {
  profile: _profile,
  profileHash: _hash,
  law: _law,
  parentKnown: _known,
  ...started
} = EVENTS.session_started.data.shape;
const { profile: _amended, profileHash: _amendedHash, ...amended } = EVENTS.profile_amended.data.shape;
const {
  entryId: _entryId,
  entryType: _entryType,
  content: _content,
  author: _author,
  ...asked
} = EVENTS.workbook_entry_added.data.shape;

const SyncedId = z.union([Text, z.number()]).nullish();

/** One todo of a list, in the shape of an agent's own list or of a todo file; other keys are recorded too. */
const SyncedTodo = z.looseObject({
  content: Text,
  status: z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled']).default('pending'),
  activeForm: Text.nullish(),
  id: SyncedId,
  agentId: SyncedId,
  assignedAgentId: SyncedId,
  agentType: Text.nullish(),
  assignedAgent: Text.nullish(),
  taskId: SyncedId,
  relatedTask: SyncedId,
  wave: Whole.nullish(),
  dependencies: z
    .array(z.union([Id, z.number()]))
    .max(10_000)
    .nullish(),
  estimate: Count.nullish(),
  estimatedTokens: Count.nullish(),
  /** Seconds. */
  estimatedDurationS: z.number().min(0).nullish(),
  estimatedDuration: z.number().min(0).nullish(),
  tags: z.array(Title).max(1_000).nullish(),
  notes: Text.nullish(),
  /** Why it failed, or was cancelled. */
  reason: Text.nullish(),
  errorMessage: Text.nullish(),
});

export const OWN_INPUTS = {
  'session.start': z.strictObject({ ...started, profile: ProfileInput, enforcement: Enforcement.optional() }),
  'profile.choose': z.strictObject({ profile: ProfileInput, extra: EVENTS.profile_chosen.data.shape.extra }),
  'profile.amend': z.strictObject({ ...amended, profile: ProfileInput }),
  'gate.pass': EVENTS.quality_gate_passed.data.omit({ criteriaDefined: true }).extend({ criteria }),
  'gate.fail': EVENTS.quality_gate_failed.data.omit({ criteriaDefined: true }).extend({ criteria }),
  'gate.waive': EVENTS.quality_gate_waived.data.omit({ criteriaDefined: true }).extend({ criteria }),
  'entry.add': EVENTS.workbook_entry_added.data.extend({ entryId: madeId }),
  'review.request': EVENTS.review_requested.data.extend({ reviewId: madeId }),
  'phase.complete': z.strictObject({ ...phaseCompleted, carry: CarryInput.optional() }),
  'phase.abandon': z.strictObject({ ...phaseAbandoned, carry: CarryInput.optional() }),
  'cycle.end': z.strictObject({ ...cycleEnded, carry: CarryInput.optional() }),
  /** Completes the active phase and starts the next that is pending. */
  'phase.next': z.strictObject({
    from: Title.describe('the phase to go on from (default: the active one, as you last saw it)').optional(),
    notes: Text.optional(),
    outputs: Texts.optional(),
    carry: CarryInput.optional(),
  }),
  /** A question in the workbook, open until it is resolved. */
  'question.ask': z.strictObject({ entryId: madeId, ...asked, content: Text.optional(), by: Title.optional() }),
  /** The whole list of an agent's todos; what differs from the session becomes events. */
  'todos.sync': z.strictObject({ todos: z.array(SyncedTodo).max(10_000), agentId: Id.optional() }),
} as const satisfies Partial<Record<CommandWord, z.ZodObject>>;

type Own = typeof OWN_INPUTS;
type OfEvents = Omit<typeof COMMANDS, keyof Own>;
/** What each command takes, by its word. */
export type CommandInput = { [W in keyof Own]: z.input<Own[W]> } & {
  [W in keyof OfEvents]: z.input<(typeof EVENTS)[OfEvents[W]]['data']>;
};

/** The schema of what a command takes, by its word or the type of its event. */
export const inputOf = (word: CommandWord): z.ZodObject =>
  Object.hasOwn(OWN_INPUTS, word)
    ? OWN_INPUTS[word as keyof Own]
    : EVENTS[COMMANDS[word as keyof typeof COMMANDS]].data;
