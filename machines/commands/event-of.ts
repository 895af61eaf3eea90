// How a fact of a command becomes an event: the members of its envelope.
import type { Violation } from '../check.ts';
import { defined } from '../defined.ts';
import { EVENTS } from '../events/catalog.ts';
import { joinTags, type RecordedEvent } from '../events/envelope.ts';
import type { State } from '../state/state.ts';
import type { Command, DecideContext } from './command.ts';
import type { Fact } from './fact.ts';

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
  const members = {
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
    commandhash: hash,
    commitid: context.commitId,
    correlationid: command.correlationId,
    recordedtime: context.now,
    severity: command.severity,
    description: command.description,
    tags: command.tags === undefined || command.tags.length === 0 ? undefined : joinTags(command.tags),
    derivedfrom: command.derivedFrom,
    violates: violations.length === 0 ? undefined : violations.map(({ rule }) => rule).join(','),
    redacted: hash === undefined || !command.redacted ? undefined : command.redacted,
    traceparent: command.traceparent,
    data: fact.data,
  };
  return defined(members) as RecordedEvent;
};
