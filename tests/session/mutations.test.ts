// One event of a golden history lost, repeated, swapped, retimed or edited: the record check finds it at every event,
// from the head before it, and verify names the place and what happened, at seeded events, from the first line on.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAIN_START, encodeEvent, type RecordedEvent } from '../../machines/index.ts';
import { type ChainHead, decodeCommit, NEW_CHAIN } from '../../src/session/chain.ts';
import { linesOfBytes, openSource, type Source } from '../../src/session/source.ts';
import { verify } from '../../src/session/verify.ts';
import { started } from '../../src/testing/run.ts';
import { commandSequences } from '../../src/testing/sequences.ts';
import { sha256 } from '../history.ts';

const SEED = 20260131;

interface Golden {
  readonly sessionId: string;
  readonly lines: readonly string[];
}

const example = async (): Promise<Golden> => {
  const source = await openSource('examples/password-reset', {
    openLog: () => {
      throw new Error('a folder needs no log');
    },
  });
  const lines: string[] = [];
  for await (const { text } of source.lines()) lines.push(text ?? '');
  return { sessionId: source.sessionId, lines };
};

/** An observed session of just so many events. */
const generated = (events: number): Golden => {
  const profile = events % 200 === 0 ? 'cycles' : 'normal';
  const decider = started({ enforcement: 'observe', profile });
  for (const list of fc.sample(commandSequences(profile, { maxLength: 500 }), { numRuns: 10, seed: SEED + events }))
    for (const { name, data, actor } of list)
      if (decider.events.length < events && name !== 'session.end') decider.send(name, data, { actor });
  return { sessionId: 's1', lines: decider.lines.slice(0, events) };
};

const GOLDEN: readonly (readonly [string, () => Promise<Golden>])[] = [
  ['the example', example],
  ...[100, 200, 300, 400, 500].map((events): [string, () => Promise<Golden>] => [
    `a generated session of ${events} events`,
    async () => generated(events),
  ]),
];

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const verifyLines = ({ sessionId, lines }: Golden, head?: ChainHead) => {
  const source: Source = {
    kind: 'file',
    sessionId,
    name: 'golden.ndjson',
    lines: () => linesOfBytes('golden.ndjson', [Buffer.from(textOf(lines))]),
    events: () => {
      throw new Error('verify reads lines');
    },
  };
  return verify(source, head === undefined ? {} : { head });
};

const edited = (line: string, change: (event: RecordedEvent) => object): string => {
  const event = JSON.parse(line) as RecordedEvent;
  const { hash, ...rest } = { ...event, ...change(event) } as RecordedEvent;
  return JSON.stringify({ ...rest, hash });
};

interface Mutation {
  readonly how: string;
  readonly happened: string;
  /** The lines with the event at an index changed; the first that is wrong stands `offset` after it. */
  readonly of: (lines: readonly string[], index: number) => string[];
  readonly offset: 0 | 1;
  /** False for the newest event, whose loss only a head tells. */
  readonly atLast: boolean;
}

const MUTATIONS: readonly Mutation[] = [
  { how: 'lost', happened: 'missing', of: (lines, at) => lines.toSpliced(at, 1), offset: 0, atLast: false },
  {
    how: 'repeated',
    happened: 'repeated',
    of: (lines, at) => lines.toSpliced(at, 0, lines[at]!),
    offset: 1,
    atLast: true,
  },
  {
    how: 'swapped with the next',
    happened: 'moved',
    of: (lines, at) => lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!),
    offset: 0,
    atLast: false,
  },
  {
    how: 'retimed',
    happened: 'changed',
    of: (lines, at) =>
      lines.with(
        at,
        edited(lines[at]!, () => ({ time: '2026-01-31T14:59:59.999Z' })),
      ),
    offset: 0,
    atLast: true,
  },
  {
    how: 'edited',
    happened: 'changed',
    of: (lines, at) =>
      lines.with(
        at,
        edited(lines[at]!, ({ data }) => ({ data: { ...data, extra: { edited: true } } })),
      ),
    offset: 0,
    atLast: true,
  },
  {
    how: 'said by another',
    happened: 'changed',
    of: (lines, at) =>
      lines.with(
        at,
        edited(lines[at]!, () => ({ actor: 'somebody-else' })),
      ),
    offset: 0,
    atLast: true,
  },
];

/** The same events in a chain of their own, numbered anew: what somebody makes who recomputes it. */
const rewritten = (lines: readonly string[]): string[] => {
  let previous = CHAIN_START;
  return lines.map((line, index) => {
    const { hash: _, ...event } = JSON.parse(line) as RecordedEvent;
    const encoded = encodeEvent({ ...event, ordinal: index + 1 }, previous, sha256);
    previous = encoded.hash;
    return encoded.line;
  });
};

describe.each(GOLDEN)('of %s, any one event', (_name, open) => {
  const golden = open();
  const heads = golden.then(({ sessionId, lines }) => {
    let head: ChainHead | undefined = NEW_CHAIN;
    return lines.map((line) => {
      const before = head as ChainHead;
      head = decodeCommit({ sessionId, lines: [line] }, head).head;
      return before;
    });
  });

  test('is sound as it is', async () => {
    const { sessionId, lines } = await golden;
    const report = await verifyLines({ sessionId, lines });
    expect(report).toMatchObject({ ok: true, events: lines.length, fault: undefined, disagreements: [] });
  });

  test.each(MUTATIONS.map((mutation) => [mutation.how, mutation] as const))(
    '%s: is found where it is',
    async (_how, { of, offset, atLast, happened }) => {
      const { sessionId, lines } = await golden;
      const before = await heads;
      const count = atLast ? lines.length : lines.length - 1;
      for (let index = 0; index < count; index += 1) {
        const changed = of(lines, index);
        expect(changed.join()).not.toBe(lines.join());
        // On from the head kept before the change: one event that stands where it did, where there is one, and the fault.
        const { events, fault } = decodeCommit(
          { sessionId, lines: changed.slice(index + offset, index + offset + 1) },
          before[index + offset] ?? decodeCommit({ sessionId, lines: [lines[index]!] }, before[index]).head,
        );
        expect([events.length, fault?.ordinal, index]).toEqual([0, index + 1 + offset, index]);
      }
      for (const index of fc.sample(fc.nat({ max: count - 1 }), { numRuns: 6, seed: SEED })) {
        const report = await verifyLines({ sessionId, lines: of(lines, index) });
        const line = index + 1 + offset;
        expect(report).toMatchObject({ ok: false, events: line - 1, disagreements: [] });
        expect(report.fault).toMatchObject({ ordinal: line, place: { line }, diagnosis: { happened } });
      }
    },
  );

  test('is found by the head when the newest is lost or the chain rewritten', async () => {
    const { sessionId, lines } = await golden;
    const { head } = await verifyLines({ sessionId, lines });
    const shorter = lines.slice(0, -1);
    expect(await verifyLines({ sessionId, lines: shorter }, head)).toMatchObject({
      ok: false,
      fault: undefined,
      expectedHead: { got: undefined, holds: false },
    });
    for (const { of, atLast } of MUTATIONS) {
      const [index] = fc.sample(fc.nat({ max: lines.length - (atLast ? 1 : 2) }), { numRuns: 1, seed: SEED }) as [
        number,
      ];
      const whole = rewritten(of(lines, index));
      const report = await verifyLines({ sessionId, lines: whole }, head);
      expect(report).toMatchObject({ ok: false, expectedHead: { holds: false } });
    }
  });
});
