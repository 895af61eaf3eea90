// Whether the answer to a call is right: compared with what the model read in the log, and with the pure law on the same
// events. A call that ran beside others may have been decided at any event between its beginning and its end.

import { type Command, commandHash } from '../../../machines/commands/command.ts';
import { leavesOpen } from '../../../machines/commands/current.ts';
import type { Decision } from '../../../machines/decide.ts';
import { counted } from '../../../machines/rules/rule.ts';
import type { State } from '../../../machines/state/state.ts';
import { isRepriseError } from '../../errors.ts';
import type { RecordResult, SendResult } from '../../session/write/sessions.ts';
import { sha256 } from '../../sha256.ts';
import { answerOf, type Call, type Ending } from './call.ts';
import { decisionInWords, ModelMismatch, type Sent, type SessionModel, same } from './session-model.ts';

/** Errors that promise that nothing was recorded. */
const NOT_RECORDED: readonly string[] = [
  'CONFLICT',
  'COMMIT_TOO_LARGE',
  'LOG_UNREACHABLE',
  'QUEUE_FULL',
  'STORE_FULL',
  'USAGE',
];

const isUnchanged = ({ kind }: Decision): boolean => kind === 'unchanged';
const isInvalid = ({ kind }: Decision): boolean => kind === 'invalid';

const mismatch = (call: Call, sentence: string): never => {
  const about = call.commands.map(({ id, name }) => `${id} (${name})`).join(', ') || 'the session';
  throw new ModelMismatch(`${call.writer}, ${call.kind} ${about}: ${sentence}`);
};

/** Whether an event is from this command, and not from another one under its id. */
const isOf = (model: SessionModel, ordinal: number, command: Command): boolean =>
  model.events[ordinal - 1]?.commandhash === commandHash(command, sha256);

/** Requires that an acknowledged command is in the log, with the events of its answer. */
const requireRecorded = (model: SessionModel, call: Call, command: Command, events: readonly unknown[]): Sent => {
  const { id } = command;
  const sent = model.sent.get(id) as Sent;
  if (sent.place === undefined) return mismatch(call, `${id} was acknowledged, and is not in the log.`);
  const { first } = sent.place;
  if (!same(model.eventsAt(sent.place), events))
    return mismatch(call, `the events of the answer for ${id} differ from those in the log from ${first} on.`);
  if (!isOf(model, first, command)) return mismatch(call, `it was acknowledged as ${id}, which is another command.`);
  sent.acknowledged = true;
  return sent;
};

/** Requires that no attempt has recorded it, unless one that ended without an answer could have. */
const requireNotRecorded = (call: Call, sent: Sent): void => {
  if (sent.place !== undefined && sent.running === 0 && !sent.maybe && !sent.acknowledged)
    mismatch(call, `the answer was ${sent.answer}, and it is in the log from event ${sent.place.first} on.`);
};

/** Requires that the place in an answer lies between the call's beginning and its end. */
const requireDuring = (model: SessionModel, call: Call, ordinal: number): void => {
  if (ordinal < call.begin)
    mismatch(call, `it was decided at event ${ordinal}; ${counted(call.begin, 'event')} had been acknowledged.`);
  model.stateAt(ordinal);
};

const checkSent = (model: SessionModel, call: Extract<Call, { kind: 'send' }>, result: SendResult): void => {
  const [command] = call.commands;
  switch (result.kind) {
    case 'recorded': {
      const { first, count } = requireRecorded(model, call, command, result.events).place as {
        first: number;
        count: number;
      };
      const end = first + count - 1;
      if (first <= call.begin)
        mismatch(call, `the answer was "recorded", and it was in the log before (event ${first}).`);
      if (call.expectedOrdinal !== undefined && first !== call.expectedOrdinal + 1)
        mismatch(call, `it expected the session at ${call.expectedOrdinal}, and was recorded as event ${first}.`);
      if (result.position.sequence !== model.sequences[end - 1])
        mismatch(call, `the answer has position ${result.position.sequence}; it is at ${model.sequences[end - 1]}.`);
      if (!same(result.state, model.stateAt(end)))
        mismatch(call, `the state after it is not the fold of ${counted(end, 'event')}.`);
      return;
    }
    case 'repeated':
      requireRecorded(model, call, command, result.events);
      return;
    case 'refused': {
      const { ordinal } = result.rejection.state;
      requireDuring(model, call, ordinal);
      const isThis = (one: Decision) => one.kind === 'rejected' && same(one.rejection, result.rejection);
      const decision = model.decideAsSeen(model.stateAt(ordinal), command, isThis);
      if (!isThis(decision))
        mismatch(
          call,
          `it was refused by ${result.rejection.rule} at event ${ordinal}; by the rules it is: ${decisionInWords(decision)}.`,
        );
      return;
    }
    case 'unchanged': {
      const { ordinal } = result.state;
      requireDuring(model, call, ordinal);
      const decision = model.decideAsSeen(model.stateAt(ordinal), command, isUnchanged);
      if (!isUnchanged(decision))
        mismatch(
          call,
          `the answer was that nothing changes at event ${ordinal}; by the rules it is: ${decisionInWords(decision)}.`,
        );
      return;
    }
    case 'conflict':
      requireDuring(model, call, result.actual);
      if (result.actual === call.expectedOrdinal)
        mismatch(call, `the answer was a conflict, and the session is at ${result.actual} as expected.`);
      return;
    default:
      result satisfies never;
  }
};

