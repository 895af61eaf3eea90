// What a writer noted: a line for each thing that it sent or was answered. The file survives the writer's kill.
import { closeSync, openSync, readSync, statSync } from 'node:fs';

export interface EventNote {
  readonly id: string;
  readonly ordinal: number;
  readonly hash: string;
}

interface AboutCommand {
  readonly session: string;
  /** One of those who write side by side: its commands go out one after the other. */
  readonly caller: string;
  readonly command: string;
}

/** `at`: microseconds, on a clock that all processes of the machine share. */
export type Note = { readonly at: number } & (
  | ({ readonly kind: 'sent' } & AboutCommand)
  | ({
      readonly kind: 'acknowledged';
      readonly how: 'recorded' | 'repeated';
      readonly events: readonly EventNote[];
      /** Where they are in the stream; of a repeat it is not stated. */
      readonly sequence?: number;
    } & AboutCommand)
  /** `failed`: the error states that nothing was recorded. */
  | ({ readonly kind: 'unknown' | 'failed'; readonly code: string; readonly message: string } & AboutCommand)
  | ({ readonly kind: 'refused'; readonly message: string } & AboutCommand)
  | { readonly kind: 'unhandled' | 'not-open'; readonly message: string }
  | { readonly kind: 'open' | 'closed' | 'ended' }
);

/** On the same clock as the notes. */
export const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** @returns a function that reads the notes so far. A line that a kill cut off is none. */
export const openJournal = (path: string): (() => readonly Note[]) => {
  const notes: Note[] = [];
  let bytesRead = 0;
  let rest = Buffer.alloc(0);
  return () => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size === bytesRead) return notes;
    const chunk = Buffer.alloc(size - bytesRead);
    const file = openSync(path, 'r');
    try {
      bytesRead += readSync(file, chunk, 0, chunk.length, bytesRead);
    } finally {
      closeSync(file);
    }
    rest = Buffer.concat([rest, chunk]);
    const end = rest.lastIndexOf(0x0a) + 1;
    for (const line of rest.subarray(0, end).toString().split('\n'))
      if (line !== '') notes.push(JSON.parse(line) as Note);
    rest = rest.subarray(end);
    return notes;
  };
};
