// Large data beside their events (CloudEvents `dataref`): where the lines of a commit do not fit one message, the data of
// its largest events are stored as objects, and the message has their hashes instead. Read, the lines are what they were.
import { createHash } from 'node:crypto';
import { RepriseError } from '../errors.ts';
import { MAX_WHOLE_COMMIT_BYTES, raising } from './commit-limit.ts';
import type { Commit } from './port.ts';

/** Data that are stored apart from their event. */
export interface DataRef {
  /** SHA-256 of the bytes, in lower-case hex. */
  readonly sha256: string;
  /** Length of the bytes: the UTF-8 of what follows `"data":` in the line. */
  readonly bytes: number;
}

/** Data on their way to where they are stored. */
export interface RemovedData extends DataRef {
  readonly content: Uint8Array;
}

/** Data of fewer bytes stay in the message: an object for each of many small events would cost more than a message each. */
const MIN_BYTES = 64 * 1024;
const DATA = ',"data":';
/** Length of `,"hash":"<64 hex>"}`. */
const HASH_LENGTH = ',"hash":"'.length + 64 + 2;
const REF = ',"dataref":"sha256:';
const REF_LENGTH = REF.length + 64 + 1;
/** A line without its data: what stands before them, their size and hash, and the event's own hash. */
const WITHOUT_DATA = /^(\{.+),"datasize":([1-9][0-9]{0,8}),"dataref":"sha256:([0-9a-f]{64})"(,"hash":"[^"]{64}"\})$/;

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * Where the data of an event stand in its line; undefined for a line of another form. The attributes before them are
 * texts and numbers, and a quote within a text is escaped: so the first `,"data":` is the member itself.
 */
const dataIn = (line: string): readonly [start: number, end: number] | undefined => {
  const start = line.indexOf(DATA);
  const end = line.length - HASH_LENGTH;
  return start > 0 && end > start && line.startsWith('},"hash":"', end - 1) ? [start, end] : undefined;
};

const refMembers = ({ sha256, bytes }: DataRef): string => `,"datasize":${bytes}${REF}${sha256}"`;

/** Whether a line is stored without its data. In an event's own line data stand before the hash. */
export const lacksData = (line: string): boolean => line.startsWith(REF, line.length - HASH_LENGTH - REF_LENGTH);

/** The reference in a line that `lacksData`, and the line with the data that it refers to; undefined for an invalid one. */
export const dataRefIn = (line: string): (DataRef & { readonly withData: (data: string) => string }) | undefined => {
  const [, attributes, bytes, sha256, hash] = WITHOUT_DATA.exec(line) ?? [];
  if (sha256 === undefined || Number(bytes) > MAX_WHOLE_COMMIT_BYTES) return undefined;
  return { sha256, bytes: Number(bytes), withData: (data) => `${attributes}${DATA}${data}${hash}` };
};

const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);

/** Data of an event that may be stored apart. */
interface Removable {
  readonly index: number;
  readonly span: readonly [start: number, end: number];
  /** How many bytes the message is smaller without them. */
  readonly saved: number;
}

/** Those that may be stored apart, the largest first. */
const removables = (lines: readonly string[]): Removable[] =>
  lines
    .flatMap((line, index): Removable[] => {
      const span = line.length * 3 < MIN_BYTES ? undefined : dataIn(line);
      if (span === undefined) return [];
      const member = Buffer.byteLength(line.slice(...span));
      const bytes = member - DATA.length;
      return bytes < MIN_BYTES ? [] : [{ index, span, saved: member - refMembers({ sha256: '', bytes }).length - 64 }];
    })
    .sort((a, b) => b.saved - a.saved || a.index - b.index);

/** Why lines fit no commit: they have `bytes`, `apart` without the data that can be stored apart. */
export interface Excess {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly apart: boolean;
}

type Fit = { readonly removed: readonly Removable[] } | { readonly excess: Excess };

const fitOf = (lines: readonly string[], maxBytes: number): Fit => {
  let bytes = bytesOf(lines);
  if (bytes <= maxBytes) return { removed: [] };
  if (bytes > MAX_WHOLE_COMMIT_BYTES) return { excess: { bytes, maxBytes: MAX_WHOLE_COMMIT_BYTES, apart: false } };
  const removed: Removable[] = [];
  for (const one of removables(lines)) {
    removed.push(one);
    bytes -= one.saved;
    if (bytes <= maxBytes) return { removed };
  }
  return { excess: { bytes, maxBytes, apart: removed.length > 0 } };
};

/**
 * What is too much in the lines of a commit; undefined where they fit.
 * @param maxBytes of the body of a message
 */
export const excessOf = (lines: readonly string[], maxBytes: number): Excess | undefined => {
  const fit = fitOf(lines, maxBytes);
  return 'excess' in fit ? fit.excess : undefined;
};

/** What was too much, for an error about a commit or a command. */
export const excessInWords = ({ bytes, maxBytes, apart }: Excess): string =>
  `${bytes} bytes${apart ? ' beside the data that are stored apart' : ''}; this log takes at most ${maxBytes} in one commit`;

/** What helps. @param maxBytes of the body of a message */
export const excessHint = ({ maxBytes }: Excess): string =>
  maxBytes === MAX_WHOLE_COMMIT_BYTES ? '' : raising(maxBytes);

const tooLarge = (excess: Excess): RepriseError =>
  new RepriseError('COMMIT_TOO_LARGE', `The commit has ${excessInWords(excess)}.`, {
    hint: `Record fewer events at once${excessHint(excess)}.`,
    fields: { bytes: excess.bytes, maxBytes: excess.maxBytes },
  });

/** @throws RepriseError COMMIT_TOO_LARGE for lines that no commit takes */
export const requireFit = (lines: readonly string[], maxBytes: number): void => {
  const excess = excessOf(lines, maxBytes);
  if (excess !== undefined) throw tooLarge(excess);
};

/** Whether lines fit, by their length alone: a character of UTF-16 has at most three bytes. */
export const surelyFit = (lines: readonly string[], maxBytes: number): boolean => {
  let length = lines.length;
  for (const line of lines) length += 3 * line.length;
  return length <= maxBytes;
};

/** A commit as one message holds it, and the data that are stored apart. @throws RepriseError COMMIT_TOO_LARGE */
export const withoutLargeData = (
  commit: Commit,
  maxBytes: number,
): { readonly commit: Commit; readonly removed: readonly RemovedData[] } => {
  const fit = fitOf(commit.lines, maxBytes);
  if ('excess' in fit) throw tooLarge(fit.excess);
  if (fit.removed.length === 0) return { commit, removed: [] };
  const lines = [...commit.lines];
  const removed = fit.removed.map(({ index, span: [start, end] }): RemovedData => {
    const line = lines[index] as string;
    const content = Buffer.from(line.slice(start + DATA.length, end));
    const data = { sha256: sha256Of(content), bytes: content.length, content };
    lines[index] = line.slice(0, start) + refMembers(data) + line.slice(end);
    return data;
  });
  return { commit: { ...commit, lines }, removed };
};
