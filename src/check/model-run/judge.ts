// Whether what a writer was told is so: held against what the model read in the log, and against the pure law on the
// same events. A call that ran while others did may be judged at any place between its beginning and its end.
import { type Command, commandHash } from '../../../machines/commands/command.ts';
import { isRepriseError, type RepriseError } from '../../errors.ts';
import type { LoadedSession } from '../../session/write/loaded-sessions.ts';
import type { RecordResult, SendResult } from '../../session/write/sessions.ts';
import { sha256 } from '../../sha256.ts';
import { inWords, ModelMismatch, type Sent, type SessionModel, same } from './session-model.ts';

/** What a writer is asked to do. */
export type Asked =
  | { readonly kind: 'send'; readonly commands: readonly [Command]; readonly expectedOrdinal?: number }
  | { readonly kind: 'record'; readonly commands: readonly Command[] }
  | { readonly kind: 'load'; readonly commands: readonly []; readonly importing: boolean };

/** A call of a writer; `begin`: how many events were known to be in the log then. */
export type Call = Asked & { readonly writer: string; readonly begin: number };

/**
 * How it ended. `gone`: its writer was killed. `threw`: with what is no operational error, so a bug. `silent`: not in
 * twice the time that it had.
 */
export type Ending =
  | { readonly kind: 'sent'; readonly result: SendResult }
  | { readonly kind: 'many'; readonly result: RecordResult }
  | { readonly kind: 'loaded'; readonly session: LoadedSession }
  | { readonly kind: 'failed'; readonly error: RepriseError }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'silent' }
  | { readonly kind: 'gone' };

/** Errors that promise that nothing was recorded. */
const NOT_RECORDED: readonly string[] = ['CONFLICT', 'COMMIT_TOO_LARGE', 'LOG_UNREACHABLE', 'USAGE'];

const wrong = (call: Call, sentence: string): never => {
  const about = call.commands.map(({ id, name }) => `${id} (${name})`).join(', ') || 'the session';
  throw new ModelMismatch(`${call.writer} asked for ${about}: ${sentence}`);
};

/** Whether an event is what this very command became. */
const isOf = (model: SessionModel, ordinal: number, command: Command): boolean =>
  model.events[ordinal - 1]?.commandhash === commandHash(command, sha256);

/** That the command of a call is where its writer was told, with these events. */
const inPlace = (model: SessionModel, call: Call, command: Command, events: readonly unknown[]): Sent => {
  const { id } = command;
  const sent = model.sent.get(id) as Sent;
  if (sent.place === undefined) return wrong(call, `it was acknowledged, and the log does not hold ${id}.`);
  const { first } = sent.place;
  if (!same(model.eventsAt(sent.place), events))
    return wrong(call, `it was told other events of ${id} than the log holds from ${first} on.`);
  if (!isOf(model, first, command)) return wrong(call, `it was acknowledged as ${id}, which was another command.`);
  sent.acknowledged = true;
  return sent;
};

/** That no attempt has put it there, unless one that ended without an answer could have. */
const notThere = (call: Call, sent: Sent): void => {
  if (sent.place !== undefined && sent.running === 0 && !sent.maybe && !sent.acknowledged)
    wrong(call, `it was told ${sent.answer}, and the log holds it from event ${sent.place.first} on.`);
};

/** That the place which an answer names lies between the call's beginning and its end. */
const during = (model: SessionModel, call: Call, ordinal: number): void => {
  if (ordinal < call.begin) wrong(call, `it was decided at event ${ordinal}; ${call.begin} had been acknowledged.`);
  model.stateAt(ordinal);
};

const judgeSent = (model: SessionModel, call: Extract<Call, { kind: 'send' }>, result: SendResult): void => {
  const [command] = call.commands;
  switch (result.kind) {
    case 'recorded': {
      const { first, count } = inPlace(model, call, command, result.events).place as { first: number; count: number };
      const end = first + count - 1;
      if (first <= call.begin) wrong(call, `it was told "recorded", and stood in the log before (event ${first}).`);
      if (call.expectedOrdinal !== undefined && first !== call.expectedOrdinal + 1)
        wrong(call, `it expected the session at ${call.expectedOrdinal}, and was recorded as event ${first}.`);
      if (result.position.sequence !== model.sequences[end - 1])
        wrong(call, `it was told position ${result.position.sequence}, and stands at ${model.sequences[end - 1]}.`);
      if (!same(result.state, model.stateAt(end))) wrong(call, `the state after it is not the fold of ${end} events.`);
      return;
    }
    case 'repeated':
      inPlace(model, call, command, result.events);
      return;
    case 'refused': {
      const { ordinal } = result.rejection.state;
      during(model, call, ordinal);
      const decision = model.decideAt(model.stateAt(ordinal), command);
      if (decision.kind !== 'rejected' || !same(decision.rejection, result.rejection))
        wrong(
          call,
          `it was refused by ${result.rejection.rule} at event ${ordinal}; the law says: ${inWords(decision)}.`,
        );
      return;
    }
    case 'unchanged': {
      const { ordinal } = result.state;
      during(model, call, ordinal);
      const decision = model.decideAt(model.stateAt(ordinal), command);
      if (decision.kind !== 'unchanged')
        wrong(call, `it was told that nothing is to be done at event ${ordinal}; the law says: ${inWords(decision)}.`);
      return;
    }
    case 'conflict':
      during(model, call, result.actual);
      if (result.actual === call.expectedOrdinal) wrong(call, `it expected ${result.actual}, which is where it is.`);
      return;
    default:
      result satisfies never;
  }
};

