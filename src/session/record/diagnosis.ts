// What probably happened to a record where it stops being one: changed, missing, repeated, moved or torn off. The fault
// itself is certain; this is told beside it, from the line and what follows.
import {
  CHAIN_START,
  chainHash,
  DecodeError,
  decodeEvent,
  type RecordedEvent,
} from '../../../machines/events/envelope.ts';
import { sha256 } from '../../sha256.ts';
import { type Place, placeText } from './place.ts';
import type { LineFault, RecordCheck, SourceLine } from './record-check.ts';

export type Happened = 'changed' | 'missing' | 'repeated' | 'moved' | 'torn' | 'foreign';

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

/** True when the line fits the chain once its ordinal is the expected one: so only the ordinal was changed. */
const fitsWithOrdinal = (text: string, got: number, wanted: number, previous: string): boolean =>
  fits(text.replace(`"ordinal":${got},`, `"ordinal":${wanted},`), previous);

/** The event of another session, unless that it is of another is what was changed. */
const foreign = (event: RecordedEvent, text: string, sessionId: string, previous: string): Diagnosis | undefined => {
  const { ordinal, sessionid } = event;
  if (fits(text.replace(`"sessionid":"${sessionid}"`, `"sessionid":"${sessionId}"`), previous)) return undefined;
  return {
    happened: 'foreign',
    sentence:
      ordinal === 1 && fits(text, CHAIN_START)
        ? `Here another session begins, ${sessionid}: two exports stand in one file.`
        : `Event ${ordinal} of another session, ${sessionid}, stands here.`,
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
  const event = decoded(line.text);
  const changed: Diagnosis = { happened: 'changed', sentence: `Event ${wanted} was changed.` };
  if (event === undefined || line.text === undefined) return changed;
  if (line.text.endsWith('\r') && fits(line.text.slice(0, -1), head.hash))
    return {
      happened: 'changed',
      sentence: `Event ${wanted} ends in CR LF instead of LF, and is sound but for that: the line ends were converted.`,
    };
  if (fault.kind === 'session') return foreign(event, line.text, fault.expected, head.hash) ?? changed;
  if (event.ordinal === wanted)
    return fault.kind === 'id' ? { happened: 'repeated', sentence: `The id ${event.id} stands twice.` } : changed;
  if (fitsWithOrdinal(line.text, event.ordinal, wanted, head.hash)) return changed;
  if (event.ordinal < wanted)
    return record.knows(event.id)
      ? { happened: 'repeated', sentence: `Event ${event.ordinal} stands twice; event ${wanted} was to follow.` }
      : changed;
  const found = await placeOf(wanted, rest);
  if (found !== undefined)
    return { happened: 'moved', sentence: `Event ${wanted} stands further on: ${placeText(found)}.` };
  const missing = event.ordinal - wanted;
  return {
    happened: 'missing',
    sentence: missing === 1 ? `Event ${wanted} is missing.` : `Events ${wanted} to ${event.ordinal - 1} are missing.`,
  };
};

const placeOf = async (ordinal: number, rest: AsyncIterator<SourceLine>): Promise<Place | undefined> => {
  // A line that does not name the ordinal at all need not be decoded: what follows may be long.
  const named = new RegExp(`"ordinal"\\s*:\\s*${ordinal}\\b`);
  for (let item = await rest.next(); !item.done; item = await rest.next())
    if (named.test(item.value.text ?? '') && decoded(item.value.text)?.ordinal === ordinal) return item.value.place;
  return undefined;
};
