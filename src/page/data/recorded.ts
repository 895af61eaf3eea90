// The events of a session that are recorded, as their lines: one answer, where a live stream takes a message for each.
import { decodeEvent, type RecordedEvent } from '../../../machines/events/envelope.ts';
import { errorOf } from '../../client/problem.ts';
import { token } from './service.ts';

const linesOf = async (session: string, query: string, signal: AbortSignal): Promise<string[]> => {
  const response = await fetch(`/v1/sessions/${session}/events?${query}`, {
    headers: {
      accept: 'application/x-ndjson',
      ...(token.peek() !== undefined && { authorization: `Bearer ${token.peek()}` }),
    },
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw errorOf(JSON.parse(text));
  return text.split('\n').filter((line) => line !== '');
};

/** The events after an ordinal. @throws RepriseError SESSION_NOT_FOUND, RECORD_INVALID, ... as the service answers */
export const recordedEvents = async (session: string, after: number, signal: AbortSignal): Promise<RecordedEvent[]> =>
  (await linesOf(session, `after=${after}`, signal)).map(decodeEvent);

/** The line of one event, byte for byte as it was recorded. @throws RepriseError as `recordedEvents` */
export const exactLine = async (session: string, ordinal: number, signal: AbortSignal): Promise<string> =>
  (await linesOf(session, `from=${ordinal}&limit=1`, signal))[0] ?? '';
