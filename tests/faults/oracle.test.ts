// The oracle can fail: each kind of fault, planted into a story in which nothing is wrong, is found as what it is.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Note } from './journal.ts';
import { type FaultKind, judge, type StoredLine } from './oracle.ts';

interface Line {
  readonly command: string;
  readonly id?: string;
  readonly ordinal?: number;
  readonly commit?: string;
}

/** The lines of a session, each with its ordinal and link. */
const chained = (lines: readonly Line[]): string[] => {
  let hash = '0'.repeat(64);
  return lines.map(({ command, id = `event-${command}`, ordinal, commit = `commit-${command}` }, index) => {
    const event = { id, ordinal: ordinal ?? index + 1, commandid: command, commitid: commit };
    const before = JSON.stringify(event).slice(0, -1);
    hash = createHash('sha256').update(`${hash}${before}`).digest('hex');
    return `${before},"hash":"${hash}"}`;
  });
};

const COMMANDS = ['c1', 'c2', 'c3', 'c4', 'c5'];
const about = (command: string) => ({ session: 's1', caller: 'one', command });
const hashOf = (line: string): string => (JSON.parse(line) as { hash: string }).hash;

/** Each line a message of its own. */
const inMessages = (lines: readonly string[]): StoredLine[] =>
  lines.map((line, index) => ({ line, sequence: index + 1 }));

/** One caller sends five commands, each after the acknowledgement of the one before it. */
const story = () => {
  const lines = chained(COMMANDS.map((command) => ({ command })));
  const notes: Note[] = COMMANDS.flatMap((command, n): Note[] => {
    const events = [{ id: `event-${command}`, ordinal: n + 1, hash: hashOf(lines[n]!) }];
    return [
      { at: 10 * n + 1, kind: 'sent', ...about(command) },
      { at: 10 * n + 5, kind: 'acknowledged', how: 'recorded', events, sequence: n + 1, ...about(command) },
    ];
  });
  return { lines, notes };
};
const kindsIn = (notes: readonly Note[], lines: readonly string[]): FaultKind[] => [
  ...new Set(judge(notes, new Map([['s1', inMessages(lines)]])).map(({ kind }) => kind)),
];
const swapped = <T>(list: readonly T[], a: number, b: number): T[] =>
  list.map((one, place) => (place === a ? list[b]! : place === b ? list[a]! : one));
/** The notes with other answers than acknowledgements to one command. */
const answered = (notes: readonly Note[], command: string, ...answers: readonly Note[]): Note[] => [
  ...notes.filter((note) => !('command' in note && note.command === command && note.kind !== 'sent')),
  ...answers,
];

