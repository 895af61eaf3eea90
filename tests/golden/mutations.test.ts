// One event of a golden history lost, repeated, moved, retimed or edited: found where it is and reported as what it is, for
// every event of the shorter histories and 200 places of the longer. The loss of the newest event, and a chain that was
// recomputed, are found by the head.
import { describe, expect, test } from 'vitest';
import { CHAIN_START, encodeEvent, type RecordedEvent } from '../../machines/index.ts';
import { type ChainHead, NEW_CHAIN } from '../../src/session/record/chain.ts';
import { headFrom } from '../../src/session/record/head-text.ts';
import { linesOfBytes, type Source } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { sha256 } from '../../src/sha256.ts';
import { sampled } from '../more.ts';
import { expectedOf } from './accept.ts';
import { type Golden, goldenHistories } from './histories.ts';
import { countMutations, drawn, FILE, MUTATIONS, type Mutation, mutationsIn, tryMutations } from './mutations.ts';

const histories = await goldenHistories();
const tried = sampled(histories).map((golden) => [golden.name, golden] as const);
const total = countMutations(histories);

const verifyLines = ({ sessionId }: Golden, lines: readonly string[], head?: ChainHead) => {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const source: Source = {
    kind: 'file',
    sessionId,
    name: FILE,
    lines: () => linesOfBytes(FILE, [bytes]),
    events: () => {
      throw new Error('verify reads lines');
    },
  };
  return verify(source, head === undefined ? {} : { head });
};

/** Of seeded events a mutation of each kind; of a long history, which costs as much to verify, of two kinds. */
const someOf = ({ name, lines }: Golden, kinds = MUTATIONS): readonly (readonly [Mutation, index: number])[] => {
  const from = drawn(name, kinds.length - 1);
  return (lines.length > 500 ? kinds.slice(from, from + 2) : kinds).map((mutation) => [
    mutation,
    drawn(`${name} ${mutation.how}`, lines.length - mutation.fromEnd + 1),
  ]);
};
const mutated = ({ lines }: Golden, { tail, offset }: Mutation, index: number): readonly string[] => [
  ...lines.slice(0, index + offset),
  ...tail(lines, index),
];

/** The same events numbered and chained again, as somebody would who recomputes the chain. */
const rewritten = (lines: readonly string[]): string[] => {
  let previous = CHAIN_START;
  return lines.map((line, index) => {
    const { hash: _, ...event } = JSON.parse(line) as RecordedEvent;
    const encoded = encodeEvent({ ...event, ordinal: index + 1 }, previous, sha256);
    previous = encoded.hash;
    return encoded.line;
  });
};
/** Recomputing the chain corrects what is misspelt in an ordinal or a hash. */
const MEANT = MUTATIONS.filter(({ how }) => how !== 'misspelt');

test(`of ${total.histories} golden histories of ${total.events} events ${total.mutations} mutations can be tried`, () => {
  const lengths = histories.map(({ lines }) => lines.length);
  expect(total.kinds).toBe(8);
  expect(total.histories).toBeGreaterThanOrEqual(24);
  expect(lengths.filter((length) => length >= 100 && length <= 5_100).length).toBeGreaterThanOrEqual(20);
  // All eight of each event, but for what the newest two have nothing after them for; 200 places of a longer one.
  expect(total.mutations).toBe(lengths.reduce((sum, length) => sum + (length <= 500 ? 8 * length - 4 : 8 * 200), 0));
});

describe.each(tried)('of %s, any one event', (_name, golden) => {
  const { name, lines } = golden;
  const newest = () => headFrom(expectedOf(name)?.head ?? '');

  test(`changed in any of ${mutationsIn(golden)} ways is found where it is`, async () => {
    const { tried, misreported } = await tryMutations(golden);
    expect(misreported).toEqual([]);
    expect(tried).toBe(mutationsIn(golden));
  });

  test('is found by verify from the first line on as by the check that continues from before it', async () => {
    for (const [mutation, index] of someOf(golden)) {
      const report = await verifyLines(golden, mutated(golden, mutation, index));
      const line = index + mutation.offset + 1;
      expect(report).toMatchObject({ ok: false, events: line - 1, disagreements: [] });
      expect(report.fault).toMatchObject({
        ordinal: line,
        place: { line },
        diagnosis: {
          happened: mutation.happened,
          sentence: expect.stringContaining(mutation.sentence(index + 1, lines)),
        },
      });
      expect(report.head).toEqual(index + mutation.offset === 0 ? NEW_CHAIN : expect.anything());
    }
  });

  test('lost at the end is found by the head, and by nothing else', async () => {
    const shorter = lines.slice(0, -1);
    // A later law may report a rule where the one that it was recorded under did not.
    const { ok } = await verifyLines(golden, lines);
    expect(await verifyLines(golden, shorter)).toMatchObject({ ok, fault: undefined });
    expect(await verifyLines(golden, shorter, newest())).toMatchObject({
      ok: false,
      fault: undefined,
      expectedHead: { got: undefined, holds: false },
    });
  });

  test('is found by the head where the chain was recomputed from it on', async () => {
    expect(rewritten(lines)).toEqual(lines);
    for (const [mutation, index] of someOf(golden, MEANT)) {
      const report = await verifyLines(golden, rewritten(mutated(golden, mutation, index)), newest());
      expect([mutation.how, report.ok, report.expectedHead?.holds]).toEqual([mutation.how, false, false]);
    }
  });
});
