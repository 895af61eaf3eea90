// How a fact of a command becomes an event: the members of its envelope.
import type { Violation } from '../check.ts';
import { EVENTS } from '../events/catalog.ts';
import { joinTags, type RecordedEvent } from '../events/envelope.ts';
import type { State } from '../state/state.ts';
import type { Command, DecideContext } from './command.ts';
import type { Fact } from './fact.ts';

type Members = Partial<Record<keyof RecordedEvent, unknown>>;

/** The event that records a fact of a command as the next of a session; its place in the hash chain comes later. */
export const eventOf = (
  state: State,
  fact: Fact,
  command: Command,
  context: DecideContext,
  hash: string | undefined,
  violations: readonly Violation[] = [],
  id: string = context.newId(),
): RecordedEvent => {
  const tags = command.tags === undefined || command.tags.length === 0 ? undefined : joinTags(command.tags);
  const violates = violations.length === 0 ? undefined : violations.map(({ rule }) => rule).join(',');
  const redacted = hash === undefined || !command.redacted ? undefined : command.redacted;
  // Written out, in the order of the line: `defined` of twenty members, most of them absent, was a tenth of a decision.
  const event: Members = {
    specversion: '1.0',
    id,
    source: `/sessions/${state.sessionId}`,
    type: fact.type,
    time: command.time ?? context.now,
    sessionid: state.sessionId,
    ordinal: state.ordinal + 1,
    schemaversion: EVENTS[fact.type].version,
    actor: command.actor ?? 'orchestrator',
    commandid: command.id,
  };
  if (hash !== undefined) event.commandhash = hash;
  event.commitid = context.commitId;
  if (command.correlationId !== undefined) event.correlationid = command.correlationId;
  event.recordedtime = context.now;
  if (command.severity !== undefined) event.severity = command.severity;
  if (command.description !== undefined) event.description = command.description;
  if (tags !== undefined) event.tags = tags;
  if (command.derivedFrom !== undefined) event.derivedfrom = command.derivedFrom;
  if (violates !== undefined) event.violates = violates;
  if (redacted !== undefined) event.redacted = redacted;
  if (command.auth !== undefined) {
    event.authtype = command.auth.type;
    event.authid = command.auth.id;
  }
  if (command.traceparent !== undefined) event.traceparent = command.traceparent;
  if (fact.data !== undefined) event.data = fact.data;
  return event as RecordedEvent;
};
