// A session inside the page: the file that `reprise export --format html` writes holds the lines of its record, compressed. Here
// they are read, shown, and checked by their own hash chain.
import { signal } from '@preact/signals';
import { CHAIN_START, decodeEvent, type RecordedEvent } from '../../../machines/events/envelope.ts';
import { fault, showEvents } from './session.ts';

export interface Embedded {
  readonly sessionId: string;
  /** `47:<64 hex digits>`, as it was when the file was written. */
  readonly head: string;
  /** The lines, deflated, in base64. */
  readonly lines: string;
}

export type Verified =
  | { readonly kind: 'checking' }
  | { readonly kind: 'sound'; readonly events: number; readonly hash: string }
  | { readonly kind: 'broken'; readonly ordinal: number; readonly why: string };

export const verified = signal<Verified | undefined>(undefined);
/** The lines of the record, where they are in the page. */
export const lines = signal<readonly string[]>([]);

/** Undefined where a service serves the page. */
export const embeddedSession = (): Embedded | undefined => {
  const text = document.getElementById('session')?.textContent;
  return text === undefined || text === null ? undefined : (JSON.parse(text) as Embedded);
};

const inflated = async (base64: string): Promise<string> => {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
};

const hexOf = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const encoder = new TextEncoder();
const HASH_MEMBER = ',"hash":"';
const TAIL_LENGTH = HASH_MEMBER.length + 64 + 2;

/** Checks each line against the hash before it, and the last against the head. */
const verify = async (all: readonly string[], head: string): Promise<Verified> => {
  let previous = CHAIN_START;
  for (const [index, line] of all.entries()) {
    const begin = line.slice(0, -TAIL_LENGTH);
    const hash = line.slice(-66, -2);
    const wanted = hexOf(await crypto.subtle.digest('SHA-256', encoder.encode(previous + begin)));
    if (hash !== wanted || line.slice(-TAIL_LENGTH, -66) !== HASH_MEMBER)
      return { kind: 'broken', ordinal: index + 1, why: `its hash is ${hash}, and its content has ${wanted}` };
    previous = hash;
  }
  if (head !== `${all.length}:${previous}`)
    return { kind: 'broken', ordinal: all.length, why: `the record ended at ${head} when the file was written` };
  return { kind: 'sound', events: all.length, hash: previous };
};

export const showEmbedded = async ({ sessionId, head, lines: packed }: Embedded): Promise<void> => {
  try {
    const all = (await inflated(packed)).split('\n').filter((line) => line !== '');
    lines.value = all;
    const events: RecordedEvent[] = all.map((line) => decodeEvent(line));
    showEvents(sessionId, events);
    verified.value = { kind: 'checking' };
    verified.value = await verify(all, head);
  } catch (error) {
    fault.value = `The session in this file cannot be read: ${(error as Error).message}`;
  }
};
