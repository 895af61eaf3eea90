// A record as a newer Reprise could have written it: with a type, and a version of a type, that this one does not have.
import { encodeEvent, type RecordedEvent, type UnchainedEvent } from '../../machines/events/envelope.ts';
import { history, sha256 } from '../history.ts';

/** Lines of a session: events 3 and 4 are of version 7 of `phase_started`, event 5 is of a type that does not exist. */
export const uninterpretedHistory = (sessionId: string): readonly string[] => {
  const { events, lines } = history(sessionId)
    .start({ enforcement: 'observe' })
    .add('phase_started', { phase: 'Context' });
  const all = [...lines];
  const last = events.at(-1) as RecordedEvent;
  let { hash } = last;
  for (const [type, schemaversion] of [
    ['phase_started', 7],
    ['phase_started', 7],
    ['moon_landed', 1],
  ] as const) {
    const ordinal = all.length + 1;
    const { hash: _, ...event } = { ...last, ordinal, id: `${sessionId}-${ordinal}`, commitid: `commit-${ordinal}` };
    const foreign = { ...event, type, schemaversion, data: { stage: 'Planning' } };
    const encoded = encodeEvent(foreign as unknown as UnchainedEvent, hash, sha256);
    ({ hash } = encoded);
    all.push(encoded.line);
  }
  return all;
};
