// Every way to change one event of a record by hand, and the place and the sentence that must be reported. The check
// continues from before the change, so that trying all of them costs as much as the history is long.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { Happened } from '../../src/session/record/diagnosis.ts';
import { faultReport } from '../../src/session/record/fault-report.ts';
import type { LineFaultKind } from '../../src/session/record/faults.ts';
import { recordCheck, type SourceLine } from '../../src/session/record/record-check.ts';
import { sha256 } from '../../src/sha256.ts';
import type { Golden } from './histories.ts';

type Lines = readonly string[];

export interface Mutation {
  readonly how: string;
  readonly happened: Happened;
  /** What is wrong with the line itself, where that is always the same. */
  readonly kind?: LineFaultKind;
  /** How many events before the end it can happen to the last of: 1 to the newest, 2 to the one before. */
  readonly fromEnd: number;
  /** How many lines after the event the first wrong line is. */
  readonly offset: 0 | 1;
  /** The lines from the first wrong one on. */
  readonly tail: (lines: Lines, index: number) => Lines;
  /** What is reported; `ordinal` is the event's. */
  readonly sentence: (ordinal: number, lines: Lines) => string;
}

/** A number drawn from a text: the same each time. */
export const drawn = (text: string, below: number): number => Number.parseInt(sha256(text).slice(0, 12), 16) % below;

const edited = (line: string, change: (event: RecordedEvent) => object): string => {
  const event = JSON.parse(line) as RecordedEvent;
  const { hash, ...rest } = { ...event, ...change(event) } as RecordedEvent;
  return JSON.stringify({ ...rest, hash });
};

/** A second later, however many there were. */
const later = ({ time }: RecordedEvent): object => ({ time: new Date(Date.parse(time) + 1_000).toISOString() });

/** One character of the line is another: any, so that keys, quotes, ordinals and hashes are hit too. */
const misspelt = (line: string): string => {
  const at = drawn(line, line.length);
  return `${line.slice(0, at)}${line[at] === '7' ? '8' : '7'}${line.slice(at + 1)}`;
};

/** The place of an event at least two further on. */
const further = (lines: Lines, index: number): number =>
  index + 2 + drawn(lines[index] as string, lines.length - index - 2);

const changed = (how: string, change: (line: string) => string): Mutation => ({
  how,
  happened: 'changed',
  fromEnd: 1,
  offset: 0,
  tail: (lines, index) => [change(lines[index] as string), ...lines.slice(index + 1)],
  sentence: (ordinal) => `Event ${ordinal} was changed.`,
});

export const MUTATIONS: readonly Mutation[] = [
  {
    how: 'lost',
    happened: 'missing',
    kind: 'ordinal',
    fromEnd: 2,
    offset: 0,
    tail: (lines, index) => lines.slice(index + 1),
    sentence: (ordinal) => `Event ${ordinal} is missing.`,
  },
  {
    how: 'repeated',
    happened: 'repeated',
    kind: 'ordinal',
    fromEnd: 1,
    offset: 1,
    tail: (lines, index) => lines.slice(index),
    sentence: (ordinal) => `Event ${ordinal} appears twice; event ${ordinal + 1} was expected to follow.`,
  },
  {
    how: 'swapped with the next',
    happened: 'moved',
    kind: 'ordinal',
    fromEnd: 2,
    offset: 0,
    tail: (lines, index) => [lines[index + 1] as string, lines[index] as string, ...lines.slice(index + 2)],
    sentence: (ordinal) => `Event ${ordinal} appears later: line ${ordinal + 1} `,
  },
  {
    how: 'swapped with one further on',
    happened: 'moved',
    kind: 'ordinal',
    fromEnd: 3,
    offset: 0,
    tail: (lines, index) => {
      const other = further(lines, index);
      return lines
        .slice(index)
        .with(0, lines[other] as string)
        .with(other - index, lines[index] as string);
    },
    sentence: (ordinal, lines) => `Event ${ordinal} appears later: line ${further(lines, ordinal - 1) + 1} `,
  },
  changed('retimed', (line) => edited(line, later)),
  changed('edited', (line) => edited(line, ({ data }) => ({ data: { ...data, extra: { edited: true } } }))),
  changed('from another actor', (line) => edited(line, ({ actor }) => ({ actor: `not ${actor}` }))),
  changed('misspelt', misspelt),
];