describe('The oracle of the fault tests', () => {
  test('finds nothing wrong where all that was acknowledged is stored, once, in order', () => {
    const { notes, lines } = story();
    expect(judge(notes, new Map([['s1', inMessages(lines)]]))).toEqual([]);
  });

  test('finds an acknowledged event that is not stored: in the middle, at the end, with its session', () => {
    const { notes, lines } = story();
    expect(kindsIn(notes, lines.toSpliced(2, 1))).toContain('lost');
    expect(kindsIn(notes, lines.slice(0, -1))).toEqual(['lost']);
    expect(judge(notes, new Map()).map(({ kind }) => kind)).toEqual(COMMANDS.map(() => 'lost'));
  });

  test('finds an acknowledged event that is stored in another session', () => {
    const { notes, lines } = story();
    const kinds = judge(notes, new Map([['s2', inMessages(lines)]])).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['lost', 'unexpected']));
  });

  test('finds an event that is stored twice, also when the chain was made anew around it', () => {
    const { notes, lines } = story();
    expect(kindsIn(notes, lines.toSpliced(3, 0, lines[2]!))).toContain('doubled');
    expect(kindsIn(notes, chained([...COMMANDS, 'c3'].map((command) => ({ command }))))).toContain('doubled');
  });

  test('finds a command that is recorded by two commits under ids of their own', () => {
    const { notes } = story();
    const twice = [...COMMANDS.map((command) => ({ command })), { command: 'c5', id: 'other', commit: 'other' }];
    expect(kindsIn(notes, chained(twice))).toEqual(['doubled']);
  });

  test('finds two events in the other order, also when their ordinals and hashes fit it', () => {
    const { notes, lines } = story();
    expect(kindsIn(notes, swapped(lines, 1, 2))).toEqual(expect.arrayContaining(['reordered', 'ordinal', 'chain']));
    const remade = chained(swapped(COMMANDS, 1, 2).map((command) => ({ command })));
    const acknowledgedSo = notes.map((note) => {
      if (note.kind !== 'acknowledged') return note;
      const place = remade.findIndex((line) => line.includes(`"event-${note.command}"`));
      const events = [{ ...note.events[0]!, ordinal: place + 1, hash: hashOf(remade[place]!) }];
      return { ...note, events, sequence: place + 1 };
    });
    expect(kindsIn(acknowledgedSo, remade)).toEqual(['reordered']);
  });

  test('allows either order of commands that were under way at the same time', () => {
    const remade = chained(swapped(COMMANDS, 3, 4).map((command) => ({ command })));
    const { notes } = story();
    const together = notes.map((note): Note => {
      if (!('command' in note) || !['c4', 'c5'].includes(note.command)) return note;
      if (note.kind !== 'acknowledged') return { ...note, at: 31 };
      const ordinal = note.command === 'c5' ? 4 : 5;
      const events = [{ ...note.events[0]!, ordinal, hash: hashOf(remade[ordinal - 1]!) }];
      return { ...note, at: 45, events, sequence: ordinal };
    });
    expect(kindsIn(together, remade)).toEqual([]);
  });

  test('finds a hole in the ordinals', () => {
    const { notes } = story();
    const last = { command: 'c5', ordinal: 6 };
    expect(kindsIn(notes, chained([...COMMANDS.slice(0, 4).map((command) => ({ command })), last]))).toContain(
      'ordinal',
    );
  });

  test('finds a line that was changed: by its hash, or by the acknowledgement where the chain was made anew', () => {
    const { notes, lines } = story();
    expect(kindsIn(notes, lines.toSpliced(2, 1, lines[2]!.replace('"ordinal":3', '"ordinal":3,"x":1')))).toEqual([
      'chain',
    ]);
    const remade = chained(COMMANDS.map((command) => ({ command, commit: `${command}-other` })));
    expect(kindsIn(notes, remade)).toEqual(['changed']);
  });

  test('finds a line whose hash is cut off', () => {
    const { notes, lines } = story();
    expect(kindsIn(notes, lines.toSpliced(4, 1, `${lines[4]!.slice(0, -2)}`.replace(/,"hash.*/, '}')))).toContain(
      'chain',
    );
  });

  test('finds an event that is not where its acknowledgement stated', () => {
    const { notes, lines } = story();
    const elsewhere = inMessages(lines).map((stored) => ({ ...stored, sequence: stored.sequence + 1 }));
    const faults = judge(notes, new Map([['s1', elsewhere]]));
    expect(faults.map(({ kind }) => kind)).toEqual(COMMANDS.map(() => 'changed'));
  });

  test('finds a command that nobody sent', () => {
    const { notes, lines } = story();
    expect(
      kindsIn(notes, [...lines, ...chained([...COMMANDS, 'c6'].map((command) => ({ command }))).slice(5)]),
    ).toEqual(['unexpected']);
  });

  test('allows an unknown outcome to be stored or not, and finds one that is stored twice', () => {
    const { notes, lines } = story();
    const unknown = answered(notes, 'c5', {
      at: 50,
      kind: 'unknown',
      code: 'UNKNOWN_OUTCOME',
      message: '',
      ...about('c5'),
    });
    expect(kindsIn(unknown, lines)).toEqual([]);
    expect(kindsIn(unknown, lines.slice(0, -1))).toEqual([]);
    const twice = [...COMMANDS.map((command) => ({ command })), { command: 'c5', id: 'other', commit: 'other' }];
    expect(kindsIn(unknown, chained(twice))).toEqual(['doubled']);
  });

  test('finds a command that is stored though its error stated that nothing was recorded', () => {
    const { notes, lines } = story();
    const failed = answered(notes, 'c5', {
      at: 50,
      kind: 'failed',
      code: 'LOG_UNREACHABLE',
      message: '',
      ...about('c5'),
    });
    expect(kindsIn(failed, lines)).toEqual(['unexpected']);
    expect(kindsIn(failed, lines.slice(0, -1))).toEqual([]);
  });

  test('finds an acknowledgement without an event, a refusal, and what a writer left unhandled', () => {
    const { notes, lines } = story();
    const nothing: Note = { at: 46, kind: 'acknowledged', how: 'repeated', events: [], ...about('c5') };
    expect(kindsIn([...notes, nothing], lines)).toEqual(['lost']);
    const sent: Note = { at: 46, kind: 'sent', ...about('c6') };
    const refused: Note = { at: 47, kind: 'refused', message: 'x', ...about('c6') };
    expect(kindsIn([...notes, sent, refused], lines)).toEqual(['refused']);
    expect(kindsIn([...notes, { at: 46, kind: 'unhandled', message: 'x' }], lines)).toEqual(['unhandled']);
  });
});