/** What the law makes of several commands one after the other, up to the first that it refuses. */
const planAt = (model: SessionModel, ordinal: number, commands: readonly Command[], from: number) => {
  let state = model.stateAt(ordinal);
  for (const [place, command] of commands.entries()) {
    if (place < from) continue;
    const decision = model.decideAt(state, command);
    if (decision.kind === 'rejected') return { place, rejection: decision.rejection };
    if (decision.kind === 'accepted') state = decision.state;
  }
  return undefined;
};

const judgeMany = (model: SessionModel, call: Extract<Call, { kind: 'record' }>, result: RecordResult): void => {
  const { commands, begin } = call;
  const { refused, events } = result;
  const added = new Set(events.map(({ commandid }) => commandid));
  const states = model.states.slice(begin);
  for (const command of commands.slice(0, refused?.place)) {
    const ofIt = events.filter(({ commandid }) => commandid === command.id);
    const place = model.sent.get(command.id)?.place;
    if (ofIt.length > 0) inPlace(model, call, command, ofIt);
    else if (place !== undefined && isOf(model, place.first, command))
      inPlace(model, call, command, model.eventsAt(place));
    else if (refused === undefined && !states.some((state) => model.decideAt(state, command).kind === 'unchanged'))
      wrong(call, `it was told that ${command.id} adds nothing, and the log does not hold it.`);
  }
  if (result.recorded !== events.length) wrong(call, `it counts ${result.recorded} events, and is given others.`);
  if (refused === undefined && result.repeated !== commands.length - added.size)
    wrong(call, `it counts ${result.repeated} commands that added nothing; ${added.size} of ${commands.length} did.`);
  // Decided anew from where a commit of it was recorded, when another writer came between.
  const starts = [0, ...commands.flatMap(({ id }, index) => (added.has(id) ? [index + 1] : []))];
  const told = refused === undefined ? null : { place: refused.place, rejection: refused.rejection };
  const lawful = states.some((_, n) =>
    starts.some((from) => same(planAt(model, begin + n, commands, from) ?? null, told)),
  );
  if (!lawful) wrong(call, `it was told ${told?.rejection.detail ?? 'no refusal'}; the law says otherwise.`);
};

const answerOf = (ending: Ending): string => {
  switch (ending.kind) {
    case 'sent':
      return ending.result.kind === 'refused' ? `refused (${ending.result.rejection.rule})` : ending.result.kind;
    case 'many':
      return ending.result.refused === undefined ? 'recorded' : `refused (${ending.result.refused.rejection.rule})`;
    case 'loaded':
      return 'loaded';
    case 'failed':
      return ending.error.code;
    case 'threw':
    case 'silent':
    case 'gone':
      return ending.kind;
    default:
      return ending satisfies never;
  }
};

/** A call and its answer as text, without what differs from log to log: position and durability. */
export const told = (call: Call, ending: Ending, answer: string): string => {
  const asked = `${call.writer} ${call.kind} ${call.commands.map(({ id, name }) => `${id} ${name}`).join(', ')}`;
  const said = (): unknown => {
    switch (ending.kind) {
      case 'sent':
      case 'many': {
        const {
          position: _p,
          durability: _d,
          state: _s,
          ...rest
        } = ending.result as unknown as Record<string, unknown>;
        return rest;
      }
      case 'loaded':
        return ending.session.head;
      case 'failed':
        return ending.error.code;
      case 'threw':
      case 'silent':
      case 'gone':
        return ending.kind;
      default:
        return ending satisfies never;
    }
  };
  return `${asked}: ${answer} ${JSON.stringify(said())}`;
};

/** Judges a call that ended, once the model has read the log after that. @throws ModelMismatch */
export const judge = (model: SessionModel, call: Call, ending: Ending): string => {
  const answer = answerOf(ending);
  const failed = ending.kind === 'failed' ? ending.error : undefined;
  // Of several commands some may be recorded when one fails.
  const unheard =
    ending.kind === 'gone' || failed?.code === 'UNKNOWN_OUTCOME' || (failed !== undefined && call.kind === 'record');
  if (failed !== undefined && failed.code !== 'UNKNOWN_OUTCOME' && !NOT_RECORDED.includes(failed.code))
    wrong(call, `it failed with ${failed.code}: ${failed.message}`);
  if (ending.kind === 'silent') wrong(call, 'it was not answered in twice the time that it had.');
  if (ending.kind === 'threw') wrong(call, `it threw ${String(ending.error)}`);
  for (const { id } of call.commands) {
    const sent = model.sent.get(id) as Sent;
    sent.running -= 1;
    sent.answer = answer;
    sent.maybe ||= unheard;
  }
  if (call.kind === 'send' && ending.kind === 'sent') judgeSent(model, call, ending.result);
  if (call.kind === 'record' && ending.kind === 'many') judgeMany(model, call, ending.result);
  if (call.kind === 'send' && isRepriseError(failed, 'USAGE')) {
    const places = model.states.slice(call.begin);
    if (!places.some((state) => model.decideAt(state, call.commands[0]).kind === 'invalid'))
      wrong(call, `it was told that it is no command: ${failed.message} The law takes it for one.`);
  }
  if (ending.kind === 'loaded') {
    const { head, state, sequence } = ending.session;
    during(model, call, head.ordinal);
    if (head.ordinal > 0 && head.hash !== model.events[head.ordinal - 1]?.hash) wrong(call, 'its head is another.');
    if (sequence !== (model.sequences[head.ordinal - 1] ?? 0)) wrong(call, `it was told position ${sequence}.`);
    if (!same(state, model.stateAt(head.ordinal)))
      wrong(call, `the state that it was given is not the fold of ${head.ordinal} events.`);
  }
  for (const { id } of call.commands) notThere(call, model.sent.get(id) as Sent);
  return answer;
};