/** Of a longer history, how many places are tried. */
const PLACES = 200;
const MOST_WHOLE_EVENTS = 500;

/** The indexes of the events that are changed: all up to 500 events, else 200 drawn among all but the last two. */
export const placesOf = ({ name, lines }: Golden): ReadonlySet<number> => {
  const count = lines.length;
  if (count <= MOST_WHOLE_EVENTS) return new Set(lines.keys());
  const places = new Set<number>();
  for (let turn = 0; places.size < PLACES; turn += 1) places.add(drawn(`${name} ${turn}`, count - 2));
  return places;
};

/** How many mutations of a history are tried. */
export const mutationsIn = (golden: Golden): number => {
  const { length } = golden.lines;
  const places = [...placesOf(golden)];
  return MUTATIONS.reduce((sum, { fromEnd }) => sum + places.filter((index) => index <= length - fromEnd).length, 0);
};

/** How many mutations of one event are tried, of all histories together. */
export const countMutations = (histories: readonly Golden[]) => ({
  histories: histories.length,
  events: histories.reduce((sum, { lines }) => sum + lines.length, 0),
  kinds: MUTATIONS.length,
  mutations: histories.reduce((sum, golden) => sum + mutationsIn(golden), 0),
});

export const FILE = 'golden.ndjson';

/** Lines as a file has them, the first of them at `index`. */
function* linesFrom(lines: Lines, index: number): Generator<SourceLine, void> {
  for (const [count, text] of lines.entries())
    yield { text, place: { file: FILE, line: index + count + 1, byte: 0 }, ended: true };
}
async function* eachOf(lines: Iterable<SourceLine>): AsyncGenerator<SourceLine, void> {
  yield* lines;
}

/** What is wrong with a check's report of a mutation; undefined where the report is right. */
const misreported = async (
  { tail, offset, happened, kind, sentence, how }: Mutation,
  { lines }: Golden,
  index: number,
  record: ReturnType<typeof recordCheck>,
): Promise<string | undefined> => {
  const about = `event ${index + 1} ${how}`;
  const place = index + offset + 1;
  const given = linesFrom(tail(lines, index), place - 1);
  const line = given.next().value as SourceLine;
  const checked = record.check(line);
  if (checked.kind === 'event') return `${about}: not found`;
  const report = await faultReport(checked.fault, line, eachOf(given), record, FILE);
  const at = 'line' in report.place ? report.place.line : undefined;
  if (report.ordinal !== place || at !== place) return `${about}: found at event ${report.ordinal}, line ${at}`;
  if (kind !== undefined && report.kind !== kind) return `${about}: a fault of ${report.kind}`;
  if (report.diagnosis.happened !== happened || !report.diagnosis.sentence.startsWith(sentence(index + 1, lines)))
    return `${about}: reported as ${report.diagnosis.happened}: ${report.diagnosis.sentence}`;
  return undefined;
};

export interface Tried {
  readonly tried: number;
  /** Mutations that were not found, or reported at another place or as something else. */
  readonly misreported: readonly string[];
}

/** Changes events of a history, one at a time, and sees whether the check that continues from before it finds each. */
export const tryMutations = async (golden: Golden): Promise<Tried> => {
  const { lines, sessionId } = golden;
  const places = placesOf(golden);
  const record = recordCheck(sessionId);
  const found: string[] = [];
  let tried = 0;
  const tryAt = async (index: number, offset: 0 | 1) => {
    for (const mutation of MUTATIONS) {
      if (mutation.offset !== offset || index > lines.length - mutation.fromEnd) continue;
      tried += 1;
      const wrong = await misreported(mutation, golden, index, record);
      if (wrong !== undefined) found.push(wrong);
    }
  };
  for (const [index, line] of linesFromStart(lines)) {
    if (places.has(index)) await tryAt(index, 0);
    // A line that does not fit leaves the check where it was: the original one still follows.
    if (record.check(line).kind === 'fault')
      return { tried, misreported: [...found, `event ${index + 1} is not sound`] };
    if (places.has(index)) await tryAt(index, 1);
  }
  return { tried, misreported: found };
};

const linesFromStart = (lines: Lines): IterableIterator<[number, SourceLine]> => [...linesFrom(lines, 0)].entries();
