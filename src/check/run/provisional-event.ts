// An event that is checked before it is recorded: `check` and `evolve` read neither its source nor its hash.
import { type EventType, entryOf } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { State } from '../../../machines/state/state.ts';

export interface ProvisionalAttributes {
  readonly id: string;
  readonly commandId: string;
  readonly time: string;
  readonly actor?: string | undefined;
}

/** The next event of a state. */
export const provisionalEvent = (
  { sessionId, ordinal }: State,
  { type, data }: { readonly type: EventType; readonly data: unknown },
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
