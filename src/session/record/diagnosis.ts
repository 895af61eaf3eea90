// What probably happened at a record's first fault: an event was changed, written wrongly, lost, repeated, moved or
// truncated. The fault is certain, the diagnosis is a conclusion from the line and the lines after it.
import {
  CHAIN_START,
  chainHash,
  DecodeError,
  decodeEvent,
  type RecordedEvent,
} from '../../../machines/events/envelope.ts';
import { sha256 } from '../../sha256.ts';
import type { LineFault } from './faults.ts';
import { type Place, placeText } from './place.ts';
import type { RecordCheck, SourceLine } from './record-check.ts';

export type Happened = 'changed' | 'malformed' | 'missing' | 'repeated' | 'moved' | 'torn' | 'foreign';

export interface Diagnosis {
  readonly happened: Happened;
  readonly sentence: string;
}

const decoded = (text: string | undefined): RecordedEvent | undefined => {
  if (text === undefined) return undefined;
  try {
    return decodeEvent(text);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
};

const fits = (text: string, previous: string): boolean => text.endsWith(`"${chainHash(text, previous, sha256)}"}`);

/** True when the line continues the chain with the expected ordinal in it: then only the ordinal was changed. */
const fitsWithOrdinal = (text: string, got: number, wanted: number, previous: string): boolean =>
  fits(text.replace(`"ordinal":${got},`, `"ordinal":${wanted},`), previous);

/** An event of another session; undefined when only its session id was changed. */
const foreign = (event: RecordedEvent, text: string, sessionId: string, previous: string): Diagnosis | undefined => {
  const { ordinal, sessionid } = event;
  if (fits(text.replace(`"sessionid":"${sessionid}"`, `"sessionid":"${sessionId}"`), previous)) return undefined;
  return {
    happened: 'foreign',
    sentence:
      ordinal === 1 && fits(text, CHAIN_START)
        ? `Another session, ${sessionid}, begins here: the file holds two exports.`
        : `Here is event ${ordinal} of another session, ${sessionid}.`,
  };
};

/** @param rest the lines after the one with the fault */
export const diagnose = async (
  fault: LineFault,
  line: SourceLine,
  rest: AsyncIterator<SourceLine>,
  record: RecordCheck,
): Promise<Diagnosis> => {
  const { ordinal: wanted } = fault;
  const head = record.head();
  if (fault.kind === 'torn')
    return {
      happened: 'torn',
      sentence: `The file ends in the middle of event ${wanted} (${line.text?.length ?? 0} characters of it).`,
    };
  if (fault.kind === 'message')
    return {
      happened: 'foreign',
      sentence: 'Another program wrote the message, or its bytes were changed on the server.',
    };
  const event = decoded(line.text);
  const changed: Diagnosis = { happened: 'changed', sentence: `Event ${wanted} was changed.` };
  if (line.text === undefined) return changed;
  if (event === undefined)
    return fits(line.text, head.hash)
      ? {
          happened: 'malformed',
          sentence: `Event ${wanted} continues the hash chain: it was written like this, not by this version of Reprise.`,
        }
      : changed;
  if (line.text.endsWith('\r') && fits(line.text.slice(0, -1), head.hash))
    return {
      happened: 'changed',
      sentence: `Event ${wanted} ends in CR LF instead of LF and is sound otherwise: the line ends were converted.`,
    };
  if (fault.kind === 'session') return foreign(event, line.text, fault.expected, head.hash) ?? changed;
  if (event.ordinal === wanted)
    return fault.kind === 'id' ? { happened: 'repeated', sentence: `Two events have the id ${event.id}.` } : changed;
  if (fitsWithOrdinal(line.text, event.ordinal, wanted, head.hash)) return changed;
  if (event.ordinal < wanted)
    return record.knows(event.id)
      ? {
          happened: 'repeated',
          sentence: `Event ${event.ordinal} appears twice; event ${wanted} was expected to follow.`,
        }
      : changed;
  const found = await placeOf(wanted, rest);
  if (found !== undefined)
    return { happened: 'moved', sentence: `Event ${wanted} appears later: ${placeText(found)}.` };
  const missing = event.ordinal - wanted;
  return {
    happened: 'missing',
    sentence: missing === 1 ? `Event ${wanted} is missing.` : `Events ${wanted} to ${event.ordinal - 1} are missing.`,
  };
};

const placeOf = async (ordinal: number, rest: AsyncIterator<SourceLine>): Promise<Place | undefined> => {
  // The rest may be long: a line that does not contain the ordinal at all is not decoded.
  const named = new RegExp(`"ordinal"\\s*:\\s*${ordinal}\\b`);
  for (let item = await rest.next(); !item.done; item = await rest.next())
    if (named.test(item.value.text ?? '') && decoded(item.value.text)?.ordinal === ordinal) return item.value.place;
  return undefined;
};
