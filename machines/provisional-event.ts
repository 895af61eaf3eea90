// An event that is checked or folded before it is recorded: `check`, `evolve` and the views read neither its source nor its
// hash.
import type { Fact } from './commands/fact.ts';
import { entryOf } from './events/catalog.ts';
import type { RecordedEvent } from './events/envelope.ts';

export interface ProvisionalAttributes {
  readonly id: string;
  readonly commandId: string;
  readonly time: string;
  readonly actor?: string | undefined;
}

/** The event that follows in a session: the next of a state. */
export const provisionalEvent = (
  { sessionId, ordinal }: { readonly sessionId: string; readonly ordinal: number },
  { type, data }: Fact,
  { id, commandId, time, actor = 'orchestrator' }: ProvisionalAttributes,
): RecordedEvent =>
  ({
    specversion: '1.0',
    id,
    source: '',
    type,
    time,
    sessionid: sessionId,
    ordinal: ordinal + 1,
    schemaversion: entryOf(type).version,
    actor,
    commandid: commandId,
    commitid: commandId,
    recordedtime: time,
    data,
    hash: '',
  }) as RecordedEvent;