/**
 * The first of several commands that the law refuses, decided one after the other; undefined where it refuses none.
 * @param seen by place, what the sender saw; filled in where it is missing
 */
const firstRefusedAt = (
  model: SessionModel,
  ordinal: number,
  commands: readonly Command[],
  { from, seen }: { readonly from: number; readonly seen: State[] },
) => {
  let state = model.stateAt(ordinal);
  for (const [place, command] of commands.entries()) {
    if (place < from) continue;
    seen[place] ??= state;
    const decision = model.decideAt(state, command, { seen: seen[place] });
    if (decision.kind === 'rejected') return { place, rejection: decision.rejection };
    if (decision.kind === 'accepted') state = decision.state;
  }
  return undefined;
};

const checkMany = (model: SessionModel, call: Extract<Call, { kind: 'record' }>, result: RecordResult): void => {
  const { commands, begin } = call;
  const { refused, events } = result;
  const added = new Set(events.map(({ commandid }) => commandid));
  const states = model.states.slice(begin);
  for (const command of commands.slice(0, refused?.place)) {
    const ofIt = events.filter(({ commandid }) => commandid === command.id);
    const place = model.sent.get(command.id)?.place;
    if (ofIt.length > 0) requireRecorded(model, call, command, ofIt);
    else if (place !== undefined && isOf(model, place.first, command))
      requireRecorded(model, call, command, model.eventsAt(place));
    else if (
      refused === undefined &&
      !states.some((state) => isUnchanged(model.decideAsSeen(state, command, isUnchanged)))
    )
      mismatch(call, `by the answer ${command.id} adds nothing, and it is not in the log.`);
  }
  if (result.recorded !== events.length)
    mismatch(call, `the answer counts ${counted(result.recorded, 'event')}, and has ${events.length}.`);
  if (refused === undefined && result.repeated !== commands.length - added.size)
    mismatch(
      call,
      `the answer counts ${result.repeated} commands without events; ${added.size} of ${commands.length} have some.`,
    );
  // Decided again from where a commit of it was recorded, when another writer was faster: with what it meant at first.
  const starts = [0, ...commands.flatMap(({ id }, index) => (added.has(id) ? [index + 1] : []))];
  const answered = refused === undefined ? null : { place: refused.place, rejection: refused.rejection };
  const isAnswered = (n: number, from: number, seen: State[]): boolean =>
    same(firstRefusedAt(model, begin + n, commands, { from, seen }) ?? null, answered);
  const lawful = states.some((_, first) => {
    const seen: State[] = [];
    firstRefusedAt(model, begin + first, commands, { from: 0, seen });
    const later = commands.some(({ name }) => leavesOpen(name)) ? states.length : first + 1;
    for (let n = first; n < later; n += 1) if (starts.some((from) => isAnswered(n, from, [...seen]))) return true;
    return false;
  });
  if (!lawful)
    mismatch(call, `the answer was ${answered?.rejection.detail ?? 'no refusal'}; by the rules it is otherwise.`);
};

/** Checks the answer of a call, once the model has read the log after its end. @throws ModelMismatch */
export const checkAnswer = (model: SessionModel, call: Call, ending: Ending): string => {
  const answer = answerOf(ending);
  const failed = ending.kind === 'failed' ? ending.error : undefined;
  // Of several commands some may be recorded when one fails.
  const unknown =
    ending.kind === 'gone' || failed?.code === 'UNKNOWN_OUTCOME' || (failed !== undefined && call.kind === 'record');
  if (failed !== undefined && failed.code !== 'UNKNOWN_OUTCOME' && !NOT_RECORDED.includes(failed.code))
    mismatch(call, `it failed with ${failed.code}: ${failed.message}`);
  if (ending.kind === 'silent') mismatch(call, 'it was not answered in twice the time that it had.');
  if (ending.kind === 'threw') mismatch(call, `it threw ${String(ending.error)}`);
  for (const { id } of call.commands) {
    const sent = model.sent.get(id) as Sent;
    sent.running -= 1;
    sent.answer = answer;
    sent.maybe ||= unknown;
  }
  if (call.kind === 'send' && ending.kind === 'sent') checkSent(model, call, ending.result);
  if (call.kind === 'record' && ending.kind === 'many') checkMany(model, call, ending.result);
  if (call.kind === 'send' && isRepriseError(failed, 'USAGE')) {
    const places = model.states.slice(call.begin);
    const [command] = call.commands;
    if (!places.some((state) => isInvalid(model.decideAsSeen(state, command, isInvalid))))
      mismatch(call, `the answer was that it is not a valid command: ${failed.message} By the rules it is one.`);
  }
  if (ending.kind === 'loaded') {
    const { head, state, sequence } = ending.session;
    requireDuring(model, call, head.ordinal);
    if (head.ordinal > 0 && head.hash !== model.events[head.ordinal - 1]?.hash)
      mismatch(call, 'the answer has another head than the log.');
    if (sequence !== (model.sequences[head.ordinal - 1] ?? 0))
      mismatch(call, `the answer has position ${sequence}, which is not that of its last event.`);
    if (!same(state, model.stateAt(head.ordinal)))
      mismatch(call, `the state of the answer is not the fold of ${counted(head.ordinal, 'event')}.`);
  }
  for (const { id } of call.commands) requireNotRecorded(call, model.sent.get(id) as Sent);
  return answer;
};
